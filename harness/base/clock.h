/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One monotonic clock, and the multiplier that stretches every deadline on a slow machine. */
#ifndef MEMROOF_BASE_CLOCK_H
#define MEMROOF_BASE_CLOCK_H

#include <glib.h>
#include <stdint.h>

/* Microseconds since some fixed moment; never goes back. */
int64_t clock_us(void);

/* Environment variable with the deadline multiplier, a number from 0.01 to 1000; 1 when unset. */
#define TIMEOUT_SCALE_ENV "MEMROOF_TIMEOUT_SCALE"

/* Checks the environment; an unreadable multiplier is an input error. */
gboolean clock_check_scale(GError **error);

/* @ms stretched by the multiplier, in milliseconds. */
int64_t clock_scaled_ms(int64_t ms);

/* The wall clock in UTC, as in "2026-11-23T04:05:06Z". */
char *clock_timestamp(void);

#endif
