/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Markdown: for each section one table for each combination of the varied keys, but for those that
 * make its rows and its columns; under each table what was refused, why, and by which QEMU.
 */
#include "model/keys.h"
#include "report/cells.h"
#include "report/exporter.h"
#include "report/grid.h"
#include "report/notes.h"
#include "report/plug_table.h"
#include "report/rows.h"
#include "report/start_time_md.h"
#include "report/verdict_md.h"

#include <string.h>

/* One table being written: the rows of its section that belong to it. */
struct table {
	const struct report_section *section;
	int row_key, column_key; /* indices of varied keys, or -1 */
	GPtrArray *rows;         /* const struct report_row * */
	gboolean guests;         /* some guest said how much memory it has */
};

static const char *row_value(const struct table *table, const struct report_row *row)
{
	return table->row_key >= 0 ? row->values[table->row_key] : "";
}

static const char *key_name(const struct report_section *section, int index)
{
	return index >= 0 ? ((const struct key *)section->keys->pdata[index])->name : "";
}

/* One line a row: its key, the limit, where it is refused, and why; or its key, how a probe ended
 * and where, what its guest had, and why. */
static void write_plain(const struct table *table, FILE *out)
{
	const struct report_section *section = table->section;
	gboolean keyed = table->row_key >= 0, judged = verdict_md_has_columns(section);
	struct grid grid;

	grid_init(&grid, 3 + keyed + table->guests + section->has_confirmations + 2 * judged);
	if (keyed)
		grid_add(&grid, g_strdup(key_name(section, table->row_key)));
	grid_add(&grid, section->is_limit ? cell_of_axis(section) : g_strdup("outcome"));
	grid_add(&grid, g_strdup(section->is_limit ? "refused at" : "stage"));
	if (table->guests)
		grid_add(&grid, g_strdup("memory in the guest"));
	grid_add(&grid, g_strdup("reason"));
	if (section->has_confirmations)
		grid_add(&grid, g_strdup("confirmed"));
	if (judged) {
		grid_add(&grid, g_strdup("expected"));
		grid_add(&grid, g_strdup("verdict"));
	}
	for (unsigned i = 0; i < table->rows->len; i++) {
		const struct report_row *row = table->rows->pdata[i];

		if (keyed)
			grid_add(&grid, g_strdup(row_value(table, row)));
		grid_add(&grid,
			 section->is_limit ? cell_of_limit(section, row) : g_strdup(row->status));
		grid_add(&grid, section->is_limit ? cell_of_refused(section, row)
						  : g_strdup(stage_name(row->stage)));
		if (table->guests)
			grid_add(&grid, cell_of_guest(row));
		grid_add(&grid,
			 g_strdup(row->reason == REASON_NONE ? "" : reason_name(row->reason)));
		if (section->has_confirmations)
			grid_add(&grid, g_strdup(cell_of_confirmed(row)));
		if (judged) {
			grid_add(&grid, g_strdup(verdict_md_expected(section, row)));
			grid_add(&grid, g_strdup(verdict_md_verdict(section, row)));
		}
	}
	grid_write(&grid, out);
	grid_clear(&grid);
}

static char *pivot_cell(const struct table *table, const char *row_text, const char *column_text)
{
	for (unsigned i = 0; i < table->rows->len; i++) {
		const struct report_row *row = table->rows->pdata[i];

		if (row->values[table->column_key] == column_text &&
		    row_value(table, row) == row_text)
			return cell_of_row(table->section, row);
	}
	return g_strdup("");
}

/* Side by side: a column for each value of the columns key. */
static void write_pivot(const struct table *table, FILE *out)
{
	g_autoptr(GPtrArray) columns = report_values(table->rows, table->column_key);
	g_autoptr(GPtrArray) rows = report_values(table->rows, table->row_key);
	const char *column_name = key_name(table->section, table->column_key);
	struct grid grid;

	grid_init(&grid, columns->len + 1);
	grid_add(&grid, g_strdup(key_name(table->section, table->row_key)));
	for (unsigned i = 0; i < columns->len; i++)
		grid_add(&grid, g_strdup_printf("%s %s", column_name, (char *)columns->pdata[i]));
	for (unsigned i = 0; i < MAX(rows->len, 1); i++) {
		const char *row_text = table->row_key >= 0 ? rows->pdata[i] : "";

		grid_add(&grid, g_strdup(row_text));
		for (unsigned j = 0; j < columns->len; j++)
			grid_add(&grid, pivot_cell(table, row_text, columns->pdata[j]));
	}
	grid_write(&grid, out);
	grid_clear(&grid);
}

static void write_table(const struct table *table, const char *combination, FILE *out)
{
	const struct report_section *section = table->section;
	g_autofree char *title = section->is_limit ? cell_of_axis(section)
						   : g_strdup("outcome, and memory in the guest");

	if (table->column_key >= 0 && (section->is_limit || table->guests))
		fprintf(out, "\n**%s%s%s**\n\n", title, *combination != '\0' ? ": " : "",
			combination);
	else
		fprintf(out, "%s%s%s\n", *combination != '\0' ? "\n**" : "", combination,
			*combination != '\0' ? "**\n" : "");
	if (table->column_key >= 0)
		write_pivot(table, out);
	else
		write_plain(table, out);
	plug_table_write(section, table->rows, table->row_key, table->column_key, out);
	notes_write(section, table->rows, table->row_key, table->column_key, out);
}

/* TRUE when a guest behind a row of a probe section said what memory it has. */
static gboolean has_guests(const struct report_section *section)
{
	for (unsigned i = 0; !section->is_limit && i < section->rows->len; i++)
		if (g_array_index(section->rows, struct report_row, i).guest_memory != UNSET)
			return TRUE;
	return FALSE;
}

static void write_section(const struct report_section *section, FILE *out)
{
	int column_key = report_key_index(section, section->columns);
	int row_key = report_row_key(section);
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) tables = report_split(section, row_key, column_key, titles);

	if (section->rows->len + verdict_md_n_skipped(section) < section->n_points)
		fprintf(out, "\n%u of %" G_GUINT64_FORMAT " points are done.\n", section->rows->len,
			section->n_points);
	for (unsigned i = 0; i < tables->len; i++) {
		struct table table = {section, row_key, column_key, tables->pdata[i],
				      has_guests(section)};

		write_table(&table, titles->pdata[i], out);
	}
}

static gboolean write_md(struct store *store, FILE *out, GError **error)
{
	g_autoptr(GPtrArray) sections = report_load(store, error);
	const char *path = "";

	if (sections == NULL)
		return FALSE;
	for (unsigned i = 0; i < sections->len; i++) {
		const struct report_section *section = sections->pdata[i];

		if (!g_str_equal(path, section->path)) {
			path = section->path;
			fprintf(out, "%s# %s\n", i > 0 ? "\n" : "", path);
			if (*section->question != '\0')
				fprintf(out, "\n%s\n", section->question);
		}
		fprintf(out, "\n## %s\n", section->name);
		verdict_md_write_skips(section, out);
		if (!g_str_equal(section->kind, "start-time"))
			write_section(section, out);
		else if (!start_time_md_write(store, section, out, error))
			return FALSE;
	}
	return notes_write_runs(store, out, error);
}

const struct exporter exporter_md = {.name = "md", .write = write_md};
