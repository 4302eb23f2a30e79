/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/number_text.h"

#include <glib.h>
#include <math.h>

#define MOST_DECIMALS 6

/* The decimals behind the point that show @digits significant digits of @value. */
static int decimals(double value, int digits)
{
	int shown;

	if (value == 0)
		return 0;
	shown = digits - 1 - (int)floor(log10(fabs(value)));
	/* 9.996 is written as 10.0. */
	if (shown > 0 && shown <= MOST_DECIMALS &&
	    round(fabs(value) * pow(10, shown)) >= pow(10, digits))
		shown--;
	return CLAMP(shown, 0, MOST_DECIMALS);
}

/* Never "-0.0". */
static char *text(double value, int n_decimals)
{
	if (fabs(value) * pow(10, n_decimals) < 0.5)
		value = 0;
	return g_strdup_printf("%.*f", n_decimals, value);
}

char *number_text(double value)
{
	return isfinite(value) ? text(value, decimals(value, 3)) : g_strdup("");
}

char *number_range(double low, double high)
{
	g_autofree char *from = NULL, *to = NULL;
	int n_decimals;

	if (!isfinite(low) || !isfinite(high))
		return g_strdup("");
	n_decimals = decimals(MAX(fabs(low), fabs(high)), 3);
	from = text(low, n_decimals);
	to = text(high, n_decimals);
	/* Not "2900 – 2900". */
	while (low < high && g_str_equal(from, to) && n_decimals < MOST_DECIMALS) {
		n_decimals++;
		g_free(from);
		g_free(to);
		from = text(low, n_decimals);
		to = text(high, n_decimals);
	}
	/* A dash before a minus sign cannot be read. */
	return g_strdup_printf("%s %s %s", from, low < 0 ? "to" : "–", to);
}

/* TRUE when @value is not 0 and would be written as if it were. */
static gboolean is_lost(double value, int n_decimals)
{
	return value != 0 && fabs(value) * pow(10, n_decimals) < 0.5;
}

char *number_with_interval(double value, const char *unit, double low, double high)
{
	g_autofree char *middle = NULL, *from = NULL, *to = NULL;
	double half = (high - low) / 2;
	int n_decimals;

	if (!isfinite(half) || half <= 0) {
		middle = number_text(value);
		return g_strdup_printf("%s %s", middle, unit);
	}
	/* One digit of the width where that is accurate enough, two where it begins with 1 or 2. */
	n_decimals = decimals(half, half / pow(10, floor(log10(half))) < 3 ? 2 : 1);
	/* On which side of 0 an end is decides what is said of it. */
	if (n_decimals < MOST_DECIMALS && (is_lost(low, n_decimals) || is_lost(high, n_decimals)))
		n_decimals++;
	middle = text(value, n_decimals);
	from = text(low, n_decimals);
	to = text(high, n_decimals);
	return g_strdup_printf("%s %s (%s to %s)", middle, unit, from, to);
}
