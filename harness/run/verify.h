/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trying points before somebody is told about them. */
#ifndef MEMROOF_RUN_VERIFY_H
#define MEMROOF_RUN_VERIFY_H

#include "run/prober.h"

/*
 * Probes all @points (GPtrArray of struct point *), @workers at a time. @rows gets a struct
 * probe_row * for each, in order, to be freed with prober_row_free(). FALSE, with nothing added,
 * when interrupted or when the store fails.
 */
gboolean verify_points(struct prober *prober, const GPtrArray *points, unsigned workers,
		       GPtrArray *rows, GError **error);

#endif
