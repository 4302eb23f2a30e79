/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each kind of finding against each kind of expectation. */
#include "base/size.h"
#include "model/verdict.h"
#include "tests/suites.h"
#include "tests/tests.h"

/* Findings of limits; where something is refused, QEMU does it unless it says otherwise. */
#define EXACT(value)                                                                               \
	{                                                                                          \
		.status = LIMIT_EXACT, .limit = (value), .predicted = (value), .agrees = 1,        \
		.outcome = OUTCOME_REFUSED, .stage = STAGE_MACHINE                                 \
	}
#define HANGS(value)                                                                               \
	{                                                                                          \
		.status = LIMIT_EXACT, .limit = (value), .predicted = 22 * GIB, .agrees = 0,       \
		.outcome = OUTCOME_TIMEOUT, .stage = STAGE_FIRMWARE                                \
	}
#define WIDTH(value)                                                                               \
	{                                                                                          \
		.status = LIMIT_EXACT, .limit = (value), .descending = TRUE, .agrees = -1,         \
		.outcome = OUTCOME_REFUSED, .stage = STAGE_MACHINE                                 \
	}
#define NARROW_HANGS(value)                                                                        \
	{                                                                                          \
		.status = LIMIT_EXACT, .limit = (value), .descending = TRUE, .agrees = -1,         \
		.outcome = OUTCOME_TIMEOUT, .stage = STAGE_FIRMWARE                                \
	}
#define STATUS(word, value)                                                                        \
	{                                                                                          \
		.status = (word), .limit = (value), .predicted = UNSET, .agrees = -1,              \
		.outcome = OUTCOME_REFUSED, .stage = STAGE_MACHINE                                 \
	}
#define PROBE(end, where, why)                                                                     \
	{                                                                                          \
		.outcome = (end), .stage = (where), .reason = (why)                                \
	}

static const struct {
	const char *axis, *expected; /* no axis: a probe; NULL: nothing is expected */
	struct measured finding;
	enum verdict verdict;
} CASES[] = {
	/* Nothing is expected. */
	{"maxmem", NULL, EXACT(22 * GIB), VERDICT_MEASURED},
	{"maxmem", NULL, HANGS(20 * GIB), VERDICT_MEASURED},
	{"maxmem", NULL, STATUS(LIMIT_NOTHING, UNSET), VERDICT_MEASURED},
	{"maxmem", NULL, STATUS(LIMIT_EVERYTHING, 66 * GIB), VERDICT_MEASURED},
	{"maxmem", NULL, STATUS(LIMIT_UNDECIDED, UNSET), VERDICT_BROKEN},
	{"maxmem", NULL, STATUS(LIMIT_NON_MONOTONE, 20 * GIB), VERDICT_FAIL},

	/* An exact limit. */
	{"maxmem", "22G", EXACT(22 * GIB), VERDICT_PASS},
	{"maxmem", "22G", EXACT(22 * GIB + 4096), VERDICT_FAIL},
	{"maxmem", "22G", EXACT(22 * GIB - 4096), VERDICT_FAIL},
	{"maxmem", ">= 20G", EXACT(20 * GIB), VERDICT_PASS},
	{"maxmem", ">= 20G", EXACT(20 * GIB - 1), VERDICT_FAIL},
	{"maxmem", "<= 20G", EXACT(20 * GIB), VERDICT_PASS},
	{"maxmem", "<= 20G", EXACT(20 * GIB + 1), VERDICT_FAIL},
	{"maxmem", "20G-24G", EXACT(20 * GIB), VERDICT_PASS},
	{"maxmem", "20G-24G", EXACT(24 * GIB), VERDICT_PASS},
	{"maxmem", "20G-24G", EXACT(24 * GIB + 1), VERDICT_FAIL},
	{"maxmem", "none", EXACT(22 * GIB), VERDICT_FAIL},
	{"maxmem", "all", EXACT(22 * GIB), VERDICT_FAIL},
	{"maxmem", "20G or 22G", EXACT(22 * GIB), VERDICT_PASS},
	{"maxmem", "20G or 24G", EXACT(22 * GIB), VERDICT_FAIL},
	{"slots", "8", EXACT(8), VERDICT_PASS},
	{"slots", "9", EXACT(8), VERDICT_FAIL},

	/* No edge. */
	{"maxmem", "none", STATUS(LIMIT_NOTHING, UNSET), VERDICT_PASS},
	{"maxmem", "22G", STATUS(LIMIT_NOTHING, UNSET), VERDICT_FAIL},
	{"maxmem", "<= 22G", STATUS(LIMIT_NOTHING, UNSET), VERDICT_FAIL},
	{"maxmem", "<= 22G or none", STATUS(LIMIT_NOTHING, UNSET), VERDICT_PASS},
	{"maxmem", "all", STATUS(LIMIT_EVERYTHING, 66 * GIB), VERDICT_PASS},
	{"maxmem", ">= 22G", STATUS(LIMIT_EVERYTHING, 66 * GIB), VERDICT_PASS},
	{"maxmem", ">= 67G", STATUS(LIMIT_EVERYTHING, 66 * GIB), VERDICT_FAIL},
	{"maxmem", "66G", STATUS(LIMIT_EVERYTHING, 66 * GIB), VERDICT_FAIL},
	{"maxmem", "<= 66G", STATUS(LIMIT_EVERYTHING, 66 * GIB), VERDICT_FAIL},
	{"maxmem", "none", STATUS(LIMIT_EVERYTHING, 66 * GIB), VERDICT_FAIL},

	/* Where harder is smaller. */
	{"phys-bits", "36", WIDTH(36), VERDICT_PASS},
	{"phys-bits", "37", WIDTH(36), VERDICT_FAIL},
	{"phys-bits",
	 "<= 40",
	 {.status = LIMIT_EVERYTHING, .limit = 32, .descending = TRUE},
	 VERDICT_PASS},
	{"phys-bits",
	 ">= 32",
	 {.status = LIMIT_EVERYTHING, .limit = 32, .descending = TRUE},
	 VERDICT_FAIL},

	/* As the model has it. */
	{"maxmem", "model", EXACT(22 * GIB), VERDICT_PASS},
	{"maxmem",
	 "model",
	 {.status = LIMIT_EXACT, .limit = GIB, .predicted = 2 * GIB, .outcome = OUTCOME_REFUSED},
	 VERDICT_FAIL},
	{"maxmem", "model", STATUS(LIMIT_NOTHING, UNSET), VERDICT_BROKEN},
	{"maxmem", "model or none", STATUS(LIMIT_NOTHING, UNSET), VERDICT_PASS},

	/* No answer, whatever was expected. */
	{"maxmem", "22G", STATUS(LIMIT_UNDECIDED, 22 * GIB), VERDICT_BROKEN},
	{"maxmem", "none", STATUS(LIMIT_UNDECIDED, UNSET), VERDICT_BROKEN},
	{"maxmem",
	 "22G",
	 {.status = LIMIT_EXACT, .limit = 22 * GIB, .unconfirmed = TRUE},
	 VERDICT_BROKEN},
	{"maxmem", "22G", STATUS(LIMIT_NON_MONOTONE, 22 * GIB), VERDICT_FAIL},

	/* A hang: slow or dead, nobody can tell. But what was accepted was accepted. */
	{"maxmem", "22G", HANGS(22 * GIB), VERDICT_PASS},
	{"maxmem", "22G", HANGS(20 * GIB), VERDICT_BROKEN},
	{"maxmem", ">= 22G", HANGS(20 * GIB), VERDICT_BROKEN},
	{"maxmem", "all", HANGS(20 * GIB), VERDICT_BROKEN},
	{"maxmem", "model", HANGS(20 * GIB), VERDICT_BROKEN},
	{"maxmem", "22G", HANGS(24 * GIB), VERDICT_FAIL},
	{"maxmem", "<= 22G", HANGS(24 * GIB), VERDICT_FAIL},
	{"maxmem", "none", HANGS(24 * GIB), VERDICT_FAIL},
	{"maxmem", "model", HANGS(24 * GIB), VERDICT_FAIL},
	{"maxmem", "22G or 30G", HANGS(24 * GIB), VERDICT_BROKEN},
	{"phys-bits", "36", NARROW_HANGS(38), VERDICT_BROKEN},
	{"phys-bits", "36", NARROW_HANGS(35), VERDICT_FAIL},
	{"maxmem",
	 "22G",
	 {.status = LIMIT_NOTHING,
	  .limit = UNSET,
	  .outcome = OUTCOME_TIMEOUT,
	  .stage = STAGE_GUEST},
	 VERDICT_BROKEN},

	/* Probes. */
	{NULL, NULL, PROBE(OUTCOME_ACCEPTED, STAGE_MACHINE, REASON_NONE), VERDICT_MEASURED},
	{NULL, NULL, PROBE(OUTCOME_REFUSED, STAGE_MACHINE, REASON_SLOTS), VERDICT_MEASURED},
	{NULL, NULL, PROBE(OUTCOME_CRASH, STAGE_MACHINE, REASON_SIGNAL), VERDICT_MEASURED},
	{NULL, NULL, PROBE(OUTCOME_TIMEOUT, STAGE_GUEST, REASON_DEADLINE), VERDICT_MEASURED},
	{NULL, NULL, PROBE(OUTCOME_TIMEOUT, STAGE_MACHINE, REASON_DEADLINE), VERDICT_BROKEN},
	{NULL, NULL, PROBE(OUTCOME_HOST_LIMIT, STAGE_MACHINE, REASON_MEMORY), VERDICT_BROKEN},
	{NULL, NULL, PROBE(OUTCOME_BROKEN, STAGE_SPAWN, REASON_NOT_STARTED), VERDICT_BROKEN},
	{NULL, "accepted", PROBE(OUTCOME_ACCEPTED, STAGE_PLUG, REASON_NONE), VERDICT_PASS},
	{NULL, "accepted", PROBE(OUTCOME_REFUSED, STAGE_MACHINE, REASON_SLOTS), VERDICT_FAIL},
	{NULL, "accepted", PROBE(OUTCOME_CRASH, STAGE_MACHINE, REASON_SIGNAL), VERDICT_FAIL},
	{NULL, "accepted", PROBE(OUTCOME_TIMEOUT, STAGE_GUEST, REASON_DEADLINE), VERDICT_BROKEN},
	{NULL, "accepted", PROBE(OUTCOME_TIMEOUT, STAGE_MACHINE, REASON_DEADLINE), VERDICT_BROKEN},
	{NULL, "accepted", PROBE(OUTCOME_HOST_LIMIT, STAGE_MACHINE, REASON_MEMORY), VERDICT_BROKEN},
	{NULL, "accepted", PROBE(OUTCOME_BROKEN, STAGE_SPAWN, REASON_NOT_STARTED), VERDICT_BROKEN},
	{NULL, "refused", PROBE(OUTCOME_REFUSED, STAGE_MACHINE, REASON_SLOTS), VERDICT_PASS},
	{NULL, "refused", PROBE(OUTCOME_ACCEPTED, STAGE_MACHINE, REASON_NONE), VERDICT_FAIL},
	{NULL, "refused", PROBE(OUTCOME_HOST_LIMIT, STAGE_MACHINE, REASON_MEMORY), VERDICT_BROKEN},
	{NULL, "refused slots", PROBE(OUTCOME_REFUSED, STAGE_MACHINE, REASON_SLOTS), VERDICT_PASS},
	{NULL, "refused slots", PROBE(OUTCOME_REFUSED, STAGE_MACHINE, REASON_CPU_UNKNOWN),
	 VERDICT_FAIL},
	{NULL, "refused slots or refused cpu-unknown",
	 PROBE(OUTCOME_REFUSED, STAGE_MACHINE, REASON_CPU_UNKNOWN), VERDICT_PASS},
	{NULL, "crash", PROBE(OUTCOME_CRASH, STAGE_MACHINE, REASON_ASSERTION), VERDICT_PASS},
	{NULL, "crash signal", PROBE(OUTCOME_CRASH, STAGE_MACHINE, REASON_ASSERTION), VERDICT_FAIL},
	{NULL, "timeout", PROBE(OUTCOME_TIMEOUT, STAGE_FIRMWARE, REASON_DEADLINE), VERDICT_PASS},
	{NULL, "timeout", PROBE(OUTCOME_TIMEOUT, STAGE_MACHINE, REASON_DEADLINE), VERDICT_BROKEN},
	{NULL, "timeout", PROBE(OUTCOME_ACCEPTED, STAGE_GUEST, REASON_NONE), VERDICT_FAIL},
};

START_TEST(a_finding_has_its_verdict)
{
	const char *axis = CASES[_i].axis;
	struct expect *expect = NULL;
	enum verdict verdict;

	if (CASES[_i].expected != NULL) {
		expect = expect_parse(CASES[_i].expected, axis != NULL ? key_find(axis) : NULL,
				      NULL);
		ck_assert_ptr_nonnull(expect);
	}
	verdict = verdict_of(expect != NULL ? expect_at(expect, 0, 1) : NULL, &CASES[_i].finding);
	ck_assert_msg(verdict == CASES[_i].verdict, "%s: %s instead of %s",
		      CASES[_i].expected != NULL ? CASES[_i].expected : "nothing",
		      verdict_name(verdict), verdict_name(CASES[_i].verdict));
	expect_free(expect);
}
END_TEST

START_TEST(verdicts_have_names)
{
	ck_assert_str_eq(verdict_name(VERDICT_MEASURED), "measured");
	ck_assert_str_eq(verdict_name(VERDICT_PASS), "PASS");
	ck_assert_str_eq(verdict_name(VERDICT_FAIL), "FAIL");
	ck_assert_str_eq(verdict_name(VERDICT_SKIP), "SKIP");
	ck_assert_str_eq(verdict_name(VERDICT_BROKEN), "BROKEN");
}
END_TEST

Suite *suite_verdict(void)
{
	Suite *suite = suite_create("verdict");
	TCase *tcase = tcase_create("verdict");

	tcase_add_loop_test(tcase, a_finding_has_its_verdict, 0, G_N_ELEMENTS(CASES));
	tcase_add_test(tcase, verdicts_have_names);
	suite_add_tcase(suite, tcase);
	return suite;
}
