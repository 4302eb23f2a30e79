/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/plot_x_axis.h"

#include "base/size.h"
#include "model/keys.h"
#include "report/plot_script.h"

#include <math.h>

/* Sizes that span more than this are spread by their logarithm. */
#define LINEAR_SPAN 16

/* The room that a mark on the x axis needs, as parts of the axis: for each character, and between.
 */
#define TIC_CHARACTER 0.0095
#define TIC_GAP 0.015

/* One value of the key on the x axis. */
struct x_value {
	double number; /* GiB for sizes */
	const char *text;
};

static gboolean is_number(const struct report_section *section, int index)
{
	const struct key *key = index >= 0 ? section->keys->pdata[index] : NULL;

	return key != NULL && (key->type == KEY_INT || key->type == KEY_SIZE);
}

int x_axis_key(const struct report_section *section)
{
	int row_key = report_row_key(section);

	if (is_number(section, row_key))
		return row_key;
	for (unsigned i = 0; i < section->keys->len; i++)
		if (is_number(section, (int)i))
			return (int)i;
	return -1;
}

double x_axis_number(const struct x_axis *x, const struct cell_samples *cell)
{
	const char *text = cell->values[x->index];
	uint64_t bytes;

	if (*text == '\0')
		return NAN;
	if (x->key->type != KEY_SIZE)
		return g_ascii_strtod(text, NULL);
	return size_parse(text, &bytes, NULL) ? (double)bytes / (double)GIB : NAN;
}

double x_axis_place(const struct x_axis *x, double number)
{
	if (!x->spread)
		return number;
	return number > 0 ? log2(number) : x->zero;
}

static int compare_values(const void *a, const void *b)
{
	double x = ((const struct x_value *)a)->number, y = ((const struct x_value *)b)->number;

	return (x > y) - (x < y);
}

static gboolean has_value(const struct x_axis *x, double number)
{
	for (unsigned i = 0; i < x->values->len; i++)
		if (g_array_index(x->values, struct x_value, i).number == number)
			return TRUE;
	return FALSE;
}

static void add_values(struct x_axis *x, const GPtrArray *cells)
{
	for (unsigned i = 0; i < cells->len; i++) {
		const struct cell_samples *cell = cells->pdata[i];
		struct x_value value = {x_axis_number(x, cell), cell->values[x->index]};

		if (isfinite(value.number) && !has_value(x, value.number))
			g_array_append_val(x->values, value);
	}
	g_array_sort(x->values, compare_values);
}

static const struct x_value *x_value(const struct x_axis *x, unsigned i)
{
	return &g_array_index(x->values, struct x_value, i);
}

gboolean x_axis_init(struct x_axis *x, const struct section_samples *samples, int index)
{
	double least, most, margin;
	unsigned first = 0;

	*x = (struct x_axis){
		.key = samples->section->keys->pdata[index],
		.index = index,
		.values = g_array_new(FALSE, FALSE, sizeof(struct x_value)),
	};
	add_values(x, samples->cells);
	if (x->values->len == 0)
		return FALSE;
	if (x_value(x, 0)->number <= 0 && x->values->len > 1)
		first = 1;
	least = x_value(x, first)->number;
	most = x_value(x, x->values->len - 1)->number;
	if (x->key->type == KEY_SIZE && least > 0 && most / least > LINEAR_SPAN) {
		x->spread = TRUE;
		x->zero = log2(least) - MAX(1, log2(most / least) / 8);
	}
	x->low = x_axis_place(x, x_value(x, 0)->number);
	x->high = x_axis_place(x, most);
	margin = x->high > x->low ? (x->high - x->low) * 0.03 : 1;
	x->low -= margin;
	x->high += margin;
	return TRUE;
}

/* The largest value always has its text. */
void x_axis_write(const struct x_axis *x, GString *script)
{
	double free_from = -INFINITY, scale = 1 / (x->high - x->low);
	double last = x_axis_place(x, x_value(x, x->values->len - 1)->number) * scale;

	g_string_append(script, "set xtics (");
	for (unsigned i = 0; i < x->values->len; i++) {
		const struct x_value *value = x_value(x, i);
		double at = x_axis_place(x, value->number) * scale;
		double half = (double)g_utf8_strlen(value->text, -1) * TIC_CHARACTER / 2;
		gboolean is_last = i == x->values->len - 1;
		gboolean fits = is_last || (at - half > free_from &&
					    at + half + TIC_GAP < last - 4 * TIC_CHARACTER);
		g_autofree char *label = script_tic(fits ? value->text : "", PLOT_LINE);

		g_string_append_printf(script, "%s%s ", i > 0 ? ", " : "", label);
		script_add_number(script, x_axis_place(x, value->number));
		if (fits)
			free_from = at + half + TIC_GAP;
	}
	g_string_append(script, ")\nset xrange [");
	script_add_number(script, x->low);
	g_string_append_c(script, ':');
	script_add_number(script, x->high);
	g_string_append_printf(script, "]\nset xlabel \"%s%s\"\n", x->key->name,
			       x->spread ? " (log scale)" : "");
}

void x_axis_clear(struct x_axis *x)
{
	g_clear_pointer(&x->values, g_array_unref);
}
