/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be said about the rows of a table, one line for all rows of which the same holds. */
#ifndef MEMROOF_REPORT_REMARKS_H
#define MEMROOF_REPORT_REMARKS_H

#include "report/rows.h"

#include <stdio.h>

/*
 * Writes the remarks on @rows (const struct report_row *) as a Markdown list. @row_key and
 * @column_key are the varied keys that name a row, or -1.
 */
void remarks_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		   int column_key, FILE *out);

#endif
