/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors travel as GError in one domain. The code says who has to act, because that is what the
 * exit status tells: the person who typed or wrote the input, or the person who keeps the host.
 */
#ifndef MEMROOF_BASE_ERROR_H
#define MEMROOF_BASE_ERROR_H

#include <glib.h>

#define MEMROOF_ERROR (memroof_error_quark())

enum memroof_error {
	MEMROOF_ERROR_INPUT,       /* wrong usage or a bad file: exit 2 */
	MEMROOF_ERROR_BROKEN,      /* the question could not be answered: exit 3 */
	MEMROOF_ERROR_INTERRUPTED, /* somebody pressed Ctrl-C: exit 130 */
};

GQuark memroof_error_quark(void);

/* Sets @error to an input error; always returns FALSE, so that callers can `return input_error(…)`.
 */
gboolean input_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Sets @error to a broken-harness error; always returns FALSE. */
gboolean broken_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Sets @error to say that somebody interrupted; always returns FALSE. */
gboolean interrupted_error(GError **error);

#endif
