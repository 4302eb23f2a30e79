/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/grid.h"

#include <string.h>

void grid_init(struct grid *grid, unsigned n_columns)
{
	*grid = (struct grid){n_columns, g_ptr_array_new_with_free_func(g_free)};
}

void grid_clear(struct grid *grid)
{
	g_ptr_array_unref(grid->cells);
}

void grid_add(struct grid *grid, char *text)
{
	if (strpbrk(text, "|\n") != NULL) {
		GString *escaped = g_string_new(text);

		g_string_replace(escaped, "|", "\\|", 0);
		g_string_replace(escaped, "\n", " ", 0);
		g_free(text);
		text = g_string_free(escaped, FALSE);
	}
	g_ptr_array_add(grid->cells, text);
}

static const char *cell(const struct grid *grid, unsigned row, unsigned column)
{
	return grid->cells->pdata[row * grid->n_columns + column];
}

static unsigned width(const char *text)
{
	return (unsigned)g_utf8_strlen(text, -1);
}

static unsigned column_width(const struct grid *grid, unsigned column)
{
	unsigned most = 3;

	for (unsigned row = 0; row < grid->cells->len / grid->n_columns; row++)
		most = MAX(most, width(cell(grid, row, column)));
	return most;
}

/* Numbers among which a word stands, such as "none", are numbers. */
static gboolean is_numeric(const struct grid *grid, unsigned column)
{
	unsigned numbers = 0, words = 0;

	for (unsigned row = 1; row < grid->cells->len / grid->n_columns; row++) {
		const char *text = cell(grid, row, column);

		numbers += g_ascii_isdigit(*text);
		words += *text != '\0' && !g_ascii_isdigit(*text);
	}
	return numbers > words;
}

static void write_cell(const char *text, unsigned columns, gboolean right, FILE *out)
{
	int gap = (int)(columns - width(text));

	fprintf(out, "| %*s%s%*s ", right ? gap : 0, "", text, right ? 0 : gap, "");
}

static void write_rule(unsigned columns, gboolean right, FILE *out)
{
	fputs("| ", out);
	for (unsigned i = 0; i + right < columns; i++)
		fputc('-', out);
	fputs(right ? ": " : " ", out);
}

void grid_write(const struct grid *grid, FILE *out)
{
	unsigned n = grid->n_columns, n_rows = grid->cells->len / n;
	g_autofree unsigned *widths = g_new(unsigned, n);
	g_autofree gboolean *right = g_new(gboolean, n);

	for (unsigned column = 0; column < n; column++) {
		widths[column] = column_width(grid, column);
		right[column] = is_numeric(grid, column);
	}
	for (unsigned row = 0; row < n_rows; row++) {
		for (unsigned column = 0; column < n; column++)
			write_cell(cell(grid, row, column), widths[column], right[column], out);
		fputs("|\n", out);
		for (unsigned column = 0; row == 0 && column < n; column++)
			write_rule(widths[column], right[column], out);
		if (row == 0)
			fputs("|\n", out);
	}
}
