/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one status line: rewritten in place on a terminal, silent elsewhere. */
#ifndef MEMROOF_CLI_STATUS_H
#define MEMROOF_CLI_STATUS_H

#include <glib.h>
#include <stdint.h>

struct status_line {
	gboolean shown; /* stderr is a terminal and nobody asked for quiet */
	int64_t start_us, last_us;
};

void status_begin(struct status_line *status, gboolean quiet);

/* "[12/48] TEXT  eta 01:31"; the estimate is @left_us, or, when that is 0, counts what was done
 * since status_begin() without the @found ones. */
void status_update(struct status_line *status, uint64_t done, uint64_t total, uint64_t found,
		   int64_t left_us, const char *text);

/* Removes the line. */
void status_end(struct status_line *status);

#endif
