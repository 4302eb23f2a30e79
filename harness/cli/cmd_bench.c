/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "cli/documents.h"
#include "cli/measure.h"

#include <stdio.h>
#include <unistd.h>

static char *database, *reports;
static gboolean as_json, quick, quiet;

static const GOptionEntry OPTIONS[] = {
	{"quick", 0, 0, G_OPTION_ARG_NONE, &quick, "a first impression, in less than 30 s", NULL},
	{"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "answer as JSON, with all samples", NULL},
	{"output", 'o', 0, G_OPTION_ARG_FILENAME, &database, "keep the samples in a new database",
	 "DB"},
	{"reports", 0, 0, G_OPTION_ARG_FILENAME, &reports,
	 "also write tables and plots into this directory", "DIR"},
	{"quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "no status line", NULL},
	{0},
};

/* A point with several values is a section, so a benchmark is a scenario of one. */
static struct scenario *make_scenario(const struct arguments *arguments, GError **error)
{
	const struct override *overrides =
		(const struct override *)(void *)arguments->overrides->data;

	return scenario_parse("bench", "# What does a start cost?\n[start-time bench]\n", overrides,
			      arguments->overrides->len, error);
}

/* A refusal is an answer as well: the table says so. */
static int status_of(const struct run_progress *progress)
{
	if (progress->undecided > 0)
		return STATUS_BROKEN;
	return progress->total == 0 && progress->skipped > 0 ? STATUS_SKIPPED : STATUS_YES;
}

static int measure(struct store *store, const GPtrArray *scenarios, struct session *session)
{
	const struct measure_options options = {1, quick, quiet};
	struct run_progress progress;
	GError *error = NULL;
	gboolean ok = measure_run(scenarios, store, session, &options, &progress, &error);
	int status = ok ? status_of(&progress) : cli_fail(error);

	if (!ok && progress.done == 0)
		return status;
	error = NULL;
	if (!exporter_save(as_json ? &exporter_json : &exporter_md, store, NULL, &error) ||
	    (reports != NULL && !documents_write(store, reports, &error)))
		return cli_fail(error);
	return status;
}

static int bench_into(const char *path, const GPtrArray *scenarios, int argc, char **argv)
{
	struct session session;
	struct store *store;
	struct run_row run;
	GError *error = NULL;
	int status;

	if (reports != NULL && !documents_make_directory(reports, &error))
		return cli_fail(error);
	if (!session_begin(&session, session_daemonizes(scenarios), &error))
		return cli_fail(error);
	session_describe_run(&session.facts, argc, argv, &run);
	store = store_create(path, &run, &error);
	run_row_clear(&run);
	if (store != NULL) {
		session_open(&session, store);
		status = measure(store, scenarios, &session);
	} else {
		status = cli_fail(error);
	}
	session_end(&session);
	store_close(store);
	return status;
}

/* Samples that nobody wants to keep go to a directory of their own, where no other file can be in
 * the way. */
static int bench(const GPtrArray *scenarios, int argc, char **argv)
{
	g_autofree char *directory = NULL, *path = NULL;
	GError *error = NULL;
	int status;

	if (database != NULL)
		return bench_into(database, scenarios, argc, argv);
	directory = g_dir_make_tmp("memroof-bench-XXXXXX", &error);
	if (directory == NULL)
		return cli_fail(error);
	path = g_build_filename(directory, "bench.db", NULL);
	status = bench_into(path, scenarios, argc, argv);
	unlink(path);
	rmdir(directory);
	return status;
}

int cmd_bench(const struct command *command, int argc, char **argv)
{
	g_autoptr(GPtrArray) scenarios = scenarios_new();
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_OVERRIDES, OPTIONS, argc, argv, &status)) {
		struct scenario *scenario =
			arguments_expect(&arguments, 0, "keys only, as --KEY VALUE", &error)
				? make_scenario(&arguments, &error)
				: NULL;

		if (scenario != NULL)
			g_ptr_array_add(scenarios, scenario);
		status = scenario != NULL && session_check_scenarios(scenarios, &error)
				 ? bench(scenarios, argc, argv)
				 : cli_fail(error);
	}
	g_free(database);
	g_free(reports);
	arguments_clear(&arguments);
	return status;
}
