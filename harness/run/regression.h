/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a cost grows: the line through points (x, y), and how sure its slope is. */
#ifndef MEMROOF_RUN_REGRESSION_H
#define MEMROOF_RUN_REGRESSION_H

#include "run/statistics.h"

#include <glib.h>
#include <stddef.h>

/* y = intercept + slope * x. The slope has the unit of y per unit of x, all else the unit of y. */
struct line {
	/* NaN when there are fewer than two points, or all x are equal. */
	double intercept, slope;
	/* The part of y's variance that the line explains, 0 to 1; NaN when y does not vary. */
	double r_squared;
	/* FALSE with fewer than three points, or all x equal; then all that follows is NaN. */
	gboolean has_interval;
	double residual_error; /* standard error of the residuals, with n - 2 degrees of freedom */
	double intercept_error, slope_error; /* standard errors */
	struct interval slope_interval;      /* NaN when the level is not between 0 and 1 */
};

/*
 * The line of least squares, with an interval for its slope at @level, above 0 and below 1, by
 * Student's t. The interval holds as far as the residuals are independent, of one variance and
 * about normal: Draper and Smith, "Applied regression analysis", 1.4.
 */
struct line line_fit(const double *x, const double *y, size_t n, double level);

/* The median of the slopes between all pairs of points with different x, and the median of
 * y - slope * x. */
struct robust_line {
	double intercept, slope;
};

/*
 * A line that up to 29 % of wild points do not move much, to check the other one with: Theil,
 * Proc. Kon. Ned. Akad. v. Wetensch. 53 (1950); Sen, "Estimates of the regression coefficient based
 * on Kendall's tau", JASA 63 (1968). NaN when all x are equal. Takes memory and time in proportion
 * to n^2: 4 MB for 1000 points.
 */
struct robust_line robust_line_fit(const double *x, const double *y, size_t n);

/*
 * The probability that Student's t with @freedom degrees, above 0 and up to 1e6, is farther from 0
 * than @t on either side: the incomplete beta function I(freedom / 2, 1 / 2) at
 * freedom / (freedom + t^2), by its continued fraction (NIST Digital Library of Mathematical
 * Functions, 8.17.22). Off by less than 2e-12 up to 1000 degrees, 1e-9 up to 1e6.
 */
double student_two_sided(double t, double freedom);

/* The quantile of @p, above 0 and below 1, of Student's t: student_two_sided() inverted by
 * bisection. NaN out of these ranges, and never more than about 1e154. */
double student_quantile(double p, double freedom);

#endif
