/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the cells of tables for people, and which rows make one table. All texts are newly
 * allocated unless they are const. */
#ifndef MEMROOF_REPORT_CELLS_H
#define MEMROOF_REPORT_CELLS_H

#include "report/rows.h"

/* "largest maxmem", "smallest phys-bits": the head over a section's limits. */
char *cell_of_axis(const struct report_section *section);

/* "22 GiB", "none", "66 GiB (all)", "21 GiB (!)" where a sample contradicts, "(? memory)" where
 * there is no answer. */
char *cell_of_limit(const struct report_section *section, const struct report_row *row);

/* The value next to the limit, which is refused; "" where there is none. */
char *cell_of_refused(const struct report_section *section, const struct report_row *row);

/* The memory that the guest had, or "". */
char *cell_of_guest(const struct report_row *row);

/* What another engine says to the limit: "-" where it was not asked or gave no answer. */
const char *cell_of_confirmed(const struct report_row *row);

/* A probe in one cell: "accepted, 2.0 GiB" or "refused (phys-bits)". */
char *cell_of_probe(const struct report_row *row);

/* A limit or a probe in one cell, with what an engine or an expectation says against it. */
char *cell_of_row(const struct report_section *section, const struct report_row *row);

/*
 * The rows of each table (GPtrArray of GPtrArray of struct report_row *), in order of appearance:
 * those that agree in all varied keys but @row_key and @column_key, which may be -1. @titles gets
 * the text of each combination (char *).
 */
GPtrArray *report_split(const struct report_section *section, int row_key, int column_key,
			GPtrArray *titles);

#endif
