/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A limit that one engine has found, and what another one says to its two sides. */
#ifndef MEMROOF_RUN_CONFIRM_H
#define MEMROOF_RUN_CONFIRM_H

#include "run/prober.h"

/*
 * Tries the accepted and the refused value of @limit by the engine called @engine, in the same
 * section and cell, and sets confirmed, confirmation and probes. A limit without an answer has no
 * sides, and is left alone. FALSE when interrupted, or when the store fails.
 */
gboolean confirm_limit(struct prober *prober, const char *engine, struct limit_row *limit,
		       GError **error);

/* Sets confirmed and confirmation from the probes of the sides by @engine; NULL for a side that the
 * limit does not have. */
void confirm_judge(const char *engine, const struct probe_row *accepted,
		   const struct probe_row *refused, struct limit_row *limit);

/* TRUE when the other engine was asked and gave no answer. */
gboolean confirm_is_missing(const struct limit_row *limit);

#endif
