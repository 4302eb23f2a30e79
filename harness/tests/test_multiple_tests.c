/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many tests at once, against hand-made examples. */
#include "run/mann_whitney.h"
#include "run/multiple_tests.h"
#include "tests/ensure.h"
#include "tests/suites.h"
#include "tests/tests.h"

/* What R's p.adjust(p, "holm") gives. */
static const struct {
	size_t n;
	double p[5], adjusted[5];
} HOLM[] = {
	{0, {0}, {0}},
	{1, {0.04}, {0.04}},
	{4, {0.01, 0.02, 0.03, 0.04}, {0.04, 0.06, 0.06, 0.06}},
	{4, {0.04, 0.01, 0.03, 0.02}, {0.06, 0.04, 0.06, 0.06}},
	{3, {0.5, 0.4, 0.9}, {1, 1, 1}},
	{5, {0.001, 1, 0.0125, 0.013, 0.02}, {0.005, 1, 0.05, 0.05, 0.05}},
	{3, {0, 0, 0.05}, {0, 0, 0.05}},
};

START_TEST(holm)
{
	double p[5];

	for (size_t i = 0; i < HOLM[_i].n; i++)
		p[i] = HOLM[_i].p[i];
	holm_adjust(p, HOLM[_i].n);
	for (size_t i = 0; i < HOLM[_i].n; i++)
		ck_assert_double_eq_tol(p[i], HOLM[_i].adjusted[i], 1e-15);
}
END_TEST

static const struct {
	size_t n;
	double least[4];
	const char *able; /* '+' for those that can tell */
} TELL[] = {
	{0, {0}, ""},
	{1, {0.05}, "+"},
	{1, {0.051}, "-"},
	/* One that never can takes nothing from one that can. */
	{2, {0.1, 0.04}, "-+"},
	{2, {0.04, 0.04}, "--"},
	{2, {0.025, 0.01}, "++"},
	/* Of three, one can be told from no more than one other: 0.05 / 2. */
	{3, {0.02, 0.02, 0.02}, "---"},
	{3, {0.02, 0.04, 0.02}, "+-+"},
	{4, {1e-9, 1e-9, 1e-9, 1e-9}, "++++"},
	{4, {1e-9, 0.04, 1e-9, 0.04}, "+-+-"},
};

START_TEST(too_few_samples_are_told_before_anything_is_compared)
{
	gboolean able[4];
	size_t n = tests_that_can_tell(TELL[_i].least, TELL[_i].n, 0.05, able), expected = 0;

	for (size_t i = 0; i < TELL[_i].n; i++) {
		ck_assert_int_eq(able[i], TELL[_i].able[i] == '+');
		expected += TELL[_i].able[i] == '+';
	}
	ck_assert_uint_eq(n, expected);
}
END_TEST

/* The least p is that of samples that do not overlap. */
START_TEST(least_p)
{
	double a[12], b[12];

	for (size_t i = 0; i < 12; i++) {
		a[i] = (double)i;
		b[i] = 100 + (double)i;
	}
	for (size_t n = 1; n <= 12; n++)
		for (size_t m = 1; m <= 12; m++)
			ENSURE(ABS(mann_whitney_least_p(n, m) - mann_whitney(a, n, b, m).p) <
			       1e-12);
	/* 2 / 252 and 2 / 3432, from Pascal's triangle. */
	ck_assert_double_eq_tol(mann_whitney_least_p(5, 5), 2.0 / 252, 1e-15);
	ck_assert_double_eq_tol(mann_whitney_least_p(7, 7), 2.0 / 3432, 1e-15);
	ck_assert(mann_whitney_least_p(100000, 100000) > 0);
	ck_assert(mann_whitney_least_p(100000, 100000) < 1e-90);
}
END_TEST

#define N_TRIALS 500
#define N_POINTS 20
#define N_VALUES 10

/* Whether one of many comparisons of samples from the same distribution is taken for real. */
static gboolean false_alarm(GRand *random)
{
	double p[N_POINTS];
	gboolean any = FALSE;

	for (unsigned i = 0; i < N_POINTS; i++) {
		double a[N_VALUES], b[N_VALUES];

		for (unsigned j = 0; j < N_VALUES; j++) {
			a[j] = g_rand_double(random);
			b[j] = g_rand_double(random);
		}
		p[i] = mann_whitney(a, N_VALUES, b, N_VALUES).p;
	}
	holm_adjust(p, N_POINTS);
	for (unsigned i = 0; i < N_POINTS; i++)
		any = any || p[i] <= 0.05;
	return any;
}

/* In one trial of twenty, or less. Without adjusting it would be in 1 - 0.95^20 = 64 % of them. */
START_TEST(false_alarms_are_as_rare_as_alpha)
{
	GRand *random = g_rand_new_with_seed(1);
	unsigned n = 0;

	for (unsigned i = 0; i < N_TRIALS; i++)
		n += false_alarm(random);
	g_rand_free(random);
	ck_assert_uint_gt(n, 0);
	/* Three standard deviations above 25. */
	ck_assert_uint_le(n, 40);
}
END_TEST

Suite *suite_multiple_tests(void)
{
	Suite *suite = suite_create("multiple-tests");
	TCase *tcase = tcase_create("multiple-tests");

	tcase_add_loop_test(tcase, holm, 0, G_N_ELEMENTS(HOLM));
	tcase_add_loop_test(tcase, too_few_samples_are_told_before_anything_is_compared, 0,
			    G_N_ELEMENTS(TELL));
	tcase_add_test(tcase, least_p);
	tcase_add_test(tcase, false_alarms_are_as_rare_as_alpha);
	suite_add_tcase(suite, tcase);
	return suite;
}
