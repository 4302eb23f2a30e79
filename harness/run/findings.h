/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Differences that are alike, as one finding: five hundred limits that went down by 12 GiB have one
 * cause. Pure.
 */
#ifndef MEMROOF_RUN_FINDINGS_H
#define MEMROOF_RUN_FINDINGS_H

#include "run/comparison.h"
#include "run/population.h"

/* More findings of a kind than this are not told apart: the rest is one. */
#define MOST_FINDINGS 10

struct finding {
	enum difference_kind kind;
	GPtrArray *differences; /* const struct difference *, in the order of the rows */
	gboolean is_rest;       /* each differs in its own way */
	/* What tells these rows from those that were compared as well. traits->n of them are like
	 * this, different or not. */
	struct traits *traits;
};

/* The most frequent ones of each kind first (GPtrArray of struct finding *). @mask is that of the
 * comparison. */
GPtrArray *findings_make(const struct comparison *comparison, const struct reference_mask *mask);

/* Where a limit went: TRUE when both sides have one, with the difference in *@delta. */
gboolean difference_delta(const struct difference *difference, int64_t *delta);

#endif
