/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limit of one point on one axis: model, search and probes put together into a row. */
#ifndef MEMROOF_RUN_LIMIT_H
#define MEMROOF_RUN_LIMIT_H

#include "run/prober.h"

struct limit_question {
	const struct point *point; /* without the axis */
	const char *axis;
	unsigned samples; /* on each side */
	uint64_t seed;
	int64_t section, cell; /* go with the rows */
	const char *confirm;   /* another engine that is to try both sides again; NULL for none */
};

/* The two probes that prove a limit; NULL where there is none. */
struct limit_proof {
	struct probe_row *accepted, *refused;
};

/*
 * Finds the limit and fills @row, without storing it, and @proof unless that is NULL. Clear them
 * with limit_row_clear() and limit_proof_clear(). FALSE when the question is contradictory,
 * interrupted, or the store fails; outcomes that are no answer make an undecided row instead.
 */
gboolean limit_find(struct prober *prober, const struct limit_question *question,
		    struct limit_row *row, struct limit_proof *proof, GError **error);
void limit_proof_clear(struct limit_proof *proof);

#endif
