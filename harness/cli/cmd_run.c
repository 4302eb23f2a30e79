/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "cli/documents.h"
#include "cli/measure.h"
#include "cli/verdicts.h"
#include "report/exporter.h"

#include <stdio.h>
#include <string.h>

static char *database, *reports;
static char **only;
static int workers = G_MININT;
static gboolean resume, quick, quiet;
static struct verdict_files verdict_files;

static const GOptionEntry OPTIONS[] = {
	{"output", 'o', 0, G_OPTION_ARG_FILENAME, &database,
	 "the database to be made; default: NAME.db here", "DB"},
	{"section", 0, 0, G_OPTION_ARG_STRING_ARRAY, &only,
	 "only this section, or those that a pattern such as 'maxmem-*' calls; may be repeated",
	 "NAME"},
	{"jobs", 'j', 0, G_OPTION_ARG_INT, &workers,
	 "points at a time; default: the number of CPUs, twice that where libvirt is asked", "N"},
	{"resume", 0, 0, G_OPTION_ARG_NONE, &resume,
	 "continue an interrupted run; what is there is not done again", NULL},
	{"quick", 0, 0, G_OPTION_ARG_NONE, &quick,
	 "time starts for 25 s only: a first impression, which --resume completes", NULL},
	{"reports", 0, 0, G_OPTION_ARG_FILENAME, &reports,
	 "also write tables and plots into this directory", "DIR"},
	{"junit", 0, 0, G_OPTION_ARG_FILENAME, &verdict_files.junit,
	 "also write the verdicts as JUnit's XML; -: to stdout, instead of the table", "FILE"},
	{"tap", 0, 0, G_OPTION_ARG_FILENAME, &verdict_files.tap,
	 "also write the verdicts as TAP; -: to stdout, instead of the table", "FILE"},
	{"github", 0, 0, G_OPTION_ARG_NONE, &verdict_files.github,
	 "also print annotations for GitHub Actions", NULL},
	{"quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "no status line, no table", NULL},
	{0},
};

static gboolean has_path(const GPtrArray *scenarios, const char *name)
{
	for (unsigned i = 0; i < scenarios->len; i++) {
		g_autofree char *other =
			g_path_get_basename(((struct scenario *)scenarios->pdata[i])->path);

		if (g_str_equal(other, name))
			return TRUE;
	}
	return FALSE;
}

/* All scenarios are read before anything is started or written. */
static GPtrArray *load_scenarios(const struct arguments *arguments, GError **error)
{
	const struct override *overrides =
		(const struct override *)(void *)arguments->overrides->data;
	GPtrArray *scenarios = scenarios_new();
	gboolean ok = *arguments->words != NULL ||
		      input_error(error, "expected a scenario, as in memroof run FILE.ini");

	for (char **path = arguments->words; ok && *path != NULL; path++) {
		g_autofree char *name = g_path_get_basename(*path);
		struct scenario *scenario =
			scenario_load(*path, overrides, arguments->overrides->len, error);

		/* Rows are kept by the name of their scenario. */
		if (scenario != NULL && has_path(scenarios, name))
			ok = input_error(
				error, "%s: another scenario of this run has the same name", *path);
		ok = ok && scenario != NULL;
		if (scenario != NULL)
			g_ptr_array_add(scenarios, scenario);
	}
	if (ok && only != NULL)
		ok = scenarios_select(scenarios, (const char *const *)only, error);
	if (!ok || !session_check_scenarios(scenarios, error))
		g_clear_pointer(&scenarios, g_ptr_array_unref);
	return scenarios;
}

static char *database_path(const GPtrArray *scenarios)
{
	const struct scenario *first = scenarios->pdata[0];
	g_autofree char *name = g_path_get_basename(first->path);

	if (database != NULL)
		return g_strdup(database);
	if (g_str_has_suffix(name, ".ini"))
		name[strlen(name) - strlen(".ini")] = '\0';
	return g_strdup_printf("%s.db", name);
}

static struct store *open_store(const char *path, const struct run_row *run, GError **error)
{
	g_autofree char *directory = g_path_get_dirname(path);

	if (resume && g_file_test(path, G_FILE_TEST_EXISTS))
		return store_open(path, run, error);
	if (!documents_make_directory(directory, error))
		return NULL;
	return store_create(path, run, error);
}

static void print_summary(const struct run_progress *progress, const struct verdict_counts *counts,
			  const char *path)
{
	g_autofree char *verdicts = verdicts_words(counts);

	fprintf(stderr, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " points done",
		progress->done, progress->total);
	if (progress->found > 0)
		fprintf(stderr, ", %" G_GUINT64_FORMAT " of them before", progress->found);
	if (progress->undecided > 0)
		fprintf(stderr, ", %" G_GUINT64_FORMAT " without an answer", progress->undecided);
	if (progress->contradictions > 0)
		fprintf(stderr, ", %" G_GUINT64_FORMAT " NON-MONOTONE", progress->contradictions);
	fprintf(stderr, "%s\ndatabase  %s\n", verdicts, path);
}

/* The verdicts, on stderr and as files, and what the run is worth by them; or, when it was not
 * whole,
 * @status. */
static gboolean show_verdicts(struct store *store, const char *path,
			      const struct run_progress *progress, gboolean whole, int *status,
			      GError **error)
{
	struct case_list *list = case_list_load(store, error);
	struct verdict_counts counts;
	gboolean ok = list != NULL;

	if (ok) {
		verdicts_print(list, &counts);
		print_summary(progress, &counts, path);
		ok = verdict_files_write(&verdict_files, list, error);
	}
	if (ok && whole)
		*status = verdicts_status(&counts);
	case_list_free(list);
	return ok;
}

/* The table on stdout, the verdicts and the documents, also after an interruption: what there is,
 * is shown. */
static int show(struct store *store, const char *path, const struct run_progress *progress,
		gboolean whole, int status)
{
	gboolean table = !quiet && !verdict_files_take_stdout(&verdict_files);
	GError *error = NULL;

	if (table && !exporter_save(&exporter_md, store, NULL, &error))
		return cli_fail(error);
	fflush(stdout);
	if (!show_verdicts(store, path, progress, whole, &status, &error))
		return cli_fail(error);
	if (reports != NULL && !documents_write(store, reports, &error))
		return cli_fail(error);
	return status;
}

/* libvirt waits for QEMU more than it works, so two of its probes share a CPU. */
static unsigned default_workers(const GPtrArray *scenarios)
{
	return g_get_num_processors() * (session_daemonizes(scenarios) ? 2 : 1);
}

static int run_into(struct store *store, const char *path, const GPtrArray *scenarios,
		    struct session *session)
{
	const struct measure_options options = {
		workers > 0 ? (unsigned)workers : default_workers(scenarios), quick, quiet};
	struct run_progress progress;
	GError *error = NULL;
	gboolean ok = measure_run(scenarios, store, session, &options, &progress, &error);
	int status;

	if (!ok && progress.total + progress.skipped == 0)
		return cli_fail(error); /* nothing was begun */
	status = ok ? STATUS_YES : cli_fail(error);
	return show(store, path, &progress, ok, status);
}

/* The files for CI are none that the run reads or writes anyway. */
static gboolean check_files(const GPtrArray *scenarios, const char *path, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();

	for (unsigned i = 0; i < scenarios->len; i++)
		g_ptr_array_add(paths, ((const struct scenario *)scenarios->pdata[i])->path);
	g_ptr_array_add(paths, (char *)path);
	g_ptr_array_add(paths, NULL);
	return verdict_files_check(&verdict_files, (const char *const *)paths->pdata, error);
}

static int run_scenarios(const GPtrArray *scenarios, int argc, char **argv)
{
	g_autofree char *path = database_path(scenarios);
	struct session session;
	struct store *store = NULL;
	int status;
	struct run_row run;
	GError *error = NULL;

	if (!check_files(scenarios, path, &error) ||
	    !session_begin(&session, session_daemonizes(scenarios), &error))
		return cli_fail(error);
	session_describe_run(&session.facts, argc, argv, &run);
	if (reports == NULL || documents_make_directory(reports, &error))
		store = open_store(path, &run, &error);
	run_row_clear(&run);
	if (store != NULL) {
		session_open(&session, store);
		status = run_into(store, path, scenarios, &session);
	} else {
		status = cli_fail(error);
	}
	session_end(&session);
	store_close(store);
	return status;
}

int cmd_run(const struct command *command, int argc, char **argv)
{
	g_autoptr(GPtrArray) scenarios = NULL;
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_OVERRIDES, OPTIONS, argc, argv, &status)) {
		if (workers != G_MININT && (workers < 1 || workers > 1024))
			input_error(&error, "-j %d: expected a number from 1 to 1024", workers);
		else
			scenarios = load_scenarios(&arguments, &error);
		status = scenarios != NULL ? run_scenarios(scenarios, argc, argv) : cli_fail(error);
	}
	g_free(database);
	g_free(reports);
	verdict_files_clear(&verdict_files);
	g_strfreev(only);
	arguments_clear(&arguments);
	return status;
}
