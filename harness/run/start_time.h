/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timing starts: rounds in which every point of a section is started once, one at a time and in an
 * order of its own, so that what drifts on the host hits all alike; and in every round an empty
 * QEMU beside them. Each start is a probe row of its round; nothing is subtracted or dropped.
 */
#ifndef MEMROOF_RUN_START_TIME_H
#define MEMROOF_RUN_START_TIME_H

#include "model/scenario.h"
#include "run/prober.h"
#include "run/skips.h"

/* Which rounds: the first one of a section, warm-up or not, may come before those of others. */
enum start_time_rounds { ROUNDS_ALL, ROUNDS_FIRST, ROUNDS_OTHERS };

struct start_time_plan {
	const struct section *section;
	int64_t id;                /* of the section's row */
	const struct skips *skips; /* what is not started; may be NULL */
	enum start_time_rounds rounds;
	int64_t deadline_us; /* on clock_us(): nothing is started after it; 0 for none */
	/* Called after each start; may be NULL. */
	void (*on_start)(const struct probe_row *row, void *user);
	void *user;
};

/* How many starts a section asks for, with warm-ups and the empty QEMU, without @skips. */
uint64_t start_time_starts(const struct section *section, const struct skips *skips);

/* Runs the rounds that the store does not have yet. FALSE when interrupted or the store fails. */
gboolean start_time_run(struct prober *prober, const struct start_time_plan *plan, GError **error);

/* The order of @n things in @round: a permutation of 0 … n - 1 that depends on @seed and @round
 * only; newly allocated. */
uint64_t *start_time_order(uint64_t n, uint64_t seed, int64_t round);

#endif
