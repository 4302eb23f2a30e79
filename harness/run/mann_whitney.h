/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the values of one sample tend to be larger than those of another: Mann and Whitney, "On
 * a test of whether one of two random variables is stochastically larger than the other", Annals
 * of Mathematical Statistics 18 (1947). It compares whole samples, not only their medians.
 */
#ifndef MEMROOF_RUN_MANN_WHITNEY_H
#define MEMROOF_RUN_MANN_WHITNEY_H

#include <glib.h>
#include <stddef.h>

/* Up to this product of the numbers of values, and without ties, p is counted, not approximated. */
#define MANN_WHITNEY_EXACT 400

struct mann_whitney {
	/* Pairs with a > b, ties as halves: from 0 to n_a n_b. R's W and SciPy's U1. */
	double u;
	/* Two-sided: the probability of a u as far from the middle or farther, if both samples come
	 * from one distribution. 1 when all values are equal. */
	double p;
	gboolean exact;
	/* The effect: the probability that b is larger than a, ties as halves (McGraw and Wong's
	 * common language effect size); 0.5 for no tendency. */
	double b_larger;
	/* The same from -1, all of b are less, to 1, all are larger (Cliff's delta). */
	double delta;
};

/*
 * Compares @a and @b; all NaN when either is empty. The approximation is the normal one with
 * corrections for ties and for continuity, as in Hollander and Wolfe, "Nonparametric statistical
 * methods", 4.1, and in R's wilcox.test().
 */
struct mann_whitney mann_whitney(const double *a, size_t n_a, const double *b, size_t n_b);

/* The least p that samples of these sizes can have: when all of one are above all of the other. */
double mann_whitney_least_p(size_t n_a, size_t n_b);

#endif
