/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The start time against a key that is a number: one curve for each combination of the others. */
#include "report/plot_script.h"
#include "report/plot_start_time.h"
#include "report/plot_x_axis.h"

#include <math.h>

/* More curves than this in one picture could not be told apart. */
#define MOST_CURVES 14

/* Room for names above the picture: characters in a line, what a sample of the line takes, and
 * the longest name. */
#define LEGEND_LINE 112
#define LEGEND_MARK 8
#define LONGEST_NAME 90

struct curves {
	const struct start_times *times;
	struct x_axis x;
	GPtrArray
		*list; /* for each curve a GPtrArray of struct cell_samples *, from left to right */
	GPtrArray *names; /* char * */
	double high;      /* of the y axis, in its unit */
};

static int compare_cells(const void *a, const void *b, void *user)
{
	double x = x_axis_number(user, *(struct cell_samples *const *)a);
	double y = x_axis_number(user, *(struct cell_samples *const *)b);

	return (x > y) - (x < y);
}

static void raise_high(struct curves *curves, double milliseconds)
{
	if (isfinite(milliseconds))
		curves->high = MAX(curves->high, milliseconds / curves->times->unit * 1.06);
}

static void split_curves(struct curves *curves)
{
	const struct section_samples *samples = curves->times->samples;
	g_autoptr(GPtrArray) drawn = g_ptr_array_new();

	for (unsigned i = 0; i < samples->cells->len; i++) {
		struct cell_samples *cell = samples->cells->pdata[i];

		if (!start_times_have(cell, METRIC_TOTAL) ||
		    !isfinite(x_axis_number(&curves->x, cell)))
			continue;
		g_ptr_array_add(drawn, cell);
		raise_high(curves, cell->summary[METRIC_TOTAL].median);
		raise_high(curves, cell->summary[METRIC_TOTAL].high);
	}
	if (start_times_have(samples->empty, METRIC_TOTAL))
		raise_high(curves, samples->empty->summary[METRIC_TOTAL].median);
	if (curves->high <= 0) /* no clock says so, but a database may */
		curves->high = 1;
	curves->names = g_ptr_array_new_with_free_func(g_free);
	curves->list =
		samples_split(samples->section, drawn, ~(1U << curves->x.index), curves->names);
	for (unsigned i = 0; i < curves->list->len; i++)
		g_ptr_array_sort_with_data(curves->list->pdata[i], compare_cells, &curves->x);
}

static gboolean has_interval(const struct metric_summary *summary)
{
	return isfinite(summary->low) && isfinite(summary->high);
}

/* One line for each cell: place, median, low, high. Nothing leads from 0 to the rest where the
 * axis has no place between them. */
static void add_data(const struct curves *curves, unsigned at, gboolean bars, GString *script)
{
	const GPtrArray *cells = curves->list->pdata[at];
	double unit = curves->times->unit;

	g_string_append_printf(script, "$%s%u << EOD\n", bars ? "bars" : "curve", at);
	for (unsigned i = 0; i < cells->len; i++) {
		const struct cell_samples *cell = cells->pdata[i];
		const struct metric_summary *total = &cell->summary[METRIC_TOTAL];
		double number = x_axis_number(&curves->x, cell);

		if (bars && !has_interval(total))
			continue;
		script_add_number(script, x_axis_place(&curves->x, number));
		g_string_append_c(script, ' ');
		script_add_number(script, total->median / unit);
		if (bars) {
			g_string_append_c(script, ' ');
			script_add_number(script, total->low / unit);
			g_string_append_c(script, ' ');
			script_add_number(script, total->high / unit);
		}
		g_string_append_c(script, '\n');
		if (!bars && curves->x.spread && number <= 0)
			g_string_append_c(script, '\n');
	}
	g_string_append(script, "EOD\n");
}

static unsigned count_bars(const GPtrArray *cells)
{
	unsigned n = 0;

	for (unsigned i = 0; i < cells->len; i++) {
		const struct cell_samples *cell = cells->pdata[i];

		n += has_interval(&cell->summary[METRIC_TOTAL]);
	}
	return n;
}

static char *curve_name(const struct curves *curves, unsigned at)
{
	g_autofree char *name = g_utf8_make_valid(curves->names->pdata[at], -1);

	if (*name == '\0')
		return g_strdup("start time");
	/* What is cut short may be like another. */
	return g_utf8_strlen(name, -1) <= LONGEST_NAME ? g_steal_pointer(&name)
						       : g_strdup_printf("%u: %s", at + 1, name);
}

/* "empty QEMU: 31.2 ms", or NULL where it was not measured. */
static char *empty_name(const struct start_times *times)
{
	const struct cell_samples *empty = times->samples->empty;
	g_autofree char *time = NULL;

	if (!start_times_have(empty, METRIC_TOTAL))
		return NULL;
	time = start_times_text(times, empty->summary[METRIC_TOTAL].median);
	return g_strdup_printf(START_TIMES_EMPTY ": %s", time);
}

/* Names in as many columns as fit above the picture. */
static void add_legend(const struct curves *curves, unsigned from, unsigned to, GString *script)
{
	g_autofree char *empty = empty_name(curves->times);
	long longest = empty != NULL ? g_utf8_strlen(empty, -1) : 1;

	for (unsigned i = from; i < to; i++) {
		g_autofree char *name = curve_name(curves, i);

		longest = MAX(longest, g_utf8_strlen(name, -1));
	}
	longest = MIN(longest, LONGEST_NAME) + LEGEND_MARK;
	start_times_legend(script, to - from + (empty != NULL),
			   (unsigned)MAX(1, LEGEND_LINE / longest));
}

/* Dashes and marks differ as well as colours; the dashes of the empty QEMU are its own. */
static void add_plot(const struct curves *curves, unsigned from, unsigned to, GString *script)
{
	static const unsigned dashes[] = {1, 4, 5, 3};
	const struct start_times *times = curves->times;
	g_autofree char *empty = empty_name(times);

	g_string_append(script, "plot NaN notitle");
	for (unsigned i = from; i < to; i++) {
		g_autofree char *name = curve_name(curves, i);
		g_autofree char *title = script_text(name, LONGEST_NAME);

		if (count_bars(curves->list->pdata[i]) > 0)
			g_string_append_printf(script,
					       ", \\\n     $bars%u using 1:2:3:4 with yerrorbars "
					       "lw 1.5 pt -1 lc rgb \"%s\" notitle",
					       i, script_colour(i));
		g_string_append_printf(script,
				       ", \\\n     $curve%u using 1:2 with linespoints lw 2 dt %u "
				       "pt %u ps 1.2 * mark lc rgb \"%s\" title %s",
				       i, dashes[(i - from) % G_N_ELEMENTS(dashes)], script_mark(i),
				       script_colour(i), title);
	}
	if (empty != NULL) {
		g_string_append(script, ", \\\n     ");
		script_add_number(script, times->samples->empty->summary[METRIC_TOTAL].median /
						  times->unit);
		g_string_append_printf(
			script, " with lines lw 2 dt 2 lc rgb \"#606060\" title \"%s\"", empty);
	}
	g_string_append_c(script, '\n');
}

static void add_picture(GPtrArray *plots, const struct curves *curves, unsigned page)
{
	const struct start_times *times = curves->times;
	unsigned from = page * MOST_CURVES, to = MIN(from + MOST_CURVES, curves->list->len);
	g_autofree char *name = start_times_name(times, "start", page);
	g_autofree char *part = curves->list->len > MOST_CURVES
					? g_strdup_printf(", curves %u to %u of %u", from + 1, to,
							  curves->list->len)
					: g_strdup("");
	g_autofree char *title = g_strdup_printf("%s: start time%s; %s",
						 times->samples->section->name, part, times->bars);
	GString *script = start_times_script(times, title);

	add_legend(curves, from, to, script);
	x_axis_write(&curves->x, script);
	g_string_append_printf(
		script, "set ylabel \"median start time (%s)\"\nset yrange [0:", times->unit_name);
	script_add_number(script, curves->high);
	g_string_append(script, "]\n");
	for (unsigned i = from; i < to; i++) {
		add_data(curves, i, FALSE, script);
		add_data(curves, i, TRUE, script);
	}
	add_plot(curves, from, to, script);
	plots_add(plots, name, g_string_free(script, FALSE));
}

void plots_add_start_curves(GPtrArray *plots, const struct start_times *times)
{
	struct curves curves = {.times = times, .high = 0};
	int index = x_axis_key(times->samples->section);

	if (index < 0)
		return;
	if (x_axis_init(&curves.x, times->samples, index)) {
		split_curves(&curves);
		for (unsigned page = 0;
		     page < START_TIMES_PICTURES && page * MOST_CURVES < curves.list->len; page++)
			add_picture(plots, &curves, page);
		g_ptr_array_unref(curves.list);
		g_ptr_array_unref(curves.names);
	}
	x_axis_clear(&curves.x);
}
