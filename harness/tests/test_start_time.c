/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rounds of starts over the fake engine: each start once, whatever happens in between. */
#include "run/start_time.h"

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

/* Three points and the empty QEMU, in two rounds to warm up and four that count. */
#define THINGS 4
#define ROUNDS 6
#define FIRST_ROUND (-1)
#define SECTION "[start-time a]\nengine = fake\nsize = 1G, 2G, 3G\n"
#define SIX SECTION "fake = delay=1\nwarmups = 2\nruns = 4\n"

/* A store, a section of starts, and what has been started. */
struct world {
	char *path;
	struct store *store;
	GPtrArray *scenarios;
	int cancel_fd;
	unsigned cancel_after, over_after; /* starts; 0: never */
	struct start_time_plan plan;
	GArray *started; /* struct probe_place, but for what was found */
	unsigned n_found;
};

static void set_scenario(struct world *world, const char *text)
{
	struct scenario *scenario = scenario_parse("a.ini", text, NULL, 0, NULL);

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
		.cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
		.started = g_array_new(FALSE, FALSE, sizeof(struct probe_place)),
	};
	world->store = store_create(world->path, &RUN, NULL);
	ck_assert_ptr_nonnull(world->store);
	set_scenario(world, text);
}

static void world_clear(struct world *world)
{
	store_close(world->store);
	g_ptr_array_unref(world->scenarios);
	g_array_unref(world->started);
	close(world->cancel_fd);
	g_free(world->path);
}

static void on_start(const struct probe_row *row, void *user)
{
	struct world *world = user;
	const struct probe_place place = {row->section, row->cell, row->round};
	uint64_t one = 1;

	if (row->found) {
		world->n_found++;
		return;
	}
	g_array_append_val(world->started, place);
	if (world->started->len == world->cancel_after)
		ck_assert_int_eq(write(world->cancel_fd, &one, sizeof(one)), sizeof(one));
	if (world->started->len == world->over_after)
		world->plan.deadline_us = 1;
}

/* Times the first section, as far as it is not in the store; what was started is told anew. */
static gboolean run(struct world *world, GError **error)
{
	GArray *jobs = sections_register(world->scenarios, world->store, NULL);
	struct prober *prober = prober_new(&FACTS, world->store, world->cancel_fd);
	gboolean ok;

	ck_assert_ptr_nonnull(jobs);
	g_array_set_size(world->started, 0);
	world->n_found = 0;
	world->plan.section = g_array_index(jobs, struct section_job, 0).section;
	world->plan.id = g_array_index(jobs, struct section_job, 0).id;
	world->plan.on_start = on_start;
	world->plan.user = world;
	ok = start_time_run(prober, &world->plan, error);
	prober_free(prober);
	g_array_unref(jobs);
	return ok;
}

static const struct probe_place *started(const struct world *world, unsigned i)
{
	return &g_array_index(world->started, struct probe_place, i);
}

/* What the store has: how often each cell is there in each round. */
struct census {
	unsigned rows, accepted;
	unsigned cells[THINGS][ROUNDS]; /* the empty QEMU is the last */
};

static gboolean count(const struct probe_row *row, void *user)
{
	struct census *census = user;
	uint64_t thing = row->cell == START_TIME_EMPTY ? THINGS - 1 : (uint64_t)row->cell;
	int64_t round = row->round - FIRST_ROUND;

	census->rows++;
	census->accepted += row->outcome == OUTCOME_ACCEPTED;
	ck_assert(thing < THINGS && round >= 0 && round < ROUNDS);
	census->cells[thing][round]++;
	ck_assert_int_eq(g_strcmp0(row->point->machine, "none") == 0, thing == THINGS - 1);
	return TRUE;
}

static struct census census_of(const struct world *world)
{
	struct census census = {0};

	ck_assert(store_each_probe(world->store, 1, count, &census, NULL));
	return census;
}

/* Everything was started once in rounds @first to the last, nothing in those before. */
static void assert_rounds(const struct world *world, int64_t first)
{
	struct census census = census_of(world);

	for (unsigned i = 0; i < THINGS; i++)
		for (unsigned j = 0; j < ROUNDS; j++)
			ck_assert_uint_eq(census.cells[i][j],
					  (int64_t)j + FIRST_ROUND >= first ? 1 : 0);
}

START_TEST(every_round_starts_everything_once_in_its_order)
{
	struct world world;
	unsigned at = 0;

	world_init(&world, SIX);
	ck_assert(run(&world, NULL));
	ck_assert_uint_eq(start_time_starts(world.plan.section, NULL), THINGS * ROUNDS);
	ck_assert_uint_eq(world.started->len, THINGS * ROUNDS);
	for (int64_t round = FIRST_ROUND; round < FIRST_ROUND + ROUNDS; round++) {
		g_autofree uint64_t *order = start_time_order(THINGS, 1, round);

		for (unsigned i = 0; i < THINGS; i++, at++) {
			ck_assert_int_eq(started(&world, at)->round, round);
			ck_assert_int_eq(started(&world, at)->cell, order[i] == THINGS - 1
									    ? START_TIME_EMPTY
									    : (int64_t)order[i]);
		}
	}
	assert_rounds(&world, FIRST_ROUND);
	ck_assert_uint_eq(census_of(&world).accepted, THINGS * ROUNDS);
	/* What is there is not started again. */
	ck_assert(run(&world, NULL));
	ck_assert_uint_eq(world.started->len, 0);
	ck_assert_uint_eq(world.n_found, THINGS * ROUNDS);
	world_clear(&world);
}
END_TEST

/* Interrupted after so many starts: at the end and in the middle of a round, or at once. */
static const unsigned STOPS[] = {1, 2, 4, 5, 7, 8, 10, 22, 23};

static void cancel_and_resume(struct world *world)
{
	unsigned after = world->cancel_after;
	GError *error = NULL;
	uint64_t ignored;

	ck_assert(!run(world, &error));
	assert_error(&error, MEMROOF_ERROR_INTERRUPTED, "interrupted");
	ck_assert_uint_eq(world->started->len, after);
	ck_assert_uint_eq(census_of(world).rows, after);
	store_close(world->store);
	world->store = store_open(world->path, &RUN, NULL);
	ck_assert_ptr_nonnull(world->store);
	ck_assert_int_eq(read(world->cancel_fd, &ignored, sizeof(ignored)), sizeof(ignored));
	world->cancel_after = 0;
	ck_assert(run(world, NULL));
	ck_assert_uint_eq(world->started->len, THINGS * ROUNDS - after);
	ck_assert_uint_eq(world->n_found, after);
}

START_TEST(an_interrupted_run_keeps_what_it_has)
{
	struct world world;

	world_init(&world, SIX);
	world.cancel_after = STOPS[_i];
	cancel_and_resume(&world);
	assert_rounds(&world, FIRST_ROUND);
	world_clear(&world);
}
END_TEST

START_TEST(after_the_deadline_nothing_is_started)
{
	struct world world;

	world_init(&world, SIX);
	world.plan.deadline_us = INT64_MAX;
	world.over_after = STOPS[_i] % (4 * THINGS);
	ck_assert(run(&world, NULL));
	ck_assert_uint_eq(world.started->len, world.over_after);
	/* A first impression has no warm-ups. */
	ck_assert_int_eq(started(&world, 0)->round, 1);
	/* Without a deadline the rest follows, and the warm-ups. */
	world.plan.deadline_us = 0;
	world.over_after = 0;
	ck_assert(run(&world, NULL));
	ck_assert_uint_eq(world.n_found, STOPS[_i] % (4 * THINGS));
	assert_rounds(&world, FIRST_ROUND);
	world_clear(&world);
}
END_TEST

START_TEST(a_deadline_that_is_over_starts_nothing)
{
	struct world world;

	world_init(&world, SIX);
	world.plan.deadline_us = 1;
	ck_assert(run(&world, NULL));
	ck_assert_uint_eq(world.started->len, 0);
	world.plan.deadline_us = INT64_MAX;
	ck_assert(run(&world, NULL));
	assert_rounds(&world, 1);
	world_clear(&world);
}
END_TEST

/* One round takes longer than the budget, and is finished nevertheless; where this host stood still
 * before it, there is none. */
START_TEST(after_its_budget_a_section_begins_no_round)
{
	struct world world;

	world_init(&world, SECTION "fake = delay=30\nwarmups = 2\nruns = 4\nbudget = 100ms\n");
	ck_assert(run(&world, NULL));
	ck_assert_uint_le(world.started->len, THINGS);
	ck_assert_uint_eq(world.started->len % THINGS, 0);
	/* Another budget is no other question. */
	set_scenario(&world, SECTION "fake = delay=30\nwarmups = 2\nruns = 4\nbudget = 24h\n");
	ck_assert(run(&world, NULL));
	assert_rounds(&world, FIRST_ROUND);
	world_clear(&world);
}
END_TEST

START_TEST(more_runs_are_added_to_those_there_are)
{
	struct world world;

	world_init(&world, SECTION "warmups = 2\nruns = 1\n");
	ck_assert(run(&world, NULL));
	ck_assert_uint_eq(world.started->len, 3 * THINGS);
	set_scenario(&world, SECTION "warmups = 2\nruns = 4\n");
	ck_assert(run(&world, NULL));
	ck_assert_uint_eq(world.started->len, 3 * THINGS);
	ck_assert_uint_eq(world.n_found, 3 * THINGS);
	assert_rounds(&world, FIRST_ROUND);
	/* Asking for less takes nothing away. */
	set_scenario(&world, SECTION "warmups = 2\nruns = 2\n");
	ck_assert(run(&world, NULL));
	ck_assert_uint_eq(world.started->len, 0);
	assert_rounds(&world, FIRST_ROUND);
	world_clear(&world);
}
END_TEST

/* What cannot start has its row in every round, and the others have theirs. */
static const struct {
	const char *fake;
	unsigned accepted; /* things of each round */
} FAILURES[] = {
	{"roof=2G", 3}, {"roof=1", 0},  {"crash=2G", 2},
	{"host=3G", 3}, {"hang=3G", 3}, {"guest=silent,guest-from=2G", 2},
};

START_TEST(failures_are_rows_too)
{
	g_autofree char *text =
		g_strdup_printf("%s%sfake = %s\ntimeout = 1ms\nwarmups = 2\nruns = 4\n", SECTION,
				strstr(FAILURES[_i].fake, "guest") != NULL ? "proof = boot\n" : "",
				FAILURES[_i].fake);
	struct world world;

	world_init(&world, text);
	ck_assert(run(&world, NULL));
	assert_rounds(&world, FIRST_ROUND);
	ck_assert_uint_eq(census_of(&world).accepted, FAILURES[_i].accepted * ROUNDS);
	world_clear(&world);
}
END_TEST

static gboolean check_empty(const struct probe_row *row, void *user)
{
	g_autofree char *text = point_text(row->point);

	if (row->cell == START_TIME_EMPTY) {
		ck_assert_str_eq(text, "engine=fake machine=none timeout=7000ms fake=slot-delay=1");
		++*(unsigned *)user;
	}
	return TRUE;
}

START_TEST(the_empty_qemu_is_empty)
{
	struct world world;
	unsigned n = 0;

	world_init(&world, "[start-time a]\nengine = fake\nsize = 1G, 2G\nslots = 4\nmaxmem = 9G\n"
			   "machine = q35\nproof = boot\nfirmware = qboot\ntimeout = 7s\n"
			   "fake = slot-delay=1\nwarmups = 1\nruns = 2\n");
	ck_assert(run(&world, NULL));
	ck_assert(store_each_probe(world.store, 1, check_empty, &n, NULL));
	ck_assert_uint_eq(n, 3);
	world_clear(&world);
}
END_TEST

static gboolean count_cell(const struct probe_row *row, void *user)
{
	ck_assert_int_eq(row->cell, 0);
	++*(unsigned *)user;
	return TRUE;
}

/* The empty QEMU is not started beside itself: a round has each start once. */
START_TEST(who_asks_for_the_empty_qemu_gets_it_as_a_point)
{
	struct world world;
	unsigned n = 0;

	world_init(&world,
		   "[start-time a]\nengine = fake\nmachine = none\nwarmups = 1\nruns = 3\n");
	ck_assert(run(&world, NULL));
	ck_assert_uint_eq(start_time_starts(world.plan.section, NULL), 4);
	ck_assert(store_each_probe(world.store, 1, count_cell, &n, NULL));
	ck_assert_uint_eq(n, 4);
	world_clear(&world);
}
END_TEST

Suite *suite_start_time(void)
{
	Suite *suite = suite_create("start-time");
	TCase *tc = tcase_create("rounds");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, every_round_starts_everything_once_in_its_order);
	tcase_add_loop_test(tc, an_interrupted_run_keeps_what_it_has, 0, G_N_ELEMENTS(STOPS));
	tcase_add_loop_test(tc, after_the_deadline_nothing_is_started, 0, 7);
	tcase_add_test(tc, a_deadline_that_is_over_starts_nothing);
	tcase_add_test(tc, after_its_budget_a_section_begins_no_round);
	tcase_add_test(tc, more_runs_are_added_to_those_there_are);
	tcase_add_loop_test(tc, failures_are_rows_too, 0, G_N_ELEMENTS(FAILURES));
	tcase_add_test(tc, the_empty_qemu_is_empty);
	tcase_add_test(tc, who_asks_for_the_empty_qemu_gets_it_as_a_point);
	suite_add_tcase(suite, tc);
	return suite;
}
