/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What engines say to each other's answers: side by side as the columns of a table, or one that has
 * tried the sides of the other's limits. */
#ifndef MEMROOF_REPORT_ENGINES_H
#define MEMROOF_REPORT_ENGINES_H

#include "report/rows.h"

#include <stdio.h>

/*
 * Writes as a Markdown list, for the @rows (const struct report_row *) of one table: which limits
 * are confirmed and what is said against the others; and where the columns are engines, how often
 * they agree with the first one, and who stops earlier elsewhere, and why. Nothing where no engine
 * was compared. @row_key and @column_key are the varied keys that name a row, or -1.
 */
void engines_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		   int column_key, FILE *out);

#endif
