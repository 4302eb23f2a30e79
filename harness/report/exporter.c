/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/exporter.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const struct exporter *const EXPORTERS[] = {&exporter_md, &exporter_csv, &exporter_json};

const struct exporter *exporter_find(const char *name, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(EXPORTERS); i++)
		if (g_str_equal(EXPORTERS[i]->name, name))
			return EXPORTERS[i];
	input_error(error, "unknown table format '%s': expected md, csv or json", name);
	return NULL;
}

static gboolean write_to(const struct exporter *exporter, struct store *store, FILE *out,
			 const char *path, GError **error)
{
	if (!exporter->write(store, out, error))
		return FALSE;
	if (fflush(out) == 0 && !ferror(out))
		return TRUE;
	return broken_error(error, "%s: %s", path, g_strerror(errno));
}

gboolean exporter_save(const struct exporter *exporter, struct store *store, const char *path,
		       GError **error)
{
	g_autofree char *draft = NULL;
	FILE *out;
	gboolean ok;

	if (path == NULL)
		return write_to(exporter, store, stdout, "stdout", error);
	draft = g_strdup_printf("%s.new-%d", path, (int)getpid());
	out = fopen(draft, "we");
	if (out == NULL)
		return broken_error(error, "%s: %s", path, g_strerror(errno));
	ok = write_to(exporter, store, out, path, error);
	fclose(out);
	if (ok && rename(draft, path) < 0)
		ok = broken_error(error, "%s: %s", path, g_strerror(errno));
	if (!ok)
		unlink(draft);
	return ok;
}
