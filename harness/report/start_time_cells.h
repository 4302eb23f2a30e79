/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in the cells of tables of start times. All texts are newly allocated unless const. */
#ifndef MEMROOF_REPORT_START_TIME_CELLS_H
#define MEMROOF_REPORT_START_TIME_CELLS_H

#include "report/samples.h"

/* The head over a metric, with its unit where that is not ms: "RSS (MiB)". */
const char *start_time_metric_title(enum metric metric);

/* "10", or "8 of 10" where some starts were not accepted. */
char *start_time_count(const struct cell_samples *cell);

/* "38.1 – 38.9", with a question mark where it is of too few runs. */
char *start_time_interval(const struct metric_summary *summary);

/* The median of a metric in the unit of its head, or "". */
char *start_time_metric(const struct cell_samples *cell, enum metric metric);

#endif
