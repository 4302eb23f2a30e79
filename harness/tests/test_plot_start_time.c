/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the pictures of start times show. */
#include "report/plot.h"
#include "tests/start_times.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define ROUNDS 7

/* A database with one start-time section, and the pictures made from it. */
struct place {
	struct store *store;
	int64_t section;
	GPtrArray *plots;
};

static void place_init(struct place *place, const char *varied)
{
	place->store = start_times_store();
	place->section = start_times_section(place->store, "s", varied, NULL, "", 1);
	place->plots = NULL;
}

static void place_clear(struct place *place)
{
	store_close(place->store);
	g_clear_pointer(&place->plots, g_ptr_array_unref);
}

static void make_plots(struct place *place, unsigned expected)
{
	place->plots = plots_make(place->store, NULL);
	ck_assert_ptr_nonnull(place->plots);
	ck_assert_uint_eq(place->plots->len, expected);
}

/* Adds one start that took @total ms; all phases but the end are known. */
static void add_start(struct place *place, int64_t cell, const char *keys, int64_t round,
		      int64_t total, enum outcome outcome)
{
	const struct start start = {
		.section = place->section,
		.cell = cell,
		.round = round,
		.keys = keys,
		.outcome = outcome,
		.greeting = total * 100,
		.machine = total * 250,
		.guest = cell == START_TIME_EMPTY ? 0 : total * 500,
		.report = cell == START_TIME_EMPTY ? 0 : total * 750,
		.elapsed = total * 1000,
	};

	start_times_add(place->store, &start);
}

/* A warm-up of 7777 ms, and rounds from @base ms on, 1 ms apart: the median is 3 ms above @base. */
static void add_cell(struct place *place, int64_t cell, const char *keys, int64_t base)
{
	add_start(place, cell, keys, 0, 7777, OUTCOME_ACCEPTED);
	for (int64_t round = 1; round <= ROUNDS; round++)
		add_start(place, cell, keys, round, base + round - 1, OUTCOME_ACCEPTED);
}

/* A cell for each of the values that @values has between bars, from 100, 200, … ms on. */
static void add_cells(struct place *place, const char *key, const char *values)
{
	g_auto(GStrv) list = g_strsplit(values, "|", -1);

	for (unsigned i = 0; list[i] != NULL; i++) {
		g_autofree char *keys = g_strdup_printf("%s=%s", key, list[i]);

		add_cell(place, i, keys, 100 * (i + 1));
	}
}

static const struct plot *find_plot(const GPtrArray *plots, const char *name)
{
	for (unsigned i = 0; i < plots->len; i++) {
		const struct plot *plot = plots->pdata[i];

		if (g_str_equal(plot->name, name))
			return plot;
	}
	ck_abort_msg("no plot '%s'", name);
	return NULL;
}

/* The number of lines in the data called @name; 0 when there is none. */
static unsigned count_data(const struct plot *plot, const char *name)
{
	g_autofree char *begin = g_strdup_printf("$%s << EOD\n", name);
	const char *line = strstr(plot->script, begin);
	unsigned n = 0;

	if (line == NULL)
		return 0;
	for (line = strchr(line, '\n') + 1; !g_str_has_prefix(line, "EOD"); n++)
		line = strchr(line, '\n') + 1;
	return n;
}

static void assert_has(const struct plot *plot, const char *part)
{
	ck_assert_msg(strstr(plot->script, part) != NULL, "%s: no %s", plot->name, part);
}

static void assert_lacks(const struct plot *plot, const char *part)
{
	ck_assert_msg(strstr(plot->script, part) == NULL, "%s: %s", plot->name, part);
}

START_TEST(test_data)
{
	const struct plot *plot;
	struct place place;

	place_init(&place, "slots");
	add_cells(&place, "slots", "16|0|64");
	add_cell(&place, START_TIME_EMPTY, "machine=none", 40);
	make_plots(&place, 3);
	plot = find_plot(place.plots, "s-start");
	ck_assert_uint_eq(count_data(plot, "curve0"), 3);
	ck_assert_uint_eq(count_data(plot, "bars0"), 3);
	assert_has(plot, "EOD\n0 203\n16 103\n64 303\nEOD"); /* from left to right */
	assert_has(plot, "empty QEMU: 43.0 ms");
	assert_has(plot, "set yrange [0:");
	plot = find_plot(place.plots, "s-phases");
	ck_assert_uint_eq(count_data(plot, "total"), 4);
	ck_assert_uint_eq(count_data(plot, "greeting"), 4);
	ck_assert_uint_eq(count_data(plot, "guest"), 3); /* the empty QEMU has none */
	ck_assert_uint_eq(count_data(plot, "end"), 4);
	plot = find_plot(place.plots, "s-samples");
	ck_assert_uint_eq(count_data(plot, "dots") + count_data(plot, "outliers"), 3 * ROUNDS);
	ck_assert_uint_eq(count_data(plot, "medians"), 3);
	for (unsigned i = 0; i < place.plots->len; i++)
		assert_lacks(place.plots->pdata[i], "7777"); /* warm-ups */
	place_clear(&place);
}
END_TEST

START_TEST(test_failures_and_outliers)
{
	const struct plot *plot;
	struct place place;

	place_init(&place, "slots");
	add_cells(&place, "slots", "0|1");
	add_start(&place, 1, "slots=1", 8, 5000, OUTCOME_ACCEPTED);
	add_start(&place, 1, "slots=1", 9, 6000, OUTCOME_TIMEOUT);
	add_start(&place, 2, "slots=2", 1, 6000, OUTCOME_CRASH);
	make_plots(&place, 3);
	plot = find_plot(place.plots, "s-samples");
	ck_assert_uint_eq(count_data(plot, "outliers"), 1);
	ck_assert_uint_eq(count_data(plot, "dots"), 2 * ROUNDS);
	ck_assert_uint_eq(count_data(plot, "medians"), 2);
	assert_has(plot, "n 8, 1 failed");
	assert_has(plot, "none of 1 accepted");
	assert_has(plot, "set logscale x");
	ck_assert_uint_eq(count_data(find_plot(place.plots, "s-start"), "curve0"), 2);
	place_clear(&place);
}
END_TEST

/* Where nothing was accepted, and where the key is no number. */
START_TEST(test_left_out)
{
	struct place place;

	place_init(&place, "slots");
	add_start(&place, 0, "slots=0", 1, 1, OUTCOME_REFUSED);
	make_plots(&place, 0);
	place_clear(&place);
	place_init(&place, "machine");
	add_cells(&place, "machine", "pc|q35");
	make_plots(&place, 2);
	find_plot(place.plots, "s-phases");
	find_plot(place.plots, "s-samples");
	place_clear(&place);
}
END_TEST

static const struct {
	const char *key, *values, *part, *lack;
} AXES[] = {
	/* By logarithms to base 2 of GiB; 0 has a place of its own, and no line leads there. */
	{"pci-hole64", "0|1G|4G|64G", "EOD\n-1 103\n\n0 203\n2 303\n6 403\nEOD", "logscale"},
	{"size", "1G|4G|64G", "size (log scale)", "logscale"},
	{"size", "1G|2G|16G", "EOD\n1 103\n2 203\n16 303\nEOD", "log scale"},
	{"phys-bits", "36|40|52", "EOD\n36 103\n40 203\n52 303\nEOD", "log scale"},
	{"slots", "1|256", "EOD\n1 103\n256 203\nEOD", "log scale"},
};

START_TEST(test_axis)
{
	const struct plot *plot;
	struct place place;

	place_init(&place, AXES[_i].key);
	add_cells(&place, AXES[_i].key, AXES[_i].values);
	make_plots(&place, 3);
	plot = find_plot(place.plots, "s-start");
	assert_has(plot, AXES[_i].part);
	assert_lacks(plot, AXES[_i].lack);
	place_clear(&place);
}
END_TEST

/* Points that do not fit go on in another picture, each exactly once; the names stay apart. */
START_TEST(test_pages)
{
	unsigned n_totals = 0, n_dots = 0;
	GString *values = g_string_new("0");
	struct place place;

	for (unsigned i = 1; i < 45; i++)
		g_string_append_printf(values, "|%u", i);
	place_init(&place, "slots");
	add_cells(&place, "slots", values->str);
	make_plots(&place, 1 + 3 + 3);
	ck_assert_uint_eq(count_data(find_plot(place.plots, "s-start"), "curve0"), 45);
	for (unsigned i = 0; i < place.plots->len; i++) {
		n_totals += count_data(place.plots->pdata[i], "total");
		n_dots += count_data(place.plots->pdata[i], "dots");
	}
	ck_assert_uint_eq(n_totals, 45);
	ck_assert_uint_eq(n_dots, 45 * ROUNDS);
	find_plot(place.plots, "s-phases-3");
	find_plot(place.plots, "s-samples-3");
	g_string_free(values, TRUE);
	place_clear(&place);
}
END_TEST

Suite *suite_plot_start_time(void)
{
	Suite *suite = suite_create("plot-start-time");
	TCase *data = tcase_create("data");

	tcase_add_test(data, test_data);
	tcase_add_test(data, test_failures_and_outliers);
	tcase_add_test(data, test_left_out);
	tcase_add_loop_test(data, test_axis, 0, G_N_ELEMENTS(AXES));
	tcase_add_test(data, test_pages);
	suite_add_tcase(suite, data);
	return suite;
}
