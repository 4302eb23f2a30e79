/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/multiple_tests.h"

#include "run/statistics.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	double left = **(const double *const *)a, right = **(const double *const *)b;

	return left < right ? -1 : left > right;
}

void holm_adjust(double *p, size_t n)
{
	g_autofree double **ascending = g_new(double *, n);
	double most = 0;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		ascending[i] = &p[i];
	qsort(ascending, n, sizeof(*ascending), compare);
	for (size_t i = 0; i < n; i++) {
		most = MAX(most, MIN((double)(n - i) * *ascending[i], 1));
		*ascending[i] = most;
	}
}

size_t tests_that_can_tell(const double *least, size_t n, double alpha, gboolean *able)
{
	g_autofree double *ascending = sample_sorted(least, n);
	size_t k, count = n;

	/* The smallest k of which no more than k tests can have a p of alpha / k. */
	for (k = 1; k <= n; k++) {
		while (count > 0 && ascending[count - 1] > alpha / (double)k)
			count--;
		if (count <= k)
			break;
	}
	for (size_t i = 0; i < n; i++)
		able[i] = least[i] <= alpha / (double)k;
	return count;
}
