/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A table of texts with aligned columns, in Markdown's pipe form, which a terminal shows just as
 * well. */
#ifndef MEMROOF_REPORT_GRID_H
#define MEMROOF_REPORT_GRID_H

#include <glib.h>
#include <stdio.h>

struct grid {
	unsigned n_columns;
	GPtrArray *cells; /* char *, row by row; the first row is the head */
};

void grid_init(struct grid *grid, unsigned n_columns);
void grid_clear(struct grid *grid);

/* Appends a cell and takes @text over; pipes in it are escaped when written. */
void grid_add(struct grid *grid, char *text);

/* Writes the grid; a column in which most values begin with a digit is set to the right. */
void grid_write(const struct grid *grid, FILE *out);

#endif
