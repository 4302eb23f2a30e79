/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Some rows of a reference as a Markdown table, for a page that shows no more than it talks of. */
#ifndef MEMROOF_REPORT_REFERENCE_GRID_H
#define MEMROOF_REPORT_REFERENCE_GRID_H

#include "model/selection.h"
#include "run/reference.h"

struct grid_question {
	const char *section;               /* NULL: all of them */
	const struct selection *selection; /* of points */
	const char *rows;    /* the key that names a row; NULL: slots where it varies, else the last
				one that does */
	const char *columns; /* the key whose values stand side by side; NULL: a column each for
				limit, refusal and reason */
};

/*
 * A table for each combination of the other keys that vary, each under its combination; ends with a
 * newline. An input error when no row is asked for, or a key is none.
 */
char *reference_grid(const struct reference *reference, const struct grid_question *question,
		     GError **error);

#endif
