/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/search.h"

/* The bracket: yes is accepted or -1, no is not accepted or last + 1; everything between them is
 * unknown. */
struct bracket {
	const struct search_plan *plan;
	search_try try;
	void *user;
	int64_t yes, no;
	gboolean hopeless;            /* somebody said never: ask the easiest position next */
	enum search_answer no_answer; /* what was said at no */
	int64_t stopped;              /* where the search had to give up, or -1 */
};

/* Tries @position, between the sides, and moves one of them there. FALSE when the search has to
 * give up. */
static gboolean narrow(struct bracket *bracket, int64_t position)
{
	enum search_answer answer = bracket->try(position, bracket->user);

	if (answer == SEARCH_STOP) {
		bracket->stopped = position;
		return FALSE;
	}
	if (answer == SEARCH_YES) {
		bracket->yes = position;
	} else {
		bracket->no = position;
		bracket->no_answer = answer == SEARCH_NEVER ? SEARCH_NO : answer;
		bracket->hopeless = answer == SEARCH_NEVER;
	}
	return TRUE;
}

static gboolean is_open(const struct bracket *bracket)
{
	return bracket->no - bracket->yes > 1;
}

/* From an accepted guess upwards: the next position, then growing strides. */
static gboolean gallop_up(struct bracket *bracket, int64_t guess)
{
	int64_t stride = bracket->plan->coarse, last = bracket->plan->last;

	if (is_open(bracket) && !narrow(bracket, guess + 1))
		return FALSE;
	while (is_open(bracket) && bracket->no > last) {
		/* Written so that it cannot overflow. */
		int64_t next = last - guess > stride ? guess + stride : last;

		if (next <= bracket->yes)
			next = bracket->yes + 1;
		if (!narrow(bracket, next))
			return FALSE;
		stride *= stride <= last ? 2 : 1;
	}
	return TRUE;
}

/* From a refused guess downwards, in growing strides. */
static gboolean gallop_down(struct bracket *bracket, int64_t guess)
{
	int64_t stride = bracket->plan->coarse;

	while (is_open(bracket) && bracket->yes < 0) {
		if (!narrow(bracket, guess > stride && !bracket->hopeless ? guess - stride : 0))
			return FALSE;
		stride *= stride <= bracket->plan->last ? 2 : 1;
	}
	return TRUE;
}

/* The middle between the sides among the positions guess + k * coarse, or -1 when none lies
 * between. */
static int64_t coarse_middle(const struct bracket *bracket, int64_t guess)
{
	int64_t coarse = bracket->plan->coarse;
	int64_t offset = ((guess % coarse) + coarse) % coarse;
	/* The first and the last multiple strictly between the sides, counted in strides. */
	int64_t first = (bracket->yes + 1 - offset + coarse - 1) / coarse;
	int64_t last = bracket->no - 1 < offset ? -1 : (bracket->no - 1 - offset) / coarse;

	if (bracket->yes + 1 < offset)
		first = 0;
	return first > last ? -1 : offset + (first + (last - first) / 2) * coarse;
}

/* Bisects whole strides first: an edge that moved is likely to have moved by those. Then to the
 * position. */
static gboolean refine(struct bracket *bracket, int64_t guess)
{
	int64_t middle;

	while (is_open(bracket) && (middle = coarse_middle(bracket, guess)) >= 0)
		if (!narrow(bracket, middle))
			return FALSE;
	if (is_open(bracket) && bracket->yes >= 0 && !narrow(bracket, bracket->yes + 1))
		return FALSE;
	while (is_open(bracket))
		if (!narrow(bracket, bracket->yes + (bracket->no - bracket->yes) / 2))
			return FALSE;
	return TRUE;
}

static gboolean close_in(struct bracket *bracket)
{
	int64_t guess = CLAMP(bracket->plan->guess, -1, bracket->plan->last);
	int64_t start = MAX(guess, 0);

	if (!narrow(bracket, start))
		return FALSE;
	if (bracket->yes == start ? !gallop_up(bracket, start) : !gallop_down(bracket, start))
		return FALSE;
	return refine(bracket, start);
}

static void conclude(const struct bracket *bracket, struct search_result *result)
{
	int64_t last = bracket->plan->last;

	*result = (struct search_result){
		.status = SEARCH_EXACT,
		.yes = bracket->yes,
		.no = bracket->no <= last && bracket->no_answer == SEARCH_NO ? bracket->no : -1,
		.other = bracket->stopped,
		.counterexample = -1,
	};
	if (bracket->stopped >= 0)
		result->status = SEARCH_UNDECIDED;
	else if (bracket->yes == last)
		result->status = SEARCH_EVERYTHING;
	else if (bracket->no_answer != SEARCH_NO) {
		result->status = SEARCH_UNDECIDED;
		result->other = bracket->no;
	} else if (bracket->yes < 0)
		result->status = SEARCH_NOTHING;
}

static int64_t random_position(GRand *random, int64_t first, int64_t last)
{
	uint64_t number = (uint64_t)g_rand_int(random) << 32 | g_rand_int(random);

	return first + (int64_t)(number % (uint64_t)(last - first + 1));
}

/*
 * Tries random positions from @first to @last, which the edge says are all accepted or all not;
 * host limits say nothing. FALSE when there is no going on.
 */
static gboolean sample(const struct bracket *bracket, GRand *random, int64_t first, int64_t last,
		       gboolean expect_yes, struct search_result *result)
{
	for (unsigned i = 0;
	     i < bracket->plan->samples && first <= last && result->counterexample < 0; i++) {
		int64_t position = random_position(random, first, last);
		enum search_answer answer = bracket->try(position, bracket->user);

		if (answer == SEARCH_STOP) {
			result->status = SEARCH_UNDECIDED;
			result->other = position;
			return FALSE;
		}
		if (expect_yes ? answer != SEARCH_YES && answer != SEARCH_HOST
			       : answer == SEARCH_YES)
			result->counterexample = position;
	}
	return TRUE;
}

/* Samples both sides of the edge, and says so when one of them contradicts it. */
static void sample_sides(const struct bracket *bracket, struct search_result *result)
{
	guint32 seed[] = {(guint32)bracket->plan->seed, (guint32)(bracket->plan->seed >> 32)};
	GRand *random = g_rand_new_with_seed_array(seed, G_N_ELEMENTS(seed));

	if (sample(bracket, random, 0, result->yes, TRUE, result) &&
	    (result->no < 0 ||
	     sample(bracket, random, result->no, bracket->plan->last, FALSE, result)) &&
	    result->counterexample >= 0)
		result->status = SEARCH_NON_MONOTONE;
	g_rand_free(random);
}

void search_edge(const struct search_plan *plan, search_try try, void *user,
		 struct search_result *result)
{
	struct bracket bracket = {plan, try, user, -1, plan->last + 1, FALSE, SEARCH_NO, -1};

	close_in(&bracket);
	conclude(&bracket, result);
	if (plan->samples > 0 && result->status != SEARCH_UNDECIDED)
		sample_sides(&bracket, result);
}
