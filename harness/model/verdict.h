/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was found of a point, against what was expected of it. Pure: the same rows give the same
 * verdicts, whenever they are looked at.
 */
#ifndef MEMROOF_MODEL_VERDICT_H
#define MEMROOF_MODEL_VERDICT_H

#include "model/expect.h"

enum verdict {
	VERDICT_MEASURED, /* nothing was expected, and there is an answer */
	VERDICT_PASS,
	VERDICT_FAIL,   /* another answer than expected; or a limit that is NON-MONOTONE */
	VERDICT_SKIP,   /* this machine lacks what the section needs */
	VERDICT_BROKEN, /* no answer to be had: it says nothing of QEMU */
	N_VERDICTS,
};

/* "measured", "PASS", "FAIL", "SKIP", "BROKEN" */
const char *verdict_name(enum verdict verdict);

struct measured {
	const char *status;   /* of a limit (LIMIT_… of model/outcome.h); NULL for a probe */
	uint64_t limit;       /* or UNSET */
	uint64_t predicted;   /* by the model; or UNSET */
	int64_t agrees;       /* with the model: 1, 0, or -1 when it has no opinion */
	gboolean descending;  /* harder values of the axis are smaller */
	gboolean unconfirmed; /* another engine was to confirm it, and gave no answer */
	enum outcome outcome; /* of the probe, or of the one beyond the limit */
	enum stage stage;
	enum reason reason;
};

/*
 * The verdict; @expectation may be NULL. Nobody can tell a guest that hangs from a machine that is
 * slow, so a hang where something else was expected is BROKEN and never FAIL, unless a value that
 * was not to be accepted is.
 */
enum verdict verdict_of(const struct expectation *expectation, const struct measured *finding);

/* TRUE when what a limit accepts contradicts the expectation, whatever is refused beyond it. */
gboolean verdict_is_refuted(const struct expectation *expectation, const struct measured *finding);

#endif
