/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The timed starts of a comparison. For run/comparison.c only. */
#ifndef MEMROOF_RUN_COMPARISON_STARTS_H
#define MEMROOF_RUN_COMPARISON_STARTS_H

#include "run/comparison.h"

/* Adds a difference. */
void comparison_add(struct comparison *comparison, enum difference_kind kind,
		    const struct pair *pair, const struct start_change *start);

/* Measures a pair with times on both sides, and adds it to the differences for the time being. */
void comparison_add_start(struct comparison *comparison, const struct pair *pair);

/* Judges all that were added, and drops those that did not change from the differences. */
void comparison_judge_starts(struct comparison *comparison, const struct start_rule *rule);

#endif
