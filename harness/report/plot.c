/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/plot.h"

#include "base/size.h"
#include "model/keys.h"
#include "report/notes.h"

#include <string.h>

/* Beyond this range of values small ones would lie flat on the axis. */
#define LINEAR_RANGE 12

/* One picture in the making. */
struct picture {
	const struct report_section *section;
	int row_key, column_key;
	GPtrArray *rows; /* const struct report_row * with a value to draw */
};

static double drawn_value(const struct report_section *section, const struct report_row *row)
{
	return report_axis_is_size(section) ? (double)row->limit / (double)GIB : (double)row->limit;
}

static gboolean row_key_is_number(const struct picture *picture)
{
	const struct key *key;

	if (picture->row_key < 0)
		return FALSE;
	key = picture->section->keys->pdata[picture->row_key];
	return key->type == KEY_INT;
}

static unsigned curve_mask(const struct picture *picture)
{
	unsigned mask = ~0U;

	if (picture->row_key >= 0)
		mask &= ~(1U << picture->row_key);
	if (picture->column_key >= 0)
		mask &= ~(1U << picture->column_key);
	return mask;
}

/* The rows of each curve, by its title, in order of appearance. */
static GPtrArray *split_curves(const struct picture *picture, GPtrArray *titles)
{
	GPtrArray *curves = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

	for (unsigned i = 0; i < picture->rows->len; i++) {
		const struct report_row *row = picture->rows->pdata[i];
		char *title = report_combination(picture->section, row, curve_mask(picture));
		unsigned at;

		if (g_ptr_array_find_with_equal_func(titles, title, g_str_equal, &at)) {
			g_free(title);
		} else {
			at = titles->len;
			g_ptr_array_add(titles, title);
			g_ptr_array_add(curves, g_ptr_array_new());
		}
		g_ptr_array_add(curves->pdata[at], (void *)row);
	}
	return curves;
}

static void add_data(const struct picture *picture, const GPtrArray *curves, GString *script)
{
	for (unsigned i = 0; i < curves->len; i++) {
		const GPtrArray *rows = curves->pdata[i];

		g_string_append_printf(script, "$curve%u << EOD\n", i);
		for (unsigned j = 0; j < rows->len; j++) {
			const struct report_row *row = rows->pdata[j];
			char number[G_ASCII_DTOSTR_BUF_SIZE];
			g_autofree char *label = gnuplot_quoted(
				picture->row_key >= 0 ? row->values[picture->row_key] : "");

			g_ascii_dtostr(number, sizeof(number), drawn_value(picture->section, row));
			if (row_key_is_number(picture))
				g_string_append_printf(script, "%s %s\n",
						       row->values[picture->row_key], number);
			else
				g_string_append_printf(script, "%u %s %s\n", j, number, label);
		}
		g_string_append(script, "EOD\n");
	}
}

/* Slots run 0, 1, 2, … and then far: such values need a scale that keeps 0 and spreads the rest. */
static gboolean is_spread(const struct picture *picture)
{
	double most = 0;

	if (!row_key_is_number(picture))
		return FALSE;
	for (unsigned i = 0; i < picture->rows->len; i++) {
		const struct report_row *row = picture->rows->pdata[i];

		most = MAX(most, g_ascii_strtod(row->values[picture->row_key], NULL));
	}
	return most > 32;
}

/* TRUE when small values would lie flat beside the large ones. */
static gboolean is_wide(const struct picture *picture)
{
	double least = G_MAXDOUBLE, most = 0;

	for (unsigned i = 0; i < picture->rows->len; i++) {
		double value = drawn_value(picture->section, picture->rows->pdata[i]);

		least = MIN(least, value);
		most = MAX(most, value);
	}
	return least > 0 && most / least > LINEAR_RANGE;
}

static void add_scale(const struct picture *picture, GString *script)
{
	g_string_append(script, is_wide(picture) ? "set logscale y 2\n" : "set yrange [0:*]\n");
	if (is_spread(picture))
		g_string_append(script,
				"set nonlinear x via log(x + 1) / log(2) inverse 2 ** x - 1\n"
				"set xtics (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)\n");
}

static void add_titles(const struct picture *picture, const char *title, GString *script)
{
	const struct report_section *section = picture->section;
	const char *row_name =
		picture->row_key >= 0
			? ((const struct key *)section->keys->pdata[picture->row_key])->name
			: "";
	g_autofree char *provenance = notes_provenance(picture->rows);
	g_autofree char *small = gnuplot_quoted(provenance), *large = gnuplot_quoted(title);
	gboolean smallest = g_str_equal(section->axis, "phys-bits");

	g_string_append_printf(script, "set title %s\n", large);
	g_string_append_printf(script, "set xlabel \"%s%s\"\n", row_name,
			       is_spread(picture) ? " (log scale)" : "");
	g_string_append_printf(script, "set ylabel \"%s %s%s%s\"\n",
			       smallest ? "smallest" : "largest", section->axis,
			       report_axis_is_size(section) ? " (GiB)" : "",
			       is_wide(picture) ? ", log scale" : "");
	g_string_append_printf(
		script, "set label 1 %s at screen 0.99, screen 0.012 right font \",8\"\n", small);
}

/* Dashes and marks differ as well as colours: the picture must be readable in print and without
 * colour. */
static void add_curves(const struct picture *picture, const GPtrArray *titles, GString *script)
{
	static const char *const colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
					      "#000000", "#e69f00", "#56b4e9"};
	static const unsigned marks[] = {7, 5, 9, 13, 6, 4, 8, 12};

	g_string_append(script, "plot ");
	for (unsigned i = 0; i < titles->len; i++) {
		g_autofree char *title = gnuplot_quoted(titles->pdata[i]);

		g_string_append_printf(script,
				       "%s$curve%u using 1:2%s with linespoints lw 2 dt %u pt %u "
				       "ps 0.8 lc rgb \"%s\" %s%s",
				       i > 0 ? ", \\\n     " : "", i,
				       row_key_is_number(picture) ? "" : ":xtic(3)", i % 5 + 1,
				       marks[i % G_N_ELEMENTS(marks)],
				       colours[i % G_N_ELEMENTS(colours)],
				       *(char *)titles->pdata[i] != '\0' ? "title " : "notitle",
				       *(char *)titles->pdata[i] != '\0' ? title : "");
	}
	g_string_append_c(script, '\n');
}

static char *make_script(const struct picture *picture, const char *title)
{
	GString *script =
		g_string_new("set encoding utf8\nset key outside top center horizontal noenhanced\n"
			     "set grid lc rgb \"#909090\"\nset border 3\nset tics nomirror out\n"
			     "set bmargin 5\nset offsets graph 0.02, graph 0.02, 0, 0\n");
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) curves = split_curves(picture, titles);

	add_titles(picture, title, script);
	add_scale(picture, script);
	add_data(picture, curves, script);
	add_curves(picture, titles, script);
	return g_string_free(script, FALSE);
}

/* Letters, digits, dots and dashes only. */
static char *file_name(const char *text)
{
	char *name = g_strdup(text);

	g_strcanon(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", '-');
	return name;
}

static void add_picture(GPtrArray *plots, const struct picture *picture, const char *column_value)
{
	const struct report_section *section = picture->section;
	struct plot *plot = g_new0(struct plot, 1);
	g_autofree char *name = NULL, *title = NULL;

	if (column_value != NULL) {
		name = g_strdup_printf("%s-%s-%s", section->name, section->columns, column_value);
		title = g_strdup_printf("%s: %s %s", section->name, section->columns, column_value);
	} else {
		title = g_strdup(section->name);
	}
	plot->name = file_name(name != NULL ? name : section->name);
	plot->script = make_script(picture, title);
	g_ptr_array_add(plots, plot);
}

/* Splits a section into pictures by the values of its columns key. */
static void add_section(GPtrArray *plots, const struct report_section *section)
{
	int column_key = report_key_index(section, section->columns);
	g_autoptr(GPtrArray) values = g_ptr_array_new();

	for (unsigned i = 0; i < section->rows->len; i++) {
		const char *value = column_key >= 0
					    ? g_array_index(section->rows, struct report_row, i)
						      .values[column_key]
					    : NULL;

		if (!g_ptr_array_find(values, value, NULL))
			g_ptr_array_add(values, (void *)value);
	}
	for (unsigned i = 0; i < values->len; i++) {
		struct picture picture = {section, report_row_key(section), column_key,
					  g_ptr_array_new()};

		for (unsigned j = 0; j < section->rows->len; j++) {
			struct report_row *row =
				&g_array_index(section->rows, struct report_row, j);

			if (row->limit != UNSET &&
			    (column_key < 0 || row->values[column_key] == values->pdata[i]))
				g_ptr_array_add(picture.rows, row);
		}
		if (picture.rows->len > 0)
			add_picture(plots, &picture, values->pdata[i]);
		g_ptr_array_unref(picture.rows);
	}
}

static void plot_free(void *data)
{
	struct plot *plot = data;

	g_free(plot->name);
	g_free(plot->script);
	g_free(plot);
}

GPtrArray *plots_make(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) sections = report_load(store, error);
	GPtrArray *plots;

	if (sections == NULL)
		return NULL;
	plots = g_ptr_array_new_with_free_func(plot_free);
	for (unsigned i = 0; i < sections->len; i++) {
		const struct report_section *section = sections->pdata[i];

		if (section->is_limit)
			add_section(plots, section);
	}
	return plots;
}
