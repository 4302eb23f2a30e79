/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIGMA_TO_MAD 0.6745 /* of a normal distribution */
#define SIGMA_TO_MEAN_INVERSE                                                                      \
	1.253314 /* sqrt(pi / 2): the same for the mean absolute deviation                         \
		  */

static int compare_doubles(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

double *sample_sorted(const double *values, size_t n)
{
	double *sorted;

	for (size_t i = 0; i < n; i++)
		if (!isfinite(values[i]))
			return NULL;
	if (n == 0)
		return NULL;
	sorted = g_new(double, n);
	memcpy(sorted, values, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare_doubles);
	return sorted;
}

double sorted_quantile(const double *sorted, size_t n, double p)
{
	double position = (double)(n - 1) * p, below = floor(position);
	size_t index;

	if (n == 0 || !(p >= 0 && p <= 1))
		return NAN;
	index = (size_t)below;
	if (index + 1 >= n)
		return sorted[n - 1];
	return sorted[index] + (position - below) * (sorted[index + 1] - sorted[index]);
}

double sample_quantile(const double *values, size_t n, double p)
{
	double *sorted = sample_sorted(values, n);
	double quantile = sorted ? sorted_quantile(sorted, n, p) : NAN;

	g_free(sorted);
	return quantile;
}

double sample_median(const double *values, size_t n)
{
	return sample_quantile(values, n, 0.5);
}

double sample_p95(const double *values, size_t n)
{
	return sample_quantile(values, n, 0.95);
}

/* The median of the distances from @center. */
static double median_deviation(const double *values, size_t n, double center)
{
	double *deviations = g_new(double, n);
	double median;

	for (size_t i = 0; i < n; i++)
		deviations[i] = fabs(values[i] - center);
	median = sample_median(deviations, n);
	g_free(deviations);
	return median;
}

static double mean_deviation(const double *values, size_t n, double center)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += fabs(values[i] - center);
	return sum / (double)n;
}

double sample_mad(const double *values, size_t n)
{
	return median_deviation(values, n, sample_median(values, n));
}

/* What a distance from @center is divided by to become a score; 0 when all values are equal. */
static double score_unit(const double *values, size_t n, double center)
{
	double mad = median_deviation(values, n, center);

	return mad > 0 ? mad / SIGMA_TO_MAD
		       : mean_deviation(values, n, center) * SIGMA_TO_MEAN_INVERSE;
}

void modified_z_scores(const double *values, size_t n, double *scores)
{
	double center = sample_median(values, n), unit = score_unit(values, n, center);

	for (size_t i = 0; i < n; i++)
		scores[i] = isnan(center) ? NAN : unit > 0 ? (values[i] - center) / unit : 0;
}

size_t find_outliers(const double *values, size_t n, size_t *indices)
{
	double *scores = g_new(double, n);
	size_t n_outliers = 0;

	modified_z_scores(values, n, scores);
	for (size_t i = 0; i < n; i++)
		if (fabs(scores[i]) > OUTLIER_SCORE) {
			if (indices)
				indices[n_outliers] = i;
			n_outliers++;
		}
	g_free(scores);
	return n_outliers;
}

double first_run_score(const double *values, size_t n)
{
	double center, unit;

	if (n < 1 + FIRST_RUN_REST || !isfinite(values[0]))
		return NAN;
	center = sample_median(values + 1, n - 1);
	unit = score_unit(values + 1, n - 1, center);
	if (isnan(center) || values[0] == center)
		return center - values[0];
	return unit > 0 ? (values[0] - center) / unit : copysign(INFINITY, values[0] - center);
}

gboolean first_run_is_slow(const double *values, size_t n)
{
	return first_run_score(values, n) > OUTLIER_SCORE;
}
