/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running scenarios in front of a person: with a status line, and with a limit on patience. */
#ifndef MEMROOF_CLI_MEASURE_H
#define MEMROOF_CLI_MEASURE_H

#include "cli/session.h"
#include "run/runner.h"

struct measure_options {
	unsigned workers; /* at least 1 */
	gboolean quick;   /* time starts for less than 30 s in all */
	gboolean quiet;   /* no status line */
};

/* runner_run() with all of that. */
gboolean measure_run(const GPtrArray *scenarios, struct store *store, struct session *session,
		     const struct measure_options *options, struct run_progress *progress,
		     GError **error);

#endif
