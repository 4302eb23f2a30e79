/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/exporter.h"

#include "base/draft.h"
#include "base/error.h"

#include <errno.h>

static const struct exporter *const EXPORTERS[] = {&exporter_md,   &exporter_csv,
						   &exporter_json, &exporter_junit,
						   &exporter_tap,  &exporter_github};

const struct exporter *exporter_find(const char *name, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(EXPORTERS); i++)
		if (g_str_equal(EXPORTERS[i]->name, name))
			return EXPORTERS[i];
	input_error(error,
		    "unknown table format '%s': expected md, csv, json, junit, tap or github",
		    name);
	return NULL;
}

/* Writes, and closes @out unless it is stdout; a full disk may show only then. */
static gboolean write_to(const struct exporter *exporter, struct store *store, FILE *out,
			 const char *path, GError **error)
{
	gboolean written = exporter->write(store, out, error);
	gboolean flushed = fflush(out) == 0 && !ferror(out);
	int code = errno;

	if (out != stdout && fclose(out) != 0 && flushed) {
		flushed = FALSE;
		code = errno;
	}
	if (written && !flushed)
		return broken_error(error, "%s: %s", path, g_strerror(code));
	return written;
}

static gboolean write_file(const struct exporter *exporter, struct store *store, const char *file,
			   const char *path, GError **error)
{
	FILE *out = fopen(file, "we");

	if (out == NULL)
		return broken_error(error, "%s: %s", path, g_strerror(errno));
	return write_to(exporter, store, out, path, error);
}

gboolean exporter_save(const struct exporter *exporter, struct store *store, const char *path,
		       GError **error)
{
	g_autofree char *draft = NULL;
	gboolean ok;

	if (path == NULL)
		return write_to(exporter, store, stdout, "stdout", error);
	if (draft_must_stay(path))
		return write_file(exporter, store, path, path, error);
	draft = draft_name(path);
	ok = write_file(exporter, store, draft, path, error);
	return draft_finish(draft, path, ok, error);
}
