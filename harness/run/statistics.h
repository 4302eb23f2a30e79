/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What repeated measurements say: middle, spread, outliers. Pure: doubles in, doubles out, in the
 * unit of the values. Nothing here assumes an order of the values, but for first_run_*().
 *
 * Everywhere in this module and in bootstrap.h, mann_whitney.h and regression.h: where nothing can
 * be said (no values, or a value that is infinite or NaN) the result is NaN. Values may have
 * magnitudes up to 1e100.
 */
#ifndef MEMROOF_RUN_STATISTICS_H
#define MEMROOF_RUN_STATISTICS_H

#include <glib.h>
#include <stddef.h>

/* A range of values; both ends are NaN, or low <= high. */
struct interval {
	double low, high;
};

/* Turns the MAD of normally distributed values into their standard deviation. */
#define MAD_TO_SIGMA 1.4826

/* A value whose modified z-score is beyond this, on either side, is an outlier (Iglewicz and
 * Hoaglin 1993). */
#define OUTLIER_SCORE 3.5

/* The fewest runs after the first one that it is compared with. */
#define FIRST_RUN_REST 4

/* An ascending copy, newly allocated; NULL when there are no values or one is not finite. */
double *sample_sorted(const double *values, size_t n);

/*
 * The quantile of @p from 0 to 1 (else NaN), by definition 7 of Hyndman and Fan, "Sample quantiles
 * in statistical packages", The American Statistician 50 (1996): the value at (n - 1) p, counted
 * from 0 in ascending order, interpolated between neighbours. R and NumPy do the same by default.
 * Of one value, every quantile is that value.
 */
double sample_quantile(const double *values, size_t n, double p);

/* The same of values that are known to be finite and ascending. */
double sorted_quantile(const double *sorted, size_t n, double p);

/* The middle value, or the mean of the two middle ones. */
double sample_median(const double *values, size_t n);

/* The quantile of 0.95. Below 21 values it lies above the second largest. */
double sample_p95(const double *values, size_t n);

/* The median of the absolute deviations from the median, not scaled (see MAD_TO_SIGMA); 0 for one
 * value. */
double sample_mad(const double *values, size_t n);

/*
 * Modified z-scores, 0.6745 (x - median) / MAD: Iglewicz and Hoaglin, "How to detect and handle
 * outliers", ASQC (1993), 3.3; NIST/SEMATECH e-Handbook 1.3.5.17. When the MAD is 0 because more
 * than half of the values are equal: (x - median) / (1.253314 * mean absolute deviation), as IBM
 * documents it for Cognos Analytics ("Modified z score"). All 0 when all values are equal.
 * Fills @scores, of @n.
 */
void modified_z_scores(const double *values, size_t n, double *scores);

/* The number of outliers. Unless @indices (room for @n) is NULL, it gets their indices, ascending.
 */
size_t find_outliers(const double *values, size_t n, size_t *indices);

/*
 * The first value's modified z-score among the others, which it is not part of: how far a first,
 * cold run was off. Infinite when the others are all equal and it differs. NaN with fewer than
 * FIRST_RUN_REST others.
 */
double first_run_score(const double *values, size_t n);

/*
 * TRUE when that score is above OUTLIER_SCORE. It happens by chance as well, where there is nothing
 * to find: for normal values in 7 % of the cases with 4 others, 4 % with 6, 2 % with 9, 0.6 % with
 * 20; for exponential ones, which have a long tail upwards, in 15, 12, 10 and 6 % (simulated).
 */
gboolean first_run_is_slow(const double *values, size_t n);

#endif
