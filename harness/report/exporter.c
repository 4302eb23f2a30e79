/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/exporter.h"

#include "base/draft.h"
#include "base/error.h"
#include "base/text.h"

static const struct exporter *const EXPORTERS[] = {
	&exporter_md,   &exporter_csv,   &exporter_json,  &exporter_reference, &exporter_rst,
	&exporter_html, &exporter_latex, &exporter_junit, &exporter_tap,       &exporter_github,
};

const struct exporter *exporter_find(const char *name, GError **error)
{
	const char *names[G_N_ELEMENTS(EXPORTERS) + 1] = {NULL};
	g_autofree char *all = NULL, *hint = NULL;

	for (unsigned i = 0; i < G_N_ELEMENTS(EXPORTERS); i++) {
		if (g_str_equal(EXPORTERS[i]->name, name))
			return EXPORTERS[i];
		names[i] = EXPORTERS[i]->name;
	}
	all = g_strjoinv(", ", (char **)names);
	hint = text_hint(name, names);
	input_error(error, "unknown table format '%s'%s: expected one of: %s", name, hint, all);
	return NULL;
}

struct search {
	GArray *limits, *others; /* int64_t: sections */
	gboolean found;
};

static gboolean take_section(const struct section_row *row, void *user)
{
	struct search *search = user;
	gboolean is_limit = g_str_equal(row->kind, "limit");

	g_array_append_val(is_limit ? search->limits : search->others, row->id);
	return TRUE;
}

static gboolean take_limit(const struct limit_row *row, void *user)
{
	(void)row;
	*(gboolean *)user = TRUE;
	return FALSE;
}

static gboolean take_probe(const struct probe_row *row, void *user)
{
	(void)row;
	*(gboolean *)user = TRUE;
	return FALSE;
}

/* A choice by which nothing is left is a typing error. */
static gboolean check_selection(struct store *store, GError **error)
{
	const struct selection *selection = store_selection(store);
	g_autoptr(GArray) limits = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(int64_t));
	struct search search = {limits, others, selection == NULL};
	g_autofree char *texts = NULL;
	gboolean ok = store_each_section(store, take_section, &search, error);

	for (unsigned i = 0; ok && !search.found && i < limits->len; i++)
		ok = store_each_limit(store, g_array_index(limits, int64_t, i), take_limit,
				      &search.found, error);
	for (unsigned i = 0; ok && !search.found && i < others->len; i++)
		ok = store_each_probe(store, g_array_index(others, int64_t, i), take_probe,
				      &search.found, error);
	if (!ok || search.found)
		return ok;
	texts = selection_text(selection);
	return input_error(error, "%s: no point has %s", store_path(store), texts);
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

	if (!check_selection(store, error))
		return FALSE;
	return draft_write(path, write_store, &writing, error);
}
