/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boundary search: pure integers and a callback. Positions run from 0, the easiest, to the last,
 * the hardest. The search starts at a guess and proves both sides of the edge; a wrong guess costs
 * probes, never the result.
 */
#ifndef MEMROOF_RUN_SEARCH_H
#define MEMROOF_RUN_SEARCH_H

#include <glib.h>
#include <stdint.h>

enum search_answer {
	SEARCH_YES,
	SEARCH_NO,
	SEARCH_NEVER, /* no, for a reason that no position is expected to change */
	SEARCH_CRASH, /* not accepted, but no refusal either: leads the search down, never counts as
			 an edge */
	SEARCH_HOST,  /* the same, because of this host */
	SEARCH_STOP,  /* no answer, and none to be expected: give up */
};

typedef enum search_answer (*search_try)(int64_t position, void *user);

struct search_plan {
	int64_t last;     /* at least 0 */
	int64_t guess;    /* the expected hardest accepted position; -1 when none is expected */
	int64_t coarse;   /* the stride that edges are likely to move by, at least 1 */
	unsigned samples; /* further positions to try on each side of the edge */
	uint64_t seed;    /* of the samples: equal seeds give equal positions */
};

enum search_status {
	SEARCH_EXACT,        /* yes is accepted and no == yes + 1 is refused */
	SEARCH_EVERYTHING,   /* the last position is accepted */
	SEARCH_NOTHING,      /* position 0 is refused */
	SEARCH_UNDECIDED,    /* gave up, or the edge is a crash or the host's: other tells where */
	SEARCH_NON_MONOTONE, /* the edge is there, but the counterexample disagrees with it */
};

struct search_result {
	enum search_status status;
	int64_t yes;            /* the hardest position accepted next to the edge, or -1 */
	int64_t no;             /* the easiest position refused next to it, or -1 */
	int64_t other;          /* where there was no answer, or -1 */
	int64_t counterexample; /* or -1 */
};

/*
 * Finds the edge. Every position is tried once at most, but for samples that repeat by chance. It
 * takes two tries when the guess is right, and about 2 log2(distance / coarse) + 1 more when it is
 * wrong by whole strides.
 */
void search_edge(const struct search_plan *plan, search_try try, void *user,
		 struct search_result *result);

#endif
