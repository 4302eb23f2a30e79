/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every small world there is, and some huge ones. */
#include "run/search.h"
#include "tests/ensure.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define SMALL 24      /* the longest small world */
#define MAX_TRIES 400 /* more than any search here may take */

/* What the world answers, and what it was asked. */
struct world {
	int64_t edge;                /* the hardest accepted position, or -1 */
	int64_t odd_first, odd_last; /* here it answers otherwise; nowhere when first > last */
	enum search_answer odd;
	int64_t asked[MAX_TRIES];
	unsigned n_asked;
};

static enum search_answer answer_of(const struct world *world, int64_t position)
{
	if (position >= world->odd_first && position <= world->odd_last)
		return world->odd;
	return position <= world->edge ? SEARCH_YES : SEARCH_NO;
}

static enum search_answer ask(int64_t position, void *user)
{
	struct world *world = user;

	ENSURE(world->n_asked < MAX_TRIES);
	world->asked[world->n_asked++] = position;
	return answer_of(world, position);
}

static struct world plain_world(int64_t edge)
{
	return (struct world){.edge = edge, .odd_first = 1, .odd_last = 0};
}

static void assert_asked_well(const struct world *world, const struct search_plan *plan)
{
	for (unsigned i = 0; i < world->n_asked; i++) {
		ENSURE(world->asked[i] >= 0 && world->asked[i] <= plan->last);
		for (unsigned j = 0; j < i; j++)
			ENSURE_MSG(world->asked[i] != world->asked[j], "%ld was tried twice",
				   world->asked[i]);
	}
}

/* Checks the result of a world that is accepted up to its edge and refused behind it. */
static void assert_found(const struct world *world, const struct search_plan *plan,
			 const struct search_result *result)
{
	enum search_status expected = world->edge < 0             ? SEARCH_NOTHING
				      : world->edge == plan->last ? SEARCH_EVERYTHING
								  : SEARCH_EXACT;

	ENSURE_MSG(result->status == expected && result->yes == world->edge &&
			   result->no == (world->edge == plan->last ? -1 : world->edge + 1),
		   "last %ld edge %ld guess %ld coarse %ld: status %d, %ld and %ld", plan->last,
		   world->edge, plan->guess, plan->coarse, (int)result->status, result->yes,
		   result->no);
	ENSURE(result->other == -1);
	ENSURE(result->counterexample == -1);
}

static const int64_t COARSES[] = {1, 2, 3, 5, 7, 16, 100};

START_TEST(every_edge_is_found_from_every_guess)
{
	struct search_plan plan = {.last = _i};

	for (unsigned c = 0; c < G_N_ELEMENTS(COARSES); c++)
		for (int64_t edge = -1; edge <= plan.last; edge++)
			for (plan.guess = -3; plan.guess <= plan.last + 3; plan.guess++) {
				struct world world = plain_world(edge);
				struct search_result result;

				plan.coarse = COARSES[c];
				search_edge(&plan, ask, &world, &result);
				assert_found(&world, &plan, &result);
				assert_asked_well(&world, &plan);
			}
}
END_TEST

START_TEST(a_right_guess_takes_two_tries_or_one_at_the_ends)
{
	struct search_plan plan = {.last = _i};

	for (unsigned c = 0; c < G_N_ELEMENTS(COARSES); c++)
		for (int64_t edge = -1; edge <= plan.last; edge++) {
			struct world world = plain_world(edge);
			struct search_result result;

			plan.guess = edge;
			plan.coarse = COARSES[c];
			search_edge(&plan, ask, &world, &result);
			ENSURE(world.n_asked == (edge < 0 || edge == plan.last ? 1 : 2));
		}
}
END_TEST

/* The search ends where acceptance ends; only a plain refusal there makes it exact. */
static void assert_odd_world(struct world *world, const struct search_plan *plan)
{
	struct search_result result;
	enum search_answer above;

	search_edge(plan, ask, world, &result);
	assert_asked_well(world, plan);
	ENSURE(result.yes < 0 || answer_of(world, result.yes) == SEARCH_YES);
	if (result.yes == plan->last) {
		ENSURE(result.status == SEARCH_EVERYTHING);
		return;
	}
	above = answer_of(world, result.yes + 1);
	ENSURE(above != SEARCH_YES);
	if (above == SEARCH_NO) {
		ENSURE(result.status == (result.yes < 0 ? SEARCH_NOTHING : SEARCH_EXACT));
		ENSURE(result.no == result.yes + 1);
		ENSURE(result.other == -1);
	} else {
		ENSURE(result.status == SEARCH_UNDECIDED);
		ENSURE(result.no == -1);
		ENSURE(result.other == result.yes + 1);
	}
}

static void for_odd_worlds(int64_t last, enum search_answer odd,
			   void (*check)(struct world *, const struct search_plan *))
{
	for (int64_t edge = -1; edge <= last; edge++)
		for (int64_t first = 0; first <= last; first++)
			for (int64_t end = first; end <= last; end++)
				for (int64_t guess = -1; guess <= last; guess++) {
					struct search_plan plan = {last, guess, 1 + guess % 4, 0,
								   0};
					struct world world = {edge, first, end, odd, {0}, 0};

					plan.coarse = MAX(plan.coarse, 1);
					check(&world, &plan);
				}
}

START_TEST(crashes_and_host_limits_are_no_edges)
{
	for (int64_t last = 0; last <= 9; last++)
		for_odd_worlds(last, _i == 0 ? SEARCH_CRASH : SEARCH_HOST, assert_odd_world);
}
END_TEST

/* Without an answer the search ends at once, and keeps what it knows. */
static void assert_stopping_world(struct world *world, const struct search_plan *plan)
{
	struct search_result result;
	int64_t last_asked;

	search_edge(plan, ask, world, &result);
	assert_asked_well(world, plan);
	for (unsigned i = 0; i + 1 < world->n_asked; i++)
		ENSURE(answer_of(world, world->asked[i]) != SEARCH_STOP);
	last_asked = world->asked[world->n_asked - 1];
	if (answer_of(world, last_asked) == SEARCH_STOP) {
		ENSURE(result.status == SEARCH_UNDECIDED);
		ENSURE(result.other == last_asked);
		ENSURE(result.yes < 0 || answer_of(world, result.yes) == SEARCH_YES);
		ENSURE(result.no < 0 || answer_of(world, result.no) == SEARCH_NO);
	} else {
		assert_found(world, plan, &result);
	}
}

START_TEST(no_answer_ends_the_search)
{
	for (int64_t last = 0; last <= 9; last++)
		for_odd_worlds(last, SEARCH_STOP, assert_stopping_world);
}
END_TEST

#define HUGE_LAST (INT64_C(1) << 50)
#define HUGE_COARSE (INT64_C(1) << 18) /* pages in 1 GiB */

static unsigned tries(int64_t last, int64_t edge, int64_t guess, int64_t coarse)
{
	struct search_plan plan = {last, guess, coarse, 0, 0};
	struct world world = plain_world(edge);
	struct search_result result;

	search_edge(&plan, ask, &world, &result);
	assert_found(&world, &plan, &result);
	assert_asked_well(&world, &plan);
	return world.n_asked;
}

static int64_t random_position(GRand *random, int64_t last)
{
	uint64_t number = (uint64_t)g_rand_int(random) << 32 | g_rand_int(random);

	/* Many near the ends: numbers of every length. */
	return (int64_t)(number >> g_rand_int_range(random, 1, 64)) % (last + 1);
}

START_TEST(huge_worlds_take_few_tries)
{
	static const int64_t coarses[] = {1, 1000, HUGE_COARSE, HUGE_LAST};
	GRand *random = g_rand_new_with_seed(5);

	for (int i = 0; i < 4000; i++) {
		int64_t edge = random_position(random, HUGE_LAST) - 1;
		int64_t guess = HUGE_LAST - random_position(random, HUGE_LAST);

		ENSURE(tries(HUGE_LAST, edge, guess, coarses[i % 4]) <= 160);
		ENSURE(tries(HUGE_LAST, HUGE_LAST - edge - 1, guess, coarses[i % 4]) <= 160);
	}
	g_rand_free(random);
}
END_TEST

START_TEST(a_guess_that_is_wrong_by_whole_strides_costs_little)
{
	int64_t middle = HUGE_LAST / 2 + 12345;

	for (unsigned log = 0; log <= 20; log++) {
		int64_t distance = HUGE_COARSE << log;

		ENSURE(tries(HUGE_LAST, middle, middle - distance, HUGE_COARSE) <= 2 * log + 5);
		ENSURE(tries(HUGE_LAST, middle, middle + distance, HUGE_COARSE) <= 2 * log + 5);
		ENSURE(tries(HUGE_LAST, middle, middle - 3 * distance, HUGE_COARSE) <= 2 * log + 8);
		ENSURE(tries(HUGE_LAST, middle, middle + 3 * distance, HUGE_COARSE) <= 2 * log + 8);
	}
}
END_TEST

/* A world with an island of @odd, searched with a right guess and samples. */
static struct search_result sample_world(struct world *world, int64_t first, int64_t end,
					 enum search_answer odd, unsigned samples, uint64_t seed)
{
	struct search_plan plan = {1000, 500, 1, samples, seed};
	struct search_result result;

	*world = (struct world){500, first, end, odd, {0}, 0};
	search_edge(&plan, ask, world, &result);
	return result;
}

START_TEST(samples_find_an_island)
{
	struct world world;
	struct search_result result = sample_world(&world, 600, 900, SEARCH_YES, 50, 1);

	ENSURE(result.status == SEARCH_NON_MONOTONE);
	ENSURE(result.counterexample >= 600 && result.counterexample <= 900);
	ENSURE(result.yes == 500 && result.no == 501);
	result = sample_world(&world, 100, 400, SEARCH_NO, 50, 1);
	ENSURE(result.status == SEARCH_NON_MONOTONE);
	ENSURE(result.counterexample >= 100 && result.counterexample <= 400);
	result = sample_world(&world, 100, 400, SEARCH_CRASH, 50, 1);
	ENSURE(result.status == SEARCH_NON_MONOTONE);
}
END_TEST

START_TEST(samples_that_say_nothing_change_nothing)
{
	struct world world;
	struct search_result result = sample_world(&world, 1, 0, SEARCH_NO, 50, 1);

	ENSURE(result.status == SEARCH_EXACT);
	ENSURE(result.counterexample == -1);
	ENSURE(world.n_asked == 2 + 2 * 50);
	result = sample_world(&world, 100, 400, SEARCH_HOST, 50, 1);
	ENSURE(result.status == SEARCH_EXACT);
	result = sample_world(&world, 600, 900, SEARCH_CRASH, 50, 1);
	ENSURE(result.status == SEARCH_EXACT);
	result = sample_world(&world, 600, 900, SEARCH_HOST, 50, 1);
	ENSURE(result.status == SEARCH_EXACT);
}
END_TEST

/* What was asked for and could not be had must not look as if it had been done. */
START_TEST(a_sample_without_an_answer_ends_the_search)
{
	struct world world;
	struct search_result result = sample_world(&world, 0, 499, SEARCH_STOP, 50, 1);

	ENSURE(result.status == SEARCH_UNDECIDED);
	ENSURE(result.yes == 500 && result.no == 501);
	ENSURE(result.other >= 0 && result.other <= 499);
	ENSURE(world.n_asked == 3);
}
END_TEST

START_TEST(samples_stay_on_their_side_of_the_edge)
{
	struct world world;

	sample_world(&world, 1, 0, SEARCH_NO, 100, 9);
	for (unsigned i = 2; i < world.n_asked; i++) {
		int64_t position = world.asked[i];

		ENSURE(i < 102 ? position >= 0 && position <= 500
			       : position >= 501 && position <= 1000);
	}
}
END_TEST

START_TEST(samples_are_repeated_by_their_seed)
{
	static struct world one, same, other, high;

	sample_world(&one, 1, 0, SEARCH_NO, 50, 7);
	sample_world(&same, 1, 0, SEARCH_NO, 50, 7);
	sample_world(&other, 1, 0, SEARCH_NO, 50, 8);
	sample_world(&high, 1, 0, SEARCH_NO, 50, 7 + (UINT64_C(1) << 32));
	ck_assert_mem_eq(one.asked, same.asked, sizeof(one.asked));
	ck_assert_mem_ne(one.asked, other.asked, sizeof(one.asked));
	ck_assert_mem_ne(one.asked, high.asked, sizeof(one.asked));
}
END_TEST

START_TEST(samples_fit_worlds_with_one_side)
{
	static const int64_t edges[] = {-1, 1000};

	for (unsigned i = 0; i < G_N_ELEMENTS(edges); i++) {
		struct search_plan plan = {1000, edges[i], 1, 20, 1};
		struct world world = plain_world(edges[i]);
		struct search_result result;

		search_edge(&plan, ask, &world, &result);
		assert_found(&world, &plan, &result);
		ENSURE(world.n_asked == 1 + 20);
	}
}
END_TEST

Suite *suite_search(void)
{
	Suite *suite = suite_create("search");
	TCase *small = tcase_create("small"), *huge = tcase_create("huge");
	TCase *samples = tcase_create("samples");

	tcase_add_loop_test(small, every_edge_is_found_from_every_guess, 0, SMALL);
	tcase_add_loop_test(small, a_right_guess_takes_two_tries_or_one_at_the_ends, 0, SMALL);
	tcase_add_loop_test(small, crashes_and_host_limits_are_no_edges, 0, 2);
	tcase_add_test(small, no_answer_ends_the_search);
	tcase_set_timeout(small, 60);
	suite_add_tcase(suite, small);
	tcase_add_test(huge, huge_worlds_take_few_tries);
	tcase_add_test(huge, a_guess_that_is_wrong_by_whole_strides_costs_little);
	tcase_set_timeout(huge, 60);
	suite_add_tcase(suite, huge);
	tcase_add_test(samples, samples_find_an_island);
	tcase_add_test(samples, samples_that_say_nothing_change_nothing);
	tcase_add_test(samples, a_sample_without_an_answer_ends_the_search);
	tcase_add_test(samples, samples_stay_on_their_side_of_the_edge);
	tcase_add_test(samples, samples_are_repeated_by_their_seed);
	tcase_add_test(samples, samples_fit_worlds_with_one_side);
	suite_add_tcase(suite, samples);
	return suite;
}
