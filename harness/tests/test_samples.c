/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/size.h"
#include "model/keys.h"
#include "report/number_text.h"
#include "report/start_time_notes.h"
#include "tests/start_times.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <math.h>

static const struct cell_samples *cell_at(const struct section_samples *samples, unsigned index)
{
	ck_assert_uint_lt(index, samples->cells->len);
	return samples->cells->pdata[index];
}

START_TEST(test_loading)
{
	struct store *store = start_times_scene(FALSE, 1000);
	GPtrArray *sections;
	struct section_samples *samples = start_times_load(store, 1, &sections);
	const struct cell_samples *cell = cell_at(samples, 2);

	ck_assert_uint_eq(samples->cells->len, 4);
	ck_assert_ptr_nonnull(samples->empty);
	ck_assert_ptr_null(samples->empty->point);
	ck_assert_uint_eq(samples->empty->rounds->len, 10);
	ck_assert_ptr_null(samples->pinned);
	ck_assert_int_eq(cell->cell, 2);
	ck_assert_str_eq(cell->values[0], "64");
	ck_assert_uint_eq(cell->point->slots, 64);
	ck_assert_uint_eq(cell->n_warmups, 2);
	ck_assert_uint_eq(cell->n_failed, 0);
	ck_assert_uint_eq(cell->rounds->len, 10);
	for (unsigned i = 0; i < 10; i++)
		ck_assert_int_eq(g_array_index(cell->rounds, int64_t, i), i + 1);
	for (unsigned i = 0; i < N_METRICS; i++)
		ck_assert_uint_eq(cell->samples[i]->len, 10);
	samples_free(samples);
	g_ptr_array_unref(sections);
	store_close(store);
}
END_TEST

/* The phases add up to the whole, whatever the proof; what a proof does not have is no number. */
START_TEST(test_phases)
{
	struct store *store = start_times_scene(FALSE, 1000);

	for (int64_t section = 1; section <= 4; section++) {
		GPtrArray *sections;
		struct section_samples *samples = start_times_load(store, section, &sections);

		for (unsigned i = 0; i < samples->cells->len; i++) {
			const struct cell_samples *cell = cell_at(samples, i);
			gboolean guest = section == 2 || section == 3;

			for (unsigned j = 0; j < cell->rounds->len; j++) {
				double sum = 0, total = g_array_index(cell->samples[METRIC_TOTAL],
								      double, j);

				for (unsigned k = METRIC_GREETING; k <= METRIC_END; k++) {
					double value = g_array_index(cell->samples[k], double, j);
					gboolean late = k == METRIC_FIRMWARE || k == METRIC_GUEST;

					ck_assert_int_eq(isnan(value), late && !guest);
					sum += isnan(value) ? 0 : value;
				}
				ck_assert_double_eq_tol(sum, total, 1e-9);
			}
		}
		samples_free(samples);
		g_ptr_array_unref(sections);
	}
	store_close(store);
}
END_TEST

/* Totals 30.1 30.3 30.0 30.2 30.4 twice, by the rule of the scene; the outlier is among them. */
START_TEST(test_summary)
{
	struct store *store = start_times_scene(FALSE, 1000);
	GPtrArray *sections;
	struct section_samples *samples = start_times_load(store, 1, &sections);
	const struct metric_summary *plain = &cell_at(samples, 0)->summary[METRIC_TOTAL];

	ck_assert_uint_eq(plain->n, 10);
	ck_assert_double_eq_tol(plain->median, 30.2, 1e-9);
	ck_assert_double_eq_tol(plain->mad, 0.1, 1e-9);
	ck_assert_double_eq_tol(plain->p95, 30.4, 1e-9);
	ck_assert(plain->low >= 30.0 && plain->low <= 30.2);
	ck_assert(plain->high >= 30.2 && plain->high <= 30.4);
	ck_assert(!plain->too_few);
	ck_assert_uint_eq(cell_at(samples, 0)->n_outliers, 0);
	ck_assert(!cell_at(samples, 0)->slow_first);
	ck_assert_uint_eq(cell_at(samples, 1)->n_outliers, 1);
	ck_assert_double_eq_tol(cell_at(samples, 1)->summary[METRIC_TOTAL].median, 30.25, 0.051);
	ck_assert(cell_at(samples, 1)->summary[METRIC_TOTAL].p95 > 40);
	ck_assert(!cell_at(samples, 1)->slow_first);
	ck_assert(cell_at(samples, 2)->slow_first);
	ck_assert_double_eq(plain[METRIC_RSS].median, 32 * MIB);
	ck_assert_double_eq_tol(plain[METRIC_USER].median, 15.1, 1e-9);
	ck_assert_uint_eq(plain[METRIC_ACPI].n, 0);
	ck_assert(isnan(plain[METRIC_ACPI].median) && isnan(plain[METRIC_GUEST].mad));
	samples_free(samples);
	g_ptr_array_unref(sections);
	store_close(store);
}
END_TEST

START_TEST(test_failures)
{
	struct store *store = start_times_scene(FALSE, 1000);
	GPtrArray *sections;
	struct section_samples *samples = start_times_load(store, 2, &sections);
	const struct cell_samples *refused = cell_at(samples, 4), *late = cell_at(samples, 3);

	ck_assert_str_eq(samples->pinned, "1");
	ck_assert_uint_eq(refused->rounds->len, 0);
	ck_assert_uint_eq(refused->n_failed, 4);
	ck_assert_uint_eq(refused->failures->len, 4);
	ck_assert_uint_eq(refused->n_warmups, 1);
	ck_assert_uint_eq(samples_starts(refused), 4);
	ck_assert_uint_eq(refused->rows->len, 5);
	ck_assert(isnan(refused->summary[METRIC_TOTAL].median));
	ck_assert_uint_eq(refused->n_outliers, 0);
	ck_assert_uint_eq(late->rounds->len, 3);
	ck_assert_uint_eq(late->n_failed, 1);
	ck_assert_uint_eq(cell_at(samples, 0)->rounds->len, 5);
	samples_free(samples);
	g_ptr_array_unref(sections);
	store_close(store);
}
END_TEST

START_TEST(test_plugs)
{
	struct store *store = start_times_scene(FALSE, 1000);
	GPtrArray *sections;
	struct section_samples *samples = start_times_load(store, 3, &sections);
	const struct cell_samples *cell = cell_at(samples, 1);

	ck_assert_uint_eq(cell_at(samples, 0)->online->len, 2);
	ck_assert_uint_eq(cell->online->len, 18);
	ck_assert(!cell->resized);
	for (unsigned i = 0; i < 18; i++) {
		const GArray *online = cell->online->pdata[i];
		struct metric_summary summary = samples_summary(online, 1);

		ck_assert_uint_eq(online->len, 6);
		ck_assert(summary.median >= 9 + i && summary.median <= 9.4 + i);
	}
	samples_free(samples);
	g_ptr_array_unref(sections);
	store_close(store);
}
END_TEST

/* What is added while a report is made belongs to the next one. */
START_TEST(test_rows_added_meanwhile)
{
	struct store *store = start_times_scene(FALSE, 1000);
	GPtrArray *sections = report_load(store, NULL);
	const struct start known = {
		.section = 4, .round = 2, .keys = "machine=q35 slots=8", .elapsed = 1};
	const struct start unknown = {
		.section = 4, .cell = 1, .round = 1, .keys = "machine=q35 slots=9", .elapsed = 1};
	struct section_samples *samples;

	start_times_add(store, &known);
	start_times_add(store, &unknown);
	samples = samples_load(store, sections->pdata[3], NULL);
	ck_assert_ptr_nonnull(samples);
	ck_assert_uint_eq(samples->cells->len, 1);
	ck_assert_uint_eq(cell_at(samples, 0)->rounds->len, 1);
	samples_free(samples);
	g_ptr_array_unref(sections);
	store_close(store);
}
END_TEST

/* Starts of points whose total is a base and so much for each unit, all of it in one phase. */
static const struct {
	const char *varied;
	const char *keys[4]; /* as many as there are */
	double units[4], per_unit;
	gboolean late; /* in the phase end, not machine */
	gboolean bent; /* the last one takes longer */
	const char *words;
} COSTS[] = {
	{"slots",
	 {"slots=0", "slots=8", "slots=64", "slots=256"},
	 {0, 8, 64, 256},
	 0.5,
	 FALSE,
	 FALSE,
	 "each slot costs 0.5000 ms (0.4992 to 0.5008), most of it in machine"},
	{"size",
	 {"size=512M", "size=1G", "size=4G", "size=16G"},
	 {0.5, 1, 4, 16},
	 3,
	 TRUE,
	 FALSE,
	 "each GiB of size costs 3.000 ms (2.986 to 3.014), most of it in end"},
	{"phys-bits",
	 {"phys-bits=36", "phys-bits=40", "phys-bits=46", NULL},
	 {36, 40, 46},
	 -0.4,
	 FALSE,
	 FALSE,
	 "each bit of phys-bits saves 0.400 ms (0.375 to 0.425), most of it in machine"},
	{"maxmem",
	 {"maxmem=1G", "maxmem=2G", "maxmem=3G", NULL},
	 {1, 2, 3},
	 0,
	 FALSE,
	 FALSE,
	 "what each GiB of maxmem costs is within the noise: 0.00 ms (-0.12 to 0.12)"},
	{"slots", {"slots=1", "slots=2", "slots=3", "slots=4"}, {1, 2, 3, 4}, 1, FALSE, TRUE, NULL},
	{"slots", {"slots=1", "slots=2", NULL}, {1, 2}, 1, FALSE, FALSE, NULL},
	{"timeout",
	 {"timeout=1s", "timeout=2s", "timeout=3s", NULL},
	 {1, 2, 3},
	 1,
	 FALSE,
	 FALSE,
	 NULL},
	{"machine",
	 {"machine=a", "machine=b", "machine=c", NULL},
	 {1, 2, 3},
	 1,
	 FALSE,
	 FALSE,
	 NULL},
};

static struct store *cost_store(unsigned index)
{
	struct store *store = start_times_store();

	start_times_section(store, "s", COSTS[index].varied, NULL, "", 4);
	for (unsigned i = 0; i < 4 && COSTS[index].keys[i] != NULL; i++)
		for (int64_t round = 1; round <= 9; round++) {
			double us = 1000 * COSTS[index].per_unit * COSTS[index].units[i];
			int64_t cost = (int64_t)us + (COSTS[index].bent && i == 3 ? 20000 : 0);
			int64_t machine = COSTS[index].late ? 0 : cost;
			struct start start = {
				.section = 1,
				.cell = i,
				.round = round,
				.keys = COSTS[index].keys[i],
				.greeting = 20000,
				.machine = 50000 + machine,
				.elapsed = 60000 + cost + (round % 3 - 1) * 300,
			};

			start_times_add(store, &start);
		}
	return store;
}

START_TEST(test_cost)
{
	struct store *store = cost_store((unsigned)_i);
	GPtrArray *sections;
	struct section_samples *samples = start_times_load(store, 1, &sections);
	g_autoptr(GPtrArray) costs = samples_costs(samples);

	ck_assert_uint_eq(costs->len, COSTS[_i].words != NULL || COSTS[_i].bent);
	if (costs->len > 0) {
		const struct cost_line *cost = costs->pdata[0];

		ck_assert_str_eq(cost->combination, "");
		ck_assert_str_eq(cost->key->name, COSTS[_i].varied);
		ck_assert(cost->has_interval);
		ck_assert(cost->low < cost->slope && cost->slope < cost->high);
		ck_assert_int_eq(cost->missed != NULL, COSTS[_i].bent);
	}
	if (COSTS[_i].words != NULL) {
		const struct cost_line *cost = costs->pdata[0];

		ck_assert_double_eq_tol(cost->slope, COSTS[_i].per_unit, 1e-6);
		ck_assert_double_eq_tol(cost->robust_slope, COSTS[_i].per_unit, 1e-2);
		assert_text(start_time_cost_words(cost), COSTS[_i].words);
	}
	samples_free(samples);
	g_ptr_array_unref(sections);
	store_close(store);
}
END_TEST

/* One line for each combination of the other keys, in order; cells without samples do not count. */
START_TEST(test_costs_by_combination)
{
	struct store *store = start_times_store();
	GPtrArray *sections;
	struct section_samples *samples;
	g_autoptr(GPtrArray) costs = NULL;
	const struct cost_line *line;

	start_times_section(store, "s", "machine,slots", NULL, "", 8);
	for (int64_t cell = 0; cell < 8; cell++) {
		g_autofree char *keys = g_strdup_printf("machine=%s slots=%d",
							cell < 4 ? "q35" : "pc", (int)cell % 4);
		struct start start = {
			.section = 1,
			.cell = cell,
			.round = 1,
			.keys = keys,
			.outcome = cell == 7 ? OUTCOME_REFUSED : OUTCOME_ACCEPTED,
			.elapsed = 10000 + cell % 4 * (cell < 4 ? 1000 : 2000),
		};

		start_times_add(store, &start);
	}
	samples = start_times_load(store, 1, &sections);
	costs = samples_costs(samples);
	ck_assert_uint_eq(costs->len, 2);
	line = costs->pdata[0];
	ck_assert_str_eq(line->combination, "machine q35");
	ck_assert_uint_eq(line->n_cells, 4);
	ck_assert_double_eq_tol(line->slope, 1, 1e-9);
	line = costs->pdata[1];
	ck_assert_str_eq(line->combination, "machine pc");
	ck_assert_uint_eq(line->n_cells, 3);
	ck_assert_double_eq_tol(line->slope, 2, 1e-9);
	/* No marks at all: nothing is known of phases but the end. */
	ck_assert(isnan(line->steepest_slope));
	samples_free(samples);
	g_ptr_array_unref(sections);
	store_close(store);
}
END_TEST

static const struct {
	double value;
	const char *text;
} NUMBERS[] = {
	{38.4, "38.4"},       {0, "0"},           {1234.4, "1234"},
	{999.6, "1000"},      {99.96, "100"},     {9.996, "10.0"},
	{9.994, "9.99"},      {0.0214, "0.0214"}, {-2.345, "-2.35"},
	{-1e-12, "0.000000"}, {NAN, ""},          {INFINITY, ""},
};

START_TEST(test_number)
{
	assert_text(number_text(NUMBERS[_i].value), NUMBERS[_i].text);
}
END_TEST

START_TEST(test_number_intervals)
{
	assert_text(number_range(9.95, 10.04), "9.9 – 10.0");
	assert_text(number_range(-0.5, 0.25), "-0.500 to 0.250");
	assert_text(number_range(2900.1, 2900.32), "2900.1 – 2900.3");
	assert_text(number_range(NAN, 1), "");
	assert_text(number_with_interval(0.021, "ms", 0.017, 0.025), "0.021 ms (0.017 to 0.025)");
	assert_text(number_with_interval(5, "ms", 4.8, 5.2), "5.00 ms (4.80 to 5.20)");
	assert_text(number_with_interval(250, "ms", 100, 400), "250 ms (100 to 400)");
	assert_text(number_with_interval(5, "ms", NAN, NAN), "5.00 ms");
	assert_text(number_with_interval(5, "ms", 5, 5), "5.00 ms");
	assert_text(number_with_interval(0.032, "ms", -0.00075, 0.0644),
		    "0.032 ms (-0.001 to 0.064)");
}
END_TEST

Suite *suite_samples(void)
{
	Suite *suite = suite_create("samples");
	TCase *tcase = tcase_create("samples");

	tcase_add_test(tcase, test_loading);
	tcase_add_test(tcase, test_phases);
	tcase_add_test(tcase, test_summary);
	tcase_add_test(tcase, test_failures);
	tcase_add_test(tcase, test_plugs);
	tcase_add_test(tcase, test_rows_added_meanwhile);
	tcase_add_loop_test(tcase, test_cost, 0, G_N_ELEMENTS(COSTS));
	tcase_add_test(tcase, test_costs_by_combination);
	tcase_add_loop_test(tcase, test_number, 0, G_N_ELEMENTS(NUMBERS));
	tcase_add_test(tcase, test_number_intervals);
	suite_add_tcase(suite, tcase);
	return suite;
}
