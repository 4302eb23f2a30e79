/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/plot_start_time.h"

#include "report/notes.h"
#include "report/number_text.h"
#include "report/plot_script.h"

#include <math.h>

/* Times from here on are drawn in seconds, in milliseconds. */
#define LONG_TIME 10000

gboolean start_times_have(const struct cell_samples *cell, enum metric metric)
{
	return cell != NULL && isfinite(cell->summary[metric].median);
}

char *start_times_text(const struct start_times *times, double milliseconds)
{
	g_autofree char *number = number_text(milliseconds / times->unit);

	return g_strdup_printf("%s %s", number, times->unit_name);
}

char *start_times_name(const struct start_times *times, const char *what, unsigned page)
{
	const char *section = times->samples->section->name;

	return page == 0 ? g_strdup_printf("%s-%s", section, what)
			 : g_strdup_printf("%s-%s-%u", section, what, page + 1);
}

GString *start_times_script(const struct start_times *times, const char *title)
{
	GString *script =
		g_string_new("set encoding utf8\nset grid lc rgb \"#909090\"\nset border 3\n"
			     "set tics nomirror out\nset bmargin 5\n"
			     /* The marks of the SVG are the larger ones. */
			     "mark = GPVAL_TERM eq \"svg\" ? 0.55 : 1\n");

	script_add_title(script, title);
	script_add_footer(script, times->footer);
	return script;
}

/* Left to itself, gnuplot keeps the legend as narrow as the axes, and drops names. */
void start_times_legend(GString *script, unsigned n, unsigned columns)
{
	unsigned rows = (n + columns - 1) / columns;

	g_string_append_printf(script,
			       "set key at screen 0.5, screen 0.99 center top horizontal "
			       "maxcols %u samplen 2.5\nset tmargin %u\n",
			       columns, rows + 3);
}

/* What was started, but for the empty QEMU. */
static char *make_footer(const struct section_samples *samples, const char *run)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	g_autofree char *qemu = NULL;

	for (unsigned i = 0; i < samples->cells->len; i++) {
		const struct cell_samples *cell = samples->cells->pdata[i];

		for (unsigned j = 0; j < cell->rows->len; j++)
			g_ptr_array_add(rows, cell->rows->pdata[j]);
	}
	qemu = notes_provenance(rows);
	return samples->pinned != NULL
		       ? g_strdup_printf("%s; pinned to CPU %s; %s", qemu, samples->pinned, run)
		       : g_strdup_printf("%s; %s", qemu, run);
}

void plots_add_start_times(GPtrArray *plots, const struct section_samples *samples, const char *run)
{
	g_autofree char *footer = make_footer(samples, run);
	struct start_times times = {samples, footer, 1, "ms", "bars: 95 % intervals"};

	for (unsigned i = 0; i < samples->cells->len; i++) {
		const struct cell_samples *cell = samples->cells->pdata[i];

		if (!start_times_have(cell, METRIC_TOTAL))
			continue;
		if (cell->summary[METRIC_TOTAL].median >= LONG_TIME) {
			times.unit = 1000;
			times.unit_name = "s";
		}
		if (cell->summary[METRIC_TOTAL].too_few)
			times.bars = "bars: intervals of too few starts for 95 %";
	}
	plots_add_start_curves(plots, &times);
	plots_add_phases(plots, &times);
	plots_add_samples(plots, &times);
}
