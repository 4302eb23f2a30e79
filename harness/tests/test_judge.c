/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What QEMU's answers mean for a point: its memory, and where its memory devices are. */
#include "model/outcome.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/judge.h"

#include <string.h>

#define DIMM(addr) "{\"type\": \"dimm\", \"data\": {\"id\": \"d0\", \"addr\": " addr "}}"
#define NAMELESS "{\"type\": \"dimm\", \"data\": {\"addr\": 0}}"
#define VIRTIO_MEM "{\"type\": \"virtio-mem\", \"data\": {\"id\": \"v0\", \"memaddr\": 0}}"

static const struct {
	const char *point, *args, *summary, *devices;
	enum outcome outcome;
	enum reason reason;
	const char *message;
} CASES[] = {
	{"size=2G", NULL, "{\"base-memory\": 2147483648}", NULL, OUTCOME_ACCEPTED, REASON_NONE,
	 NULL},
	{"size=2147483647", NULL, "{\"base-memory\": 2147483648}", NULL, OUTCOME_ACCEPTED,
	 REASON_NONE, NULL},
	{"size=2G", NULL, "{\"base-memory\": 1}", NULL, OUTCOME_REFUSED, REASON_MEMORY_MISMATCH,
	 "asked for 2147483648 bytes of RAM, QEMU gives 1"},
	{"machine=none", NULL, "{\"base-memory\": 0}", NULL, OUTCOME_ACCEPTED, REASON_NONE, NULL},
	{"", NULL, "{}", NULL, OUTCOME_BROKEN, REASON_PROTOCOL,
	 "QMP: no base-memory in the memory summary"},

	/* args count where no key says a size, and hide none */
	{"", "-m 3G", "{\"base-memory\": 3221225472}", "[]", OUTCOME_ACCEPTED, REASON_NONE, NULL},
	{"", "-m slots=1", "{\"base-memory\": 134217728}", "[]", OUTCOME_ACCEPTED, REASON_NONE,
	 NULL},
	{"size=2G", "-m 3G", "{\"base-memory\": 3221225472}", "[]", OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH, "asked for 2147483648 bytes of RAM, QEMU gives 3221225472"},
	{"", "-m 18446744073709551615B", "{\"base-memory\": 0}", "[]", OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH, "asked for 18446744073709543424 bytes of RAM, QEMU gives 0"},
	{"", "-m 1.5G", "{\"base-memory\": 1610612736}", "[]", OUTCOME_ACCEPTED, REASON_NONE, NULL},

	/* memory devices */
	{"size=2G", "-S", "{\"base-memory\": 2147483648}", "[" DIMM("4294967296") "]",
	 OUTCOME_ACCEPTED, REASON_NONE, NULL},
	{"size=2G", "-S", "{\"base-memory\": 2147483648}",
	 "[" DIMM("4294967296") ", " DIMM("0") "]", OUTCOME_REFUSED, REASON_PLUG,
	 "memory device d0 is at address 0: it was never plugged"},
	{"size=2G", "-S", "{\"base-memory\": 2147483648}", "[" NAMELESS "]", OUTCOME_REFUSED,
	 REASON_PLUG, "memory device is at address 0: it was never plugged"},
	{"size=2G", "-S", "{\"base-memory\": 2147483648}", "[" VIRTIO_MEM ", 1, {}, null]",
	 OUTCOME_ACCEPTED, REASON_NONE, NULL},
	{"size=2G", "-S", "{\"base-memory\": 2147483648}", "{}", OUTCOME_ACCEPTED, REASON_NONE,
	 NULL},
	{"size=2G", "-S", "{\"base-memory\": 1}", "[" DIMM("0") "]", OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH, "asked for 2147483648 bytes of RAM, QEMU gives 1"},
};

static const char *const COMMANDS[] = {"query-memory-size-summary", JUDGE_DEVICES, NULL};

static void say(struct qmp *qmp, const char *value)
{
	g_autofree char *line = g_strdup_printf("{\"return\": %s}\n", value);

	ck_assert_msg(qmp_feed(qmp, line, strlen(line)), "%s", qmp->error);
}

START_TEST(what_qemu_answers_is_judged)
{
	static const char greeting[] = "{\"QMP\": {}}\n";
	struct point *point = make_point(CASES[_i].point);
	struct probe_result result;
	struct qmp qmp;

	point->args = g_strdup(CASES[_i].args);
	qmp_init(&qmp, COMMANDS);
	ck_assert(qmp_feed(&qmp, greeting, strlen(greeting)));
	say(&qmp, CASES[_i].summary);
	if (CASES[_i].devices != NULL)
		say(&qmp, CASES[_i].devices);
	probe_result_init(&result);
	judge_replies(point, &qmp, &result);
	ck_assert_str_eq(outcome_name(result.outcome), outcome_name(CASES[_i].outcome));
	ck_assert_str_eq(reason_name(result.reason), reason_name(CASES[_i].reason));
	ck_assert_pstr_eq(result.message, CASES[_i].message);
	probe_result_clear(&result);
	qmp_clear(&qmp);
	point_free(point);
}
END_TEST

Suite *suite_judge(void)
{
	Suite *suite = suite_create("judge");
	TCase *tc = tcase_create("judge");

	tcase_add_loop_test(tc, what_qemu_answers_is_judged, 0, G_N_ELEMENTS(CASES));
	suite_add_tcase(suite, tc);
	return suite;
}
