/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The test of ranks against printed examples and tables. */
#include "run/bootstrap.h"
#include "run/mann_whitney.h"
#include "tests/ensure.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <math.h>

START_TEST(small_samples_are_counted)
{
	/* SciPy's manual, mannwhitneyu: U1 = 17, exact p = 0.1111111111111111. */
	static const double males[] = {19, 22, 16, 29, 24}, females[] = {20, 11, 17, 12};
	/* Hollander and Wolfe (1973), 69 f., as in R's manual, wilcox.test: W = 35, p = 0.1272 on
	 * one side, hence 0.2544 on two. */
	static const double term[] = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
	static const double weeks[] = {1.15, 0.88, 0.90, 0.74, 1.21};
	struct mann_whitney got = mann_whitney(males, 5, females, 4);

	ck_assert(got.exact);
	ck_assert_double_eq(got.u, 17);
	ck_assert_double_eq_tol(got.p, 1.0 / 9, 1e-15);
	ck_assert_double_eq_tol(got.b_larger, 3.0 / 20, 1e-15);
	ck_assert_double_eq_tol(got.delta, -14.0 / 20, 1e-15);
	got = mann_whitney(term, 10, weeks, 5);
	ck_assert_double_eq(got.u, 35);
	ck_assert_double_eq_tol(got.p, 0.2544, 5e-5);
}
END_TEST

/* The number of the first sample's values from low to high and the second's around them, so that
 * u pairs have a > b: a[i] goes above as many of b as it can. */
static void arrange(size_t n_a, size_t n_b, size_t u, double *a, double *b)
{
	for (size_t j = 0; j < n_b; j++)
		b[j] = (double)j;
	for (size_t i = 0; i < n_a; i++) {
		size_t above = MIN(u, n_b);

		a[i] = (double)above - 0.5 + (double)(n_a - i) / 100;
		u -= above;
	}
}

START_TEST(p_is_twice_the_table_of_mann_and_whitney)
{
	/* Mann and Whitney (1947), table I: the probability of a U of at most 0, 1, … for n = 3 and
	 * m = 1, 2, 3. */
	static const double table[3][5] = {
		{0.25, 0.5}, {0.1, 0.2, 0.4, 0.6}, {0.05, 0.1, 0.2, 0.35, 0.5}};

	for (size_t m = 1; m <= 3; m++)
		for (size_t u = 0; u < 5 && table[m - 1][u] > 0 && 2 * u <= 3 * m; u++) {
			double a[3], b[3];
			struct mann_whitney got;

			arrange(m, 3, u, a, b);
			got = mann_whitney(a, m, b, 3);
			ck_assert(got.exact);
			ck_assert_double_eq(got.u, (double)u);
			ck_assert_double_eq_tol(got.p, MIN(2 * table[m - 1][u], 1), 1e-12);
		}
}
END_TEST

START_TEST(ties_and_continuity_are_corrected)
{
	/* R's manual, wilcox.test(Ozone ~ Month, airquality, Month %in% c(5, 8)): W = 127.5, p =
	 * 0.0001208. */
	static const double may[] = {41, 36, 12, 28, 23, 19, 8, 7,  16, 11, 14,  18, 14,
				     34, 6,  30, 11, 1,  11, 4, 32, 23, 45, 115, 37, 18};
	static const double august[] = {39, 9,  16, 78, 35, 66, 122, 89,  110, 44, 28,  65, 22,
					59, 23, 31, 44, 21, 9,  45,  168, 73,  76, 118, 84, 85};
	/* endmemo.com, "R Wilcoxon rank test": W = 51.5, p = 0.5966. */
	static const double x[] = {1, 5, 9, 24, 56, 21, 3, 7, 21, 4};
	static const double y[] = {12, 15, 5, 9, 9, 14, 56, 22, 3, 7, 32, 5};
	struct mann_whitney got = mann_whitney(may, 26, august, 26);

	ck_assert(!got.exact);
	ck_assert_double_eq(got.u, 127.5);
	ck_assert_double_eq_tol(got.p, 0.0001208, 5e-8);
	got = mann_whitney(x, 10, y, 12);
	ck_assert_double_eq(got.u, 51.5);
	ck_assert_double_eq_tol(got.p, 0.5966, 5e-5);
}
END_TEST

START_TEST(little_data_says_little)
{
	static const double one[] = {1}, other[] = {2}, equal[] = {3, 3, 3}, bad[] = {NAN};

	ck_assert_double_nan(mann_whitney(one, 0, one, 1).p);
	ck_assert_double_nan(mann_whitney(one, 1, one, 0).delta);
	ck_assert_double_nan(mann_whitney(one, 1, bad, 1).u);
	ck_assert_double_eq(mann_whitney(one, 1, other, 1).p, 1);
	ck_assert_double_eq(mann_whitney(one, 1, other, 1).delta, 1);
	ck_assert_double_eq(mann_whitney(equal, 3, equal, 3).p, 1);
	ck_assert_double_eq(mann_whitney(equal, 3, equal, 3).b_larger, 0.5);
}
END_TEST

START_TEST(the_largest_that_is_counted)
{
	double a[20], b[20];
	struct mann_whitney got;

	/* 2 / (40 choose 20), and with one value more the approximation. */
	for (size_t i = 0; i < 20; i++) {
		a[i] = (double)i;
		b[i] = (double)(100 + i);
	}
	got = mann_whitney(a, 20, b, 20);
	ck_assert(got.exact);
	ck_assert_double_eq_tol(got.p * 137846528820, 2, 1e-9);
	/* Halfway, the counted p and the approximation are close. */
	for (size_t i = 0; i < 20; i++)
		b[i] = (double)i + 3.5;
	got = mann_whitney(a, 20, b, 20);
	ck_assert_double_eq_tol(got.p, erfc((fabs(got.u - 200) - 0.5) / sqrt(2 * 400 * 41 / 12.0)),
				0.002);
}
END_TEST

/* Swapping the samples mirrors the effect, and no order or unit matters. */
START_TEST(swapped_shifted_and_scaled)
{
	uint64_t state = 8;

	for (int round = 0; round < 300; round++) {
		double a[25], b[25], c[25], d[25];
		size_t n_a = 1 + splitmix64(&state) % 25, n_b = 1 + splitmix64(&state) % 25;
		struct mann_whitney one, swapped, moved;

		for (size_t i = 0; i < n_a; i++) {
			a[i] = (double)(splitmix64(&state) % (round % 2 ? 1000000 : 20));
			c[n_a - 1 - i] = 8 * a[i] - 5;
		}
		for (size_t i = 0; i < n_b; i++) {
			b[i] = (double)(splitmix64(&state) % (round % 2 ? 1000000 : 20));
			d[n_b - 1 - i] = 8 * b[i] - 5;
		}
		one = mann_whitney(a, n_a, b, n_b);
		swapped = mann_whitney(b, n_b, a, n_a);
		moved = mann_whitney(c, n_a, d, n_b);
		ENSURE(one.p > 0 && one.p <= 1);
		ENSURE(fabs(one.p - swapped.p) < 1e-12);
		ENSURE(fabs(one.delta + swapped.delta) < 1e-12);
		ENSURE(fabs(one.b_larger + swapped.b_larger - 1) < 1e-12);
		ENSURE(moved.p == one.p && moved.u == one.u && moved.exact == one.exact);
	}
}
END_TEST

Suite *suite_mann_whitney(void)
{
	Suite *suite = suite_create("mann_whitney");
	TCase *all = tcase_create("all");

	tcase_add_test(all, small_samples_are_counted);
	tcase_add_test(all, p_is_twice_the_table_of_mann_and_whitney);
	tcase_add_test(all, ties_and_continuity_are_corrected);
	tcase_add_test(all, little_data_says_little);
	tcase_add_test(all, the_largest_that_is_counted);
	tcase_add_test(all, swapped_shifted_and_scaled);
	suite_add_tcase(suite, all);
	return suite;
}
