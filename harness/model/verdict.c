/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/verdict.h"

static const char *const NAMES[N_VERDICTS] = {
	[VERDICT_MEASURED] = "measured", [VERDICT_PASS] = "PASS",     [VERDICT_FAIL] = "FAIL",
	[VERDICT_SKIP] = "SKIP",         [VERDICT_BROKEN] = "BROKEN",
};

const char *verdict_name(enum verdict verdict)
{
	return NAMES[verdict];
}

static gboolean is_status(const struct measured *finding, const char *status)
{
	return g_strcmp0(finding->status, status) == 0;
}

/* An edge lies within the range; without an edge the range must be open where the edge would be. */
static gboolean is_within(const struct expect_term *term, const struct measured *finding)
{
	if (finding->limit == UNSET || finding->limit < term->low || finding->limit > term->high)
		return FALSE;
	if (is_status(finding, LIMIT_EVERYTHING))
		return finding->descending ? term->low == 0 : term->high == UINT64_MAX;
	return is_status(finding, LIMIT_EXACT);
}

static gboolean matches(const struct expect_term *term, const struct measured *finding)
{
	switch (term->kind) {
	case EXPECT_RANGE:
		return is_within(term, finding);
	case EXPECT_NONE:
		return is_status(finding, LIMIT_NOTHING);
	case EXPECT_ALL:
		return is_status(finding, LIMIT_EVERYTHING);
	case EXPECT_MODEL:
		return finding->agrees == 1;
	default:
		return finding->outcome == term->outcome &&
		       (term->reason == N_REASONS || term->reason == finding->reason);
	}
}

static gboolean is_harder(const struct measured *finding, uint64_t than)
{
	return finding->descending ? finding->limit < than : finding->limit > than;
}

/* TRUE when what was accepted shows that the term does not hold, whatever was refused. */
static gboolean is_refuted(const struct expect_term *term, const struct measured *finding)
{
	if (finding->status == NULL || finding->limit == UNSET)
		return FALSE;
	switch (term->kind) {
	case EXPECT_RANGE:
		return is_harder(finding, finding->descending ? term->low : term->high);
	case EXPECT_NONE:
		return TRUE;
	case EXPECT_MODEL:
		return finding->agrees == 0 &&
		       (finding->predicted == UNSET || is_harder(finding, finding->predicted));
	default:
		return FALSE;
	}
}

/* No answer, whatever was expected. */
static gboolean is_broken(const struct measured *finding)
{
	if (finding->status != NULL)
		return is_status(finding, LIMIT_UNDECIDED) || finding->unconfirmed;
	return finding->outcome != OUTCOME_ACCEPTED &&
	       !outcome_says_no(finding->outcome, finding->stage);
}

gboolean verdict_is_refuted(const struct expectation *expectation, const struct measured *finding)
{
	for (unsigned i = 0; i < expectation->terms->len; i++)
		if (!is_refuted(&g_array_index(expectation->terms, struct expect_term, i), finding))
			return FALSE;
	return TRUE;
}

enum verdict verdict_of(const struct expectation *expectation, const struct measured *finding)
{
	gboolean unknown = FALSE;

	if (is_status(finding, LIMIT_NON_MONOTONE))
		return VERDICT_FAIL;
	if (is_broken(finding))
		return VERDICT_BROKEN;
	if (expectation == NULL)
		return VERDICT_MEASURED;
	for (unsigned i = 0; i < expectation->terms->len; i++) {
		const struct expect_term *term =
			&g_array_index(expectation->terms, struct expect_term, i);

		if (matches(term, finding))
			return VERDICT_PASS;
		unknown = unknown || (term->kind == EXPECT_MODEL && finding->agrees < 0);
	}
	if (unknown || (outcome_is_hang(finding->outcome, finding->stage) &&
			!verdict_is_refuted(expectation, finding)))
		return VERDICT_BROKEN;
	return VERDICT_FAIL;
}
