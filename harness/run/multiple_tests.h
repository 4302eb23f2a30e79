/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many tests at once: how small a p must be to mean something when so many were looked at. Pure.
 */
#ifndef MEMROOF_RUN_MULTIPLE_TESTS_H
#define MEMROOF_RUN_MULTIPLE_TESTS_H

#include <glib.h>
#include <stddef.h>

/*
 * Adjusts the @n values of @p by Holm's method ("A simple sequentially rejective multiple test
 * procedure", Scandinavian Journal of Statistics 6, 1979), as R's p.adjust() does: with those at
 * most alpha taken for real, one or more of them are not with a probability of at most alpha,
 * however the tests depend on each other.
 */
void holm_adjust(double *p, size_t n);

/*
 * Which of @n tests can find anything, when @least[i] is the least p that test i can have: Tarone,
 * "A modified Bonferroni method for discrete data", Biometrics 46 (1990). The others could not be
 * taken for real among so many, and are left out before adjusting, so that they take nothing from
 * those that can. Sets @able; returns how many are.
 */
size_t tests_that_can_tell(const double *least, size_t n, double alpha, gboolean *able);

#endif
