/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a section expects of its points, as the key "expect" says it: one expectation for all of
 * them, or one for each value of a varied key. Read here, judged in model/verdict.h.
 */
#ifndef MEMROOF_MODEL_EXPECT_H
#define MEMROOF_MODEL_EXPECT_H

#include "model/keys.h"
#include "model/outcome.h"

enum expect_kind {
	EXPECT_RANGE,   /* the limit lies from low to high */
	EXPECT_NONE,    /* nothing is accepted */
	EXPECT_ALL,     /* everything is accepted, up to the end of the axis */
	EXPECT_MODEL,   /* the limit is the one that the model predicts */
	EXPECT_OUTCOME, /* a probe ends so */
};

struct expect_term {
	enum expect_kind kind;
	uint64_t low, high; /* in the axis' unit; 0 and UINT64_MAX where it is open */
	enum outcome outcome;
	enum reason reason; /* N_REASONS: any */
};

/* What is expected of a point: one of several things. */
struct expectation {
	GArray *terms; /* struct expect_term, at least one */
	char *text;    /* canonical: "22G", "20G-24G or none", "refused phys-bits" */
};

struct expect {
	char *along; /* the key whose values the expectations follow, as it was said; or NULL */
	GPtrArray *values; /* struct expectation *, at least one */
};

/*
 * Reads "30G, 22G or none", "slots: 30G, 22G" or "accepted, refused phys-bits". @axis is that of a
 * limit; NULL for probes. Returns NULL with an input error that says what was expected.
 */
struct expect *expect_parse(const char *text, const struct key *axis, GError **error);
void expect_free(struct expect *expect);

/* The canonical text of all values, without the key that they follow; newly allocated. */
char *expect_text(const struct expect *expect);

/* What @cell is expected to be: its value of the key that varies every @stride cells. */
const struct expectation *expect_at(const struct expect *expect, int64_t cell, int64_t stride);

/* What can be expected of limits and of probes, in words, for help and errors. */
#define EXPECT_LIMIT_WORDS "22G, >= 20G, <= 24G, 20G-24G, none, all or model"
#define EXPECT_PROBE_WORDS "accepted, refused, crash or timeout, with a reason if wanted"

#endif
