/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directory for a probe's files, and what becomes of those that the dead have left. */
#include "host/workspace.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static void make_workspace(struct workspace *workspace, const char *notes)
{
	g_autoptr(GString) said = g_string_new(NULL);
	GError *error = NULL;

	ck_assert_msg(workspace_make(workspace, -1, said, &error), "%s",
		      error != NULL ? error->message : "");
	if (*notes == '\0')
		ck_assert_str_eq(said->str, "");
	else
		ck_assert_msg(strstr(said->str, notes) != NULL, "%s", said->str);
}

START_TEST(a_workspace_is_ours_alone_and_goes)
{
	g_autofree char *prefix = g_strdup_printf("memroof-%d-run-", (int)geteuid());
	struct workspace workspace, other;
	struct stat st;

	make_workspace(&workspace, "");
	g_autofree char *path = g_strdup(workspace.path), *name = g_path_get_basename(path);
	g_autofree char *file = g_build_filename(path, "disk-1.qcow2", NULL);

	ck_assert(g_str_has_prefix(name, prefix));
	ck_assert(g_str_has_prefix(path, g_get_tmp_dir()));
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	ck_assert(g_file_set_contents(file, "x", -1, NULL));
	/* the living leave each other alone */
	make_workspace(&other, "");
	ck_assert_str_ne(other.path, path);
	workspace_remove(&other);
	ck_assert(exists(file));
	workspace_remove(&workspace);
	ck_assert(!exists(path));
	ck_assert_ptr_null(workspace.path);
	workspace_remove(&workspace);
}
END_TEST

/* Makes a directory as a dead memroof leaves it, but for what the letters say. */
enum left {
	COMPLETE,
	NO_LOCK,      /* its lock is not there: it may be anybody's */
	LOCKED,       /* its owner lives */
	LOCK_IS_LINK, /* to a file elsewhere */
	IS_LINK,      /* the directory is elsewhere */
	FOREIGN,      /* another user's */
	OTHER_NAME,
	N_LEFTS,
};

static char *leave(int left, int *lock_fd)
{
	g_autofree char *name =
		g_strdup_printf(left == OTHER_NAME ? "memroof-%d-runs-left" : "memroof-%d-run-left",
				(int)geteuid());
	char *path = g_build_filename(g_get_tmp_dir(), name, NULL);
	g_autofree char *elsewhere = make_directory();
	g_autofree char *lock = g_build_filename(left == IS_LINK ? elsewhere : path, "lock", NULL);
	g_autofree char *file = g_build_filename(path, "file", NULL);
	g_autofree char *target = g_build_filename(elsewhere, "target", NULL);

	*lock_fd = -1;
	if (left == IS_LINK)
		ck_assert_int_eq(symlink(elsewhere, path), 0);
	else
		ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert(g_file_set_contents(target, "", 0, NULL));
	if (left == LOCK_IS_LINK)
		ck_assert_int_eq(symlink(target, lock), 0);
	else if (left != NO_LOCK)
		ck_assert(g_file_set_contents(lock, "", 0, NULL));
	ck_assert(g_file_set_contents(file, "mine", -1, NULL));
	if (left == LOCKED) {
		*lock_fd = open(lock, O_RDWR | O_CLOEXEC);
		ck_assert_int_eq(flock(*lock_fd, LOCK_EX | LOCK_NB), 0);
	}
	if (left == FOREIGN)
		ck_assert_int_eq(chown(path, 65534, 65534), 0);
	return path;
}

static void clean_up(const char *path)
{
	static const char *const names[] = {"file", "lock"};

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *file = g_build_filename(path, names[i], NULL);

		unlink(file);
	}
	if (unlink(path) != 0)
		rmdir(path);
}

START_TEST(only_what_the_dead_have_left_is_swept)
{
	struct workspace workspace;
	int lock_fd;

	if (_i == FOREIGN && geteuid() != 0) {
		printf("skipped: another user's directory: only root can make one\n");
		return;
	}
	g_autofree char *path = leave(_i, &lock_fd), *file = g_build_filename(path, "file", NULL);
	make_workspace(&workspace, "");
	ck_assert_int_eq(exists(path), _i != COMPLETE);
	ck_assert_int_eq(exists(file), _i != COMPLETE);
	workspace_remove(&workspace);
	if (lock_fd >= 0)
		close(lock_fd);
	clean_up(path);
}
END_TEST

/* Scripts that claim to be QEMU; the second one stays until it is killed. */
#define QUICK                                                                                      \
	"echo '{\"QMP\": {}}'\n"                                                                   \
	"while read -r line; do case $line in\n"                                                   \
	"*query-version*) echo '{\"return\": {\"qemu\": {\"major\": 7, \"minor\": 2, \"micro\": "  \
	"1}, \"package\": \"\"}}' ;;\n"                                                            \
	"*query-machines*) echo '{\"return\": []}' ;;\n"                                           \
	"*summary*) echo '{\"return\": {\"base-memory\": 134217728}}' ;;\n"                        \
	"*) echo '{\"return\": {}}' ;;\n"                                                          \
	"esac; case $line in *quit*) exit 0 ;; esac; done\n"
#define STAYS "case \"$*\" in *file=*) ln -s . up; exec sleep 600 ;; esac\n" QUICK

static gboolean is_up(const struct program *program)
{
	g_autofree char *path = program_path(program, "up");

	return exists(path);
}

/* The overlay below the program's temporary directory; NULL when there is none. */
static char *find_overlay(const struct program *program)
{
	g_autofree char *tmp = program_path(program, ".tmp");
	GDir *directory = g_dir_open(tmp, 0, NULL);
	const char *name = g_dir_read_name(directory);
	char *path = name != NULL ? g_build_filename(tmp, name, "disk-1.qcow2", NULL) : NULL;

	g_dir_close(directory);
	return path;
}

/* Garbage where an image has its counts of clusters. */
static void damage(const char *path)
{
	g_autofree char *bytes = NULL;
	gsize n;

	ck_assert(g_file_get_contents(path, &bytes, &n, NULL));
	ck_assert_uint_gt(n, 0x20008);
	memset(bytes + 0x20000, 0, 8);
	ck_assert(g_file_set_contents(path, bytes, (gssize)n, NULL));
}

static const struct {
	int signal;
	gboolean stays, damaged;
} DEATHS[] = {{SIGKILL, TRUE, FALSE}, {SIGKILL, TRUE, TRUE}, {SIGTERM, FALSE, FALSE}};

#define PROBE "probe --json --disk 64M --timeout 1h --qemu "

START_TEST(a_killed_memroof_is_cleaned_up_after_by_the_next)
{
	char *create[] = {(char *)"qemu-img", (char *)"create",     (char *)"-q",  (char *)"-f",
			  (char *)"qcow2",    (char *)"disk.qcow2", (char *)"64M", NULL};
	struct program program;

	program_init(&program);
	ck_assert_int_eq(program_run_other(&program, create), 0);
	program_script(&program, "stays", STAYS);
	program_script(&program, "quick", QUICK);
	g_autofree char *base = program_path(&program, "disk.qcow2");
	g_autofree char *guests = g_strdup_printf("MEMROOF_GUESTS=%s", program.directory);
	const char *const env[] = {guests, NULL};
	program.env = env;
	program_start(&program, PROBE "./stays");
	program_await(&program, is_up);
	ck_assert_int_eq(kill(program.pid, DEATHS[_i].signal), 0);
	program_wait(&program);
	g_autofree char *overlay = find_overlay(&program);
	ck_assert_int_eq(overlay != NULL, DEATHS[_i].stays);
	if (overlay != NULL)
		ck_assert_msg(exists(overlay), "no %s", overlay);
	if (DEATHS[_i].damaged)
		damage(overlay);
	program_expect(&program, 0, PROBE "./quick");
	ck_assert_int_eq(strstr(program.err, "a killed run left a damaged disk") != NULL,
			 DEATHS[_i].damaged);
	if (DEATHS[_i].damaged)
		ck_assert_ptr_nonnull(strstr(program.err, overlay));
	ck_assert_pstr_eq(find_overlay(&program), NULL);
	ck_assert(exists(base));
	program_clear(&program);
}
END_TEST

START_TEST(no_place_for_a_workspace_is_said)
{
	struct program program;
	json_t *json;

	program_init(&program);
	program_write(&program, "disk.qcow2", "never opened");
	g_autofree char *guests = g_strdup_printf("MEMROOF_GUESTS=%s", program.directory);
	const char *const env[] = {guests, "TMPDIR=/nonexistent/place", NULL};
	program.env = env;
	program_script(&program, "quick", QUICK);
	ck_assert_int_eq(program_run(&program, PROBE "./quick"), 3);
	json = program_json(&program);
	assert_text(json_field(json, "outcome"), "broken");
	assert_text(json_field(json, "reason"), "not-started");
	g_autofree char *message = json_field(json, "message");
	ck_assert_msg(strstr(message, "/nonexistent/place") != NULL, "%s", message);
	json_decref(json);
	program_clear(&program);
}
END_TEST

Suite *suite_workspace(void)
{
	Suite *suite = suite_create("workspace");
	TCase *tc = tcase_create("workspace");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_workspace_is_ours_alone_and_goes);
	tcase_add_loop_test(tc, only_what_the_dead_have_left_is_swept, 0, N_LEFTS);
	tcase_add_loop_test(tc, a_killed_memroof_is_cleaned_up_after_by_the_next, 0,
			    G_N_ELEMENTS(DEATHS));
	tcase_add_test(tc, no_place_for_a_workspace_is_said);
	suite_add_tcase(suite, tc);
	return suite;
}
