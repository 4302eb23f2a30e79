/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fourth stream of a child: what a guest writes, on a descriptor of its own. */
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/child.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONG_MS 50000

static gboolean keep(struct child *child, const char *data, size_t n, void *user)
{
	(void)child;
	g_string_append_len(user, data, (gssize)n);
	return strstr(((GString *)user)->str, "stop") == NULL;
}

static void run(const char *text, struct child_spec spec, struct child_result *result)
{
	const char *const argv[] = {"/bin/sh", "-c", text, NULL};
	GError *error = NULL;

	spec.argv = argv;
	spec.cancel_fd = -1;
	if (spec.timeout_ms == 0)
		spec.timeout_ms = LONG_MS;
	ck_assert_msg(child_run(&spec, result, &error), "%s", error != NULL ? error->message : "");
}

static const struct {
	const char *text, *console, *output, *errors;
} TALKS[] = {
	{"echo guest >&3", "guest\n", "", ""},
	{"echo a; echo b >&2; echo c >&3", "c\n", "a\n", "b\n"},
	{":", "", "", ""},
	{"exec 3>&-; echo a", "", "a\n", ""},
	/* as QEMU opens it */
	{"echo guest >/dev/fd/3; echo again >/dev/fd/3", "guest\nagain\n", "", ""},
	{"printf 'no newline' >&3; exit 3", "no newline", "", ""},
};

START_TEST(a_console_is_a_stream_of_its_own)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	struct child_spec spec = {.on_console = keep, .user = heard};
	struct child_result result;

	run(TALKS[_i].text, spec, &result);
	ck_assert_int_eq(result.end, CHILD_EXITED);
	ck_assert_str_eq(heard->str, TALKS[_i].console);
	ck_assert_str_eq(result.console->str, TALKS[_i].console);
	ck_assert_str_eq(result.output->str, TALKS[_i].output);
	ck_assert_str_eq(result.errors->str, TALKS[_i].errors);
	child_result_clear(&result);
}
END_TEST

START_TEST(without_a_listener_there_is_no_console)
{
	struct child_spec spec = {0};
	struct child_result result;

	fcntl(CHILD_CONSOLE, F_SETFD, FD_CLOEXEC); /* Check has something of its own there */
	run("[ -e /proc/$$/fd/3 ] || echo none", spec, &result);
	ck_assert_str_eq(result.output->str, "none\n");
	ck_assert_str_eq(result.console->str, "");
	child_result_clear(&result);
}
END_TEST

START_TEST(bytes_of_any_kind_come_through_the_console)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	struct child_spec spec = {.on_console = keep, .user = heard};
	struct child_result result;

	run("printf 'a\\000b\\377' >&3", spec, &result);
	ck_assert_uint_eq(heard->len, 4);
	ck_assert_mem_eq(heard->str, "a\0b\xff", 4);
	ck_assert_uint_eq(result.console->len, 4);
	child_result_clear(&result);
}
END_TEST

static const struct {
	const char *text;
	size_t max;
	enum child_end end;
} FLOODS[] = {
	{"printf 1234567890 >&3", 10, CHILD_EXITED},
	{"printf 12345678901 >&3", 10, CHILD_CONSOLE_FLOODED},
	{"while :; do echo flood; done >&3", 10000, CHILD_CONSOLE_FLOODED},
	{"cat /dev/zero >&3", 0, CHILD_CONSOLE_FLOODED},
	{"head -c 1048576 /dev/zero >&3", 0, CHILD_EXITED},
	{"head -c 1048577 /dev/zero >&3; exec sleep 1000", 0, CHILD_CONSOLE_FLOODED},
	{"cat /dev/zero >&2 & cat /dev/zero >&3", 0, CHILD_CONSOLE_FLOODED},
	{"cat /dev/zero >/dev/null & head -c 20 /dev/zero >&3", 10, CHILD_CONSOLE_FLOODED},
};

START_TEST(a_flood_on_the_console_ends_a_child)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	struct child_spec spec = {.on_console = keep, .user = heard, .max_console = FLOODS[_i].max};
	struct child_result result;

	run(FLOODS[_i].text, spec, &result);
	ck_assert_int_eq(result.end, FLOODS[_i].end);
	ck_assert_uint_le(result.console->len, 64 * 1024);
	ck_assert_uint_gt(result.console->len, 0);
	child_result_clear(&result);
}
END_TEST

START_TEST(the_console_keeps_its_beginning_and_its_end)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	struct child_spec spec = {.on_console = keep, .user = heard};
	struct child_result result;

	run("echo first >&3; head -c 500000 /dev/zero | tr '\\0' x >&3; echo last >&3", spec,
	    &result);
	ck_assert_int_eq(result.end, CHILD_EXITED);
	ck_assert_uint_eq(heard->len, 500011);
	ck_assert_uint_eq(result.console->len, 64 * 1024);
	ck_assert(g_str_has_prefix(result.console->str, "first\nxxx"));
	ck_assert(g_str_has_suffix(result.console->str, "xxxlast\n"));
	child_result_clear(&result);
}
END_TEST

START_TEST(the_listener_of_a_console_may_stop_a_child)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	struct child_spec spec = {.on_console = keep, .user = heard};
	struct child_result result;

	run("echo stop >&3; exec sleep 1000", spec, &result);
	ck_assert_int_eq(result.end, CHILD_STOPPED);
	ck_assert_int_eq(result.exit_code, -SIGKILL);
	child_result_clear(&result);
}
END_TEST

static gboolean answer(struct child *child, const char *data, size_t n, void *user)
{
	g_string_append_len(user, data, (gssize)n);
	child_write(child, "answer\n", 7);
	return TRUE;
}

START_TEST(the_listener_of_a_console_may_answer)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	struct child_spec spec = {.on_console = answer, .user = heard, .keep_input_open = TRUE};
	struct child_result result;

	run("echo question >&3; read -r line; echo \"heard $line\"", spec, &result);
	ck_assert_str_eq(heard->str, "question\n");
	ck_assert_str_eq(result.output->str, "heard answer\n");
	child_result_clear(&result);
}
END_TEST

/* One word takes all time away; another one does as well, and gives it back. */
static gboolean extend(struct child *child, const char *data, size_t n, void *user)
{
	(void)user;
	child_extend(child, 0);
	if (g_strstr_len(data, (gssize)n, "more") != NULL)
		child_extend(child, LONG_MS);
	return TRUE;
}

START_TEST(a_deadline_can_be_moved)
{
	struct child_spec spec = {.on_console = extend};
	struct child_result result;

	run("echo less >&3; exec sleep 1000", spec, &result);
	ck_assert_int_eq(result.end, CHILD_TIMEOUT);
	child_result_clear(&result);
	run("echo more >&3; exit 7", spec, &result);
	ck_assert_int_eq(result.end, CHILD_EXITED);
	ck_assert_int_eq(result.exit_code, 7);
	child_result_clear(&result);
}
END_TEST

/* Plays a memroof that was started without some of its descriptors; its exit status tells. */
G_GNUC_NORETURN static void play_without(unsigned closed)
{
	static const char text[] = "read -r line; echo out; echo err >&2; echo \"$line\" >&3";
	const char *const argv[] = {"/bin/sh", "-c", text, NULL};
	g_autoptr(GString) heard = g_string_new(NULL);
	struct child_spec spec = {.argv = argv,
				  .timeout_ms = LONG_MS,
				  .cancel_fd = -1,
				  .input = "in\n",
				  .on_console = keep,
				  .user = heard};
	struct child_result result;

	for (int fd = 0; fd < 10; fd++)
		if ((closed >> MIN(fd, 3) & 1) != 0)
			close(fd);
	if (!child_run(&spec, &result, NULL) || result.end != CHILD_EXITED)
		_exit(1);
	if (strcmp(result.output->str, "out\n") != 0 || strcmp(result.errors->str, "err\n") != 0)
		_exit(2);
	_exit(strcmp(heard->str, "in\n") == 0 ? 0 : 3);
}

/* Every set of the first three descriptors, and of all those above. */
START_TEST(streams_find_their_places_whatever_is_closed)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		play_without((unsigned)_i);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
}
END_TEST

Suite *suite_console(void)
{
	Suite *suite = suite_create("console");
	TCase *tc = tcase_create("console");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_console_is_a_stream_of_its_own, 0, G_N_ELEMENTS(TALKS));
	tcase_add_test(tc, without_a_listener_there_is_no_console);
	tcase_add_test(tc, bytes_of_any_kind_come_through_the_console);
	tcase_add_loop_test(tc, a_flood_on_the_console_ends_a_child, 0, G_N_ELEMENTS(FLOODS));
	tcase_add_test(tc, the_console_keeps_its_beginning_and_its_end);
	tcase_add_test(tc, the_listener_of_a_console_may_stop_a_child);
	tcase_add_test(tc, the_listener_of_a_console_may_answer);
	tcase_add_test(tc, a_deadline_can_be_moved);
	tcase_add_loop_test(tc, streams_find_their_places_whatever_is_closed, 0, 16);
	suite_add_tcase(suite, tc);
	return suite;
}
