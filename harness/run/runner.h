/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs scenarios: the points of all sections in order, several at a time, into one store. What is
 * in the store already is not done again, so that resuming is running once more.
 */
#ifndef MEMROOF_RUN_RUNNER_H
#define MEMROOF_RUN_RUNNER_H

#include "model/scenario.h"
#include "run/prober.h"

/* Where a run stands. */
struct run_progress {
	uint64_t total;     /* points of all sections; of start-time sections: starts */
	uint64_t done;      /* of those, including the ones found in the store */
	uint64_t found;     /* found in the store */
	uint64_t undecided; /* limits without an answer, probes that were timeout, host-limit or
			       broken */
	uint64_t contradictions; /* NON-MONOTONE limits */
	uint64_t skipped;        /* points that are not tried, and not among the others */
	const char *last;        /* the point just done, in words; valid during the callback */
	int64_t left_us;         /* what the starts that are left will take; 0 while nobody knows */
};

struct run_options {
	unsigned workers;    /* at least 1 */
	int64_t deadline_us; /* on clock_us(): no start is timed after it; 0 for none */
	/* Called after each point, from any worker, one at a time; may be NULL. */
	void (*on_progress)(const struct run_progress *progress, void *user);
	void *user;
};

/*
 * What only the engines can tell about the points of @scenarios (struct scenario *), before
 * anything is started or written. Input errors begin with "FILE:LINE: ".
 */
gboolean runner_check(const GPtrArray *scenarios, GError **error);

/*
 * Adds the sections of @scenarios (struct scenario *) to @store, or checks that those in it are the
 * same, and runs them. FALSE with MEMROOF_ERROR_INTERRUPTED when the prober was interrupted;
 * @progress is valid in any case.
 */
gboolean runner_run(const GPtrArray *scenarios, struct store *store, struct prober *prober,
		    const struct run_options *options, struct run_progress *progress,
		    GError **error);

#endif
