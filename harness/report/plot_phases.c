/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The phases of the starts of each point, as a bar of their medians. */
#include "report/plot_script.h"
#include "report/plot_strips.h"

#include <math.h>

/* Half of the height of a bar; 1 is the distance of two. */
#define BAR_HALF 0.36

static const enum metric PHASES[] = {METRIC_GREETING, METRIC_MACHINE, METRIC_FIRMWARE, METRIC_GUEST,
				     METRIC_END};

/* Where the bar of a phase begins, or of METRIC_USER, where all end; milliseconds. */
static double phase_begin(const struct cell_samples *cell, enum metric phase)
{
	double sum = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(PHASES); i++)
		if (PHASES[i] < phase && start_times_have(cell, PHASES[i]))
			sum += cell->summary[PHASES[i]].median;
	return sum;
}

/* Where a strip ends, milliseconds. */
static double strip_end(const struct cell_samples *cell)
{
	double end = phase_begin(cell, METRIC_USER);

	return start_times_have(cell, METRIC_TOTAL) ? MAX(end, cell->summary[METRIC_TOTAL].median)
						    : end;
}

/* One line for each bar: what boxxyerror wants. */
static void add_phase(const struct strips *strips, const struct page *page, enum metric phase,
		      GString *script)
{
	g_string_append_printf(script, "$%s << EOD\n", metric_name(phase));
	for (unsigned i = page->from; i < page->to; i++) {
		const struct cell_samples *cell = strips_cell(strips, i);
		double unit = strips->times->unit, y = -(double)i;
		double begin = phase_begin(cell, phase) / unit,
		       end = begin + cell->summary[phase].median / unit;

		if (start_times_have(cell, phase))
			script_add_numbers(
				script, 6,
				(const double[]){begin, y, begin, end, y - BAR_HALF, y + BAR_HALF});
	}
	g_string_append(script, "EOD\n");
}

/* The whole starts: a mark and a number behind the bar. */
static void add_totals(const struct strips *strips, const struct page *page, GString *script)
{
	double unit = strips->times->unit;

	g_string_append(script, "$total << EOD\n");
	for (unsigned i = page->from; i < page->to; i++) {
		const struct cell_samples *cell = strips_cell(strips, i);
		double total = cell->summary[METRIC_TOTAL].median;

		if (start_times_have(cell, METRIC_TOTAL))
			script_add_numbers(script, 2, (const double[]){total / unit, -(double)i});
	}
	g_string_append(script, "EOD\n");
	for (unsigned i = page->from; i < page->to; i++) {
		const struct cell_samples *cell = strips_cell(strips, i);
		g_autofree char *time =
			start_times_have(cell, METRIC_TOTAL)
				? start_times_text(strips->times,
						   cell->summary[METRIC_TOTAL].median)
				: strips_remark(strips, i);

		g_string_append_printf(script, "set label \"%s\" at ", time);
		script_add_number(script, strip_end(cell) / unit);
		g_string_append_printf(script, ", first %d left offset 1.2,0\n", -(int)i);
	}
}

/* Neighbours differ in lightness, so that the order of the names suffices in print. */
static void add_phases(const struct strips *strips, const struct page *page, GString *script)
{
	static const char *const colours[] = {"#56b4e9", "#0072b2", "#f0e442", "#d55e00",
					      "#bbbbbb"};

	for (unsigned i = 0; i < G_N_ELEMENTS(PHASES); i++)
		if (strips_have(strips, page, PHASES[i]))
			add_phase(strips, page, PHASES[i], script);
	add_totals(strips, page, script);
	start_times_legend(script, G_N_ELEMENTS(PHASES) + 1, G_N_ELEMENTS(PHASES) + 1);
	g_string_append_printf(script,
			       "set xlabel \"medians (%s); those of the phases need not add up "
			       "to that of the whole start\"\n"
			       "plot NaN notitle",
			       strips->times->unit_name);
	for (unsigned i = 0; i < G_N_ELEMENTS(PHASES); i++) {
		if (!strips_have(strips, page, PHASES[i]))
			continue;
		g_string_append_printf(
			script,
			", \\\n     $%s using 1:2:3:4:5:6 with boxxyerror fs solid 1 border "
			"lc rgb \"black\" fc rgb \"%s\" title \"%s\"",
			metric_name(PHASES[i]), colours[i], metric_name(PHASES[i]));
	}
	if (strips_have(strips, page, METRIC_TOTAL))
		g_string_append(script,
				", \\\n     $total using 1:2 with points pt 13 ps 0.9 * mark "
				"lc rgb \"black\" title \"whole start\"");
	g_string_append_c(script, '\n');
}

void plots_add_phases(GPtrArray *plots, const struct start_times *times)
{
	struct strips strips = {times, "phases", "phases of a start"};
	const GPtrArray *cells = times->samples->cells;
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	if (start_times_have(times->samples->empty, METRIC_TOTAL))
		g_ptr_array_add(all, times->samples->empty);
	for (unsigned i = 0; i < cells->len; i++)
		g_ptr_array_add(all, cells->pdata[i]);
	for (unsigned i = 0; i < all->len; i++) {
		const struct cell_samples *cell = all->pdata[i];

		/* Room for the numbers. */
		strips.high = MAX(strips.high, strip_end(cell) / times->unit * 1.15);
	}
	strips.cells = all;
	if (strips.high > 0)
		strips_add_pages(plots, &strips, add_phases);
}
