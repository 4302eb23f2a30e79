/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/clock.h"

#include "base/error.h"

int64_t clock_us(void)
{
	return g_get_monotonic_time();
}

static gboolean read_scale(double *scale)
{
	const char *text = g_getenv(TIMEOUT_SCALE_ENV);
	char *end;

	*scale = 1;
	if (text == NULL || *text == '\0')
		return TRUE;
	*scale = g_ascii_strtod(text, &end);
	if (*end == '\0' && *scale >= 0.01 && *scale <= 1000)
		return TRUE;
	*scale = 1;
	return FALSE;
}

gboolean clock_check_scale(GError **error)
{
	double scale;

	if (read_scale(&scale))
		return TRUE;
	return input_error(error, "%s='%s': expected a number from 0.01 to 1000", TIMEOUT_SCALE_ENV,
			   g_getenv(TIMEOUT_SCALE_ENV));
}

int64_t clock_scaled_ms(int64_t ms)
{
	double scale;

	read_scale(&scale);
	return (int64_t)((double)ms * scale);
}

char *clock_timestamp(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();

	return g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
}
