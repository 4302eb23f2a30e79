/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does memroof bench say what was there to be measured? The fake engine starts in a time that is
 * known: a fourth of it is what it says to have used, the rest of what is measured is the host's.
 * A busy host only makes starts longer, so nothing here depends on how long they were.
 */
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RUNS 30
#define JITTER_US 400
#define MOST_CELLS 8

/* What is to be found: microseconds. */
static const struct instrument_case {
	const char *arguments;
	const char *key, *unit; /* of the cost line */
	unsigned n;             /* points */
	double first, step;     /* of the key, in its unit */
	double base_us, slope_us;
} CASES[] = {
	{"--size 1G --maxmem 20G --slots 0-4 --fake roof=7E,delay=2,slot-delay=1500,jitter=400",
	 "slots", "slot", 5, 0, 1, 2000, 1500},
	{"--size 1G,2G,3G,4G --fake roof=7E,delay=1,gib-delay=2000,jitter=400", "size", "GiB", 4, 1,
	 1, 1000, 2000},
	{"--size 1G --maxmem 20G --slots 1,3,5 --fake roof=7E,delay=3,jitter=400", "slots", "slot",
	 3, 1, 2, 3000, 0},
};

/* One start as the JSON has it. */
struct start {
	double elapsed_us, programmed_us, marks_us[2];
};

struct cell {
	struct start starts[RUNS];
	double value; /* of the key */
	const json_t *summary;
};

static double number(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	ck_assert_msg(json_is_number(value), "%s is no number", name);
	return json_number_value(value);
}

static void read_cell(const json_t *json, struct cell *cell)
{
	const json_t *samples = json_object_get(json, "samples");
	unsigned n = 0;

	cell->summary = json_object_get(json, "summary");
	for (unsigned i = 0; i < json_array_size(samples); i++) {
		const json_t *sample = json_array_get(samples, i);

		if (number(sample, "round") < 1)
			continue;
		ck_assert_uint_lt(n, RUNS);
		cell->starts[n++] = (struct start){
			number(sample, "elapsed_us"),
			4 * number(sample, "user_us"),
			{number(sample, "greeting_us"), number(sample, "machine_us")},
		};
	}
	ck_assert_uint_eq(n, RUNS);
}

static int by_size(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
}

static double median(const struct cell *cell, double (*f)(const struct start *start))
{
	double values[RUNS];

	for (unsigned i = 0; i < RUNS; i++)
		values[i] = f(&cell->starts[i]);
	qsort(values, RUNS, sizeof(*values), by_size);
	return (values[(RUNS - 1) / 2] + values[RUNS / 2]) / 2;
}

static double elapsed(const struct start *start)
{
	return start->elapsed_us;
}

static double programmed(const struct start *start)
{
	return start->programmed_us;
}

static double greeting(const struct start *start)
{
	return start->marks_us[0];
}

static double machine(const struct start *start)
{
	return start->marks_us[1] - start->marks_us[0];
}

/* The slope of @f through all starts, by least squares. */
static double slope(const struct cell *cells, unsigned n, double (*f)(const struct start *start))
{
	double x = 0, y = 0, xx = 0, xy = 0;
	unsigned all = n * RUNS;

	for (unsigned i = 0; i < all; i++) {
		double value = f(&cells[i / RUNS].starts[i % RUNS]);

		x += cells[i / RUNS].value;
		y += value;
		xx += cells[i / RUNS].value * cells[i / RUNS].value;
		xy += cells[i / RUNS].value * value;
	}
	return (xy - x * y / all) / (xx - x * x / all);
}

static void assert_close(double actual, double expected, double tolerance)
{
	ck_assert_double_le(fabs(actual - expected), tolerance);
}

static void check_starts(const struct cell *cell, double expected_us)
{
	for (unsigned i = 0; i < RUNS; i++) {
		const struct start *start = &cell->starts[i];

		/* Dividing by four has lost up to three microseconds. */
		ck_assert_double_ge(start->programmed_us, expected_us - 3);
		ck_assert_double_le(start->programmed_us, expected_us + JITTER_US);
		ck_assert_double_ge(start->elapsed_us, start->programmed_us);
		ck_assert_double_ge(start->marks_us[0], floor(start->programmed_us / 4));
		ck_assert_double_ge(start->marks_us[1], floor(start->programmed_us / 2));
		ck_assert_double_le(start->marks_us[0], start->marks_us[1]);
		ck_assert_double_le(start->marks_us[1], start->elapsed_us);
	}
}

static void check_medians(const struct cell *cell, double expected_us)
{
	const json_t *total = json_object_get(cell->summary, "total_ms");
	const json_t *greeted = json_object_get(cell->summary, "greeting_ms");
	const json_t *built = json_object_get(cell->summary, "machine_ms");
	const json_t *used = json_object_get(cell->summary, "user_ms");

	ck_assert_double_eq(number(total, "n"), RUNS);
	ck_assert(json_is_false(json_object_get(total, "too_few")));
	assert_close(number(total, "median"), median(cell, elapsed) / 1000, 1e-6);
	assert_close(number(greeted, "median"), median(cell, greeting) / 1000, 1e-6);
	assert_close(number(built, "median"), median(cell, machine) / 1000, 1e-6);
	assert_close(number(used, "median"), median(cell, programmed) / 4000, 1e-6);
	ck_assert_double_ge(number(total, "median"), expected_us / 1000);
	ck_assert_double_le(number(total, "low"), number(total, "median"));
	ck_assert_double_ge(number(total, "high"), number(total, "median"));
	ck_assert_double_ge(number(total, "p95"), number(total, "median"));
	ck_assert_double_lt(number(total, "low"), number(total, "high"));
	/* What was programmed has its median in the jitter's middle, give or take three deviations
	 * of such a median. */
	assert_close(median(cell, programmed), expected_us + JITTER_US / 2, JITTER_US * 0.3);
}

/* The slope is that of the samples; without what the host has added it is the programmed one,
 * within the interval. */
static void check_slope(const struct instrument_case *c, const json_t *cost,
			const struct cell *cells)
{
	double measured = number(cost, "slope_ms") * 1000;
	double wanted = c->slope_us, host = measured - slope(cells, c->n, programmed);
	double low = number(cost, "low_ms") * 1000, high = number(cost, "high_ms") * 1000;

	assert_text(json_field(cost, "key"), c->key);
	assert_text(json_field(cost, "unit"), c->unit);
	ck_assert_double_eq(number(cost, "values"), c->n);
	assert_close(measured, slope(cells, c->n, elapsed), 0.01);
	ck_assert_double_lt(low, high);
	ck_assert_double_le(low, wanted + host);
	ck_assert_double_ge(high, wanted + host);
}

START_TEST(what_is_programmed_is_found)
{
	const struct instrument_case *c = &CASES[_i];
	struct cell cells[MOST_CELLS], empty;
	struct program program;
	const json_t *section, *rows, *costs;
	g_autofree char *arguments = g_strdup_printf(
		"bench --engine fake -q --json --runs %d --warmups 1 %s", RUNS, c->arguments);
	json_t *json;

	program_init(&program);
	program_expect(&program, 0, arguments);
	json = program_json(&program);
	section = json_array_get(json_object_get(json, "sections"), 0);
	rows = json_object_get(section, "rows");
	costs = json_object_get(section, "costs");
	ck_assert_uint_eq(json_array_size(rows), c->n + 1);
	/* The empty QEMU has the first row: no slots, and the little memory that is usual. */
	read_cell(json_array_get(rows, 0), &empty);
	check_starts(&empty, c->base_us + (strcmp(c->key, "size") == 0 ? c->slope_us / 8 : 0));
	for (unsigned i = 0; i < c->n; i++) {
		double expected_us;

		read_cell(json_array_get(rows, i + 1), &cells[i]);
		cells[i].value = c->first + i * c->step;
		expected_us = c->base_us + c->slope_us * cells[i].value;
		check_starts(&cells[i], expected_us);
		check_medians(&cells[i], expected_us);
	}
	ck_assert_uint_eq(json_array_size(costs), 1);
	check_slope(c, json_array_get(costs, 0), cells);
	json_decref(json);
	program_clear(&program);
}
END_TEST

Suite *suite_instrument(void)
{
	Suite *suite = suite_create("instrument");
	TCase *tc = tcase_create("instrument");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, what_is_programmed_is_found, 0, G_N_ELEMENTS(CASES));
	suite_add_tcase(suite, tc);
	return suite;
}
