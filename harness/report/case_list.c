/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/case_list.h"

#include "base/draft.h"
#include "report/exporter.h"

#include <string.h>

/* The first run began it all. */
static gboolean take_run(const struct run_row *run, void *user)
{
	struct case_list *list = user;

	list->started = g_strdup(run->started);
	if (g_str_has_suffix(list->started, "Z"))
		list->started[strlen(list->started) - 1] = '\0';
	list->memroof = g_strdup(run->memroof_version);
	list->kernel = g_strdup(run->kernel);
	list->cpu = g_strdup(run->host_cpu_model);
	return FALSE;
}

struct case_list *case_list_load(struct store *store, GError **error)
{
	struct case_list *list = g_new0(struct case_list, 1);

	list->sections = cases_load(store, error);
	if (list->sections == NULL || !store_each_run(store, take_run, list, error))
		g_clear_pointer(&list, case_list_free);
	return list;
}

void case_list_free(struct case_list *list)
{
	if (list == NULL)
		return;
	if (list->sections != NULL)
		g_ptr_array_unref(list->sections);
	g_free(list->started);
	g_free(list->memroof);
	g_free(list->kernel);
	g_free(list->cpu);
	g_free(list);
}

/* What is written, for draft_write(). */
struct writing {
	const struct case_list *list;
	const struct case_format *format;
};

static gboolean write_list(FILE *out, void *user, GError **error)
{
	const struct writing *writing = user;

	(void)error;
	writing->format->write(writing->list, out);
	return TRUE;
}

gboolean case_list_save(const struct case_list *list, const struct case_format *format,
			const char *path, GError **error)
{
	struct writing writing = {list, format};

	return draft_write(path, write_list, &writing, error);
}

static gboolean export_as(const struct case_format *format, struct store *store, FILE *out,
			  GError **error)
{
	struct case_list *list = case_list_load(store, error);
	gboolean ok = list != NULL;

	if (ok)
		format->write(list, out);
	case_list_free(list);
	return ok;
}

static gboolean export_junit(struct store *store, FILE *out, GError **error)
{
	return export_as(&case_format_junit, store, out, error);
}

static gboolean export_tap(struct store *store, FILE *out, GError **error)
{
	return export_as(&case_format_tap, store, out, error);
}

static gboolean export_github(struct store *store, FILE *out, GError **error)
{
	return export_as(&case_format_github, store, out, error);
}

const struct exporter exporter_junit = {.name = "junit", .write = export_junit};
const struct exporter exporter_tap = {.name = "tap", .write = export_tap};
const struct exporter exporter_github = {.name = "github", .write = export_github};
