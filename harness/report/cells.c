/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/cells.h"

#include "base/size.h"
#include "report/verdict_md.h"

char *cell_of_limit(const struct report_section *section, const struct report_row *row)
{
	g_autofree char *value =
		row->limit != UNSET ? report_axis_value(section, row->limit) : NULL;

	if (g_str_equal(row->status, LIMIT_EXACT))
		return g_steal_pointer(&value);
	if (g_str_equal(row->status, LIMIT_NOTHING))
		return g_strdup("none");
	if (g_str_equal(row->status, LIMIT_EVERYTHING))
		return g_strdup_printf("%s (all)", value);
	if (g_str_equal(row->status, LIMIT_NON_MONOTONE))
		return g_strdup_printf("%s (!)", value != NULL ? value : "none");
	return g_strdup_printf("%s%s(? %s)", value != NULL ? value : "", value != NULL ? " " : "",
			       reason_name(row->reason));
}

char *cell_of_refused(const struct report_section *section, const struct report_row *row)
{
	return row->refused != UNSET ? report_axis_value(section, row->refused) : g_strdup("");
}

char *cell_of_axis(const struct report_section *section)
{
	if (g_str_equal(section->axis, "phys-bits"))
		return g_strdup("smallest phys-bits");
	return g_strdup_printf("largest %s", section->axis);
}

char *cell_of_guest(const struct report_row *row)
{
	return row->guest_memory != UNSET ? size_rounded(row->guest_memory) : g_strdup("");
}

/* What another engine says to the limit: "-" where it was not asked or gave no answer. */
const char *cell_of_confirmed(const struct report_row *row)
{
	return row->confirmed < 0 ? "-" : row->confirmed > 0 ? "yes" : "no";
}

/* A probe in one cell: "accepted, 2.0 GiB" or "refused (phys-bits)". */
char *cell_of_probe(const struct report_row *row)
{
	g_autofree char *memory = cell_of_guest(row);

	if (row->reason != REASON_NONE)
		return g_strdup_printf("%s (%s)", row->status, reason_name(row->reason));
	return g_strdup_printf("%s%s%s", row->status, *memory != '\0' ? ", " : "", memory);
}

char *cell_of_row(const struct report_section *section, const struct report_row *row)
{
	g_autofree char *value =
		section->is_limit ? cell_of_limit(section, row) : cell_of_probe(row);
	g_autofree char *mark = verdict_md_mark(section, row);

	return g_strdup_printf("%s%s%s", value, row->confirmed == 0 ? " (not confirmed)" : "",
			       mark);
}

/* The rows of one table, by the text of the combination that they share; in order of appearance. */
GPtrArray *report_split(const struct report_section *section, int row_key, int column_key,
			GPtrArray *titles)
{
	GPtrArray *tables = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) by_title = g_hash_table_new(g_str_hash, g_str_equal);
	unsigned mask = ~0U;

	if (row_key >= 0)
		mask &= ~(1U << row_key);
	if (column_key >= 0)
		mask &= ~(1U << column_key);
	for (unsigned i = 0; i < section->rows->len; i++) {
		struct report_row *row = &g_array_index(section->rows, struct report_row, i);
		char *title = report_combination(section, row, mask);
		GPtrArray *rows = g_hash_table_lookup(by_title, title);

		if (rows == NULL) {
			rows = g_ptr_array_new();
			g_ptr_array_add(tables, rows);
			g_ptr_array_add(titles, title);
			g_hash_table_insert(by_title, title, rows);
		} else {
			g_free(title);
		}
		g_ptr_array_add(rows, row);
	}
	return tables;
}
