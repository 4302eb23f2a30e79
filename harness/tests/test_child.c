/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Untrusted children, played by shell scripts. Deadlines that a test waits for are short; others
 * are never reached. */
#include "base/error.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define LONG_MS 50000

/* A script with its spec and its result. */
struct script {
	const char *argv[4];
	struct child_spec spec;
	struct child_result result;
};

static struct script program(const char *name, const char *first, const char *second)
{
	return (struct script){
		.argv = {name, first, second, NULL},
		.spec = {.timeout_ms = LONG_MS, .cancel_fd = -1},
	};
}

static struct script script(const char *text)
{
	return program("/bin/sh", "-c", text);
}

static void run(struct script *script)
{
	GError *error = NULL;

	script->spec.argv = script->argv;
	ck_assert_msg(child_run(&script->spec, &script->result, &error), "%s",
		      error != NULL ? error->message : "");
	ck_assert_ptr_null(error);
}

static const struct {
	const char *text;
	int exit_code;
} ENDS[] = {
	{"exit 0", 0},
	{"exit 255", 255},
	{"nonexistent-program-of-memroof 2>/dev/null", 127},
	{"kill -KILL $$", -SIGKILL},
	{"kill -TERM $$", -SIGTERM},
	{"kill -SEGV $$", -SIGSEGV},
	{"kill -PIPE $$; exit 3", -SIGPIPE},
	{"kill -INT $$; exit 3", -SIGINT},
};

START_TEST(a_child_ends_with_its_status_or_signal)
{
	struct script s = script(ENDS[_i].text);

	run(&s);
	ck_assert_int_eq(s.result.end, CHILD_EXITED);
	ck_assert_int_eq(s.result.exit_code, ENDS[_i].exit_code);
	ck_assert_int_ge(s.result.elapsed_us, 0);
	child_result_clear(&s.result);
	ck_assert_ptr_null(s.result.output);
}
END_TEST

static const struct {
	const char *text, *input, *output, *errors;
} TALKS[] = {
	{":", NULL, "", ""},
	{"echo out; echo err >&2", NULL, "out\n", "err\n"},
	{"cat", "hello\n", "hello\n", ""},
	{"cat >&2", "hello\n", "", "hello\n"},
	{"cat; echo end", NULL, "end\n", ""},
	{"printf 'no newline'", NULL, "no newline", ""},
	{"echo early; exec >&- 2>&-; exit 0", NULL, "early\n", ""},
	{"exec <&-; echo deaf", "nobody reads this", "deaf\n", ""},
	{"echo $LC_ALL", NULL, "C\n", ""},
	/* It leads a group of its own. */
	{"read -r pid name state parent group rest < /proc/$$/stat; [ $pid = $group ] && echo "
	 "leader",
	 NULL, "leader\n", ""},
	/* What this process ignores is not inherited. */
	{"trap 'echo broken' PIPE; kill -PIPE $$", NULL, "broken\n", ""},
};

START_TEST(a_child_has_its_three_streams_and_a_clean_state)
{
	struct script s = script(TALKS[_i].text);

	signal(SIGPIPE, SIG_IGN);
	s.spec.input = TALKS[_i].input;
	run(&s);
	ck_assert_int_eq(s.result.end, CHILD_EXITED);
	ck_assert_str_eq(s.result.output->str, TALKS[_i].output);
	ck_assert_str_eq(s.result.errors->str, TALKS[_i].errors);
	child_result_clear(&s.result);
}
END_TEST

/* A shell would unblock them itself. */
START_TEST(a_child_gets_what_is_added_to_its_environment)
{
	static const char *const more[] = {"MEMROOF_TEST=a b=c", "HOME=/elsewhere", NULL};
	const char *const argv[] = {"/bin/sh", "-c", "echo \"$MEMROOF_TEST|$HOME|$LC_ALL\"", NULL};
	struct child_spec spec = {
		.argv = argv, .environment = more, .timeout_ms = LONG_MS, .cancel_fd = -1};
	struct child_result result;

	ck_assert(child_run(&spec, &result, NULL));
	ck_assert_str_eq(result.output->str, "a b=c|/elsewhere|C\n");
	ck_assert_ptr_null(g_getenv("MEMROOF_TEST"));
	child_result_clear(&result);
}
END_TEST

START_TEST(blocked_signals_are_not_inherited)
{
	struct script s = program("grep", "SigBlk", "/proc/self/status");
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	run(&s);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	ck_assert_str_eq(s.result.output->str, "SigBlk:\t0000000000000000\n");
	child_result_clear(&s.result);
}
END_TEST

START_TEST(no_shell_reads_the_arguments)
{
	struct script s = program("echo", "$HOME; `id` 'x' *", NULL);

	run(&s);
	ck_assert_str_eq(s.result.output->str, "$HOME; `id` 'x' *\n");
	child_result_clear(&s.result);
}
END_TEST

START_TEST(bytes_of_any_kind_come_through)
{
	struct script s = script("printf 'a\\000b\\377'");

	run(&s);
	ck_assert_uint_eq(s.result.output->len, 4);
	ck_assert_mem_eq(s.result.output->str, "a\0b\xff", 4);
	child_result_clear(&s.result);
}
END_TEST

static gboolean answer_question(struct child *child, const char *data, size_t n, void *user)
{
	GString *heard = user;

	g_string_append_len(heard, data, (gssize)n);
	if (strcmp(heard->str, "question\n") == 0)
		child_write(child, "answer\n", strlen("answer\n"));
	return strstr(heard->str, "stop") == NULL;
}

START_TEST(a_conversation_goes_both_ways)
{
	struct script s = script("echo question; read -r line; echo \"heard $line\"");
	GString *heard = g_string_new(NULL);

	s.spec.keep_input_open = TRUE;
	s.spec.on_output = answer_question;
	s.spec.user = heard;
	run(&s);
	ck_assert_int_eq(s.result.end, CHILD_EXITED);
	ck_assert_str_eq(heard->str, "question\nheard answer\n");
	ck_assert_str_eq(s.result.output->str, "");
	child_result_clear(&s.result);
	g_string_free(heard, TRUE);
}
END_TEST

START_TEST(the_listener_may_stop_a_child)
{
	struct script s = script("echo stop; exec sleep 1000");
	GString *heard = g_string_new(NULL);

	s.spec.on_output = answer_question;
	s.spec.user = heard;
	run(&s);
	ck_assert_int_eq(s.result.end, CHILD_STOPPED);
	ck_assert_int_eq(s.result.exit_code, -SIGKILL);
	child_result_clear(&s.result);
	g_string_free(heard, TRUE);
}
END_TEST

static const struct {
	const char *text;
	size_t max;
	enum child_end end;
	size_t kept; /* bytes of stdout, when it ended by itself */
} FLOODS[] = {
	{"printf 1234567890", 10, CHILD_EXITED, 10},
	{"printf 12345678901", 10, CHILD_FLOODED, 0},
	{"while :; do echo flood; done", 10000, CHILD_FLOODED, 0},
	{"cat /dev/zero", 0, CHILD_FLOODED, 0},
	{"head -c 8388608 /dev/zero", 0, CHILD_EXITED, 8388608},
	{"head -c 8388609 /dev/zero; exec sleep 1000", 0, CHILD_FLOODED, 0},
	{"cat /dev/zero >&2 & cat /dev/zero", 0, CHILD_FLOODED, 0},
};

START_TEST(a_flood_on_stdout_ends_a_child)
{
	struct script s = script(FLOODS[_i].text);

	s.spec.max_output = FLOODS[_i].max;
	run(&s);
	ck_assert_int_eq(s.result.end, FLOODS[_i].end);
	if (FLOODS[_i].end == CHILD_EXITED)
		ck_assert_uint_eq(s.result.output->len, FLOODS[_i].kept);
	child_result_clear(&s.result);
}
END_TEST

START_TEST(stderr_keeps_its_beginning_and_its_end)
{
	struct script s =
		script("echo first >&2; head -c 5000000 /dev/zero | tr '\\0' x >&2; echo last >&2");

	run(&s);
	ck_assert_int_eq(s.result.end, CHILD_EXITED);
	ck_assert_uint_eq(s.result.errors->len, 64 * 1024);
	ck_assert(g_str_has_prefix(s.result.errors->str, "first\nxxx"));
	ck_assert(g_str_has_suffix(s.result.errors->str, "xxxlast\n"));
	child_result_clear(&s.result);
}
END_TEST

static const char *const LINGERERS[] = {
	"exec sleep 1000",
	"trap '' TERM INT HUP; while :; do sleep 1000; done",
	"exec <&- >&- 2>&-; sleep 1000",
	"while :; do echo x >&2; done",
	"kill -STOP $$",
};

START_TEST(a_deadline_ends_every_child)
{
	struct script s = script(LINGERERS[_i]);

	s.spec.timeout_ms = 50;
	run(&s);
	ck_assert_int_eq(s.result.end, CHILD_TIMEOUT);
	ck_assert_int_eq(s.result.exit_code, -SIGKILL);
	child_result_clear(&s.result);
}
END_TEST

/* TRUE once nobody holds the writing end of a pipe any more. */
static gboolean is_abandoned(const int pipe_fds[2])
{
	struct pollfd end = {pipe_fds[0], POLLIN, 0};
	char byte;

	return poll(&end, 1, LONG_MS) == 1 && read(pipe_fds[0], &byte, 1) == 0;
}

static const struct {
	const char *text; /* says "ready" when its own child is there */
	gboolean ends;    /* by itself */
} FAMILIES[] = {
	{"sleep 1000 & echo ready; wait", FALSE},
	{"(sleep 1000 & sleep 1000) & echo ready; wait", FALSE},
	{"trap '' TERM; (trap '' TERM; sleep 1000) >/dev/null & echo ready; exec sleep 1000",
	 FALSE},
	{"sleep 1000 & echo ready", TRUE},
	{"sleep 1000 & echo ready; kill -KILL $$", TRUE},
};

/* The whole family inherits the pipe; it is at its end when all of them are gone. */
START_TEST(grandchildren_die_with_the_child)
{
	gboolean ready = FALSE;

	/* On a slow machine the family may not be complete before the first deadlines. */
	for (int64_t timeout = 100; !ready && timeout <= LONG_MS; timeout *= 2) {
		struct script s = script(FAMILIES[_i].text);
		int pipe_fds[2];

		ck_assert_int_eq(pipe(pipe_fds), 0);
		fcntl(pipe_fds[0], F_SETFD, FD_CLOEXEC);
		s.spec.timeout_ms = FAMILIES[_i].ends ? LONG_MS : timeout;
		run(&s);
		close(pipe_fds[1]);
		ck_assert_msg(is_abandoned(pipe_fds), "somebody lives on");
		close(pipe_fds[0]);
		ready = strcmp(s.result.output->str, "ready\n") == 0;
		ck_assert_int_eq(s.result.end, FAMILIES[_i].ends ? CHILD_EXITED : CHILD_TIMEOUT);
		child_result_clear(&s.result);
	}
	ck_assert(ready);
}
END_TEST

static gboolean press_cancel(struct child *child, const char *data, size_t n, void *user)
{
	(void)child;
	(void)data;
	(void)n;
	ck_assert_int_eq(write(*(int *)user, "x", 1), 1);
	return TRUE;
}

START_TEST(a_cancel_ends_a_running_child)
{
	struct script s = script("echo ready; exec sleep 1000");
	int pipe_fds[2];

	ck_assert_int_eq(pipe2(pipe_fds, O_CLOEXEC), 0);
	s.spec.cancel_fd = pipe_fds[0];
	s.spec.on_output = press_cancel;
	s.spec.user = &pipe_fds[1];
	run(&s);
	ck_assert_int_eq(s.result.end, CHILD_CANCELLED);
	ck_assert_int_eq(s.result.exit_code, -SIGKILL);
	child_result_clear(&s.result);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}
END_TEST

START_TEST(a_cancel_that_came_before_ends_the_child_as_well)
{
	struct script s = script("exec sleep 1000");
	int pipe_fds[2];

	ck_assert_int_eq(pipe2(pipe_fds, O_CLOEXEC), 0);
	close(pipe_fds[1]);
	s.spec.cancel_fd = pipe_fds[0];
	run(&s);
	ck_assert_int_eq(s.result.end, CHILD_CANCELLED);
	child_result_clear(&s.result);
	close(pipe_fds[0]);
}
END_TEST

Suite *suite_child(void)
{
	Suite *suite = suite_create("child");
	TCase *tc = tcase_create("child");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, a_child_ends_with_its_status_or_signal, 0, G_N_ELEMENTS(ENDS));
	tcase_add_loop_test(tc, a_child_has_its_three_streams_and_a_clean_state, 0,
			    G_N_ELEMENTS(TALKS));
	tcase_add_test(tc, a_child_gets_what_is_added_to_its_environment);
	tcase_add_test(tc, blocked_signals_are_not_inherited);
	tcase_add_test(tc, no_shell_reads_the_arguments);
	tcase_add_test(tc, bytes_of_any_kind_come_through);
	tcase_add_test(tc, a_conversation_goes_both_ways);
	tcase_add_test(tc, the_listener_may_stop_a_child);
	tcase_add_loop_test(tc, a_flood_on_stdout_ends_a_child, 0, G_N_ELEMENTS(FLOODS));
	tcase_add_test(tc, stderr_keeps_its_beginning_and_its_end);
	tcase_add_loop_test(tc, a_deadline_ends_every_child, 0, G_N_ELEMENTS(LINGERERS));
	tcase_add_loop_test(tc, grandchildren_die_with_the_child, 0, G_N_ELEMENTS(FAMILIES));
	tcase_add_test(tc, a_cancel_ends_a_running_child);
	tcase_add_test(tc, a_cancel_that_came_before_ends_the_child_as_well);
	suite_add_tcase(suite, tc);
	return suite;
}
