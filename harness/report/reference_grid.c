/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/reference_grid.h"

#include "base/error.h"
#include "base/size.h"
#include "report/grid.h"
#include "report/written.h"
#include "run/statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE G_MAXUINT

/* The rows asked for, and along what they are arranged. */
struct view {
	const struct reference *reference;
	GPtrArray *rows;            /* const struct reference_row * */
	unsigned row, column;       /* dimensions, or NONE */
	struct reference_mask mask; /* leaves those of the combination */
};

static gboolean same(const struct reference_row *a, const struct reference_row *b,
		     unsigned dimension)
{
	return dimension == NONE || reference_dimension_compare(a, b, dimension) == 0;
}

static void select_rows(struct view *view, const struct grid_question *question)
{
	for (unsigned i = 0; i < view->reference->rows->len; i++) {
		struct reference_row *row =
			&g_array_index(view->reference->rows, struct reference_row, i);

		if ((question->section == NULL || strcmp(question->section, row->section) == 0) &&
		    selection_has(question->selection, &row->point))
			g_ptr_array_add(view->rows, row);
	}
}

static gboolean varies(const struct view *view, unsigned dimension)
{
	for (unsigned i = 1; i < view->rows->len; i++)
		if (!same(view->rows->pdata[0], view->rows->pdata[i], dimension))
			return TRUE;
	return FALSE;
}

/* Slots, as in tables of databases, or the last key that varies and makes no columns. */
static unsigned usual_row(const struct view *view)
{
	unsigned last = NONE;

	for (unsigned d = 0; d < reference_n_dimensions(); d++) {
		if (d == view->column || !varies(view, d))
			continue;
		last = d;
		if (strcmp(reference_dimension_name(d), "slots") == 0)
			return d;
	}
	return last;
}

static gboolean arrange(struct view *view, const struct grid_question *question, GError **error)
{
	view->row = view->column = NONE;
	if (question->columns != NULL &&
	    !reference_dimension_find(question->columns, &view->column, error))
		return FALSE;
	if (question->rows != NULL && !reference_dimension_find(question->rows, &view->row, error))
		return FALSE;
	if (question->rows == NULL)
		view->row = usual_row(view);
	if (view->row != NONE)
		view->mask.ignored[view->row] = TRUE;
	if (view->column != NONE)
		view->mask.ignored[view->column] = TRUE;
	return TRUE;
}

static char *value_words(const struct reference_row *row, uint64_t value)
{
	if (strcmp(row->axis, "slots") == 0 || strcmp(row->axis, "phys-bits") == 0)
		return g_strdup_printf("%" G_GUINT64_FORMAT, value);
	return size_human(value);
}

static char *limit_words(const struct reference_row *row)
{
	g_autofree char *value = row->limit != UNSET ? value_words(row, row->limit) : NULL;

	if (strcmp(row->outcome, LIMIT_EXACT) == 0)
		return g_steal_pointer(&value);
	if (strcmp(row->outcome, LIMIT_NOTHING) == 0)
		return g_strdup("none");
	if (strcmp(row->outcome, LIMIT_EVERYTHING) == 0)
		return g_strdup_printf("%s (all)", value);
	return g_strdup_printf("%s (%s)", value != NULL ? value : "?", row->outcome);
}

static char *start_words(const struct view *view, const struct reference_row *row)
{
	const struct reference_times *times = &row->times[START_ELAPSED];
	g_autofree double *all = g_new(double, times->n + 1);

	if (times->n == 0)
		return g_strdup(row->outcome);
	for (unsigned i = 0; i < times->n; i++)
		all[i] = (double)reference_time(view->reference, times, i);
	return g_strdup_printf("%.1f ms", sample_median(all, times->n) / 1000);
}

/* What was found, in one cell. */
static char *finding(const struct view *view, const struct reference_row *row)
{
	if (row->kind == SECTION_LIMIT)
		return limit_words(row);
	if (row->kind == SECTION_START_TIME)
		return start_words(view, row);
	return row->reason == REASON_NONE
		       ? g_strdup(row->outcome)
		       : g_strdup_printf("%s (%s)", row->outcome, reason_name(row->reason));
}

static char *dimension_words(const struct reference_row *row, unsigned dimension)
{
	char *text = dimension != NONE ? reference_dimension_text(row, dimension) : NULL;

	return text != NULL ? text : g_strdup(dimension != NONE ? "(unset)" : "");
}

static const char *finding_title(const struct reference_row *row)
{
	if (row->kind == SECTION_START_TIME)
		return "median";
	return row->kind == SECTION_LIMIT ? "limit" : "outcome";
}

/* The rows of one table, one a line. */
static void write_plain(const struct view *view, const GPtrArray *rows, FILE *out)
{
	const struct reference_row *first = rows->pdata[0];
	gboolean keyed = view->row != NONE, is_limit = first->kind == SECTION_LIMIT;
	struct grid grid;

	grid_init(&grid, (unsigned)keyed + 1 + 2 * (unsigned)is_limit);
	if (keyed)
		grid_add(&grid, g_strdup(reference_dimension_name(view->row)));
	grid_add(&grid, is_limit ? g_strdup_printf("limit of %s", first->axis)
				 : g_strdup(finding_title(first)));
	if (is_limit) {
		grid_add(&grid, g_strdup("refused at"));
		grid_add(&grid, g_strdup("reason"));
	}
	for (unsigned i = 0; i < rows->len; i++) {
		const struct reference_row *row = rows->pdata[i];

		if (keyed)
			grid_add(&grid, dimension_words(row, view->row));
		grid_add(&grid, finding(view, row));
		if (!is_limit)
			continue;
		grid_add(&grid,
			 row->refused != UNSET ? value_words(row, row->refused) : g_strdup(""));
		grid_add(&grid,
			 g_strdup(row->reason != REASON_NONE ? reason_name(row->reason) : ""));
	}
	grid_write(&grid, out);
	grid_clear(&grid);
}

/* One row for each value that @dimension has, in the order of the reference's values. */
static GPtrArray *values_of(const GPtrArray *rows, unsigned dimension)
{
	GPtrArray *values = g_ptr_array_new();

	for (unsigned i = 0; i < rows->len; i++) {
		unsigned at = 0;

		while (at < values->len && dimension != NONE &&
		       reference_dimension_compare(values->pdata[at], rows->pdata[i], dimension) <
			       0)
			at++;
		if (at == values->len || !same(values->pdata[at], rows->pdata[i], dimension))
			g_ptr_array_insert(values, (int)at, rows->pdata[i]);
	}
	return values;
}

static void write_pivot(const struct view *view, const GPtrArray *rows, FILE *out)
{
	g_autoptr(GPtrArray) lines = values_of(rows, view->row);
	g_autoptr(GPtrArray) columns = values_of(rows, view->column);
	const char *name = reference_dimension_name(view->column);
	struct grid grid;

	grid_init(&grid, columns->len + 1);
	grid_add(&grid, g_strdup(view->row != NONE ? reference_dimension_name(view->row) : ""));
	for (unsigned i = 0; i < columns->len; i++) {
		g_autofree char *value = dimension_words(columns->pdata[i], view->column);

		grid_add(&grid, g_strdup_printf("%s %s", name, value));
	}
	for (unsigned i = 0; i < lines->len; i++) {
		grid_add(&grid, dimension_words(lines->pdata[i], view->row));
		for (unsigned j = 0; j < columns->len; j++) {
			char *cell = NULL;

			for (unsigned k = 0; k < rows->len && cell == NULL; k++)
				if (same(rows->pdata[k], lines->pdata[i], view->row) &&
				    same(rows->pdata[k], columns->pdata[j], view->column))
					cell = finding(view, rows->pdata[k]);
			grid_add(&grid, cell != NULL ? cell : g_strdup(""));
		}
	}
	grid_write(&grid, out);
	grid_clear(&grid);
}

/* "machine q35, cpu qemu64": what the rows of this table have and others have not. */
static char *combination(const struct view *view, const struct reference_row *row)
{
	GString *words = g_string_new(NULL);

	for (unsigned d = 0; d < reference_n_dimensions(); d++) {
		g_autofree char *value = NULL;

		if (view->mask.ignored[d] || !varies(view, d))
			continue;
		value = dimension_words(row, d);
		g_string_append_printf(words, "%s%s %s", words->len > 0 ? ", " : "",
				       reference_dimension_name(d), value);
	}
	return g_string_free(words, FALSE);
}

static void write_one(const struct view *view, const GPtrArray *rows, gboolean first, FILE *out)
{
	g_autofree char *title = combination(view, rows->pdata[0]);

	if (!first)
		fputc('\n', out);
	if (*title != '\0')
		fprintf(out, "**%s**\n\n", title);
	(view->column != NONE ? write_pivot : write_plain)(view, rows, out);
}

/* Rows that agree in what is neither row nor column are one table, wherever they stand. */
static void write_tables(struct view *view, FILE *out)
{
	g_autoptr(GPtrArray) left = g_ptr_array_copy(view->rows, NULL, NULL);
	gboolean first = TRUE;

	while (left->len > 0) {
		g_autoptr(GPtrArray) table = g_ptr_array_new(), others = g_ptr_array_new();

		for (unsigned i = 0; i < left->len; i++)
			g_ptr_array_add(reference_row_compare(left->pdata[0], left->pdata[i],
							      &view->mask) == 0
						? table
						: others,
					left->pdata[i]);
		write_one(view, table, first, out);
		first = FALSE;
		g_ptr_array_unref(left);
		left = g_steal_pointer(&others);
	}
}

static gboolean nothing(const struct view *view, const struct grid_question *question,
			GError **error)
{
	g_autofree char *chosen = selection_text(question->selection);

	return input_error(error, "%s has no row%s%s%s%s", view->reference->path,
			   question->section != NULL ? " of section " : "",
			   question->section != NULL ? question->section : "",
			   *chosen != '\0' ? " with " : "", chosen);
}

char *reference_grid(const struct reference *reference, const struct grid_question *question,
		     GError **error)
{
	struct view view = {.reference = reference, .rows = g_ptr_array_new()};
	struct written written;
	char *text = NULL;
	gboolean ok;

	select_rows(&view, question);
	ok = view.rows->len > 0 ? arrange(&view, question, error) : nothing(&view, question, error);
	if (ok) {
		written_begin(&written);
		write_tables(&view, written.out);
		text = written_end(&written);
	}
	g_ptr_array_unref(view.rows);
	return text;
}
