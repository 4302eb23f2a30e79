/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of what hotplug did to the guests of a section. */
#ifndef MEMROOF_REPORT_PLUG_TABLE_H
#define MEMROOF_REPORT_PLUG_TABLE_H

#include "report/rows.h"

#include <stdio.h>

/*
 * Writes a line for each of the @rows (const struct report_row *) that plugged something; nothing
 * when there is none. @row_key and @column_key are the varied keys that name a row, or -1.
 */
void plug_table_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		      int column_key, FILE *out);

/* Writes in words how QEMU answered to what was too much, as a Markdown list. */
void plug_table_write_answers(const struct report_section *section, const GPtrArray *rows,
			      int row_key, int column_key, FILE *out);

#endif
