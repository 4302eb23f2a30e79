/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers from the literature, properties, and the edges where little can be said. */
#include "run/bootstrap.h"
#include "run/statistics.h"
#include "tests/ensure.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <math.h>

/* NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2: twelve measurements of a gauge study.
 */
static const double NIST_GAUGE[] = {95.1772, 95.1567, 95.1937, 95.1959, 95.1442, 95.0610,
				    95.1591, 95.1195, 95.1065, 95.0925, 95.1990, 95.1682};

/* Gnumeric's manual, PERCENTILE and QUARTILE. */
static const double GNUMERIC[] = {11.4, 17.3, 21.3, 25.9, 40.1};

START_TEST(quantiles_are_those_of_definition_7)
{
	/* The handbook gives 95.1981, 95.1957 and 95.1972 for R6, R7 and R8; R7 by hand:
	 * 95.1937 + 0.9 (95.1959 - 95.1937). */
	ck_assert_double_eq_tol(sample_quantile(NIST_GAUGE, 12, 0.9), 95.19568, 1e-9);
	/* Gnumeric's manual: "PERCENTILE(A1:A5,0.42) equals 20.02", "QUARTILE(A1:A5,1) equals
	 * 17.3". */
	ck_assert_double_eq_tol(sample_quantile(GNUMERIC, 5, 0.42), 20.02, 1e-12);
	ck_assert_double_eq_tol(sample_quantile(GNUMERIC, 5, 0.25), 17.3, 1e-12);
	/* Microsoft's page on PERCENTILE.INC: of 1, 3, 2, 4 at 0.3 it is 1.9. */
	ck_assert_double_eq_tol(sample_quantile((double[]){1, 3, 2, 4}, 4, 0.3), 1.9, 1e-12);
	/* (21 - 1) 0.95 is a whole number: the second largest of 21. */
	ck_assert_double_eq_tol(sample_p95((double[]){0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10,
						      11, 12, 13, 14, 15, 16, 17, 18, 19, 20},
					   21),
				19, 1e-12);
}
END_TEST

START_TEST(medians_and_deviations)
{
	/* Wikipedia, "Median absolute deviation": of 1, 1, 2, 2, 4, 6, 9 the median is 2 and the
	 * MAD 1. */
	static const double wikipedia[] = {9, 1, 2, 6, 2, 4, 1};

	ck_assert_double_eq(sample_median(wikipedia, 7), 2);
	ck_assert_double_eq(sample_mad(wikipedia, 7), 1);
	ck_assert_double_eq(sample_median((double[]){1, 3}, 2), 2);
	ck_assert_double_eq(sample_mad((double[]){1, 3}, 2), 1);
	ck_assert_double_eq(sample_p95((double[]){1, 3}, 2), 2.9);
}
END_TEST

START_TEST(little_data_says_little)
{
	static const double odd[] = {1, NAN, 3}, endless[] = {1, INFINITY};
	double one = 5;

	ck_assert_double_nan(sample_median(NULL, 0));
	ck_assert_double_nan(sample_mad(NULL, 0));
	ck_assert_double_nan(sample_p95(NULL, 0));
	ck_assert_double_nan(sample_median(odd, 3));
	ck_assert_double_nan(sample_mad(endless, 2));
	ck_assert_ptr_null(sample_sorted(NULL, 0));
	ck_assert_double_eq(sample_median(&one, 1), 5);
	ck_assert_double_eq(sample_mad(&one, 1), 0);
	ck_assert_double_eq(sample_p95(&one, 1), 5);
	ck_assert_double_nan(sample_quantile(GNUMERIC, 5, -0.1));
	ck_assert_double_nan(sample_quantile(GNUMERIC, 5, 1.1));
	ck_assert_double_nan(sample_quantile(GNUMERIC, 5, NAN));
	ck_assert_double_eq(sample_quantile(GNUMERIC, 5, 0), 11.4);
	ck_assert_double_eq(sample_quantile(GNUMERIC, 5, 1), 40.1);
}
END_TEST

/* Data of Seo, "A review and comparison of methods for detecting outliers in univariate data sets",
 * University of Pittsburgh (2006), whose section on modified z-scores finds 14 and 15 here. */
static const double SEO[] = {3.2, 3.4, 3.7, 3.7, 3.8, 3.9, 4, 4, 4.1, 4.2, 4.7, 4.8, 14, 15};

START_TEST(modified_z_scores_are_those_of_iglewicz_and_hoaglin)
{
	/* The median is 4 and the MAD 0.3: 0.6745 (x - 4) / 0.3 by hand. */
	static const double expected[] = {-1.79867, -1.34900, -0.67450, -0.67450, -0.44967,
					  -0.22483, 0,        0,        0.22483,  0.44967,
					  1.57383,  1.79867,  22.48333, 24.73167};
	double scores[G_N_ELEMENTS(SEO)];
	size_t indices[G_N_ELEMENTS(SEO)];

	modified_z_scores(SEO, G_N_ELEMENTS(SEO), scores);
	for (size_t i = 0; i < G_N_ELEMENTS(SEO); i++)
		ck_assert_double_eq_tol(scores[i], expected[i], 1e-5);
	ck_assert_uint_eq(find_outliers(SEO, G_N_ELEMENTS(SEO), NULL), 2);
	ck_assert_uint_eq(find_outliers(SEO, G_N_ELEMENTS(SEO), indices), 2);
	ck_assert_uint_eq(indices[0], 12);
	ck_assert_uint_eq(indices[1], 13);
}
END_TEST

START_TEST(without_mad_the_mean_deviation_serves)
{
	/* Data of stats.stackexchange.com/questions/339932. The mean absolute deviation is 90 / 8:
	 * 90 / (1.253314 * 11.25) by hand. */
	static const double values[] = {10, 10, 10, 10, 10, 10, 10, 100};
	static const double equal[] = {7, 7, 7};
	double scores[8];
	size_t index;

	modified_z_scores(values, 8, scores);
	ck_assert_double_eq_tol(scores[7], 6.383077, 1e-6);
	ck_assert_double_eq(scores[0], 0);
	ck_assert_uint_eq(find_outliers(values, 8, &index), 1);
	ck_assert_uint_eq(index, 7);
	modified_z_scores(equal, 3, scores);
	ck_assert_double_eq(scores[0], 0);
	ck_assert_uint_eq(find_outliers(equal, 3, NULL), 0);
	ck_assert_uint_eq(find_outliers(equal, 0, NULL), 0);
	ck_assert_uint_eq(find_outliers((double[]){1, NAN, 90}, 3, NULL), 0);
}
END_TEST

START_TEST(a_slow_first_run_is_told)
{
	/* The others' median is 4 and their MAD 1. */
	static const double cold[] = {10, 2, 3, 4, 5, 6}, warm[] = {9, 2, 3, 4, 5, 6};
	static const double fast[] = {-10, 2, 3, 4, 5, 6}, late[] = {2, 10, 3, 4, 5, 6};
	static const double still[] = {8, 7, 7, 7, 7};

	ck_assert_double_eq_tol(first_run_score(cold, 6), 6 * 0.6745, 1e-12);
	ck_assert(first_run_is_slow(cold, 6));
	ck_assert(!first_run_is_slow(warm, 6));
	ck_assert(!first_run_is_slow(fast, 6));
	ck_assert(!first_run_is_slow(late, 6));
	ck_assert(!first_run_is_slow(cold, 4));
	ck_assert_double_nan(first_run_score(cold, 4));
	ck_assert_double_nan(first_run_score(NULL, 0));
	ck_assert_double_nan(first_run_score((double[]){NAN, 1, 1, 2, 3}, 5));
	ck_assert_double_nan(first_run_score((double[]){1, 1, NAN, 2, 3}, 5));
	ck_assert_double_infinite(first_run_score(still, 5));
	ck_assert(first_run_is_slow(still, 5));
	ck_assert(!first_run_is_slow((double[]){6, 7, 7, 7, 7}, 5));
	ck_assert_double_eq(first_run_score((double[]){7, 7, 7, 7, 7}, 5), 0);
}
END_TEST

#define RANDOM_MAX 40

/* Some whole numbers, with ties: sums and products with powers of two stay exact. */
static size_t random_values(uint64_t *state, double *values)
{
	size_t n = 1 + splitmix64(state) % RANDOM_MAX;

	for (size_t i = 0; i < n; i++)
		values[i] = (double)(splitmix64(state) % 64);
	return n;
}

/* The values in reverse, doubled or halved and shifted. */
static void transform(const double *values, size_t n, double factor, double shift, double *moved)
{
	for (size_t i = 0; i < n; i++)
		moved[i] = values[n - 1 - i] * factor + shift;
}

START_TEST(order_does_not_matter_and_units_carry_over)
{
	double values[RANDOM_MAX], moved[RANDOM_MAX], scores[RANDOM_MAX], others[RANDOM_MAX];
	uint64_t state = 3;

	for (int round = 0; round < 500; round++) {
		size_t n = random_values(&state, values);
		double factor = round % 2 ? 4 : 0.5;

		transform(values, n, factor, 1024, moved);
		ENSURE(sample_median(moved, n) == sample_median(values, n) * factor + 1024);
		ENSURE(sample_mad(moved, n) == sample_mad(values, n) * factor);
		ENSURE(fabs(sample_p95(moved, n) - sample_p95(values, n) * factor - 1024) < 1e-9);
		ENSURE(sample_median(values, n) <= sample_p95(values, n));
		modified_z_scores(values, n, scores);
		modified_z_scores(moved, n, others);
		for (size_t i = 0; i < n; i++)
			ENSURE(fabs(scores[i] - others[n - 1 - i]) < 1e-9);
		ENSURE(2 * find_outliers(values, n, NULL) <= n);
	}
}
END_TEST

Suite *suite_statistics(void)
{
	Suite *suite = suite_create("statistics");
	TCase *quantiles = tcase_create("quantiles"), *outliers = tcase_create("outliers");

	tcase_add_test(quantiles, quantiles_are_those_of_definition_7);
	tcase_add_test(quantiles, medians_and_deviations);
	tcase_add_test(quantiles, little_data_says_little);
	tcase_add_test(quantiles, order_does_not_matter_and_units_carry_over);
	suite_add_tcase(suite, quantiles);
	tcase_add_test(outliers, modified_z_scores_are_those_of_iglewicz_and_hoaglin);
	tcase_add_test(outliers, without_mad_the_mean_deviation_serves);
	tcase_add_test(outliers, a_slow_first_run_is_told);
	suite_add_tcase(suite, outliers);
	return suite;
}
