/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/plug_table.h"

#include "base/size.h"
#include "model/keys.h"
#include "report/grid.h"
#include "report/remarks.h"

/* Those of @rows that plugged something. */
static GPtrArray *plugged_rows(const GPtrArray *rows)
{
	GPtrArray *plugged = g_ptr_array_new();

	for (unsigned i = 0; i < rows->len; i++) {
		const struct report_row *row = rows->pdata[i];

		if (row->plugs.planned > 0 || row->extra_dimm != NULL || row->extra_page != NULL)
			g_ptr_array_add(plugged, (void *)row);
	}
	return plugged;
}

static const char *steps_title(const GPtrArray *rows)
{
	unsigned resized = 0;

	for (unsigned i = 0; i < rows->len; i++)
		resized += ((const struct report_row *)rows->pdata[i])->plugs.resized;
	if (resized == 0)
		return "DIMMs";
	return resized == rows->len ? "virtio-mem steps" : "DIMMs or virtio-mem steps";
}

static char *steps_cell(const struct plug_digest *plugs)
{
	if (plugs->filled == plugs->planned)
		return g_strdup_printf("%u", plugs->filled);
	return g_strdup_printf("%u of %u", plugs->filled, plugs->planned);
}

static char *median_cell(const struct plug_digest *plugs)
{
	if (plugs->median_us == UNSET)
		return g_strdup("");
	return g_strdup_printf("%.1f ms", (double)plugs->median_us / 1000);
}

static char *range_cell(const struct plug_digest *plugs)
{
	if (plugs->filled < 2)
		return g_strdup("");
	return g_strdup_printf("%.1f – %.1f ms", (double)plugs->least_us / 1000,
			       (double)plugs->most_us / 1000);
}

static void add_key(struct grid *grid, const struct report_section *section,
		    const struct report_row *row, int index)
{
	if (index < 0)
		return;
	grid_add(grid,
		 g_strdup(row != NULL ? row->values[index]
				      : ((const struct key *)section->keys->pdata[index])->name));
}

static void write_grid(const struct report_section *section, const GPtrArray *rows, int row_key,
		       int column_key, FILE *out)
{
	struct grid grid;

	grid_init(&grid, 4 + (row_key >= 0) + (column_key >= 0));
	add_key(&grid, section, NULL, row_key);
	add_key(&grid, section, NULL, column_key);
	grid_add(&grid, g_strdup(steps_title(rows)));
	grid_add(&grid, g_strdup("memory at the end"));
	grid_add(&grid, g_strdup("online after (median)"));
	grid_add(&grid, g_strdup("range"));
	for (unsigned i = 0; i < rows->len; i++) {
		const struct report_row *row = rows->pdata[i];
		const struct plug_digest *plugs = &row->plugs;

		add_key(&grid, section, row, row_key);
		add_key(&grid, section, row, column_key);
		grid_add(&grid, steps_cell(plugs));
		grid_add(&grid,
			 plugs->memory != UNSET ? size_rounded(plugs->memory) : g_strdup(""));
		grid_add(&grid, median_cell(plugs));
		grid_add(&grid, range_cell(plugs));
	}
	grid_write(&grid, out);
	grid_clear(&grid);
}

/* What QEMU said to a step too many; @what names it. */
static struct remark answer(const char *what, const char *verb, const char *message)
{
	if (message == NULL)
		return (struct remark){NULL, NULL};
	if (*message == '\0')
		return (struct remark){g_strdup_printf("%s %s taken", what, verb), NULL};
	return (struct remark){g_strdup_printf("%s %s refused", what, verb), message};
}

/* The texts of one section are kept once each: the same text is the same pointer. */
static gboolean is_same_answer(const struct report_row *row)
{
	return row->extra_dimm != NULL && row->extra_dimm == row->extra_page;
}

static struct remark on_both(const struct report_section *section, const struct report_row *row)
{
	(void)section;
	return answer("one more DIMM and one more page", "are",
		      is_same_answer(row) ? row->extra_dimm : NULL);
}

static struct remark on_dimm(const struct report_section *section, const struct report_row *row)
{
	(void)section;
	return answer("one more DIMM", "is", is_same_answer(row) ? NULL : row->extra_dimm);
}

static struct remark on_page(const struct report_section *section, const struct report_row *row)
{
	(void)section;
	return answer("one more page", "is", is_same_answer(row) ? NULL : row->extra_page);
}

void plug_table_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		      int column_key, FILE *out)
{
	g_autoptr(GPtrArray) plugged = plugged_rows(rows);
	g_autoptr(GPtrArray) columns = report_values(plugged, column_key);

	if (plugged->len == 0)
		return;
	fputs("\nHotplug, while Linux ran:\n\n", out);
	/* Most often the column is the proof, and the rows are those with proof plug. */
	write_grid(section, plugged, row_key, columns->len > 1 ? column_key : -1, out);
}

void plug_table_write_answers(const struct report_section *section, const GPtrArray *rows,
			      int row_key, int column_key, FILE *out)
{
	remarks_write_each(section, rows, row_key, column_key, on_both, out);
	remarks_write_each(section, rows, row_key, column_key, on_dimm, out);
	remarks_write_each(section, rows, row_key, column_key, on_page, out);
}
