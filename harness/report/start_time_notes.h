/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands under a table of start times: costs, noise, odd runs, failures, provenance. */
#ifndef MEMROOF_REPORT_START_TIME_NOTES_H
#define MEMROOF_REPORT_START_TIME_NOTES_H

#include "report/samples.h"

#include <stdio.h>

/* Behind an interval that promises more than so few runs can give. */
#define START_TIME_TOO_FEW " ?"

/*
 * Writes the notes to the @cells (const struct cell_samples *) of one table as a Markdown list.
 * @row_key and @column_key are the varied keys that name a cell, or -1.
 */
void start_time_notes_write(const struct section_samples *samples, const GPtrArray *cells,
			    int row_key, int column_key, FILE *out);

/* "each slot costs 0.021 ms (0.018 to 0.024), most of it in machine"; newly allocated. */
char *start_time_cost_words(const struct cost_line *cost);

#endif
