/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starting programs that cannot be started, other ways to start them, and what all engines share.
 */
#include "base/clock.h"
#include "base/error.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONG_MS 50000

static struct child_spec plain_spec(const char *const *argv)
{
	return (struct child_spec){.argv = argv, .timeout_ms = LONG_MS, .cancel_fd = -1};
}

static unsigned count_fds(void)
{
	unsigned n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

static void assert_not_started(const char *program, const char *complaint)
{
	const char *const argv[] = {program, "x", NULL};
	struct child_spec spec = plain_spec(argv);
	struct child_result result;
	unsigned fds = count_fds();
	GError *error = NULL;

	ck_assert(!child_run(&spec, &result, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, complaint);
	ck_assert_int_eq(result.end, CHILD_NOT_STARTED);
	ck_assert_str_eq(result.output->str, "");
	child_result_clear(&result);
	ck_assert_uint_eq(count_fds(), fds);
}

static const struct {
	const char *program, *complaint;
} NO_PROGRAMS[] = {
	{"memroof-has-no-such-program", "cannot start memroof-has-no-such-program: not found"},
	{"/nonexistent/qemu", "cannot start /nonexistent/qemu: not found or not executable"},
	{"/etc/passwd", "cannot start /etc/passwd: not found or not executable"},
	{"/tmp", "cannot start /tmp: not found or not executable"},
	{"", "cannot start : not found or not executable"},
};

START_TEST(a_missing_program_is_named)
{
	assert_not_started(NO_PROGRAMS[_i].program, NO_PROGRAMS[_i].complaint);
}
END_TEST

static const struct {
	const char *text, *complaint;
} NO_EXECUTABLES[] = {
	{"garbage", "Exec format error"},
	{"", "Exec format error"},
	{"#!/nonexistent/interpreter\n", "No such file or directory"},
};

START_TEST(a_file_that_is_no_program_is_not_started)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "program", NULL);

	ck_assert(g_file_set_contents(path, NO_EXECUTABLES[_i].text, -1, NULL));
	ck_assert_int_eq(chmod(path, 0700), 0);
	assert_not_started(path, NO_EXECUTABLES[_i].complaint);
}
END_TEST

START_TEST(a_child_leaves_no_file_descriptors)
{
	const char *const argv[] = {"/bin/sh", "-c", "echo x; echo y >&2", NULL};
	unsigned fds = count_fds();

	for (int i = 0; i < 3; i++) {
		struct child_spec spec = plain_spec(argv);
		struct child_result result;

		ck_assert(child_run(&spec, &result, NULL));
		child_result_clear(&result);
	}
	ck_assert_uint_eq(count_fds(), fds);
}
END_TEST

static gboolean pass_on(struct child *child, const char *data, size_t n, void *user)
{
	(void)child;
	return write(*(int *)user, data, n) == (ssize_t)n;
}

/* Plays a memroof that runs a child; tells the child's pid on @fd. */
G_GNUC_NORETURN static void play_memroof(int fd)
{
	static const char *const argv[] = {"/bin/sh", "-c", "echo $$; exec sleep 1000", NULL};
	struct child_spec spec = plain_spec(argv);
	struct child_result result;

	spec.on_output = pass_on;
	spec.user = &fd;
	child_run(&spec, &result, NULL);
	_exit(0);
}

START_TEST(a_child_dies_when_we_are_killed)
{
	int pipe_fds[2], pidfd;
	char text[32] = "";
	pid_t memroof;
	struct pollfd end;

	ck_assert_int_eq(pipe2(pipe_fds, O_CLOEXEC), 0);
	memroof = fork();
	ck_assert_int_ge(memroof, 0);
	if (memroof == 0)
		play_memroof(pipe_fds[1]);
	ck_assert_int_gt(read(pipe_fds[0], text, sizeof(text) - 1), 0);
	pidfd = pidfd_open(atoi(text), 0);
	ck_assert_int_ge(pidfd, 0);
	end = (struct pollfd){pidfd, POLLIN, 0};
	ck_assert_int_eq(poll(&end, 1, 0), 0);
	kill(memroof, SIGKILL);
	waitpid(memroof, NULL, 0);
	ck_assert_msg(poll(&end, 1, LONG_MS) == 1, "the child lives on");
	close(pidfd);
}
END_TEST

static unsigned n_spawned;

static pid_t spawn_and_count(const char *const *argv, const char *const *environment,
			     const int fds[N_CHILD_STREAMS], int *pidfd, GError **error)
{
	n_spawned++;
	return child_spawner_fork.spawn(argv, environment, fds, pidfd, error);
}

static pid_t spawn_nothing(const char *const *argv, const char *const *environment,
			   const int fds[N_CHILD_STREAMS], int *pidfd, GError **error)
{
	(void)environment;
	(void)fds;
	*pidfd = -1;
	broken_error(error, "no scope for %s", argv[0]);
	return -1;
}

/* As a kernel without pidfd_open() would have it. */
static pid_t spawn_unwatched(const char *const *argv, const char *const *environment,
			     const int fds[N_CHILD_STREAMS], int *pidfd, GError **error)
{
	pid_t pid = child_spawner_fork.spawn(argv, environment, fds, pidfd, error);

	close(*pidfd);
	*pidfd = -1;
	errno = ENOSYS;
	return pid;
}

START_TEST(a_spawner_of_ones_own_starts_the_child)
{
	static const struct child_spawner counting = {"counting", spawn_and_count};
	const char *const argv[] = {"/bin/echo", "hello", NULL};
	struct child_spec spec = plain_spec(argv);
	struct child_result result;

	n_spawned = 0;
	spec.spawner = &counting;
	ck_assert(child_run(&spec, &result, NULL));
	ck_assert_str_eq(result.output->str, "hello\n");
	ck_assert_uint_eq(n_spawned, 1);
	child_result_clear(&result);
}
END_TEST

static const struct {
	struct child_spawner spawner;
	const char *complaint;
} BAD_SPAWNERS[] = {
	{{"nothing", spawn_nothing}, "no scope for /bin/sleep"},
	{{"unwatched", spawn_unwatched}, "cannot watch /bin/sleep"},
};

START_TEST(a_spawner_that_fails_leaves_nothing_behind)
{
	const char *const argv[] = {"/bin/sleep", "1000", NULL};
	struct child_spec spec = plain_spec(argv);
	struct child_result result;
	unsigned fds = count_fds();
	GError *error = NULL;

	spec.spawner = &BAD_SPAWNERS[_i].spawner;
	ck_assert(!child_run(&spec, &result, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, BAD_SPAWNERS[_i].complaint);
	ck_assert_int_eq(result.end, CHILD_NOT_STARTED);
	child_result_clear(&result);
	ck_assert_uint_eq(count_fds(), fds);
}
END_TEST

START_TEST(a_point_chooses_its_engine)
{
	static const struct {
		const char *point;
		const struct engine *engine;
	} cases[] = {
		{"", &engine_qemu}, {"engine=qemu", &engine_qemu}, {"engine=fake", &engine_fake}};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct point *point = make_point(cases[i].point);

		ck_assert_ptr_eq(engine_for(point), cases[i].engine);
		point_free(point);
	}
}
END_TEST

START_TEST(a_probe_has_a_deadline_that_stretches)
{
	struct point *unset = make_point(""), *given = make_point("timeout=1500ms");

	g_unsetenv(TIMEOUT_SCALE_ENV);
	ck_assert_int_eq(probe_timeout_ms(unset), 30000);
	ck_assert_int_eq(probe_timeout_ms(given), 1500);
	g_setenv(TIMEOUT_SCALE_ENV, "2", TRUE);
	ck_assert_int_eq(probe_timeout_ms(unset), 60000);
	ck_assert_int_eq(probe_timeout_ms(given), 3000);
	g_unsetenv(TIMEOUT_SCALE_ENV);
	point_free(unset);
	point_free(given);
}
END_TEST

START_TEST(a_result_starts_unset_and_is_cleared)
{
	struct probe_result result;

	probe_result_init(&result);
	ck_assert_uint_eq(result.used_gpa, UNSET);
	ck_assert_uint_eq(result.phys_bits, UNSET);
	ck_assert_uint_eq(result.base_memory, UNSET);
	ck_assert_ptr_null(result.message);
	result.message = g_strdup("x");
	result.command = g_strdup("y");
	probe_result_clear(&result);
	ck_assert_ptr_null(result.message);
	ck_assert_ptr_null(result.command);
}
END_TEST

/* Programs that play a QEMU which breaks its word. */
static const struct {
	const char *text;
	enum outcome outcome;
	enum stage stage;
	enum reason reason;
} LIARS[] = {
	{"exit 0", OUTCOME_BROKEN, STAGE_MACHINE, REASON_PROTOCOL},
	{"echo garbage; exec sleep 1000", OUTCOME_BROKEN, STAGE_MACHINE, REASON_PROTOCOL},
	{"echo '{\"QMP\": {}}'; exit 0", OUTCOME_BROKEN, STAGE_MACHINE, REASON_PROTOCOL},
	{"echo '{\"QMP\": {}}'; echo '{\"error\": {\"class\": \"x\"}}'; exec sleep 1000",
	 OUTCOME_BROKEN, STAGE_MACHINE, REASON_PROTOCOL},
	{"while :; do echo '{\"event\": \"x\"}'; done", OUTCOME_BROKEN, STAGE_MACHINE,
	 REASON_FLOOD},
	{"exec sleep 1000", OUTCOME_TIMEOUT, STAGE_MACHINE, REASON_DEADLINE},
	{"echo 'x: slots specified but no max-size' >&2; exit 1", OUTCOME_REFUSED, STAGE_MACHINE,
	 REASON_SLOTS},
	{"echo 'x: new words' >&2; exit 1", OUTCOME_REFUSED, STAGE_MACHINE, REASON_UNKNOWN},
	{"kill -SEGV $$", OUTCOME_CRASH, STAGE_MACHINE, REASON_SIGNAL},
	{"kill -KILL $$", OUTCOME_HOST_LIMIT, STAGE_MACHINE, REASON_KILLED},
	{NULL, OUTCOME_BROKEN, STAGE_SPAWN, REASON_NOT_STARTED},
};

static char *write_liar(const char *text)
{
	g_autofree char *directory = make_directory();
	char *path = g_build_filename(directory, "qemu", NULL);

	if (text != NULL) {
		g_autofree char *script = g_strdup_printf("#!/bin/sh\n%s\n", text);

		ck_assert(g_file_set_contents(path, script, -1, NULL));
		ck_assert_int_eq(chmod(path, 0700), 0);
	}
	return path;
}

START_TEST(a_qemu_that_breaks_its_word_is_no_limit)
{
	struct engine_env env = {.host_memory = UINT64_MAX, .cancel_fd = -1};
	g_autofree char *path = write_liar(LIARS[_i].text);
	struct point *point = make_point("size=1G");
	struct probe_result result;

	point->qemu = g_strdup(path);
	point->timeout = LIARS[_i].outcome == OUTCOME_TIMEOUT ? 50 : LONG_MS;
	engine_qemu.probe(point, &env, &result);
	ck_assert_str_eq(outcome_name(result.outcome), outcome_name(LIARS[_i].outcome));
	ck_assert_str_eq(stage_name(result.stage), stage_name(LIARS[_i].stage));
	ck_assert_str_eq(reason_name(result.reason), reason_name(LIARS[_i].reason));
	ck_assert(result.message != NULL && *result.message != '\0');
	ck_assert(strstr(result.command, "size=1G") != NULL);
	ck_assert(!result.interrupted);
	probe_result_clear(&result);
	point_free(point);
}
END_TEST

Suite *suite_vm(void)
{
	Suite *suite = suite_create("vm");
	TCase *spawn = tcase_create("spawn"), *engine = tcase_create("engine");
	TCase *liars = tcase_create("liars");

	tcase_set_tags(spawn, "process");
	tcase_set_timeout(spawn, 60);
	tcase_add_loop_test(spawn, a_missing_program_is_named, 0, G_N_ELEMENTS(NO_PROGRAMS));
	tcase_add_loop_test(spawn, a_file_that_is_no_program_is_not_started, 0,
			    G_N_ELEMENTS(NO_EXECUTABLES));
	tcase_add_test(spawn, a_child_leaves_no_file_descriptors);
	tcase_add_test(spawn, a_child_dies_when_we_are_killed);
	tcase_add_test(spawn, a_spawner_of_ones_own_starts_the_child);
	tcase_add_loop_test(spawn, a_spawner_that_fails_leaves_nothing_behind, 0,
			    G_N_ELEMENTS(BAD_SPAWNERS));
	suite_add_tcase(suite, spawn);
	tcase_add_test(engine, a_point_chooses_its_engine);
	tcase_add_test(engine, a_probe_has_a_deadline_that_stretches);
	tcase_add_test(engine, a_result_starts_unset_and_is_cleared);
	suite_add_tcase(suite, engine);
	tcase_set_tags(liars, "process");
	tcase_set_timeout(liars, 60);
	tcase_add_loop_test(liars, a_qemu_that_breaks_its_word_is_no_limit, 0, G_N_ELEMENTS(LIARS));
	suite_add_tcase(suite, liars);
	return suite;
}
