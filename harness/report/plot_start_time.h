/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures of a start-time section: the start time against a key that is a number, the phases of
 * each point, and every sample of each point. What does not fit into one picture goes on in
 * another, with the same scale.
 */
#ifndef MEMROOF_REPORT_PLOT_START_TIME_H
#define MEMROOF_REPORT_PLOT_START_TIME_H

#include "report/samples.h"

/*
 * Adds the pictures called after the section, with "-start", "-phases" and "-samples", to @plots
 * (struct plot *); none where nothing was measured. @run says when and by which memroof.
 */
void plots_add_start_times(GPtrArray *plots, const struct section_samples *samples,
			   const char *run);

/* What the pictures of one section have in common. */
struct start_times {
	const struct section_samples *samples;
	const char *footer;
	double unit;           /* of the time axes, in milliseconds */
	const char *unit_name; /* "ms" or "s" */
	const char *bars;      /* what the intervals are, in words */
};

/* TRUE when a metric of a cell was measured; @cell may be NULL. */
gboolean start_times_have(const struct cell_samples *cell, enum metric metric);

/* The parts of plots_add_start_times(): one curve for each combination … */
void plots_add_start_curves(GPtrArray *plots, const struct start_times *times);

/* … and one bar or cloud of dots for each point, from top to bottom. */
void plots_add_phases(GPtrArray *plots, const struct start_times *times);
void plots_add_samples(GPtrArray *plots, const struct start_times *times);

/* "212 ms", "31.2 ms", "12.1 s": a time of the axis' unit; newly allocated. */
char *start_times_text(const struct start_times *times, double milliseconds);

/* The name of the picture @page, counted from 0, of what is called @what; newly allocated. */
char *start_times_name(const struct start_times *times, const char *what, unsigned page);

/* What every script begins with. */
GString *start_times_script(const struct start_times *times, const char *title);

/* Puts the legend above the picture, in the middle, and makes room for @n names in @columns. */
void start_times_legend(GString *script, unsigned n, unsigned columns);

/* What the empty QEMU is called. */
#define START_TIMES_EMPTY "empty QEMU"

/* More pictures than these of one kind are not drawn: the table has all points. */
#define START_TIMES_PICTURES 10

#endif
