/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/regression.h"

#include <float.h>
#include <math.h>

#define MAX_FREEDOM 1e6
#define MAX_TERMS 20000 /* the fraction needs some sqrt(freedom) */

/* Keeps a denominator of the continued fraction away from 0. */
static double not_zero(double value)
{
	return fabs(value) < DBL_MIN / DBL_EPSILON ? DBL_MIN / DBL_EPSILON : value;
}

/* One term of the continued fraction, after Lentz: the numerators and denominators are kept as
 * their ratios to the ones before. Returns the factor by which the value changes. */
static double lentz_step(double term, double *numerator, double *denominator)
{
	*denominator = 1 / not_zero(1 + term * *denominator);
	*numerator = not_zero(1 + term / *numerator);
	return *numerator * *denominator;
}

/* The continued fraction 1/(1 + d1/(1 + d2/(1 + …))) of DLMF 8.17.22. It converges fast for
 * x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
	double numerator = 1, denominator = 0, value = 1;

	value *= lentz_step(-(a + b) * x / (a + 1), &numerator, &denominator);
	for (int m = 1; m < MAX_TERMS; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double change;

		value *= lentz_step(even, &numerator, &denominator);
		change = lentz_step(odd, &numerator, &denominator);
		value *= change;
		if (fabs(change - 1) < DBL_EPSILON)
			break;
	}
	return 1 / value;
}

/* The logarithm of the gamma function, without the global variable that lgamma() writes to. */
static double log_gamma(double value)
{
	int sign;

	return lgamma_r(value, &sign);
}

/* The regularized incomplete beta function; @y is 1 - @x, passed because it would lose digits. */
static double incomplete_beta(double a, double b, double x, double y)
{
	double front;

	if (x <= 0 || y <= 0)
		return x <= 0 ? 0 : 1;
	if (x > (a + 1) / (a + b + 2))
		return 1 - incomplete_beta(b, a, y, x);
	front = log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log(y);
	return exp(front) / a * beta_fraction(a, b, x);
}

double student_two_sided(double t, double freedom)
{
	double square = t * t;

	if (isnan(t) || !(freedom > 0 && freedom <= MAX_FREEDOM))
		return NAN;
	if (isinf(square))
		return 0;
	return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + square),
			       square / (freedom + square));
}

double student_quantile(double p, double freedom)
{
	double tails = 2 * MIN(p, 1 - p), low = 0, high = 1;

	if (!(p > 0 && p < 1 && freedom > 0 && freedom <= MAX_FREEDOM))
		return NAN;
	while (student_two_sided(high, freedom) > tails)
		high *= 2;
	for (;;) {
		double middle = low + (high - low) / 2;

		if (middle <= low || middle >= high)
			break;
		if (student_two_sided(middle, freedom) > tails)
			low = middle;
		else
			high = middle;
	}
	return tails == 1 ? 0 : p < 0.5 ? -high : high;
}

/* The mean; the second pass adds the digits that the first sum lost. */
static double mean(const double *values, size_t n)
{
	double sum = 0, rest = 0;

	for (size_t i = 0; i < n; i++)
		sum += values[i];
	sum /= (double)n;
	for (size_t i = 0; i < n; i++)
		rest += values[i] - sum;
	return sum + rest / (double)n;
}

/* The sum of (u - @u_mean) (v - @v_mean). */
static double products(const double *u, double u_mean, const double *v, double v_mean, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (u[i] - u_mean) * (v[i] - v_mean);
	return sum;
}

static double residual_squares(const double *x, double x_mean, const double *y, double y_mean,
			       size_t n, double slope)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double residual = y[i] - y_mean - slope * (x[i] - x_mean);

		sum += residual * residual;
	}
	return sum;
}

/* TRUE when all points are finite and two of them have different x. */
static gboolean has_slope(const double *x, const double *y, size_t n)
{
	gboolean differ = FALSE;

	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]) || !isfinite(y[i]))
			return FALSE;
		differ = differ || x[i] != x[0];
	}
	return differ;
}

struct line line_fit(const double *x, const double *y, size_t n, double level)
{
	struct line line = {NAN, NAN, NAN, FALSE, NAN, NAN, NAN, {NAN, NAN}};
	double x_mean, y_mean, x_squares, y_squares, residuals, margin;

	if (!has_slope(x, y, n))
		return line;
	x_mean = mean(x, n);
	y_mean = mean(y, n);
	x_squares = products(x, x_mean, x, x_mean, n);
	y_squares = products(y, y_mean, y, y_mean, n);
	line.slope = products(x, x_mean, y, y_mean, n) / x_squares;
	line.intercept = y_mean - line.slope * x_mean;
	residuals = residual_squares(x, x_mean, y, y_mean, n, line.slope);
	if (y_squares > 0)
		line.r_squared = CLAMP(1 - residuals / y_squares, 0, 1);
	line.has_interval = n >= 3;
	if (!line.has_interval)
		return line;
	line.residual_error = sqrt(residuals / (double)(n - 2));
	line.slope_error = line.residual_error / sqrt(x_squares);
	line.intercept_error =
		line.residual_error * sqrt(1 / (double)n + x_mean * x_mean / x_squares);
	if (level > 0 && level < 1) {
		margin = line.slope_error * student_quantile((1 + level) / 2, (double)(n - 2));
		line.slope_interval = (struct interval){line.slope - margin, line.slope + margin};
	}
	return line;
}

struct robust_line robust_line_fit(const double *x, const double *y, size_t n)
{
	struct robust_line line = {NAN, NAN};
	double *numbers;
	size_t n_slopes = 0;

	if (!has_slope(x, y, n))
		return line;
	numbers = g_new(double, n *(n - 1) / 2);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (x[i] != x[j])
				numbers[n_slopes++] = (y[i] - y[j]) / (x[i] - x[j]);
	line.slope = sample_median(numbers, n_slopes);
	g_free(numbers);
	numbers = g_new(double, n);
	for (size_t i = 0; i < n; i++)
		numbers[i] = y[i] - line.slope * x[i];
	line.intercept = sample_median(numbers, n);
	g_free(numbers);
	return line;
}
