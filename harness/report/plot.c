/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/plot.h"

#include "base/size.h"
#include "model/keys.h"
#include "report/notes.h"
#include "report/plot_script.h"
#include "report/plot_start_time.h"

#include <string.h>

/* Beyond this range of values small ones would lie flat on the axis. */
#define LINEAR_RANGE 12

/* More names than this do not fit above the picture. */
#define MANY_CURVES 8

/* One picture in the making. */
struct picture {
	const struct report_section *section;
	int row_key, column_key;
	GPtrArray *rows;     /* const struct report_row * with a value to draw */
	GPtrArray *x_values; /* const char *: the row key's values in all rows, drawn or not */
	const char *run;     /* when and by which memroof, in words */
};

static double drawn_value(const struct report_section *section, const struct report_row *row)
{
	return report_axis_is_size(section) ? (double)row->limit / (double)GIB : (double)row->limit;
}

static gboolean row_key_has_type(const struct picture *picture, enum key_type type)
{
	const struct key *key;

	if (picture->row_key < 0)
		return FALSE;
	key = picture->section->keys->pdata[picture->row_key];
	return key->type == type;
}

static gboolean row_key_is_number(const struct picture *picture)
{
	return row_key_has_type(picture, KEY_INT) || row_key_has_type(picture, KEY_SIZE);
}

/* A value of the row key as a number: GiB for sizes. */
static double x_number(const struct picture *picture, const char *value)
{
	uint64_t bytes = 0;

	if (!row_key_has_type(picture, KEY_SIZE))
		return g_ascii_strtod(value, NULL);
	size_parse(value, &bytes, NULL);
	return (double)bytes / (double)GIB;
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

static const char *row_value(const struct picture *picture, const struct report_row *row)
{
	return picture->row_key >= 0 ? row->values[picture->row_key] : "";
}

/* Where a row stands on the x axis: at its number, or at the place of its word. */
static double x_of(const struct picture *picture, const struct report_row *row)
{
	unsigned place = 0;

	if (row_key_is_number(picture))
		return x_number(picture, row_value(picture, row));
	g_ptr_array_find(picture->x_values, row_value(picture, row), &place);
	return place;
}

static void add_data(const struct picture *picture, const GPtrArray *curves, GString *script)
{
	for (unsigned i = 0; i < curves->len; i++) {
		const GPtrArray *rows = curves->pdata[i];

		g_string_append_printf(script, "$curve%u << EOD\n", i);
		for (unsigned j = 0; j < rows->len; j++) {
			script_add_number(script, x_of(picture, rows->pdata[j]));
			g_string_append_c(script, ' ');
			script_add_number(script, drawn_value(picture->section, rows->pdata[j]));
			g_string_append_c(script, '\n');
		}
		g_string_append(script, "EOD\n");
	}
}

/* Slots run 0, 1, 2, … and then far: such values need a scale that keeps 0 and spreads the rest. */
static gboolean is_spread(const struct picture *picture)
{
	double least = G_MAXDOUBLE, most = 0;

	if (!row_key_is_number(picture))
		return FALSE;
	for (unsigned i = 0; i < picture->x_values->len; i++) {
		double x = x_number(picture, picture->x_values->pdata[i]);

		least = MIN(least, x);
		most = MAX(most, x);
	}
	return most > 32 && most / MAX(least, 1) > LINEAR_RANGE;
}

/* TRUE when small values would lie flat beside the large ones, or when values double. */
static gboolean is_wide(const struct picture *picture)
{
	gboolean doubles = g_str_equal(picture->section->axis, "bar");
	double least = G_MAXDOUBLE, most = 0;

	for (unsigned i = 0; i < picture->rows->len; i++) {
		double value = drawn_value(picture->section, picture->rows->pdata[i]);

		least = MIN(least, value);
		most = MAX(most, value);
	}
	return least > 0 && (doubles || most / least > LINEAR_RANGE);
}

/* A mark for each value that was asked about, as long as they are few. */
static void add_tics(const struct picture *picture, GString *script)
{
	if (picture->x_values->len > PLOT_MOST_TICS && row_key_is_number(picture))
		return;
	g_string_append(script, "set xtics (");
	for (unsigned i = 0; i < picture->x_values->len; i++) {
		const char *value = picture->x_values->pdata[i];
		g_autofree char *label = script_tic(value, PLOT_LINE);

		g_string_append_printf(script, "%s%s ", i > 0 ? ", " : "", label);
		script_add_number(script,
				  row_key_is_number(picture) ? x_number(picture, value) : i);
	}
	g_string_append(script, ")\n");
}

static void add_scale(const struct picture *picture, GString *script)
{
	g_string_append(script, is_wide(picture) ? "set logscale y 2\n" : "set yrange [0:*]\n");
	g_string_append(script, "set autoscale xfix\n");
	if (is_spread(picture))
		g_string_append(script,
				"set nonlinear x via log(x + 1) / log(2) inverse 2 ** x - 1\n"
				"set xtics (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)\n");
	else
		add_tics(picture, script);
}

static void add_titles(const struct picture *picture, const char *title, GString *script)
{
	const struct report_section *section = picture->section;
	const char *row_name =
		picture->row_key >= 0
			? ((const struct key *)section->keys->pdata[picture->row_key])->name
			: "";
	g_autofree char *qemu = notes_provenance(picture->rows);
	g_autofree char *provenance = g_strdup_printf("%s; %s", qemu, picture->run);
	g_autofree char *value = NULL, *label = NULL;
	gboolean smallest = g_str_equal(section->axis, "phys-bits");

	script_add_title(script, title);
	g_string_append_printf(script, "set xlabel \"%s%s%s\"\n", row_name,
			       row_key_has_type(picture, KEY_SIZE) ? " (GiB)" : "",
			       is_spread(picture) ? " (log scale)" : "");
	value = g_strdup_printf("%s %s%s%s", smallest ? "smallest" : "largest", section->axis,
				report_axis_is_size(section) ? " (GiB)" : "",
				is_wide(picture) ? ", log scale" : "");
	label = script_text(value, PLOT_LINE); /* the axis is a text of the database's */
	g_string_append_printf(script, "set ylabel %s\n", label);
	script_add_footer(script, provenance);
}

/* Dashes and marks differ as well as colours: the picture must be readable in print and without
 * colour. */
static void add_curves(const struct picture *picture, const GPtrArray *titles, GString *script)
{
	g_string_append(script, "plot ");
	for (unsigned i = 0; i < titles->len; i++) {
		g_autofree char *title = script_text(titles->pdata[i], PLOT_LINE);

		g_string_append_printf(script, "%s$curve%u using 1:2 with ",
				       i > 0 ? ", \\\n     " : "", i);
		/* Nothing lies between two words: no line leads from one to the next. */
		if (row_key_is_number(picture))
			g_string_append_printf(script, "linespoints lw 2 dt %u ps 0.8", i % 5 + 1);
		else
			g_string_append(script, "points ps 1.5");
		g_string_append_printf(script, " pt %u lc rgb \"%s\" title %s", script_mark(i),
				       script_colour(i), title);
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

	if (curves->len > MANY_CURVES)
		g_string_append(script, "set key outside right top vertical font \",9\"\n");
	add_titles(picture, title, script);
	add_scale(picture, script);
	add_data(picture, curves, script);
	add_curves(picture, titles, script);
	return g_string_free(script, FALSE);
}

static void add_picture(GPtrArray *plots, const struct picture *picture, const char *column_value)
{
	const struct report_section *section = picture->section;
	g_autofree char *name = NULL, *title = NULL;

	if (column_value != NULL) {
		name = g_strdup_printf("%s-%s-%s", section->name, section->columns, column_value);
		title = g_strdup_printf("%s: %s %s", section->name, section->columns, column_value);
	} else {
		title = g_strdup(section->name);
	}
	plots_add(plots, name != NULL ? name : section->name, make_script(picture, title));
}

/*
 * The picture of those of @all rows that have @column_value, which is NULL when there is no key for
 * columns. @common is a picture without rows.
 */
static void add_column(GPtrArray *plots, const struct picture *common, const GPtrArray *all,
		       const char *column_value)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	struct picture picture = *common;

	picture.rows = rows;
	for (unsigned i = 0; i < all->len; i++) {
		const struct report_row *row = all->pdata[i];

		if (row->limit != UNSET &&
		    (column_value == NULL || row->values[picture.column_key] == column_value))
			g_ptr_array_add(rows, (void *)row);
	}
	if (rows->len > 0)
		add_picture(plots, &picture, column_value);
}

void plots_add_limits(GPtrArray *plots, const struct report_section *section, const char *run)
{
	int row_key = report_row_key(section);
	int column_key = report_key_index(section, section->columns);
	g_autoptr(GPtrArray) all = report_all_rows(section);
	g_autoptr(GPtrArray) x_values = report_values(all, row_key);
	g_autoptr(GPtrArray) columns = report_values(all, column_key);
	struct picture common = {section, row_key, column_key, NULL, x_values, run};

	if (row_key < 0)
		g_ptr_array_add(x_values, (void *)"");
	if (column_key < 0)
		add_column(plots, &common, all, NULL);
	for (unsigned i = 0; i < columns->len; i++)
		add_column(plots, &common, all, columns->pdata[i]);
}

static gboolean add_start_times(GPtrArray *plots, struct store *store,
				const struct report_section *section, const char *run,
				GError **error)
{
	struct section_samples *samples = samples_load(store, section, error);

	if (samples == NULL)
		return FALSE;
	plots_add_start_times(plots, samples, run);
	samples_free(samples);
	return TRUE;
}

void plot_free(void *data)
{
	struct plot *plot = data;

	g_free(plot->name);
	g_free(plot->script);
	g_free(plot);
}

/* Keeps the words for the last run. */
static gboolean describe_run(const struct run_row *run, void *user)
{
	char **words = user;

	g_free(*words);
	*words = g_strdup_printf("%.10s, memroof %s", run->started, run->memroof_version);
	return TRUE;
}

char *plots_run_words(struct store *store, GError **error)
{
	char *run = g_strdup("");

	if (!store_each_run(store, describe_run, &run, error))
		g_clear_pointer(&run, g_free);
	return run;
}

GPtrArray *plots_make(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) sections = report_load(store, error);
	g_autofree char *run = sections != NULL ? plots_run_words(store, error) : NULL;
	gboolean ok = TRUE;
	GPtrArray *plots;

	if (run == NULL)
		return NULL;
	plots = g_ptr_array_new_with_free_func(plot_free);
	for (unsigned i = 0; ok && i < sections->len; i++) {
		const struct report_section *section = sections->pdata[i];

		if (section->is_limit)
			plots_add_limits(plots, section, run);
		else if (g_str_equal(section->kind, "start-time"))
			ok = add_start_times(plots, store, section, run, error);
	}
	if (!ok)
		g_clear_pointer(&plots, g_ptr_array_unref);
	return plots;
}
