/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The built program against scripts that claim to be a QEMU with a guest in it: they speak QMP, and
 * when the guest is to run they write to its console, or do not.
 */
#include "tests/program.h"
#include "tests/reports.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* Each process that is not to outlive memroof says its name here. */
#define PIDS "pids"

/* A QEMU 7.2 with one machine type; guest() is what happens at "cont". */
static const char QEMU[] =
	"case \"$*\" in *'-machine none'*) guest() { :; } ;; *) echo $$ >>" PIDS " ;; esac\n"
	"echo '{\"QMP\": {\"version\": {}, \"capabilities\": []}}'\n"
	"while read -r line; do\n"
	"case $line in\n"
	"*query-version*) echo '{\"return\": {\"qemu\": {\"major\": 7, \"minor\": 2, \"micro\": "
	"1}, "
	"\"package\": \"\"}}' ;;\n"
	"*query-machines*) echo '{\"return\": [{\"name\": \"pc-i440fx-7.2\", \"alias\": \"pc\", "
	"\"is-default\": true}]}' ;;\n"
	"*summary*) echo '{\"return\": {\"base-memory\": 134217728}}' ;;\n"
	"*) echo '{\"return\": {}}' ;;\n"
	"esac\n"
	"case $line in *quit*) exit 0 ;; *cont*) guest ;; esac\n"
	"done\n";

/* The ideal guest of such a QEMU: 128 MiB. */
#define GUEST                                                                                      \
	"memroof-guest 1 boot\ncpu AuthenticAMD 40 1 1\ndeclared 0x0 0x8000000\n"                  \
	"usable 0x0 0x9fc00\nusable 0x100000 0x8000000\ntouched 4\n"
#define LINUX                                                                                      \
	"memroof-guest 1 linux\ncpu AuthenticAMD 40 1 1\nusable 0x0 0x9fc00\n"                     \
	"usable 0x100000 0x8000000\nkernel 6.1\nmemory 120000\nblocks 1 1 0x8000000\n"             \
	"booted kernel\n"

#define SAY "cat report >&3\n"
#define BEGIN "head -n 2 report >&3\n"
#define STAY "exec sleep 600\n"

static const struct {
	const char *proof, *report, *conduct;
	int status;
	const char *answer, *message;
} CONDUCTS[] = {
	{"boot", GUEST, SAY "exit 33\n", 0, "accepted guest none", "null"},
	{"boot", GUEST, SAY "exec 3>&-\nexit 33\n", 0, "accepted guest none", "null"},
	{"linux", LINUX, SAY "exit 33\n", 0, "accepted linux none", "null"},
	/* a report is not all: QEMU must end as the guest told it to */
	{"boot", GUEST, SAY "exit 0\n", 1, "refused guest reset", "was reset before"},
	{"boot", GUEST, SAY "exit 35\n", 1, "refused guest guest-protocol", "left before"},
	{"boot", GUEST, SAY "echo 'qemu: fatal' >&2\nexit 1\n", 1, "refused guest unknown",
	 "fatal"},
	{"boot", GUEST, SAY "kill -SEGV $$\n", 1, "crash guest signal", "signal 11"},
	{"boot", GUEST, SAY "kill -KILL $$\n", 3, "host-limit guest killed", "killed"},
	/* and that is not all either */
	{"boot", GUEST, "exit 33\n", 1, "refused firmware guest-protocol", "it said nothing"},
	{"boot", GUEST, BEGIN "exit 33\n", 1, "refused guest guest-protocol", "it said last: cpu"},
	{"boot", GUEST, BEGIN "exit 0\n", 1, "refused guest reset", "it said last: cpu"},
	{"boot", GUEST, BEGIN "kill -KILL $$\n", 3, "host-limit guest killed", "killed"},
	{"boot", GUEST, BEGIN "kill -ABRT $$\n", 1, "crash guest signal", "signal 6"},
	{"boot", GUEST, SAY "echo more >&3\nexit 33\n", 1, "refused guest guest-protocol",
	 "an unknown line: more"},
	{"boot", GUEST, SAY SAY "exit 33\n", 1, "refused guest guest-protocol", "unknown line"},
	{"boot", LINUX, SAY "exit 33\n", 1, "refused linux guest-protocol", "another guest than"},
	{"linux", GUEST, SAY "exit 33\n", 1, "refused guest guest-protocol", "another guest than"},
	/* nonsense and too much of it */
	{"boot", GUEST, "head -c 100000 /dev/urandom >&3\nexit 33\n", 1,
	 "refused firmware guest-protocol", "left before"},
	{"boot", GUEST, "exec yes >&3\n", 1, "refused firmware guest-flood", "said last: y"},
	{"boot", GUEST, "exec cat /dev/zero >&3\n", 1, "refused firmware guest-flood", "nothing"},
	{"boot", GUEST, BEGIN "exec yes >&3\n", 1, "refused guest guest-protocol", "line: y"},
	{"boot", GUEST, BEGIN "exec tr '\\0' x </dev/zero >&3\n", 1, "refused guest guest-protocol",
	 "a line without end"},
	{"boot", GUEST, "echo; echo 'memroof-guest 1 boot' >&3; echo >&3\n" STAY, 1,
	 "refused guest guest-protocol", "an unknown line"},
	{"boot", GUEST, "cat report\n" STAY, 3, "broken firmware protocol", "memroof-guest 1 boot"},
	{"boot", GUEST, "exec yes '{\"event\": \"X\"}'\n", 3, "broken firmware flood",
	 "printed without end"},
	{"boot", GUEST, "echo '{\"return\": {}}'\necho '{\"return\": {}}'\n" STAY, 3,
	 "broken firmware protocol", "an answer to no question"},
	{"linux", LINUX, BEGIN "echo 'Kernel panic - not syncing: x' >&3\nexit 0\n", 1,
	 "refused linux panic", "Kernel panic - not syncing: x"},
	/* who is to be filled must not leave, and stays within his slots */
	{"plug --size 128M --slots 1 --maxmem 256M", LINUX, SAY "exit 33\n", 1,
	 "refused plug guest-protocol", "left before"},
	{"plug --size 128M --slots 1 --maxmem 256M", LINUX, SAY "exit 0\n", 1, "refused plug reset",
	 "was reset before"},
	{"plug --size 128M --slots 1 --maxmem 256M", GUEST, SAY, 1, "refused plug guest-protocol",
	 "another guest than"},
	{"plug --size 128M --slots 1 --maxmem 256M", LINUX, SAY "echo 'state 1 2 2 250000' >&3\n",
	 1, "timeout plug deadline", "dimm 1 of 1: 2 of 2 memory blocks are online, no event yet"},
	/* silent */
	{"boot", GUEST, STAY, 1, "timeout firmware deadline", "it said nothing"},
	{"boot", GUEST, BEGIN STAY, 1, "timeout guest deadline", "it said last: cpu"},
	{"boot", GUEST, SAY STAY, 1, "timeout guest deadline", "it said last: end 0x"},
	{"boot", GUEST, "exec 3>&-\n" STAY, 1, "timeout firmware deadline", "it said nothing"},
};

static void assert_nobody_stays(const struct program *program)
{
	g_autofree char *path = program_path(program, PIDS);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "it was not even started");
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line != NULL && **line != '\0'; line++)
		assert_process_ends((pid_t)g_ascii_strtoll(*line, NULL, 10));
}

/* Runs it, with more and more time while it only came to its QMP. */
static char *run(struct program *program, unsigned i, json_t **json)
{
	gboolean waits = g_str_has_prefix(CONDUCTS[i].answer, "timeout");

	for (int ms = waits ? 200 : 60000;; ms *= 2) {
		g_autofree char *outcome = NULL, *stage = NULL, *reason = NULL;

		program_run(program, "probe --json --qemu ./qemu --timeout %dms --proof %s", ms,
			    CONDUCTS[i].proof);
		*json = program_json(program);
		outcome = json_field(*json, "outcome");
		stage = json_field(*json, "stage");
		reason = json_field(*json, "reason");
		if (!waits || ms > 60000 || strstr(CONDUCTS[i].answer, stage) != NULL)
			return g_strjoin(" ", outcome, stage, reason, NULL);
		json_decref(*json);
	}
}

START_TEST(a_qemu_with_a_guest_is_not_believed)
{
	g_autofree char *report = with_sum(CONDUCTS[_i].report);
	g_autofree char *script =
		g_strconcat("guest() {\n", CONDUCTS[_i].conduct, "}\n", QEMU, NULL);
	struct program program;
	json_t *json;

	program_init(&program);
	program_script(&program, "qemu", script);
	program_write(&program, "report", report);
	assert_text(run(&program, (unsigned)_i, &json), CONDUCTS[_i].answer);
	g_autofree char *message = json_field(json, "message");
	ck_assert_msg(strstr(message, CONDUCTS[_i].message) != NULL, "expected '%s' in '%s'",
		      CONDUCTS[_i].message, message);
	ck_assert_int_eq(program.status, CONDUCTS[_i].status);
	assert_nobody_stays(&program);
	json_decref(json);
	program_clear(&program);
}
END_TEST

Suite *suite_boot_untrusted(void)
{
	Suite *suite = suite_create("boot-untrusted");
	TCase *tcase = tcase_create("untrusted");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 240);
	tcase_add_loop_test(tcase, a_qemu_with_a_guest_is_not_believed, 0, G_N_ELEMENTS(CONDUCTS));
	suite_add_tcase(suite, tcase);
	return suite;
}
