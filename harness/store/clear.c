/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Freeing what rows hold. */
#include "store/columns.h"
#include "store/store.h"

void run_row_clear(struct run_row *row)
{
	row_clear(&ROW_RUN, row);
}

void section_row_clear(struct section_row *row)
{
	row_clear(&ROW_SECTION, row);
}

void plug_row_clear(struct plug_row *row)
{
	row_clear(&ROW_PLUG, row);
}

void skip_row_clear(struct skip_row *row)
{
	row_clear(&ROW_SKIP, row);
}

static void clear_plug(void *row)
{
	plug_row_clear(row);
}

GArray *plug_rows_new(void)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct plug_row));

	g_array_set_clear_func(rows, clear_plug);
	return rows;
}

void probe_row_clear(struct probe_row *row)
{
	row_clear(&ROW_PROBE, row);
	g_clear_pointer(&row->plugs, g_array_unref);
}

void limit_row_clear(struct limit_row *row)
{
	row_clear(&ROW_LIMIT, row);
}
