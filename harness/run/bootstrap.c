/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/bootstrap.h"

#include <math.h>
#include <string.h>

uint64_t splitmix64(uint64_t *state)
{
	uint64_t mixed = *state += UINT64_C(0x9e3779b97f4a7c15);

	mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ mixed >> 31;
}

/* Values to draw from, and how often each one was drawn. */
struct urn {
	double *sorted;
	uint32_t *drawn;
	size_t n;
};

/* FALSE when there is nothing to draw; free it in any case. */
static gboolean urn_init(struct urn *urn, const double *values, size_t n)
{
	*urn = (struct urn){sample_sorted(values, n), g_new(uint32_t, n), n};
	return urn->sorted != NULL && n >= 2;
}

static void urn_free(struct urn *urn)
{
	g_free(urn->sorted);
	g_free(urn->drawn);
}

/* The median of as many values as there are, drawn with replacement: the values are ascending, so
 * counting the draws sorts them. */
static double resampled_median(struct urn *urn, uint64_t *state)
{
	size_t n = urn->n, low, high, index = 0, below;

	memset(urn->drawn, 0, n * sizeof(*urn->drawn));
	for (size_t i = 0; i < n; i++)
		urn->drawn[(splitmix64(state) >> 32) * n >> 32]++;
	for (below = urn->drawn[0]; below <= (n - 1) / 2; below += urn->drawn[index])
		index++;
	low = index;
	for (; below <= n / 2; below += urn->drawn[index])
		index++;
	high = index;
	return urn->sorted[low] + (urn->sorted[high] - urn->sorted[low]) / 2;
}

static const struct interval NO_INTERVAL = {NAN, NAN};

/* The middle part of the resampled differences @b - @a, or of the medians of @b without @a. */
static struct interval percentile_interval(struct urn *a, struct urn *b,
					   const struct bootstrap_plan *plan)
{
	unsigned n = plan->resamples > 0 ? plan->resamples : BOOTSTRAP_RESAMPLES;
	double tail = (1 - plan->level) / 2, *medians, *sorted;
	uint64_t state = plan->seed;
	struct interval interval;

	if (!(plan->level > 0 && plan->level < 1))
		return NO_INTERVAL;
	medians = g_new(double, n);
	for (unsigned i = 0; i < n; i++) {
		double subtracted = a ? resampled_median(a, &state) : 0;

		medians[i] = resampled_median(b, &state) - subtracted;
	}
	sorted = sample_sorted(medians, n);
	interval.low = sorted_quantile(sorted, n, tail);
	interval.high = sorted_quantile(sorted, n, 1 - tail);
	g_free(sorted);
	g_free(medians);
	return interval;
}

struct median_interval bootstrap_median(const double *values, size_t n,
					const struct bootstrap_plan *plan)
{
	struct median_interval result = {sample_median(values, n), NO_INTERVAL};
	struct urn urn;

	if (urn_init(&urn, values, n))
		result.interval = percentile_interval(NULL, &urn, plan);
	result.too_few = 1 - exp2(1 - (double)n) < plan->level;
	urn_free(&urn);
	return result;
}

/* The probability that all of @n_a values are on one side of all of @n_b, of one distribution. */
static double chance_of_separation(size_t n_a, size_t n_b)
{
	double orders = 1;

	for (size_t i = 1; i <= MIN(n_a, n_b) && orders < 1e300; i++)
		orders *= (double)(MAX(n_a, n_b) + i) / (double)i;
	return MIN(2 / orders, 1);
}

static enum difference_verdict verdict_of(const struct median_difference *result)
{
	if (result->interval.low <= 0 && result->interval.high >= 0)
		return DIFFERENCE_WITHIN_NOISE;
	if (isnan(result->interval.low) || result->too_few)
		return DIFFERENCE_UNKNOWN;
	return result->interval.high < 0 ? DIFFERENCE_LESS : DIFFERENCE_GREATER;
}

struct median_difference bootstrap_difference(const double *a, size_t n_a, const double *b,
					      size_t n_b, const struct bootstrap_plan *plan)
{
	struct median_difference result = {sample_median(b, n_b) - sample_median(a, n_a),
					   NO_INTERVAL};
	struct urn urn_a, urn_b;
	gboolean full_a = urn_init(&urn_a, a, n_a), full_b = urn_init(&urn_b, b, n_b);

	if (full_a && full_b)
		result.interval = percentile_interval(&urn_a, &urn_b, plan);
	result.too_few = chance_of_separation(n_a, n_b) > 1 - plan->level;
	result.verdict = verdict_of(&result);
	urn_free(&urn_a);
	urn_free(&urn_b);
	return result;
}
