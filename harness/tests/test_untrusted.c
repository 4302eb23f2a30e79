/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The built program against programs that only claim to be QEMU: scripts that answer when they are
 * asked who they are, and misbehave when a machine is to be started. Whatever they do has an
 * outcome, and none of them stays.
 */
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>

/* Each process that is not to outlive memroof says its name here. */
#define PIDS "pids"

#define GREETING "echo '{\"QMP\": {\"version\": {}, \"capabilities\": []}}'\n"

/* Speaks enough QMP to be taken for a QEMU 7.2 with one machine type. */
static const char HONEST[] = "honest() {\n" GREETING "while read -r line; do\n"
			     "case $line in\n"
			     "*query-version*) echo '{\"return\": {\"qemu\": {\"major\": 7, "
			     "\"minor\": 2, \"micro\": 1}, "
			     "\"package\": \"\"}}' ;;\n"
			     "*query-machines*) echo '{\"return\": [{\"name\": \"pc-q35-7.2\", "
			     "\"alias\": \"q35\"}]}' ;;\n"
			     "*summary*) echo '{\"return\": {\"base-memory\": 134217728}}' ;;\n"
			     "*) echo '{\"return\": {}}' ;;\n"
			     "esac\n"
			     "case $line in *quit*) exit 0 ;; esac\n"
			     "done\n"
			     "exit 0\n"
			     "}\n"
			     "case \"$*\" in *'-machine none'*) honest ;; esac\n"
			     "echo $$ >>" PIDS "\n";

static void make_script(const struct program *program, const char *conduct)
{
	g_autofree char *text = g_strconcat(HONEST, conduct, NULL);

	program_script(program, "qemu", text);
}

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

static void assert_answer(const struct program *program, const char *outcome, const char *reason)
{
	json_t *json = program_json(program);

	assert_text(json_field(json, "outcome"), outcome);
	assert_text(json_field(json, "reason"), reason);
	json_decref(json);
}

#define STAY "exec sleep 600\n"
#define STAY_WITH_A_CHILD "sleep 600 & echo $! >>" PIDS "\nwait\n"
#define EVENT "{\\\"event\\\": \\\"STOP\\\"}"

static const struct {
	const char *conduct, *timeout;
	int status;
	const char *outcome, *reason;
} CONDUCTS[] = {
	{"honest\n", "30s", 0, "accepted", "none"},
	/* silent, at the start or later */
	{STAY, "300ms", 3, "timeout", "deadline"},
	{STAY_WITH_A_CHILD, "300ms", 3, "timeout", "deadline"},
	{"trap '' INT TERM HUP\n" STAY_WITH_A_CHILD, "300ms", 3, "timeout", "deadline"},
	{GREETING STAY, "300ms", 3, "timeout", "deadline"},
	{GREETING "exec 0<&- 1>&- 2>&-\n" STAY, "300ms", 3, "timeout", "deadline"},
	{"printf '{\"QMP\"'\n" STAY, "300ms", 3, "timeout", "deadline"},
	/* too much */
	{"exec yes \"" EVENT "\"\n", "60s", 3, "broken", "flood"},
	{"exec cat /dev/zero\n", "60s", 3, "broken", "protocol"},
	{"exec tr '\\0' x </dev/zero\n", "60s", 3, "broken", "protocol"},
	{"exec yes >&2\n", "300ms", 3, "timeout", "deadline"},
	/* nonsense */
	{"echo hello\n" STAY, "60s", 3, "broken", "protocol"},
	{"echo '[1, 2]'\n" STAY, "60s", 3, "broken", "protocol"},
	{"echo '{\"return\": {}}'\n" STAY, "60s", 3, "broken", "protocol"},
	{GREETING GREETING STAY, "60s", 3, "broken", "protocol"},
	{GREETING "echo '{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}'\n" STAY,
	 "60s", 3, "broken", "protocol"},
	{"printf '\\377\\376\\001\\n'\n" STAY, "60s", 3, "broken", "protocol"},
	/* gone early */
	{"exit 0\n", "60s", 3, "broken", "protocol"},
	{GREETING "exit 0\n", "60s", 3, "broken", "protocol"},
	{"exit 1\n", "60s", 3, "broken", "protocol"},
	{"exec >&- 2>&-\nexit 1\n", "60s", 3, "broken", "protocol"},
	{"sleep 600 & echo $! >>" PIDS "\nexit 1\n", "60s", 3, "broken", "protocol"},
	{"kill -SEGV $$\n", "60s", 1, "crash", "signal"},
	{"kill -ABRT $$\n", "60s", 1, "crash", "signal"},
	{"kill -KILL $$\n", "60s", 3, "host-limit", "killed"},
	{"printf '\\033[31m\\377text\\n' >&2\nexit 1\n", "60s", 1, "refused", "unknown"},
};

START_TEST(test_conduct)
{
	struct program program;
	int status;

	program_init(&program);
	make_script(&program, CONDUCTS[_i].conduct);
	status = program_run(&program, "probe --json --qemu ./qemu --timeout %s",
			     CONDUCTS[_i].timeout);
	assert_answer(&program, CONDUCTS[_i].outcome, CONDUCTS[_i].reason);
	ck_assert_int_eq(status, CONDUCTS[_i].status);
	assert_nobody_stays(&program);
	program_clear(&program);
}
END_TEST

/* Programs that cannot even be asked who they are. */
static const struct {
	const char *text, *message;
} STRANGERS[] = {
	{"#!/bin/sh\nexec sleep 600\n", "deadline"},
	{"#!/bin/sh\nexit 0\n", "not a usable QEMU"},
	{"#!/bin/sh\necho 'no such option' >&2\nexit 1\n", "no such option"},
	{"#!/bin/sh\necho hello\nexec sleep 600\n", "QMP"},
	{"#!/no/such/interpreter\n", "cannot start"},
	{"no program at all", "cannot start"},
	{"", "cannot start"},
};

START_TEST(test_stranger)
{
	static const char *const hurry[] = {"MEMROOF_TIMEOUT_SCALE=0.02", NULL};
	g_autofree char *path = NULL;
	struct program program;
	json_t *json;

	program_init(&program);
	/* Only who never answers is hurried: the others need not be fast. */
	if (_i == 0)
		program.env = hurry;
	path = program_path(&program, "qemu");
	program_write(&program, "qemu", STRANGERS[_i].text);
	ck_assert_int_eq(chmod(path, 0755), 0);
	ck_assert_int_eq(program_run(&program, "probe --json --qemu ./qemu"), 3);
	assert_answer(&program, "broken", "not-started");
	json = program_json(&program);
	ck_assert_ptr_nonnull(
		strstr(json_string_value(json_object_get(json, "message")), STRANGERS[_i].message));
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* Said by the script when it has become what stays. */
static gboolean is_up(const struct program *program)
{
	g_autofree char *path = program_path(program, "up");

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

#define STAY_AND_SAY "ln -s . up\n" STAY

static const struct {
	int signal, status;
} ENDS[] = {
	{SIGINT, 130},
	{SIGTERM, 130},
	{SIGKILL, -SIGKILL},
};

START_TEST(test_dies_with_us)
{
	struct program program;

	program_init(&program);
	make_script(&program, STAY_AND_SAY);
	program_start(&program, "probe --qemu ./qemu --timeout 1h");
	program_await(&program, is_up);
	ck_assert_int_eq(kill(program.pid, ENDS[_i].signal), 0);
	ck_assert_int_eq(program_wait(&program), ENDS[_i].status);
	assert_nobody_stays(&program);
	ck_assert_str_eq(program.out, "");
	program_clear(&program);
}
END_TEST

/* A message with control characters must not reach a terminal as it is. */
START_TEST(test_output_is_printable)
{
	struct program program;

	program_init(&program);
	make_script(&program, "printf 'a\\033[31mb\\001\\302\\233c\\n' >&2\nexit 1\n");
	ck_assert_int_eq(program_run(&program, "probe --qemu ./qemu"), 1);
	for (const char *p = program.out; *p != '\0'; p = g_utf8_next_char(p))
		ck_assert_msg(*p == '\n' || !g_unichar_iscntrl(g_utf8_get_char(p)), "%s",
			      program.out);
	ck_assert_ptr_nonnull(strstr(program.out, "[31mb"));
	program_clear(&program);
}
END_TEST

/* How often the binary in the program's directory has said who it is. */
static size_t times_asked(const struct program *program)
{
	g_autofree char *path = program_path(program, "asked");
	g_autofree char *text = NULL;
	gsize n = 0;

	return g_file_get_contents(path, &text, &n, NULL) ? n : 0;
}

#define COUNT "case \"$*\" in *'-machine none'*) printf x >>asked ;; esac\n"

/* What a script starts may change while the script does not: it is asked every time. */
START_TEST(test_a_script_is_asked_every_time)
{
	g_autofree char *text = g_strconcat(COUNT, HONEST, "honest\n", NULL);
	struct program program;

	program_init(&program);
	program_script(&program, "qemu", text);
	program_expect(&program, 0, "probe --qemu ./qemu");
	program_expect(&program, 0, "probe --qemu ./qemu");
	ck_assert_uint_eq(times_asked(&program), 2);
	program_clear(&program);
}
END_TEST

/* The one file in the cache of @program, newly allocated, or NULL. */
static char *cached_file(const struct program *program)
{
	g_autofree char *path = program_path(program, ".cache/memroof");
	GDir *directory = g_dir_open(path, 0, NULL);
	const char *name = directory != NULL ? g_dir_read_name(directory) : NULL;
	char *file = name != NULL ? g_build_filename(path, name, NULL) : NULL;

	if (directory != NULL)
		g_dir_close(directory);
	return file;
}

#define REFUSED "probe --machine q35 --phys-bits 35 --size 1G"

/* A program is remembered; a probe that knows better makes it forgotten. */
START_TEST(test_identity_is_remembered_until_contradicted)
{
	g_autofree char *path = NULL, *after = NULL;
	struct program program;
	json_t *cached;

	program_init(&program);
	program_expect(&program, 1, REFUSED);
	path = cached_file(&program);
	ck_assert_ptr_nonnull(path);
	cached = json_load_file(path, 0, NULL);
	json_object_set_new(json_object_get(json_object_get(cached, "version"), "qemu"), "micro",
			    json_integer(99));
	ck_assert_int_eq(json_dump_file(cached, path, 0), 0);
	json_decref(cached);
	program_expect(&program, 1, REFUSED);
	ck_assert_ptr_nonnull(strstr(program.out, ".99 ("));
	program_expect(&program, 0, "probe --size 1G");
	ck_assert_ptr_null(strstr(program.out, ".99 ("));
	after = cached_file(&program);
	ck_assert_ptr_null(after);
	program_clear(&program);
}
END_TEST

Suite *suite_untrusted(void)
{
	Suite *suite = suite_create("untrusted");
	TCase *tcase = tcase_create("untrusted");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_conduct, 0, G_N_ELEMENTS(CONDUCTS));
	tcase_add_loop_test(tcase, test_stranger, 0, G_N_ELEMENTS(STRANGERS));
	tcase_add_loop_test(tcase, test_dies_with_us, 0, G_N_ELEMENTS(ENDS));
	tcase_add_test(tcase, test_output_is_printable);
	tcase_add_test(tcase, test_a_script_is_asked_every_time);
	tcase_add_test(tcase, test_identity_is_remembered_until_contradicted);
	suite_add_tcase(suite, tcase);
	return suite;
}
