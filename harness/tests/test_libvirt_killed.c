/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is left of memroof's libvirt when somebody ends memroof: nothing, at once or after the next.
 */
#include "tests/libvirt_program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Guests that stay for a while, and an emulator that leaves a file when it starts one. */
static const char SLOW[] = "# Who is left?\n"
			   "[probe plug]\n"
			   "engine = libvirt\n"
			   "qemu = ./emulator\n"
			   "machine = q35\n"
			   "size = 512M\n"
			   "slots = 1-64\n"
			   "maxmem = 16G\n"
			   "proof = plug\n";

static const char EMULATOR[] =
	"case \"$*\" in *guest=*) : > \"$(dirname \"$0\")/started-$$\" ;; esac\n"
	"exec qemu-system-x86_64 \"$@\"\n";

static gboolean two_have_started(const struct program *program)
{
	g_autofree char *files = program_files(program);
	const char *first = strstr(files, "started-");

	return first != NULL && strstr(first + 1, "started-") != NULL;
}

/* The process behind the one that was started, which does the work. */
static pid_t worker_of(pid_t pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/children", (int)pid, (int)pid);
	g_autofree char *text = NULL;

	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	return (pid_t)atol(text);
}

static void start_slowly(struct program *program)
{
	libvirt_program_init(program);
	program_write(program, "s.ini", SLOW);
	program_script(program, "emulator", EMULATOR);
	program_start(program, "run s.ini -q -j 2");
	program_await(program, two_have_started);
}

/* Interrupted, whoever of the two is told. */
static const struct {
	int signal;
	gboolean worker;
} INTERRUPTS[] = {{SIGINT, FALSE}, {SIGTERM, FALSE}, {SIGHUP, FALSE}, {SIGINT, TRUE}};

START_TEST(an_interrupted_run_leaves_nothing)
{
	struct program program;
	pid_t worker;

	start_slowly(&program);
	worker = worker_of(program.pid);
	ck_assert_int_eq(kill(INTERRUPTS[_i].worker ? worker : program.pid, INTERRUPTS[_i].signal),
			 0);
	ck_assert_int_eq(program_wait(&program), 130);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

START_TEST(a_killed_worker_is_cleared_up_after)
{
	struct program program;

	start_slowly(&program);
	ck_assert_int_eq(kill(worker_of(program.pid), SIGKILL), 0);
	ck_assert_int_eq(program_wait(&program), -SIGKILL);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

/* The worker outlives its parent only to clear up. */
START_TEST(a_killed_parent_is_cleared_up_after)
{
	struct program program;
	pid_t worker;

	start_slowly(&program);
	worker = worker_of(program.pid);
	ck_assert_int_eq(kill(program.pid, SIGKILL), 0);
	ck_assert_int_eq(program_wait(&program), -SIGKILL);
	assert_process_ends(worker);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

START_TEST(the_next_run_clears_up_after_both)
{
	struct program program;
	json_t *json;
	pid_t worker;

	start_slowly(&program);
	worker = worker_of(program.pid);
	/* A stopped parent cannot do anything about it. */
	ck_assert_int_eq(kill(program.pid, SIGSTOP), 0);
	ck_assert_int_eq(kill(worker, SIGKILL), 0);
	assert_process_ends(worker);
	ck_assert_int_eq(kill(program.pid, SIGKILL), 0);
	ck_assert_int_eq(program_wait(&program), -SIGKILL);
	g_autofree char *processes = libvirt_processes();

	ck_assert_str_ne(processes, "");
	json = libvirt_probe(&program, 0, "--machine q35 --size 1G");
	json_decref(json);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

Suite *suite_libvirt_killed(void)
{
	Suite *suite = suite_create("libvirt-killed");
	TCase *tcase = tcase_create("libvirt-killed");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_unchecked_fixture(tcase, libvirt_cache_make, libvirt_cache_remove);
	tcase_add_loop_test(tcase, an_interrupted_run_leaves_nothing, 0, G_N_ELEMENTS(INTERRUPTS));
	tcase_add_test(tcase, a_killed_worker_is_cleared_up_after);
	tcase_add_test(tcase, a_killed_parent_is_cleared_up_after);
	tcase_add_test(tcase, the_next_run_clears_up_after_both);
	suite_add_tcase(suite, tcase);
	return suite;
}
