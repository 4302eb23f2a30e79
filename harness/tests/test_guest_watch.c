/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest that is watched from machine to proof, without anybody who runs it. */
#include "base/size.h"
#include "tests/points.h"
#include "tests/reports.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/guest_watch.h"

#include <string.h>

#define PLUG_POINT                                                                                 \
	"machine=q35 phys-bits=36 size=3G disk=1G proof=plug slots=2 maxmem=3584M timeout=1s "
#define PANIC "Kernel panic - not syncing: x\n"

/* A guest, and a port that only counts. */
struct run {
	struct point *point;
	struct engine_env env;
	struct plug_port port;
	struct guest_watch watch;
	GString *console;
	struct probe_result result;
	unsigned n_attached, n_finished;
};

static void attach(void *user, unsigned number, uint64_t bytes)
{
	struct run *run = user;

	(void)bytes;
	run->n_attached = number;
}

static void no_resize(void *user, uint64_t bytes)
{
	(void)user;
	ck_abort_msg("resized to %" G_GUINT64_FORMAT, bytes);
}

static void no_question(void *user)
{
	(void)user;
	ck_abort_msg("asked for a size");
}

static void finish(void *user)
{
	((struct run *)user)->n_finished++;
}

static void open_run(struct run *run, const char *point)
{
	*run = (struct run){
		.point = make_point(point),
		.env = {.emulator = make_emulator("7.2"), .cancel_fd = -1},
		.port = {attach, no_resize, no_question, finish, run},
		.console = g_string_new(NULL),
	};
	probe_result_init(&run->result);
	guest_watch_init(&run->watch, run->point, &run->env, &run->port);
}

static void close_run(struct run *run)
{
	guest_watch_clear(&run->watch);
	probe_result_clear(&run->result);
	g_string_free(run->console, TRUE);
	point_free(run->point);
}

static gboolean say(struct run *run, const char *text)
{
	g_string_append(run->console, text);
	return guest_watch_console(&run->watch, text, strlen(text));
}

/* The whole report with @lines. */
static void report(struct run *run, const char *lines)
{
	g_autofree char *text = with_sum(lines);

	ck_assert_msg(say(run, text), "%s", run->watch.report.error);
	ck_assert(run->watch.report.ended);
}

static void assert_result(const struct run *run, const char *expected, const char *message)
{
	const struct probe_result *result = &run->result;
	g_autofree char *answer =
		g_strdup_printf("%s %s %s", outcome_name(result->outcome),
				stage_name(result->stage), reason_name(result->reason));

	ck_assert_str_eq(answer, expected);
	ck_assert_pstr_eq(result->message, message);
}

START_TEST(stages_are_reached_once_and_in_order)
{
	struct run run;

	open_run(&run, BOOT_POINT);
	ck_assert_int_eq(run.watch.stage, STAGE_MACHINE);
	ck_assert_uint_eq(run.watch.progress, 0);
	guest_watch_reach(&run.watch, STAGE_FIRMWARE);
	ck_assert_uint_eq(run.watch.progress, 1);
	guest_watch_reach(&run.watch, STAGE_FIRMWARE);
	guest_watch_reach(&run.watch, STAGE_MACHINE);
	ck_assert_int_eq(run.watch.stage, STAGE_FIRMWARE);
	guest_watch_plugged(&run.watch);
	ck_assert_uint_eq(run.watch.progress, 1);
	close_run(&run);
}
END_TEST

/* What the guest says first, and then. */
static const struct {
	const char *point, *lines;
	enum stage begun, ended;
} GUESTS[] = {
	{BOOT_POINT, BOOT_LINES, STAGE_GUEST, STAGE_GUEST},
	{LINUX_POINT, LINUX_LINES, STAGE_LINUX, STAGE_LINUX},
	{PLUG_POINT, LINUX_LINES, STAGE_LINUX, STAGE_PLUG},
	/* the guest says what it is, not the point */
	{BOOT_POINT, LINUX_LINES, STAGE_LINUX, STAGE_LINUX},
	{PLUG_POINT, BOOT_LINES, STAGE_GUEST, STAGE_PLUG},
};

START_TEST(the_console_tells_how_far_the_guest_is)
{
	g_autofree char *text = with_sum(GUESTS[_i].lines);
	const char *rest = strchr(text, '\n') + 1;
	g_autofree char *banner = g_strndup(text, (gsize)(rest - text));
	struct run run;

	open_run(&run, GUESTS[_i].point);
	ck_assert(say(&run, "SeaBIOS\n"));
	ck_assert_int_eq(run.watch.stage, STAGE_FIRMWARE);
	ck_assert_uint_eq(run.watch.progress, 1);
	ck_assert(say(&run, banner));
	ck_assert_int_eq(run.watch.stage, GUESTS[_i].begun);
	ck_assert_uint_eq(run.watch.progress, 2);
	ck_assert(!guest_watch_finished(&run.watch));
	ck_assert(say(&run, rest));
	ck_assert_int_eq(run.watch.stage, GUESTS[_i].ended);
	close_run(&run);
}
END_TEST

START_TEST(marks_are_set_once_each)
{
	g_autofree char *text = with_sum(LINUX_LINES);
	struct start_marks marks;
	struct run run;

	/* the first byte is the boot guest's, but perhaps a firmware's before Linux */
	marks_init(&marks);
	open_run(&run, BOOT_POINT);
	guest_watch_mark(&run.watch, &marks, 1);
	ck_assert_uint_eq(marks.guest, UNSET);
	ck_assert(say(&run, "m"));
	guest_watch_mark(&run.watch, &marks, 2);
	guest_watch_mark(&run.watch, &marks, 3);
	ck_assert_uint_eq(marks.guest, 2);
	ck_assert_uint_eq(marks.report, UNSET);
	close_run(&run);

	marks_init(&marks);
	open_run(&run, LINUX_POINT);
	ck_assert(say(&run, "BdsDxe: loading\n"));
	guest_watch_mark(&run.watch, &marks, 1);
	ck_assert_uint_eq(marks.guest, UNSET);
	ck_assert(say(&run, "Linux version 6.1.0\n"));
	guest_watch_mark(&run.watch, &marks, 2);
	ck_assert(say(&run, text));
	guest_watch_mark(&run.watch, &marks, 3);
	guest_watch_mark(&run.watch, &marks, 4);
	ck_assert_uint_eq(marks.guest, 2);
	ck_assert_uint_eq(marks.report, 3);
	ck_assert_uint_eq(marks.greeting, UNSET);
	ck_assert_uint_eq(marks.machine, UNSET);
	close_run(&run);
}
END_TEST

/* A DIMM is plugged, and the guest says @state. */
static void plug(struct run *run, unsigned number, const char *state)
{
	unsigned progress = run->watch.progress;

	ck_assert_uint_eq(run->n_attached, number);
	plug_begun(&run->watch.plug);
	plug_answered(&run->watch.plug, NULL);
	plug_dimm_event(&run->watch.plug, number, 0);
	guest_watch_plugged(&run->watch);
	ck_assert_uint_eq(run->watch.progress, progress);
	ck_assert(say(run, state));
	ck_assert_uint_eq(run->watch.progress, progress + 1);
}

static void refuse(struct run *run)
{
	plug_answered(&run->watch.plug, "no room");
	guest_watch_plugged(&run->watch);
}

START_TEST(a_guest_is_filled_when_its_report_is_complete)
{
	unsigned progress;
	struct run run;

	open_run(&run, PLUG_POINT);
	report(&run, LINUX_LINES);
	ck_assert(!guest_watch_finished(&run.watch));
	plug(&run, 1, "state 1 26 26 3252232\n");
	plug(&run, 2, "state 2 28 28 3514376\n");
	progress = run.watch.progress;
	refuse(&run);
	ck_assert_uint_eq(run.watch.progress, progress + 1);
	ck_assert(!guest_watch_finished(&run.watch));
	refuse(&run);
	ck_assert_uint_eq(run.watch.progress, progress + 2);
	ck_assert_uint_eq(run.n_attached, 4);
	ck_assert_uint_eq(run.n_finished, 1);
	ck_assert(guest_watch_finished(&run.watch));
	guest_watch_judge(&run.watch, &run.result);
	assert_result(&run, "accepted plug none", NULL);
	guest_watch_keep(&run.watch, run.console, &run.result);
	ck_assert_uint_eq(run.result.plugs->len, 4);
	ck_assert_uint_eq(run.result.guest_blocks, 28);
	ck_assert_uint_eq(run.result.guest_memory, 3514376 * KIB);
	close_run(&run);
}
END_TEST

START_TEST(how_plugging_went_is_how_the_guest_went)
{
	struct run run;

	open_run(&run, PLUG_POINT);
	report(&run, LINUX_LINES);
	refuse(&run);
	ck_assert(guest_watch_finished(&run.watch));
	guest_watch_judge(&run.watch, &run.result);
	assert_result(&run, "refused plug plug", "dimm 1: no room");
	close_run(&run);
}
END_TEST

/* A guest with a complete report, and what more it says. */
static const struct {
	const char *point, *lines, *more, *expected, *message;
} REPORTS[] = {
	{BOOT_POINT, BOOT_LINES, "", "accepted guest none", NULL},
	{LINUX_POINT, LINUX_LINES, "", "accepted linux none", NULL},
	{BOOT_POINT, LINUX_LINES, "", "refused linux guest-protocol",
	 "another guest than the one that was started"},
	{LINUX_POINT, LINUX_LINES, PANIC, "refused linux panic", "Kernel panic - not syncing: x"},
};

START_TEST(a_finished_guest_is_judged_by_what_it_said)
{
	struct run run;

	open_run(&run, REPORTS[_i].point);
	report(&run, REPORTS[_i].lines);
	ck_assert(guest_watch_finished(&run.watch));
	ck_assert(say(&run, REPORTS[_i].more));
	guest_watch_judge(&run.watch, &run.result);
	assert_result(&run, REPORTS[_i].expected, REPORTS[_i].message);
	ck_assert_uint_eq(run.n_attached + run.n_finished, 0);
	close_run(&run);
}
END_TEST

#define LINUX_BANNER "memroof-guest 1 linux\r\n"
#define BOOT_BANNER "memroof-guest 1 boot\n"

static const struct {
	const char *point, *said, *expected, *message; /* %s: the deadline */
	gboolean whole;                                /* the report */
} TIMEOUTS[] = {
	{BOOT_POINT, NULL, "timeout machine deadline",
	 "no answer from QEMU within %s ms; it said nothing"},
	{BOOT_POINT, "", "timeout firmware deadline",
	 "nothing from the guest within %s ms; it said nothing"},
	{BOOT_POINT, "x \t\r\n \r\n\r\n", "timeout firmware deadline",
	 "nothing from the guest within %s ms; it said last: x"},
	{BOOT_POINT, BOOT_BANNER, "timeout guest deadline",
	 "the guest does not finish within %s ms; it said last: memroof-guest 1 boot"},
	{LINUX_POINT, LINUX_BANNER, "timeout linux deadline",
	 "Linux does not finish its report within %s ms; it said last: memroof-guest 1 linux"},
	{PLUG_POINT, LINUX_LINES, "timeout plug deadline",
	 "dimm 1 of 2: 24 of 26 memory blocks are online, no event yet after %s ms", TRUE},
};

START_TEST(a_timeout_says_what_did_not_come)
{
	struct run run;
	g_autofree char *ms = NULL, *message = NULL;

	open_run(&run, TIMEOUTS[_i].point);
	if (TIMEOUTS[_i].whole)
		report(&run, TIMEOUTS[_i].said);
	else if (TIMEOUTS[_i].said != NULL)
		ck_assert(say(&run, TIMEOUTS[_i].said));
	guest_watch_judge_timeout(&run.watch, run.console, &run.result);
	ms = g_strdup_printf("%" G_GINT64_FORMAT, (gint64)probe_timeout_ms(run.point));
	message = replaced(TIMEOUTS[_i].message, "%s", ms);
	assert_result(&run, TIMEOUTS[_i].expected, message);
	close_run(&run);
}
END_TEST

static const struct {
	const char *said;
	enum reason reason;
	const char *expected, *message;
} ENDS[] = {
	{"", REASON_RESET, "refused firmware reset", "it ended; it said nothing"},
	{"booting\r\n\r\n", REASON_RESET, "refused firmware reset",
	 "it ended; it said last: booting"},
	{LINUX_BANNER, REASON_GUEST_PROTOCOL, "refused linux guest-protocol",
	 "it ended; it said last: memroof-guest 1 linux"},
	/* a panic, and a report that makes no sense, say more */
	{LINUX_BANNER PANIC "more\n", REASON_RESET, "refused linux panic",
	 "Kernel panic - not syncing: x"},
	{LINUX_BANNER "nonsense\n", REASON_GUEST_PROTOCOL, "refused linux guest-protocol",
	 "the guest's report: an unknown line: nonsense"},
	{LINUX_BANNER "nonsense\n", REASON_RESET, "refused linux guest-protocol",
	 "the guest's report: an unknown line: nonsense"},
	/* not why a guest had to be ended */
	{LINUX_BANNER PANIC "more\n", REASON_GUEST_FLOOD, "refused linux guest-flood",
	 "it ended; it said last: more"},
};

START_TEST(an_early_end_says_what_came_last)
{
	struct run run;
	gboolean ok;

	open_run(&run, LINUX_POINT);
	ok = say(&run, ENDS[_i].said);
	ck_assert_int_eq(ok, strstr(ENDS[_i].said, "nonsense") == NULL);
	guest_watch_judge_end(&run.watch, ENDS[_i].reason, g_strdup("it ended"), run.console,
			      &run.result);
	assert_result(&run, ENDS[_i].expected, ENDS[_i].message);
	close_run(&run);
}
END_TEST

START_TEST(what_was_seen_is_kept)
{
	struct run run;

	/* half a report, with a serial console's line ends */
	open_run(&run, LINUX_POINT);
	ck_assert(say(&run, LINUX_BANNER "cpu AuthenticAMD 36 1 1\r\n"));
	guest_watch_keep(&run.watch, run.console, &run.result);
	ck_assert_str_eq(run.result.console, "memroof-guest 1 linux\ncpu AuthenticAMD 36 1 1\n");
	ck_assert_uint_eq(run.result.guest_phys_bits, 36);
	ck_assert_uint_eq(run.result.guest_memory, UNSET);
	ck_assert_uint_eq(run.result.guest_blocks, UNSET);
	ck_assert_ptr_null(run.result.plugs);
	close_run(&run);
	/* nothing at all */
	open_run(&run, LINUX_POINT);
	guest_watch_keep(&run.watch, run.console, &run.result);
	ck_assert_ptr_null(run.result.console);
	ck_assert_uint_eq(run.result.guest_phys_bits, UNSET);
	close_run(&run);
	/* a boot guest has memory, but no blocks */
	open_run(&run, BOOT_POINT);
	report(&run, BOOT_LINES);
	guest_watch_keep(&run.watch, run.console, &run.result);
	ck_assert_uint_eq(run.result.guest_memory, 0x9fc00 + 0x7fee0000 + GIB);
	ck_assert_uint_eq(run.result.guest_blocks, UNSET);
	ck_assert_uint_eq(run.result.acpi_bytes, UNSET);
	close_run(&run);
}
END_TEST

Suite *suite_guest_watch(void)
{
	Suite *suite = suite_create("guest-watch");
	TCase *tc = tcase_create("guest-watch");

	tcase_add_test(tc, stages_are_reached_once_and_in_order);
	tcase_add_loop_test(tc, the_console_tells_how_far_the_guest_is, 0, G_N_ELEMENTS(GUESTS));
	tcase_add_test(tc, marks_are_set_once_each);
	tcase_add_test(tc, a_guest_is_filled_when_its_report_is_complete);
	tcase_add_test(tc, how_plugging_went_is_how_the_guest_went);
	tcase_add_loop_test(tc, a_finished_guest_is_judged_by_what_it_said, 0,
			    G_N_ELEMENTS(REPORTS));
	tcase_add_loop_test(tc, a_timeout_says_what_did_not_come, 0, G_N_ELEMENTS(TIMEOUTS));
	tcase_add_loop_test(tc, an_early_end_says_what_came_last, 0, G_N_ELEMENTS(ENDS));
	tcase_add_test(tc, what_was_seen_is_kept);
	suite_add_tcase(suite, tc);
	return suite;
}
