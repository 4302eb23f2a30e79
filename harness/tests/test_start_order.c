/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order in which the things of a round are started. */
#include "run/start_time.h"
#include "tests/ensure.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define N_ROUNDS 20000

START_TEST(an_order_has_everything_once)
{
	for (uint64_t n = 1; n <= 300; n++) {
		for (int64_t round = -2; round <= 3; round++) {
			g_autofree uint64_t *order = start_time_order(n, n, round);
			g_autofree gboolean *seen = g_new0(gboolean, n);

			for (uint64_t i = 0; i < n; i++) {
				ENSURE(order[i] < n);
				ENSURE(!seen[order[i]]);
				seen[order[i]] = TRUE;
			}
		}
	}
}
END_TEST

static gboolean are_equal(uint64_t n, uint64_t seed, int64_t round, uint64_t other_seed,
			  int64_t other_round)
{
	g_autofree uint64_t *a = start_time_order(n, seed, round);
	g_autofree uint64_t *b = start_time_order(n, other_seed, other_round);

	return memcmp(a, b, n * sizeof(*a)) == 0;
}

START_TEST(an_order_depends_on_seed_and_round_only)
{
	for (int64_t round = -2; round < 50; round++)
		ENSURE(are_equal(40, 7, round, 7, round));
	for (int64_t round = -2; round < 50; round++) {
		ENSURE(!are_equal(40, 7, round, 7, round + 1));
		ENSURE(!are_equal(40, 7, round, 8, round));
		/* Another seed is no other beginning of the same rounds. */
		ENSURE(!are_equal(40, 7, round + 1, 8, round));
		ENSURE(!are_equal(40, 8, round + 1, 7, round));
	}
}
END_TEST

/* Which of the permutations of at most four things it is: a number below 4 * 4 * 4 * 4. */
static unsigned permutation(uint64_t n, uint64_t seed, int64_t round)
{
	g_autofree uint64_t *order = start_time_order(n, seed, round);
	unsigned number = 0;

	for (uint64_t i = 0; i < n; i++)
		number = number * 4 + (unsigned)order[i];
	return number;
}

static const struct {
	uint64_t n;
	unsigned n_orders;
} SMALL[] = {{1, 1}, {2, 2}, {3, 6}, {4, 24}};

START_TEST(all_orders_are_as_frequent)
{
	unsigned counts[256] = {0}, n_orders = 0, usual = N_ROUNDS / SMALL[_i].n_orders;

	for (int64_t round = 1; round <= N_ROUNDS; round++)
		counts[permutation(SMALL[_i].n, 1, round)]++;
	for (unsigned i = 0; i < G_N_ELEMENTS(counts); i++) {
		if (counts[i] == 0)
			continue;
		n_orders++;
		ck_assert_uint_ge(counts[i], usual * 8 / 10);
		ck_assert_uint_le(counts[i], usual * 12 / 10);
	}
	ck_assert_uint_eq(n_orders, SMALL[_i].n_orders);
}
END_TEST

/* A round says nothing of the next ones: each pair of orders is as frequent as any other. */
START_TEST(rounds_do_not_hang_together)
{
	g_autofree unsigned *pairs = g_new0(unsigned, 256 * 256);
	unsigned n_pairs = 0, sum = 0;
	double chi_square = 0;
	const double usual = N_ROUNDS / (24.0 * 24);
	int distance = _i;

	for (int64_t round = 1; round <= N_ROUNDS; round++)
		pairs[permutation(4, 1, round) * 256 + permutation(4, 1, round + distance)]++;
	for (unsigned i = 0; i < 256 * 256; i++) {
		if (pairs[i] == 0)
			continue;
		n_pairs++;
		sum += pairs[i];
		chi_square += (pairs[i] - usual) * (pairs[i] - usual) / usual;
	}
	ck_assert_uint_eq(sum, N_ROUNDS);
	ck_assert_uint_eq(n_pairs, 24 * 24);
	/* 575 degrees of freedom: more than 720 happens once in 30000 times. */
	ck_assert_double_lt(chi_square, 720);
}
END_TEST

/* Nothing is always first, or always behind the same thing. */
START_TEST(every_place_is_had_by_everything)
{
	enum { N = 12, ROUNDS = 12000 };
	unsigned places[N][N] = {{0}}, after[N][N] = {{0}};

	for (int64_t round = 1; round <= ROUNDS; round++) {
		g_autofree uint64_t *order = start_time_order(N, 3, round);

		for (unsigned i = 0; i < N; i++) {
			places[i][order[i]]++;
			if (i > 0)
				after[order[i - 1]][order[i]]++;
		}
	}
	for (unsigned i = 0; i < N; i++)
		for (unsigned j = 0; j < N; j++) {
			ENSURE(places[i][j] > ROUNDS / N * 8 / 10);
			ENSURE(places[i][j] < ROUNDS / N * 12 / 10);
			ENSURE(i == j || after[i][j] > ROUNDS / N * 8 / 10);
			ENSURE(i == j || after[i][j] < ROUNDS / N * 12 / 10);
		}
}
END_TEST

Suite *suite_start_order(void)
{
	Suite *suite = suite_create("start-order");
	TCase *tc = tcase_create("order");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, an_order_has_everything_once);
	tcase_add_test(tc, an_order_depends_on_seed_and_round_only);
	tcase_add_loop_test(tc, all_orders_are_as_frequent, 0, G_N_ELEMENTS(SMALL));
	tcase_add_loop_test(tc, rounds_do_not_hang_together, 1, 5);
	tcase_add_test(tc, every_place_is_had_by_everything);
	suite_add_tcase(suite, tc);
	return suite;
}
