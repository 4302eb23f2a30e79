/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The axis of a limit as a row of integers: position 0 is the easiest value, the last position the
 * hardest. On maxmem, size, slots and bar harder is larger; on phys-bits harder is smaller.
 */
#ifndef MEMROOF_MODEL_AXIS_H
#define MEMROOF_MODEL_AXIS_H

#include "model/layout.h"

struct axis {
	const struct key *key;
	uint64_t first; /* the value at position 0 */
	uint64_t step;  /* between positions: 4 KiB for maxmem, 8 KiB for size, 1 MiB for both under
			   libvirt, 1 for slots and phys-bits */
	int64_t last;   /* the last position, at least 0 */
	int64_t coarse; /* positions in 1 GiB, the step that limits are expected to move by; 1
			   without a unit */
	gboolean descending;
	gboolean doubling; /* values are first, 2 * first, 4 * first, …; step is 0 */
};

/*
 * The axis called @name for @point. Fails (input error) when the point already says what the axis
 * is to vary, or lacks what it needs. No value is above size + 2^phys-bits: acceptance wraps around
 * at 2^64.
 */
gboolean axis_init(struct axis *axis, const char *name, const struct point *point,
		   const struct emulator *emulator, GError **error);

uint64_t axis_value(const struct axis *axis, int64_t position);

/* A copy of @point with the axis at @position. */
struct point *axis_point(const struct axis *axis, const struct point *point, int64_t position);

/* What the model expects of an axis. */
struct axis_guess {
	gboolean known;   /* FALSE where the model has no arithmetic for this machine */
	int64_t position; /* the hardest accepted position, or -1 when none is */
};

struct axis_guess axis_guess(const struct axis *axis, const struct point *point,
			     const struct emulator *emulator);

#endif
