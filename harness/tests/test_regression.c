/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines against certified values, and Student's t against tables and closed forms. */
#include "run/bootstrap.h"
#include "run/regression.h"
#include "tests/ensure.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <math.h>

/* NIST Statistical Reference Datasets, linear regression, Norris. */
static const double NORRIS_X[] = {0.2,   337.4, 118.2, 884.6, 10.1,  226.5, 666.3, 996.3, 448.6,
				  777.0, 558.2, 0.4,   0.6,   775.5, 666.9, 338.0, 447.5, 11.6,
				  556.0, 228.1, 995.8, 887.6, 120.2, 0.3,   0.3,   556.8, 339.1,
				  887.2, 999.0, 779.0, 11.1,  118.3, 229.2, 669.1, 448.9, 0.5};
static const double NORRIS_Y[] = {0.1,   338.8, 118.1, 888.0, 9.2,   228.1, 668.5, 998.5, 449.1,
				  778.9, 559.2, 0.3,   0.1,   778.1, 668.8, 339.3, 448.9, 10.8,
				  557.7, 228.3, 998.0, 888.8, 119.6, 0.3,   0.6,   557.6, 339.3,
				  888.0, 998.5, 778.9, 10.2,  117.6, 228.9, 668.4, 449.2, 0.2};

START_TEST(norris_has_its_certified_values)
{
	struct line line = line_fit(NORRIS_X, NORRIS_Y, 36, 0.95);

	ck_assert(line.has_interval);
	ck_assert_double_eq_tol(line.intercept, -0.262323073774029, 1e-12);
	ck_assert_double_eq_tol(line.slope, 1.00211681802045, 2e-14);
	ck_assert_double_eq_tol(line.intercept_error, 0.232818234301152, 1e-13);
	ck_assert_double_eq_tol(line.slope_error, 0.429796848199937E-03, 1e-16);
	ck_assert_double_eq_tol(line.residual_error, 0.884796396144373, 1e-12);
	ck_assert_double_eq_tol(line.r_squared, 0.999993745883712, 1e-14);
	/* The handbook's table of t, 1.3.6.7.2: 2.032 for 34 degrees. */
	ck_assert_double_eq_tol((line.slope_interval.high - line.slope) / line.slope_error, 2.032,
				5e-4);
}
END_TEST

START_TEST(cars_have_the_interval_that_r_gives)
{
	/* R's data set cars (Ezekiel 1930): speed and distance of braking. summary(lm(dist ~
	 * speed)) prints -17.5791, 3.9324, standard errors 6.7584 and 0.4155, 15.38 and R^2 =
	 * 0.6511; confint() prints 3.096964 and 4.767853. */
	static const double speed[] = {4,  4,  7,  7,  8,  9,  10, 10, 10, 11, 11, 12, 12,
				       12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15,
				       16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20,
				       20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25};
	static const double distance[] = {2,  10, 4,  22, 16, 10, 18, 26, 34, 17,  28, 14, 20,
					  24, 28, 26, 34, 34, 46, 26, 36, 60, 80,  20, 26, 54,
					  32, 40, 32, 40, 50, 42, 56, 76, 84, 36,  46, 68, 32,
					  48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85};
	struct line line = line_fit(speed, distance, 50, 0.95);

	ck_assert_double_eq_tol(line.intercept, -17.5791, 5e-5);
	ck_assert_double_eq_tol(line.slope, 3.9324, 5e-5);
	ck_assert_double_eq_tol(line.intercept_error, 6.7584, 5e-5);
	ck_assert_double_eq_tol(line.slope_error, 0.4155, 5e-5);
	ck_assert_double_eq_tol(line.residual_error, 15.38, 5e-3);
	ck_assert_double_eq_tol(line.r_squared, 0.6511, 5e-5);
	ck_assert_double_eq_tol(line.slope_interval.low, 3.096964, 5e-7);
	ck_assert_double_eq_tol(line.slope_interval.high, 4.767853, 5e-7);
}
END_TEST

START_TEST(the_robust_slope_is_the_median_of_slopes)
{
	/* Hollander and Wolfe, example 9.1 (cloud seeding). The ten slopes by hand: -0.15, -0.13,
	 * -0.08, -0.07, -0.0575, -0.055, -0.045, -0.0333, 0.01, 0.04. */
	static const double x[] = {1, 2, 3, 4, 5}, y[] = {1.26, 1.27, 1.12, 1.16, 1.03};
	static const double wild[] = {10, 20, 30, -4000, 50};

	ck_assert_double_eq_tol(robust_line_fit(x, y, 5).slope, -0.05625, 1e-12);
	/* The residuals from -0.05625 x: 1.31625, 1.3825, 1.28875, 1.385, 1.31125. */
	ck_assert_double_eq_tol(robust_line_fit(x, y, 5).intercept, 1.31625, 1e-12);
	ck_assert_double_eq_tol(robust_line_fit(x, wild, 5).slope, 10, 1e-12);
	ck_assert_double_eq_tol(robust_line_fit(NORRIS_X, NORRIS_Y, 36).slope, 1.0021, 1e-3);
}
END_TEST

START_TEST(few_points_have_no_interval)
{
	static const double x[] = {1, 3, 5}, y[] = {2, 6, 10}, same[] = {4, 4, 4};
	static const double bad[] = {1, NAN, 5};
	struct line line = line_fit(x, y, 2, 0.95);

	ck_assert_double_eq(line.slope, 2);
	ck_assert_double_eq(line.intercept, 0);
	ck_assert(!line.has_interval);
	ck_assert_double_nan(line.slope_error);
	ck_assert_double_nan(line.slope_interval.low);
	ck_assert_double_nan(line_fit(x, y, 1, 0.95).slope);
	ck_assert_double_nan(line_fit(NULL, NULL, 0, 0.95).slope);
	ck_assert_double_nan(line_fit(same, y, 3, 0.95).slope);
	ck_assert(!line_fit(same, y, 3, 0.95).has_interval);
	ck_assert_double_nan(line_fit(x, bad, 3, 0.95).slope);
	ck_assert_double_nan(line_fit(x, y, 3, 1).slope_interval.low);
	ck_assert_double_nan(robust_line_fit(same, y, 3).slope);
	ck_assert_double_nan(robust_line_fit(x, y, 1).intercept);
	line = line_fit(x, y, 3, 0.95);
	ck_assert(line.has_interval);
	ck_assert_double_eq(line.r_squared, 1);
	ck_assert_double_eq(line.slope_interval.low, 2);
	ck_assert_double_eq(line.slope_interval.high, 2);
	line = line_fit(x, same, 3, 0.95);
	ck_assert_double_eq(line.slope, 0);
	ck_assert_double_nan(line.r_squared);
}
END_TEST

START_TEST(units_and_order_carry_over)
{
	double x[36], y[36];
	struct line one = line_fit(NORRIS_X, NORRIS_Y, 36, 0.9), other;
	struct robust_line robust = robust_line_fit(NORRIS_X, NORRIS_Y, 36), moved;

	/* Sizes of TiB in bytes instead of GiB, far from 0, and in reverse. */
	for (size_t i = 0; i < 36; i++) {
		x[35 - i] = (NORRIS_X[i] + 5000) * 0x1p30;
		y[35 - i] = 3 * NORRIS_Y[i] + 7;
	}
	other = line_fit(x, y, 36, 0.9);
	moved = robust_line_fit(x, y, 36);
	ck_assert_double_eq_tol(other.slope * 0x1p30, 3 * one.slope, 1e-10);
	ck_assert_double_eq_tol(other.slope_error * 0x1p30, 3 * one.slope_error, 1e-10);
	ck_assert_double_eq_tol(other.slope_interval.low * 0x1p30, 3 * one.slope_interval.low,
				1e-10);
	ck_assert_double_eq_tol(other.r_squared, one.r_squared, 1e-12);
	ck_assert_double_eq_tol(moved.slope * 0x1p30, 3 * robust.slope, 1e-10);
}
END_TEST

START_TEST(quantiles_of_t_are_those_of_the_table)
{
	/* NIST/SEMATECH e-Handbook, 1.3.6.7.2, for 0.90, 0.95, 0.975, 0.99 and 0.995. */
	static const double p[] = {0.90, 0.95, 0.975, 0.99, 0.995};
	static const struct {
		double freedom, t[5];
	} rows[] = {
		{1, {3.078, 6.314, 12.706, 31.821, 63.657}},
		{2, {1.886, 2.920, 4.303, 6.965, 9.925}},
		{3, {1.638, 2.353, 3.182, 4.541, 5.841}},
		{5, {1.476, 2.015, 2.571, 3.365, 4.032}},
		{10, {1.372, 1.812, 2.228, 2.764, 3.169}},
		{30, {1.310, 1.697, 2.042, 2.457, 2.750}},
		{100, {1.290, 1.660, 1.984, 2.364, 2.626}},
		/* The table's last row, for infinitely many. */
		{1e6, {1.282, 1.645, 1.960, 2.326, 2.576}},
	};

	for (size_t row = 0; row < G_N_ELEMENTS(rows); row++)
		for (size_t i = 0; i < G_N_ELEMENTS(p); i++) {
			double t = student_quantile(p[i], rows[row].freedom);

			ck_assert_double_eq_tol(t, rows[row].t[i], 5.1e-4);
			ck_assert_double_eq_tol(student_quantile(1 - p[i], rows[row].freedom), -t,
						1e-9 * t);
		}
}
END_TEST

/* The probability between -t and t, as a finite series: Abramowitz and Stegun, 26.7.3 and 26.7.4.
 */
static double between(double t, int freedom)
{
	double angle = atan(t / sqrt(freedom)), cosine = cos(angle), sum = 0;
	double term = freedom % 2 ? cosine : 1;

	for (int k = freedom % 2 ? 3 : 2; k <= freedom; k += 2) {
		sum += term;
		term *= cosine * cosine * (k - 1) / k;
	}
	return freedom % 2 ? (angle + sin(angle) * sum) * M_2_PI : sin(angle) * sum;
}

START_TEST(tails_of_t_are_those_of_the_finite_series)
{
	static const double ts[] = {0, 0.01, 0.3, 1, 1.7, 2.5, 6, 20};

	for (int freedom = 1; freedom <= 1000; freedom += freedom < 40 ? 1 : 37)
		for (size_t i = 0; i < G_N_ELEMENTS(ts); i++) {
			double p = student_two_sided(ts[i], freedom);

			ENSURE_MSG(fabs(p - (1 - between(ts[i], freedom))) < 2e-12,
				   "%g with %d degrees: %.17g", ts[i], freedom, p);
			ENSURE(p == student_two_sided(-ts[i], freedom));
		}
}
END_TEST

START_TEST(quantiles_of_t_without_tables)
{
	/* With one degree it is the Cauchy distribution; with two, (2 p - 1) / sqrt(2 p (1 - p)):
	 * Shaw, "Sampling Student's T distribution", Journal of Computational Finance 9 (2006). */
	for (double p = 0.501; p < 0.9999; p += 0.01) {
		double two = (2 * p - 1) / sqrt(2 * p * (1 - p));

		ENSURE(fabs(student_quantile(p, 1) / tan(G_PI * (p - 0.5)) - 1) < 1e-10);
		ENSURE(fabs(student_quantile(p, 2) / two - 1) < 1e-10);
	}
	ck_assert_double_eq(student_quantile(0.5, 7), 0);
	ck_assert_double_nan(student_quantile(0, 7));
	ck_assert_double_nan(student_quantile(1, 7));
	ck_assert_double_nan(student_quantile(0.9, 0));
	ck_assert_double_nan(student_quantile(0.9, NAN));
	ck_assert_double_nan(student_two_sided(NAN, 7));
	ck_assert_double_eq(student_two_sided(INFINITY, 7), 0);
	ck_assert_double_finite(student_quantile(1e-300, 1));
}
END_TEST

/* A sum of twelve uniform numbers: nearly normal. */
static double noise(uint64_t *state)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += (double)(splitmix64(state) >> 11) * 0x1p-53;
	return sum;
}

START_TEST(intervals_hold_the_slope_as_often_as_they_promise)
{
	enum { ROUNDS = 2000, N = 8 };
	double x[N], y[N];
	uint64_t state = 9;
	int held = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct interval got;

		for (int i = 0; i < N; i++) {
			x[i] = i * i;
			y[i] = 5 + 0.25 * x[i] + noise(&state);
		}
		got = line_fit(x, y, N, 0.9).slope_interval;
		held += got.low <= 0.25 && 0.25 <= got.high;
	}
	/* Three standard deviations of a binomial are 2 %. */
	ck_assert_int_ge(held, ROUNDS * 88 / 100);
	ck_assert_int_le(held, ROUNDS * 92 / 100);
}
END_TEST

Suite *suite_regression(void)
{
	Suite *suite = suite_create("regression");
	TCase *lines = tcase_create("lines"), *student = tcase_create("student");

	tcase_add_test(lines, norris_has_its_certified_values);
	tcase_add_test(lines, cars_have_the_interval_that_r_gives);
	tcase_add_test(lines, the_robust_slope_is_the_median_of_slopes);
	tcase_add_test(lines, few_points_have_no_interval);
	tcase_add_test(lines, units_and_order_carry_over);
	tcase_add_test(lines, intervals_hold_the_slope_as_often_as_they_promise);
	suite_add_tcase(suite, lines);
	tcase_add_test(student, quantiles_of_t_are_those_of_the_table);
	tcase_add_test(student, tails_of_t_are_those_of_the_finite_series);
	tcase_add_test(student, quantiles_of_t_without_tables);
	suite_add_tcase(suite, student);
	return suite;
}
