/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be said about the rows of a table, one line for all rows of which the same holds. */
#ifndef MEMROOF_REPORT_REMARKS_H
#define MEMROOF_REPORT_REMARKS_H

#include "report/rows.h"

#include <stdio.h>

/* What is to be said of a row, and what QEMU or the guest said to it. */
struct remark {
	char *text;        /* newly allocated; NULL when there is nothing to be said */
	const char *quote; /* borrowed from the row; or NULL */
};

/* "phys-bits", or "deadline at stage firmware" where it was not QEMU that said no; newly allocated.
 */
char *remarks_why(const struct report_row *row);

typedef struct remark (*remark_function)(const struct report_section *section,
					 const struct report_row *row);

/*
 * Writes the remarks on @rows (const struct report_row *) as a Markdown list. @row_key and
 * @column_key are the varied keys that name a row, or -1.
 */
void remarks_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		   int column_key, FILE *out);

/* The same with what @function says of each row. */
void remarks_write_each(const struct report_section *section, const GPtrArray *rows, int row_key,
			int column_key, remark_function function, FILE *out);

#endif
