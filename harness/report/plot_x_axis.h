/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The x axis of start times: the values of a key that is a number. */
#ifndef MEMROOF_REPORT_PLOT_X_AXIS_H
#define MEMROOF_REPORT_PLOT_X_AXIS_H

#include "report/samples.h"

struct x_axis {
	const struct key *key;
	int index;        /* of the key among the varied ones */
	gboolean spread;  /* by logarithms; 0 has a place of its own left of the others */
	double zero;      /* that place */
	double low, high; /* of the places */
	GArray *values;   /* struct x_value, ascending */
};

/* The key for the x axis: what tables run along if that is a number, else the first varied key that
 * is one; -1 when there is none. */
int x_axis_key(const struct report_section *section);

/* Finds the values of the varied key @index and lays them out; FALSE when there is none. */
gboolean x_axis_init(struct x_axis *x, const struct section_samples *samples, int index);
void x_axis_clear(struct x_axis *x);

/* The value of a cell, GiB for sizes; NaN when the key is not set there. */
double x_axis_number(const struct x_axis *x, const struct cell_samples *cell);

/* Where that is drawn. */
double x_axis_place(const struct x_axis *x, double number);

/* The range, the name of the key, and a mark for each value with its text where there is room. */
void x_axis_write(const struct x_axis *x, GString *script);

#endif
