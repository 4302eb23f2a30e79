/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/place.h"

#include "run/runner.h"
#include "tests/tests.h"

#include <signal.h>

#define NO_FD (-1)

const struct run_row PLACE_RUN = {
	.started = (char *)"now", .memroof_version = (char *)"1", .host_memory = 1 << 30};

static const struct host_facts FACTS = {.memory = UINT64_C(1) << 32};

void place_init(struct place *place, const char *text)
{
	g_autoptr(GPtrArray) scenarios = scenarios_new();
	struct run_options options = {.workers = 1};
	struct run_progress progress;
	g_autofree char *path = NULL;
	struct prober *prober;

	place->directory = make_directory();
	path = g_build_filename(place->directory, "x.db", NULL);
	place->store = store_create(path, &PLACE_RUN, NULL);
	ck_assert_ptr_nonnull(place->store);
	g_ptr_array_add(scenarios, scenario_parse("a.ini", text, NULL, 0, NULL));
	ck_assert_ptr_nonnull(scenarios->pdata[0]);
	prober = prober_new(&FACTS, place->store, NO_FD);
	ck_assert(runner_run(scenarios, place->store, prober, &options, &progress, NULL));
	prober_free(prober);
}

void place_clear(struct place *place)
{
	store_close(place->store);
	g_free(place->directory);
}

char *place_path(const struct place *place, const char *name)
{
	return g_build_filename(place->directory, name, NULL);
}

char *place_files(const struct place *place)
{
	GDir *directory = g_dir_open(place->directory, 0, NULL);
	GString *names = g_string_new(NULL);
	const char *name;

	ck_assert_ptr_nonnull(directory);
	while ((name = g_dir_read_name(directory)) != NULL)
		if (!g_str_has_prefix(name, "x.db"))
			g_string_append_printf(names, "%s ", name);
	g_dir_close(directory);
	return g_string_free(names, FALSE);
}

void place_limit_files(rlim_t bytes)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = MIN(bytes, limit.rlim_max);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}
