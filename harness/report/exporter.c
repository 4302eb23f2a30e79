/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/exporter.h"

#include "base/draft.h"
#include "base/error.h"

#include <errno.h>

static const struct exporter *const EXPORTERS[] = {&exporter_md, &exporter_csv, &exporter_json,
						   &exporter_reference};

const struct exporter *exporter_find(const char *name, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(EXPORTERS); i++)
		if (g_str_equal(EXPORTERS[i]->name, name))
			return EXPORTERS[i];
	input_error(error, "unknown table format '%s': expected md, csv, json or reference", name);
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

	if (!check_selection(store, error))
		return FALSE;
	if (path == NULL)
		return write_to(exporter, store, stdout, "stdout", error);
	if (draft_must_stay(path))
		return write_file(exporter, store, path, path, error);
	draft = draft_name(path);
	ok = write_file(exporter, store, draft, path, error);
	return draft_finish(draft, path, ok, error);
}
