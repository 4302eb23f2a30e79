/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables side by side: a column for each value of the columns key, as in the Markdown; each number
 * leads to its row. */
#include "model/keys.h"
#include "report/cells.h"
#include "report/html.h"
#include "report/html_text.h"
#include "report/notes.h"
#include "report/verdict_md.h"

/* More lines under one table do not help. */
#define MOST_NOTES 40

struct pivot {
	struct html_section *it;
	const GPtrArray *rows; /* const struct report_row * of this table */
	int row_key, column_key;
	GPtrArray *row_values, *column_values;
	const struct report_row **cells; /* by line and column; NULL where there is none */
};

static const char *key_name(const struct pivot *pivot, int index)
{
	if (index < 0)
		return "";
	return ((const struct key *)pivot->it->section->keys->pdata[index])->name;
}

/* Where each of @values stands. */
static GHashTable *places(const GPtrArray *values)
{
	GHashTable *places = g_hash_table_new(NULL, NULL);

	for (unsigned i = 0; i < values->len; i++)
		g_hash_table_insert(places, values->pdata[i], GUINT_TO_POINTER(i));
	return places;
}

static void arrange(struct pivot *pivot)
{
	g_autoptr(GHashTable) lines = places(pivot->row_values);
	g_autoptr(GHashTable) columns = places(pivot->column_values);
	unsigned n = pivot->column_values->len;

	pivot->cells =
		g_new0(const struct report_row *, (size_t)MAX(pivot->row_values->len, 1) * n);
	for (unsigned i = 0; i < pivot->rows->len; i++) {
		const struct report_row *row = pivot->rows->pdata[i];
		const char *value = pivot->row_key >= 0 ? row->values[pivot->row_key] : NULL;
		unsigned line = GPOINTER_TO_UINT(g_hash_table_lookup(lines, value));
		unsigned column = GPOINTER_TO_UINT(
			g_hash_table_lookup(columns, row->values[pivot->column_key]));

		pivot->cells[line * n + column] = row;
	}
}

static void write_head(const struct pivot *pivot, const char *title, GString *html)
{
	g_string_append(html, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
	html_add(html, title, HTML_LINE);
	g_string_append(html, "\">\n<table class=\"pivot sortable\">\n");
	html_add_element(html, "caption", title);
	g_string_append(html, "\n<thead><tr>");
	html_add_element(html, "th scope=\"col\"", key_name(pivot, pivot->row_key));
	for (unsigned i = 0; i < pivot->column_values->len; i++) {
		g_autofree char *name =
			g_strdup_printf("%s %s", key_name(pivot, pivot->column_key),
					(const char *)pivot->column_values->pdata[i]);

		html_add_element(html, "th scope=\"col\" class=\"n\"", name);
	}
	g_string_append(html, "</tr></thead>\n<tbody>\n");
}

static const char *cell_class(const struct report_section *section, const struct report_row *row)
{
	g_autofree char *mark = verdict_md_mark(section, row);

	if (*mark != '\0' || g_str_equal(row->status, LIMIT_UNDECIDED) ||
	    g_str_equal(row->status, LIMIT_NON_MONOTONE) || row->confirmed == 0)
		return "n odd";
	return g_str_equal(row->status, LIMIT_NOTHING) ? "n no" : "n";
}

static void write_cell(const struct pivot *pivot, const struct report_row *row, GString *html)
{
	const struct report_row *first = (const void *)pivot->it->section->rows->data;
	g_autofree char *text = NULL, *id = NULL;

	if (row == NULL) {
		g_string_append(html, "<td></td>");
		return;
	}
	text = cell_of_row(pivot->it->section, row);
	id = html_row_id(pivot->it, (unsigned)(row - first));
	g_string_append_printf(html, "<td class=\"%s\"", cell_class(pivot->it->section, row));
	if (row->limit != UNSET)
		g_string_append_printf(html, " data-v=\"%" G_GUINT64_FORMAT "\"", row->limit);
	g_string_append_printf(html, "><a class=\"proof\" href=\"#%s\">", id);
	html_add(html, text, HTML_LINE);
	g_string_append(html, "</a></td>");
}

static void write_line(const struct pivot *pivot, unsigned line, GString *html)
{
	const char *value = pivot->row_key >= 0 ? pivot->row_values->pdata[line] : "";
	unsigned n = pivot->column_values->len;
	g_autofree char *sort =
		pivot->row_key >= 0
			? html_sort_of(pivot->it->section->keys->pdata[pivot->row_key], value)
			: NULL;

	g_string_append(html, "<tr><th scope=\"row\"");
	if (sort != NULL)
		g_string_append_printf(html, " data-v=\"%s\"", sort);
	g_string_append_c(html, '>');
	html_add(html, value, HTML_LINE);
	g_string_append(html, "</th>");
	for (unsigned i = 0; i < n; i++)
		write_cell(pivot, pivot->cells[line * n + i], html);
	g_string_append(html, "</tr>\n");
}

static void write_pivot(struct pivot *pivot, const char *combination)
{
	struct html_section *it = pivot->it;
	g_autofree char *axis =
		it->section->is_limit ? cell_of_axis(it->section) : g_strdup("outcome");
	g_autofree char *notes = html_notes_of(it->section, pivot->rows, notes_write);
	g_autofree char *title =
		g_strdup_printf("%s%s%s", axis, *combination != '\0' ? ": " : "", combination);

	arrange(pivot);
	g_string_append(it->html, "<div>\n");
	write_head(pivot, title, it->html);
	for (unsigned i = 0; i < MAX(pivot->row_values->len, 1); i++)
		write_line(pivot, i, it->html);
	g_string_append(it->html, "</tbody>\n</table></div>\n");
	html_add_list(it->html, notes, MOST_NOTES);
	g_string_append(it->html, "</div>\n");
	g_free(pivot->cells);
}

/* The others are in the table of all rows. */
static void write_left_out(GString *html, unsigned n)
{
	if (n > 0)
		g_string_append_printf(html,
				       "<p class=\"more\">%u more such tables would make this page "
				       "too large: the rows below have all of it.</p>\n",
				       n);
}

void html_write_pivots(struct html_section *it)
{
	const struct report_section *section = it->section;
	int column_key = report_key_index(section, section->columns);
	int row_key = report_row_key(section);
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) tables = NULL;
	unsigned left_out = 0;

	if (column_key < 0)
		return;
	tables = report_split(section, row_key, column_key, titles);
	g_string_append(it->html, "<h3>Tables</h3>\n<div class=\"tables\">\n");
	for (unsigned i = 0; i < tables->len; i++) {
		g_autoptr(GPtrArray) lines = report_values(tables->pdata[i], row_key);
		g_autoptr(GPtrArray) columns = report_values(tables->pdata[i], column_key);
		struct pivot pivot = {it,    tables->pdata[i], row_key, column_key,
				      lines, columns,          NULL};
		guint64 n = (guint64)MAX(lines->len, 1) * columns->len;

		if (n > it->page->cells) {
			left_out++;
			continue;
		}
		it->page->cells -= (unsigned)n;
		write_pivot(&pivot, titles->pdata[i]);
	}
	g_string_append(it->html, "</div>\n");
	write_left_out(it->html, left_out);
}
