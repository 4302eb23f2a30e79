/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/measure.h"

#include "base/clock.h"
#include "cli/status.h"

/* What is left of 30 s for timing starts when somebody wants a first impression. */
#define QUICK_US (INT64_C(25) * 1000000)

static void on_progress(const struct run_progress *progress, void *user)
{
	status_update(user, progress->done, progress->total, progress->found, progress->left_us,
		      progress->last);
}

gboolean measure_run(const GPtrArray *scenarios, struct store *store, struct session *session,
		     const struct measure_options *options, struct run_progress *progress,
		     GError **error)
{
	struct status_line status_line;
	const struct run_options run = {
		.workers = options->workers,
		.deadline_us = options->quick ? clock_us() + QUICK_US : 0,
		.on_progress = on_progress,
		.user = &status_line,
	};
	gboolean ok;

	status_begin(&status_line, options->quiet);
	ok = runner_run(scenarios, store, session->prober, &run, progress, error);
	status_end(&status_line);
	return ok;
}
