/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pictures with one strip for each point, from top to bottom: its phases, or its samples. */
#ifndef MEMROOF_REPORT_PLOT_STRIPS_H
#define MEMROOF_REPORT_PLOT_STRIPS_H

#include "report/plot_start_time.h"

struct strips {
	const struct start_times *times;
	const char *what; /* "phases" */
	const char *title;
	GPtrArray *cells; /* const struct cell_samples * */
	double low, high; /* of the time axis, in its unit */
	gboolean spread;  /* by logarithms */
};

/* The strips of one picture: from @from to before @to. */
struct page {
	unsigned number, from, to;
};

const struct cell_samples *strips_cell(const struct strips *strips, unsigned i);

/* Draws all strips; @add writes data and the plot command of a page. Strip i lies at y = -i. */
void strips_add_pages(GPtrArray *plots, const struct strips *strips,
		      void (*add)(const struct strips *, const struct page *, GString *));

/* TRUE when a metric was measured of a strip on the page. */
gboolean strips_have(const struct strips *strips, const struct page *page, enum metric metric);

/* "212 ms, n 20": the start time and how many starts it is the median of; newly allocated. */
char *strips_remark(const struct strips *strips, unsigned i);

#endif
