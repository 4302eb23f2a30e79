/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points that are tried side by side, in the world of the fake engine. */
#include "base/error.h"
#include "run/verify.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <unistd.h>

static const struct host_facts FACTS = {.memory = UINT64_C(1) << 32};

#define N_POINTS 40

/* Every third one is refused, and every seventh is more than the host has. */
static enum outcome expected(unsigned i)
{
	if (i % 7 == 0)
		return OUTCOME_HOST_LIMIT;
	return i % 3 == 0 ? OUTCOME_REFUSED : OUTCOME_ACCEPTED;
}

static GPtrArray *make_points(const char *more)
{
	GPtrArray *points = g_ptr_array_new_with_free_func((GDestroyNotify)point_free);

	for (unsigned i = 0; i < N_POINTS; i++) {
		static const char *const worlds[N_OUTCOMES] = {
			[OUTCOME_ACCEPTED] = "roof=30G",
			[OUTCOME_REFUSED] = "roof=1",
			[OUTCOME_HOST_LIMIT] = "host=1M",
		};
		g_autofree char *text =
			g_strdup_printf("engine=fake phys-bits=36 size=%uM fake=%s%s", i + 2,
					worlds[expected(i)], more);

		g_ptr_array_add(points, make_point(text));
	}
	return points;
}

START_TEST(rows_keep_the_order)
{
	g_autoptr(GPtrArray) points = make_points("");
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)prober_row_free);
	struct prober *prober = prober_new(&FACTS, NULL, -1);
	/* None at a time is one at a time. */
	static const unsigned workers[] = {0, 1, 2, 8, 100};

	ck_assert(verify_points(prober, points, workers[_i], rows, NULL));
	ck_assert_uint_eq(rows->len, N_POINTS);
	for (unsigned i = 0; i < N_POINTS; i++) {
		const struct probe_row *row = rows->pdata[i];

		ck_assert_uint_eq(row->point->size, ((const struct point *)points->pdata[i])->size);
		ck_assert_str_eq(outcome_name(row->outcome), outcome_name(expected(i)));
	}
	prober_free(prober);
}
END_TEST

START_TEST(no_points_are_no_rows)
{
	g_autoptr(GPtrArray) points = g_ptr_array_new(), rows = g_ptr_array_new();
	struct prober *prober = prober_new(&FACTS, NULL, -1);

	ck_assert(verify_points(prober, points, 2, rows, NULL));
	ck_assert_uint_eq(rows->len, 0);
	prober_free(prober);
}
END_TEST

/* Somebody has pressed Ctrl-C, while each point waits for a minute. */
START_TEST(an_interrupt_ends_all)
{
	g_autoptr(GPtrArray) points = make_points(",delay=60000");
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	GError *error = NULL;
	struct prober *prober;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	prober = prober_new(&FACTS, NULL, ends[0]);
	ck_assert_int_eq(write(ends[1], "x", 1), 1);
	ck_assert(!verify_points(prober, points, 4, rows, &error));
	assert_error(&error, MEMROOF_ERROR_INTERRUPTED, "interrupted");
	ck_assert_uint_eq(rows->len, 0);
	prober_free(prober);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

Suite *suite_verify(void)
{
	Suite *suite = suite_create("verify");
	TCase *tcase = tcase_create("points");

	tcase_add_loop_test(tcase, rows_keep_the_order, 0, 5);
	tcase_add_test(tcase, no_points_are_no_rows);
	tcase_add_test(tcase, an_interrupt_ends_all);
	suite_add_tcase(suite, tcase);
	return suite;
}
