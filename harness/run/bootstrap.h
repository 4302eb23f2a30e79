/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How sure a median is, and whether two medians differ, by the percentile bootstrap: Efron, "The
 * jackknife, the bootstrap and other resampling plans", SIAM (1982), 10.4; Efron and Tibshirani,
 * "An introduction to the bootstrap" (1993), 13.3. It assumes independent values of one
 * distribution, and no shape of it. Equal values in any order with an equal seed give equal
 * results. Each resample takes time in proportion to the number of values, which is below 2^32.
 */
#ifndef MEMROOF_RUN_BOOTSTRAP_H
#define MEMROOF_RUN_BOOTSTRAP_H

#include "run/statistics.h"

#include <glib.h>
#include <stdint.h>

#define BOOTSTRAP_RESAMPLES 2000

struct bootstrap_plan {
	double level;       /* of confidence, above 0 and below 1, as in 0.95 */
	unsigned resamples; /* 0 for BOOTSTRAP_RESAMPLES */
	uint64_t seed;
};

struct median_interval {
	double median;
	/* NaN for fewer than two values, which tell nothing of their spread, and for a level out of
	 * range. */
	struct interval interval;
	/* The level promises more than so few values can give: even the one from the smallest to
	 * the largest holds the true median with a probability of 1 - 2^(1 - n) only. At a level of
	 * 0.95, below 6 values. */
	gboolean too_few;
};

/*
 * The median of the values and the interval that holds the true one. It does so a little less often
 * than its level says: at 0.95, simulated with normal and exponential values, in 91 to 94 % of the
 * cases for 10 and more values, but in 87 to 94 % for 6 to 9.
 */
struct median_interval bootstrap_median(const double *values, size_t n,
					const struct bootstrap_plan *plan);

enum difference_verdict {
	DIFFERENCE_UNKNOWN,      /* no interval, or too few values for what it says */
	DIFFERENCE_WITHIN_NOISE, /* the interval contains 0 */
	DIFFERENCE_LESS,         /* all of it is below 0: b is less than a */
	DIFFERENCE_GREATER,
};

struct median_difference {
	double difference; /* median of b - median of a */
	struct interval interval;
	/* Even if every value of b were beyond every value of a, chance alone would do that too
	 * often: 2 / (n_a + n_b choose n_a) is above 1 - level. At 0.95, below 4 values each. */
	gboolean too_few;
	enum difference_verdict verdict;
};

/*
 * The difference of two medians, b's minus a's, and the interval that holds the true one. The two
 * are resampled independently. The interval is NaN when either has fewer than two values. At 0.95
 * and with no difference, 3 to 5 % of the intervals exclude 0, but 6 to 7 % for 4 values each
 * (simulated with normal values).
 */
struct median_difference bootstrap_difference(const double *a, size_t n_a, const double *b,
					      size_t n_b, const struct bootstrap_plan *plan);

/*
 * The next number of the generator that draws the resamples: SplitMix64 of Steele, Lea and Flood,
 * "Fast splittable pseudorandom number generators", OOPSLA 2014, with the constants of Vigna's
 * splitmix64.c (public domain). The first state is the seed; any will do.
 */
uint64_t splitmix64(uint64_t *state);

#endif
