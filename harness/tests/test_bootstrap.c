/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The bootstrap against distributions that are known exactly, and its promise by simulation. */
#include "run/bootstrap.h"
#include "tests/ensure.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <math.h>

/* Efron and Tibshirani, "An introduction to the bootstrap" (1993), table 2.1: days that mice
 * survived, treated and not. */
static const double TREATED[] = {94, 197, 16, 38, 99, 141, 23};
static const double CONTROL[] = {52, 104, 146, 10, 51, 30, 40, 27, 46};

static const struct bootstrap_plan PLAN = {0.95, 0, 1};

START_TEST(the_generator_is_splitmix64)
{
	/* The first outputs of Vigna's splitmix64.c from 1234567, as Rosetta Code prints them
	 * ("Pseudo-random numbers/Splitmix64"). */
	static const uint64_t expected[] = {
		UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
		UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
		UINT64_C(16408922859458223821)};
	uint64_t state = 1234567;

	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
		ck_assert(splitmix64(&state) == expected[i]);
}
END_TEST

/*
 * For an odd number of values, the bootstrap's median is at most the k-th with the probability
 * that a binomial of n and k / n reaches (n + 1) / 2: Efron, "Bootstrap methods: another look at
 * the jackknife", Annals of Statistics 7 (1979), section 3. For 7 values these are 0.010, 0.108,
 * 0.347, 0.653, 0.892, 0.990, 1, computed from there.
 */
START_TEST(intervals_of_the_mice_are_the_exact_ones)
{
	static const struct {
		double level, low, high;
	} cases[] = {{0.995, 16, 197}, {0.95, 23, 141}, {0.9, 23, 141},
		     {0.7, 38, 99},    {0.5, 38, 99},   {0.2, 94, 94}};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		for (uint64_t seed = 0; seed < 5; seed++) {
			struct bootstrap_plan plan = {cases[i].level, 4000, seed};
			struct median_interval got = bootstrap_median(TREATED, 7, &plan);

			ck_assert_double_eq(got.median, 94);
			ck_assert_double_eq(got.interval.low, cases[i].low);
			ck_assert_double_eq(got.interval.high, cases[i].high);
			/* 1 - 2^-6 is 0.984. */
			ck_assert_int_eq(got.too_few, cases[i].level > 0.99);
		}
}
END_TEST

/* Two values give 1, 2 and 3 with the probabilities 1/4, 1/2 and 1/4. */
START_TEST(the_median_of_an_even_number_is_between_two)
{
	static const struct bootstrap_plan narrow = {0.3, 0, 1}, wide = {0.7, 0, 1};
	static const double values[] = {3, 1};
	struct interval got = bootstrap_median(values, 2, &narrow).interval;

	ck_assert_double_eq(got.low, 2);
	ck_assert_double_eq(got.high, 2);
	got = bootstrap_median(values, 2, &wide).interval;
	ck_assert_double_eq(got.low, 1);
	ck_assert_double_eq(got.high, 3);
}
END_TEST

START_TEST(the_mice_differ_within_the_noise)
{
	/* The medians are 94 and 46; Efron and Tibshirani, chapter 2, find the difference of 48 not
	 * significant. */
	struct median_difference got = bootstrap_difference(CONTROL, 9, TREATED, 7, &PLAN);

	ck_assert_double_eq(got.difference, 48);
	ck_assert_double_le(got.interval.low, 0);
	ck_assert_double_ge(got.interval.high, 48);
	ck_assert(!got.too_few);
	ck_assert_int_eq(got.verdict, DIFFERENCE_WITHIN_NOISE);
}
END_TEST

START_TEST(little_data_has_no_interval)
{
	static const double two[] = {1, 3}, bad[] = {1, 2, NAN};
	struct bootstrap_plan wrong = {1, 0, 1};
	struct median_interval got = bootstrap_median(NULL, 0, &PLAN);

	ck_assert_double_nan(got.median);
	ck_assert_double_nan(got.interval.low);
	ck_assert(got.too_few);
	got = bootstrap_median(two, 1, &PLAN);
	ck_assert_double_eq(got.median, 1);
	ck_assert_double_nan(got.interval.high);
	got = bootstrap_median(two, 2, &PLAN);
	ck_assert_double_eq(got.interval.low, 1);
	ck_assert_double_eq(got.interval.high, 3);
	ck_assert(got.too_few);
	ck_assert_double_nan(bootstrap_median(bad, 3, &PLAN).interval.low);
	ck_assert_double_nan(bootstrap_median(two, 2, &wrong).interval.low);
	wrong.level = NAN;
	ck_assert_double_nan(bootstrap_median(two, 2, &wrong).interval.low);
	/* 1 - 2^-4 is 0.9375, 1 - 2^-5 is 0.969. */
	ck_assert(bootstrap_median(CONTROL, 5, &PLAN).too_few);
	ck_assert(!bootstrap_median(CONTROL, 6, &PLAN).too_few);
}
END_TEST

START_TEST(verdicts)
{
	static const double low[] = {1, 2, 3, 4, 5}, high[] = {11, 12, 13, 14, 15};
	static const double flat[] = {7, 7, 7, 7};

	ck_assert_int_eq(bootstrap_difference(low, 5, high, 5, &PLAN).verdict, DIFFERENCE_GREATER);
	ck_assert_int_eq(bootstrap_difference(high, 5, low, 5, &PLAN).verdict, DIFFERENCE_LESS);
	ck_assert_int_eq(bootstrap_difference(flat, 4, flat, 4, &PLAN).verdict,
			 DIFFERENCE_WITHIN_NOISE);
	ck_assert_int_eq(bootstrap_difference(low, 1, high, 5, &PLAN).verdict, DIFFERENCE_UNKNOWN);
	ck_assert_int_eq(bootstrap_difference(NULL, 0, high, 5, &PLAN).verdict, DIFFERENCE_UNKNOWN);
	/* Three and three are apart in 2 of 20 orders, four and four in 2 of 70. */
	ck_assert_int_eq(bootstrap_difference(low, 3, high, 3, &PLAN).verdict, DIFFERENCE_UNKNOWN);
	ck_assert_int_eq(bootstrap_difference(low, 4, high, 4, &PLAN).verdict, DIFFERENCE_GREATER);
	ck_assert_double_eq(bootstrap_difference(low, 5, high, 5, &PLAN).difference, 10);
}
END_TEST

static double uniform(uint64_t *state)
{
	return ((double)(splitmix64(state) >> 11) + 0.5) * 0x1p-53;
}

/* Of the exponential distribution: skewed as times are. Its median is ln 2. */
static void draw(uint64_t *state, double *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		values[i] = -log(uniform(state));
}

/* The interval holds the true median about as often as it says: 0.92 for these. */
START_TEST(intervals_hold_the_median_as_often_as_they_promise)
{
	enum { ROUNDS = 1000, N = 15 };
	double values[N];
	uint64_t state = 4;
	int held = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct bootstrap_plan plan = {0.95, 400, (uint64_t)round};
		struct median_interval got;

		draw(&state, values, N);
		got = bootstrap_median(values, N, &plan);
		ENSURE(got.interval.low <= got.median && got.median <= got.interval.high);
		held += got.interval.low <= G_LN2 && G_LN2 <= got.interval.high;
	}
	ck_assert_int_ge(held, ROUNDS * 89 / 100);
	ck_assert_int_le(held, ROUNDS * 98 / 100);
}
END_TEST

START_TEST(equal_distributions_rarely_differ)
{
	enum { ROUNDS = 500, N = 12 };
	double a[N], b[N];
	uint64_t state = 5;
	int wrong = 0, missed = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct bootstrap_plan plan = {0.95, 400, (uint64_t)round};

		draw(&state, a, N);
		draw(&state, b, N);
		wrong += bootstrap_difference(a, N, b, N, &plan).verdict != DIFFERENCE_WITHIN_NOISE;
		for (size_t i = 0; i < N; i++)
			b[i] += 3;
		missed += bootstrap_difference(a, N, b, N, &plan).verdict != DIFFERENCE_GREATER;
	}
	ck_assert_int_le(wrong, ROUNDS * 8 / 100);
	ck_assert_int_le(missed, ROUNDS * 1 / 100);
}
END_TEST

START_TEST(equal_seeds_repeat_in_any_order)
{
	static const double reversed[] = {23, 141, 99, 38, 16, 197, 94};
	struct bootstrap_plan few = {0.9, 25, 1}, other = {0.9, 25, 3};
	struct interval one = bootstrap_median(TREATED, 7, &few).interval;
	struct interval same = bootstrap_median(reversed, 7, &few).interval;
	struct interval another = bootstrap_median(TREATED, 7, &other).interval;

	ck_assert(one.low == same.low && one.high == same.high);
	ck_assert(one.low != another.low || one.high != another.high);
}
END_TEST

START_TEST(units_carry_over)
{
	double values[20], moved[20];
	uint64_t state = 6;
	struct interval one, other;

	draw(&state, values, 20);
	for (size_t i = 0; i < 20; i++)
		moved[i] = values[i] * 4 + 100;
	one = bootstrap_median(values, 20, &PLAN).interval;
	other = bootstrap_median(moved, 20, &PLAN).interval;
	ck_assert_double_eq_tol(other.low, one.low * 4 + 100, 1e-9);
	ck_assert_double_eq_tol(other.high, one.high * 4 + 100, 1e-9);
}
END_TEST

Suite *suite_bootstrap(void)
{
	Suite *suite = suite_create("bootstrap");
	TCase *examples = tcase_create("examples"), *properties = tcase_create("properties");

	tcase_add_test(examples, the_generator_is_splitmix64);
	tcase_add_test(examples, intervals_of_the_mice_are_the_exact_ones);
	tcase_add_test(examples, the_median_of_an_even_number_is_between_two);
	tcase_add_test(examples, the_mice_differ_within_the_noise);
	tcase_add_test(examples, little_data_has_no_interval);
	tcase_add_test(examples, verdicts);
	suite_add_tcase(suite, examples);
	tcase_add_test(properties, intervals_hold_the_median_as_often_as_they_promise);
	tcase_add_test(properties, equal_distributions_rarely_differ);
	tcase_add_test(properties, equal_seeds_repeat_in_any_order);
	tcase_add_test(properties, units_carry_over);
	tcase_set_timeout(properties, 60);
	suite_add_tcase(suite, properties);
	return suite;
}
