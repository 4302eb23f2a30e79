/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/exporter.h"

#include "base/draft.h"
#include "base/error.h"

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

/* What is written, for draft_write(). */
struct writing {
	const struct exporter *exporter;
	struct store *store;
};

static gboolean write_store(FILE *out, void *user, GError **error)
{
	const struct writing *writing = user;

	return writing->exporter->write(writing->store, out, error);
}

gboolean exporter_save(const struct exporter *exporter, struct store *store, const char *path,
		       GError **error)
{
	struct writing writing = {exporter, store};

	return draft_write(path, write_store, &writing, error);
}
