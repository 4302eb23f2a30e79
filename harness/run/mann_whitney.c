/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/mann_whitney.h"

#include "run/statistics.h"

#include <math.h>
#include <string.h>

/* Pairs with a > b of two ascending samples, ties as halves. */
static double count_larger(const double *a, size_t n_a, const double *b, size_t n_b)
{
	size_t less = 0, not_more = 0; /* of b, than the value of a at hand */
	double u = 0;

	for (size_t i = 0; i < n_a; i++) {
		while (less < n_b && b[less] < a[i])
			less++;
		while (not_more < n_b && b[not_more] <= a[i])
			not_more++;
		u += (double)less + (double)(not_more - less) / 2;
	}
	return u;
}

/* The same of samples in any order; their values are known to be finite. */
static double count_larger_unsorted(const double *a, size_t n_a, const double *b, size_t n_b)
{
	g_autofree double *sorted_a = sample_sorted(a, n_a), *sorted_b = sample_sorted(b, n_b);

	return count_larger(sorted_a, n_a, sorted_b, n_b);
}

/* Both samples in one, ascending; newly allocated. NULL when a value is not finite. */
static double *pool(const double *a, size_t n_a, const double *b, size_t n_b)
{
	double *both = g_new(double, n_a + n_b), *sorted;

	memcpy(both, a, n_a * sizeof(*a));
	memcpy(both + n_a, b, n_b * sizeof(*b));
	sorted = sample_sorted(both, n_a + n_b);
	g_free(both);
	return sorted;
}

/* The sum of t^3 - t over all groups of t equal values; 0 without ties. */
static double tie_sum(const double *sorted, size_t n)
{
	double sum = 0;

	for (size_t start = 0, end; start < n; start = end) {
		double t;

		for (end = start + 1; end < n && sorted[end] == sorted[start]; end++)
			;
		t = (double)(end - start);
		sum += t * t * t - t;
	}
	return sum;
}

/*
 * The probability of at most @u, below n_a n_b, when all orders are equally likely. The number of
 * orders with each u are the coefficients of the Gaussian binomial: the product of
 * (1 - x^(n_b + i)) / (1 - x^i) for i up to n_a. Here they are integers below 2^53, so exact.
 */
static double counted_tail(size_t n_a, size_t n_b, size_t u)
{
	double orders[MANN_WHITNEY_EXACT + 1] = {1}, all = 1, tail = 0;

	for (size_t i = 1; i <= n_a; i++) {
		for (size_t k = u; k >= n_b + i; k--)
			orders[k] -= orders[k - n_b - i];
		for (size_t k = i; k <= u; k++)
			orders[k] += orders[k - i];
		all = all * (double)(n_b + i) / (double)i;
	}
	for (size_t k = 0; k <= u; k++)
		tail += orders[k];
	return tail / all;
}

static double approximate_p(double n_a, double n_b, double u, double ties)
{
	double n = n_a + n_b, distance = fabs(u - n_a * n_b / 2) - 0.5;
	double variance = n_a * n_b / 12 * (n + 1 - ties / (n * (n - 1)));

	return distance > 0 && variance > 0 ? erfc(distance / sqrt(2 * variance)) : 1;
}

struct mann_whitney mann_whitney(const double *a, size_t n_a, const double *b, size_t n_b)
{
	struct mann_whitney result = {NAN, NAN, FALSE, NAN, NAN};
	double *sorted = n_a > 0 && n_b > 0 ? pool(a, n_a, b, n_b) : NULL;
	double pairs = (double)n_a * (double)n_b, ties;

	if (sorted == NULL)
		return result;
	ties = tie_sum(sorted, n_a + n_b);
	g_free(sorted);
	result.u = count_larger_unsorted(a, n_a, b, n_b);
	result.b_larger = 1 - result.u / pairs;
	result.delta = 1 - 2 * result.u / pairs;
	result.exact = ties == 0 && pairs <= MANN_WHITNEY_EXACT;
	if (result.exact) {
		double tail = counted_tail(n_a, n_b, (size_t)MIN(result.u, pairs - result.u));

		result.p = MIN(2 * tail, 1);
	} else {
		result.p = approximate_p((double)n_a, (double)n_b, result.u, ties);
	}
	return result;
}

double mann_whitney_least_p(size_t n_a, size_t n_b)
{
	double orders = 1;

	for (size_t i = 1; i <= MIN(n_a, n_b) && orders < 1e100; i++)
		orders = orders * (double)(MAX(n_a, n_b) + i) / (double)i;
	return MIN(2 / orders, 1);
}
