/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two measurements, row by row: what moved, what only one has, and what cannot be said. Pure.
 */
#ifndef MEMROOF_RUN_COMPARISON_H
#define MEMROOF_RUN_COMPARISON_H

#include "run/start_change.h"

enum difference_kind {
	DIFFERENCE_LIMIT,    /* a limit moved, ends otherwise, or is refused for another reason */
	DIFFERENCE_CONFIRM,  /* the limit is the same; another engine no longer says the same of it
			      */
	DIFFERENCE_OUTCOME,  /* a probe, or timed starts, ended otherwise */
	DIFFERENCE_TIME,     /* starts take longer, or less long */
	DIFFERENCE_VANISHED, /* a row that only the base has */
	DIFFERENCE_APPEARED, /* a row that only the new one has */
	N_DIFFERENCE_KINDS,
};

/* The same question, asked twice. */
struct pair {
	const struct reference_row *base, *new; /* NULL: that side does not have it */
};

struct difference {
	enum difference_kind kind;
	struct pair pair;
	const struct start_change *start; /* of DIFFERENCE_TIME; else NULL */
};

struct comparison_options {
	struct reference_mask mask; /* what does not tell rows apart */
	gboolean common;            /* rows that only one side has are no difference */
	struct start_rule starts;
};

struct comparison {
	const struct reference *base, *new;
	GArray *pairs;       /* struct pair: what both have */
	GArray *differences; /* struct difference, in the order of the rows */
	GArray *unanswered;  /* struct pair: at least one side has no answer, so nothing is said */
	GPtrArray *starts;   /* struct start_change *, of all points whose times were compared */
	GArray *timed;       /* struct pair: these points, in the same order */
	unsigned n_compared[N_SECTION_KINDS]; /* pairs with an answer on both sides */
	unsigned n_different[N_DIFFERENCE_KINDS];
};

/*
 * Compares two references, which must outlive the result. Rows that the mask makes the same are an
 * input error that names both.
 */
struct comparison *comparison_make(const struct reference *base, const struct reference *new,
				   const struct comparison_options *options, GError **error);
void comparison_free(struct comparison *comparison);

/* How many pairs have an answer on both sides: 0 when the two have nothing to say to each other. */
unsigned comparison_n_compared(const struct comparison *comparison);

/*
 * A dimension without which the two would have the most rows in common, for those who compare what
 * has none; FALSE when there is none such.
 */
gboolean comparison_suggest(const struct reference *base, const struct reference *new,
			    const struct reference_mask *mask, unsigned *dimension);

/* TRUE when the row says something of the guest: not what the host or the harness did. */
gboolean reference_row_has_answer(const struct reference_row *row);

/* "FILE:LINE", or "FILE" of a database; newly allocated. */
char *reference_row_place(const struct reference *reference, const struct reference_row *row);

#endif
