/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole scenarios over the fake engine: every point once, whatever happens in between. */
#include "base/error.h"
#include "run/runner.h"
#include "run/sections.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static const struct host_facts FACTS = {.memory = UINT64_C(1) << 32};
static const struct run_row RUN = {.started = (char *)"now", .memroof_version = (char *)"1"};

/* 24 limits of two probes each, and 12 probes. */
#define N_LIMITS 24
#define N_PROBES 12
#define GLOBAL "[global]\nengine = fake\nmachine = q35, pc\nphys-bits = 36\n"
#define LIMITS "[limit a]\nsize = 1G, 2G, 4G\nslots = 1, 2, 4, 8\n"
#define PROBES "[probe b]\nsize = 2G\nmaxmem = 4G\nslots = 0-5\n"
#define BOTH GLOBAL LIMITS PROBES

/* A store, the scenarios to be run into it, and how it went. */
struct world {
	char *path;
	struct store *store;
	GPtrArray *scenarios;
	int cancel_fd;
	unsigned cancel_after; /* points done; 0: never */
	struct run_progress progress;
};

static void set_scenario(struct world *world, const char *text)
{
	struct scenario *scenario = scenario_parse("dir/a.ini", text, NULL, 0, NULL);

	ck_assert_ptr_nonnull(scenario);
	g_ptr_array_set_size(world->scenarios, 0);
	g_ptr_array_add(world->scenarios, scenario);
}

static void world_init(struct world *world, const char *text)
{
	g_autofree char *directory = make_directory();

	*world = (struct world){
		.path = g_build_filename(directory, "x.db", NULL),
		.scenarios = scenarios_new(),
		.cancel_fd = eventfd(0, EFD_CLOEXEC),
	};
	world->store = store_create(world->path, &RUN, NULL);
	ck_assert_ptr_nonnull(world->store);
	set_scenario(world, text);
}

static void world_clear(struct world *world)
{
	store_close(world->store);
	g_ptr_array_unref(world->scenarios);
	close(world->cancel_fd);
	g_free(world->path);
}

static void reopen(struct world *world)
{
	store_close(world->store);
	world->store = store_open(world->path, &RUN, NULL);
	ck_assert_ptr_nonnull(world->store);
}

static void cancel(const struct world *world)
{
	uint64_t one = 1;

	ck_assert_int_eq(write(world->cancel_fd, &one, sizeof(one)), sizeof(one));
}

static void on_progress(const struct run_progress *progress, void *user)
{
	const struct world *world = user;

	ck_assert_ptr_nonnull(progress->last);
	ck_assert_uint_le(progress->done, progress->total);
	if (progress->done == world->cancel_after)
		cancel(world);
}

static gboolean run(struct world *world, unsigned workers, GError **error)
{
	struct run_options options = {
		.workers = workers, .on_progress = on_progress, .user = world};
	struct prober *prober = prober_new(&FACTS, world->store, world->cancel_fd);
	gboolean ok = runner_run(world->scenarios, world->store, prober, &options, &world->progress,
				 error);

	prober_free(prober);
	return ok;
}

/* Counts rows, and how often each cell is there. */
struct census {
	unsigned rows;
	unsigned cells[N_LIMITS];
};

static void count_cell(struct census *census, int64_t cell)
{
	census->rows++;
	ck_assert_int_ge(cell, 0);
	ck_assert_int_lt(cell, N_LIMITS);
	census->cells[cell]++;
}

static gboolean count_probe(const struct probe_row *row, void *user)
{
	count_cell(user, row->cell);
	return TRUE;
}

static gboolean count_limit(const struct limit_row *row, void *user)
{
	count_cell(user, row->cell);
	ck_assert_str_eq(row->status, LIMIT_EXACT);
	ck_assert_int_eq(row->agrees_with_model, 1);
	return TRUE;
}

static struct census probes_of(const struct world *world, int64_t section)
{
	struct census census = {0};

	ck_assert(store_each_probe(world->store, section, count_probe, &census, NULL));
	return census;
}

static struct census limits_of(const struct world *world)
{
	struct census census = {0};

	ck_assert(store_each_limit(world->store, 1, count_limit, &census, NULL));
	return census;
}

static void assert_each(const struct census *census, unsigned cells, unsigned times)
{
	ck_assert_uint_eq(census->rows, cells * times);
	for (unsigned i = 0; i < cells; i++)
		ck_assert_uint_eq(census->cells[i], times);
}

static void assert_complete(const struct world *world)
{
	struct census limits = limits_of(world), tried = probes_of(world, 1),
		      probes = probes_of(world, 2);

	assert_each(&limits, N_LIMITS, 1);
	assert_each(&tried, N_LIMITS, 2);
	assert_each(&probes, N_PROBES, 1);
}

static const unsigned WORKERS[] = {1, 2, 3, 16, 100};

START_TEST(test_every_cell_once)
{
	struct world world;

	world_init(&world, BOTH);
	ck_assert(run(&world, WORKERS[_i], NULL));
	ck_assert_uint_eq(world.progress.total, N_LIMITS + N_PROBES);
	ck_assert_uint_eq(world.progress.done, N_LIMITS + N_PROBES);
	ck_assert_uint_eq(world.progress.found, 0);
	ck_assert_uint_eq(world.progress.undecided, 0);
	ck_assert_uint_eq(world.progress.contradictions, 0);
	assert_complete(&world);
	world_clear(&world);
}
END_TEST

/* The same again with everything to be interrupted that takes time: nothing does. */
START_TEST(test_second_run_probes_nothing)
{
	struct world world;

	world_init(&world, GLOBAL "fake = delay=1\n" LIMITS PROBES);
	ck_assert(run(&world, 4, NULL));
	reopen(&world);
	cancel(&world);
	ck_assert(run(&world, 4, NULL));
	ck_assert_uint_eq(world.progress.done, N_LIMITS + N_PROBES);
	assert_complete(&world);
	world_clear(&world);
}
END_TEST

START_TEST(test_second_run_says_what_it_found)
{
	struct world world;

	world_init(&world, BOTH);
	ck_assert(run(&world, 2, NULL));
	ck_assert(run(&world, 2, NULL));
	ck_assert_uint_eq(world.progress.found, N_LIMITS + N_PROBES);
	world_clear(&world);
}
END_TEST

/* What a run says of its results must not depend on how often it was interrupted. */
static const struct {
	const char *text;
	unsigned undecided, contradictions;
} VERDICTS[] = {
	{"[limit a]\nengine = fake\nfake = crash=4G\nsize = 1G, 2G, 8G\n", 3, 0},
	{"[limit a]\nengine = fake\nfake = roof=20G,island=5G-9G\nsamples = 200\nsize = 1G, 2G\n",
	 0, 2},
	{"[probe a]\nengine = fake\nfake = host=2G\nsize = 1G, 2G, 3G\n", 2, 0},
	{"[probe a]\nengine = fake\nfake = crash=2G\nsize = 1G, 2G, 3G\n", 0, 0},
	{"[probe a]\nengine = fake\nfake = hang=2G\ntimeout = 1ms\nsize = 1G, 2G, 3G\n", 2, 0},
};

START_TEST(test_verdict)
{
	struct world world;

	world_init(&world, VERDICTS[_i].text);
	for (unsigned i = 0; i < 2; i++) {
		ck_assert(run(&world, 2, NULL));
		ck_assert_uint_eq(world.progress.undecided, VERDICTS[_i].undecided);
		ck_assert_uint_eq(world.progress.contradictions, VERDICTS[_i].contradictions);
	}
	world_clear(&world);
}
END_TEST

/* Stopped after this many points, by so many workers; then to the end. */
static const struct {
	unsigned after, workers;
} STOPS[] = {{1, 1}, {7, 2}, {23, 4}, {24, 4}, {30, 4}, {1, 16}};

START_TEST(test_interrupt_and_resume)
{
	GError *error = NULL;
	uint64_t ignored;
	struct world world;

	world_init(&world, GLOBAL "fake = delay=2\n" LIMITS PROBES);
	world.cancel_after = STOPS[_i].after;
	ck_assert(!run(&world, STOPS[_i].workers, &error));
	assert_error(&error, MEMROOF_ERROR_INTERRUPTED, "interrupted");
	ck_assert_uint_ge(world.progress.done, STOPS[_i].after);
	ck_assert_uint_lt(world.progress.done, world.progress.total);
	ck_assert_uint_eq(limits_of(&world).rows + probes_of(&world, 2).rows, world.progress.done);
	reopen(&world);
	ck_assert_int_eq(read(world.cancel_fd, &ignored, sizeof(ignored)), sizeof(ignored));
	world.cancel_after = 0;
	ck_assert(run(&world, STOPS[_i].workers, NULL));
	ck_assert_uint_eq(world.progress.done, world.progress.total);
	assert_complete(&world);
	world_clear(&world);
}
END_TEST

/* What is measured must not change below a name; how it is shown may, and more may be asked. */
static const struct {
	const char *text;
	const char *part; /* of the error; NULL: allowed */
} CHANGES[] = {
	{GLOBAL "[limit a]\nsize = 1G, 2G, 4G\nslots = 1, 2, 4\n" PROBES,
	 "dir/a.ini:5: section [limit a]"},
	{GLOBAL "[limit a]\nsize = 1G, 4G, 2G\nslots = 1, 2, 4, 8\n" PROBES, "section [limit a]"},
	{GLOBAL "[limit a]\nsize = 1G, 2G, 4G\nslots = 1, 2, 4, 8\nseed = 2\n" PROBES,
	 "section [limit a]"},
	{GLOBAL "[limit a]\nsize = 1G, 2G, 4G\nslots = 1, 2, 4, 8\nsamples = 1\n" PROBES,
	 "section [limit a]"},
	{GLOBAL "[limit a]\nsize = 1G, 2G, 4G\nslots = 1, 2, 4, 8\ntimeout = 9s\n" PROBES,
	 "section [limit a]"},
	{GLOBAL LIMITS "[probe b]\nsize = 2G\nmaxmem = 4G\nslots = 0-6\n",
	 "dir/a.ini:8: section [probe b]"},
	{GLOBAL LIMITS "columns = size\n" PROBES, NULL},
	{"# another question\n" GLOBAL PROBES LIMITS, NULL},
	{BOTH "[limit b]\nsize = 1G\n", NULL},
	{GLOBAL LIMITS, NULL},
};

START_TEST(test_changed_scenario)
{
	GError *error = NULL;
	struct world world;

	world_init(&world, BOTH);
	ck_assert(run(&world, 2, NULL));
	reopen(&world);
	set_scenario(&world, CHANGES[_i].text);
	if (CHANGES[_i].part != NULL) {
		ck_assert(!run(&world, 2, &error));
		assert_error(&error, MEMROOF_ERROR_INPUT, CHANGES[_i].part);
		ck_assert_uint_eq(world.progress.total, 0);
	} else {
		ck_assert(run(&world, 2, NULL));
		ck_assert_uint_eq(world.progress.done, world.progress.total);
	}
	assert_complete(&world);
	world_clear(&world);
}
END_TEST

START_TEST(test_unreadable_world)
{
	GError *error = NULL;
	struct world world;

	world_init(&world, BOTH "[limit c]\nfake = rof=1G\n");
	ck_assert(!runner_check(world.scenarios, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "'rof'");
	world_clear(&world);
}
END_TEST

static gboolean check_section(const struct section_row *row, void *user)
{
	const char *kind = ++*(unsigned *)user == 1 ? "limit" : "probe";
	gboolean limit = g_str_equal(kind, "limit");

	ck_assert_str_eq(row->path, "a.ini");
	ck_assert_str_eq(row->text, BOTH);
	ck_assert_str_eq(row->kind, kind);
	ck_assert_str_eq(row->name, limit ? "a" : "b");
	ck_assert_pstr_eq(row->axis, limit ? "maxmem" : NULL);
	ck_assert_str_eq(row->varied, limit ? "machine,size,slots" : "machine,slots");
	ck_assert_pstr_eq(row->columns, NULL);
	ck_assert_int_eq(row->n_points, limit ? N_LIMITS : N_PROBES);
	return TRUE;
}

START_TEST(test_sections)
{
	struct world world;
	unsigned n = 0;

	world_init(&world, BOTH);
	for (unsigned i = 0; i < 2; i++) {
		GArray *jobs = sections_register(world.scenarios, world.store, NULL);

		ck_assert_ptr_nonnull(jobs);
		ck_assert_uint_eq(jobs->len, 2);
		ck_assert_int_eq(g_array_index(jobs, struct section_job, 0).id, 1);
		ck_assert_int_eq(g_array_index(jobs, struct section_job, 1).id, 2);
		g_array_unref(jobs);
	}
	ck_assert(store_each_section(world.store, check_section, &n, NULL));
	ck_assert_uint_eq(n, 2);
	world_clear(&world);
}
END_TEST

Suite *suite_runner(void)
{
	Suite *suite = suite_create("runner");
	TCase *tcase = tcase_create("runner");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_every_cell_once, 0, G_N_ELEMENTS(WORKERS));
	tcase_add_test(tcase, test_second_run_probes_nothing);
	tcase_add_test(tcase, test_second_run_says_what_it_found);
	tcase_add_loop_test(tcase, test_verdict, 0, G_N_ELEMENTS(VERDICTS));
	tcase_add_loop_test(tcase, test_interrupt_and_resume, 0, G_N_ELEMENTS(STOPS));
	tcase_add_loop_test(tcase, test_changed_scenario, 0, G_N_ELEMENTS(CHANGES));
	tcase_add_test(tcase, test_unreadable_world);
	tcase_add_test(tcase, test_sections);
	suite_add_tcase(suite, tcase);
	return suite;
}
