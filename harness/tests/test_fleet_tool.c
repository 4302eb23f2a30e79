/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tools/qemu-fleet, as far as it goes without a network: what is there, what is wrong, and what a
 * failed or interrupted fetch leaves. */
#include "tests/fleets.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A mirror that nobody answers for. */
#define NO_MIRROR "MEMROOF_MIRROR=http://127.0.0.1:9/debian"

static void scene_init(struct fleet_scene *scene)
{
	fleet_scene_init(scene);
	scene->env[1] = NO_MIRROR;
}

static void run(struct fleet_scene *scene, int status, const char *arguments)
{
	g_autofree char *tool = g_canonicalize_filename("tools/qemu-fleet", NULL);
	g_autofree char *line = g_strdup_printf("'%s' %s", tool, arguments);
	g_auto(GStrv) argv = NULL;

	ck_assert(g_shell_parse_argv(line, NULL, &argv, NULL));
	ck_assert_msg(program_run_other(&scene->program, argv) == status, "%s: %d: %s%s", line,
		      scene->program.status, scene->program.out, scene->program.err);
}

static gboolean has(const char *name)
{
	g_autofree char *path = g_find_program_in_path(name);

	if (path == NULL)
		printf("skipped: fetching a fleet: %s is not there\n", name);
	return path != NULL;
}

START_TEST(what_is_there_is_listed_and_left_alone)
{
	struct fleet_scene scene;

	scene_init(&scene);
	run(&scene, 0, "--list");
	assert_one_line(scene.program.out, "make fleet");
	fleets_add_empty(scene.fleet, "bookworm", "7.2.22");
	fleets_add_empty(scene.fleet, "sid", "12.0.0");
	fleets_spoil(scene.fleet, "sid", "bin/qemu-system-x86_64", NULL);
	run(&scene, 0, "--list");
	ck_assert_ptr_nonnull(
		strstr(scene.program.out, "bookworm           QEMU 7.2.22 (Test 7.2.22)\n"));
	ck_assert_ptr_nonnull(strstr(scene.program.out, "sid                damaged: "));
	run(&scene, 0, "bookworm");
	ck_assert_str_eq(scene.program.out, "qemu-fleet: nothing to do: bookworm is QEMU 7.2.22\n");
	fleet_scene_clear(&scene);
}
END_TEST

START_TEST(releases_are_removed)
{
	struct fleet_scene scene;

	scene_init(&scene);
	run(&scene, 1, "--remove");
	assert_one_line(scene.program.err, "nothing to remove");
	fleets_add_empty(scene.fleet, "bookworm", "7.2.22");
	fleets_add_empty(scene.fleet, "trixie", "10.0.3");
	fleets_add_empty(scene.fleet, "bullseye", "5.2.0");
	run(&scene, 0, "--remove trixie");
	run(&scene, 0, "--list");
	ck_assert_ptr_null(strstr(scene.program.out, "trixie"));
	ck_assert_ptr_nonnull(strstr(scene.program.out, "bookworm"));
	run(&scene, 1, "--remove trixie");
	assert_one_line(scene.program.err, "no trixie in ");
	run(&scene, 0, "--remove");
	run(&scene, 0, "--list");
	assert_one_line(scene.program.out, "make fleet");
	fleet_scene_clear(&scene);
}
END_TEST

static const struct {
	const char *arguments, *complaint;
} WRONG[] = {
	{"--lsit", "'--lsit': expected a release of Debian"},
	{"../bookworm", "'../bookworm': expected"},
	{"bookworm ''", "'': expected"},
	{"--remove /", "'/': expected"},
	{"--list bookworm", "--list wants no release"},
};

START_TEST(wrong_usage_is_said_and_touches_nothing)
{
	struct fleet_scene scene;

	scene_init(&scene);
	run(&scene, 2, WRONG[_i].arguments);
	assert_one_line(scene.program.err, WRONG[_i].complaint);
	assert_text(program_files(&scene.program), "");
	fleet_scene_clear(&scene);
}
END_TEST

static const struct {
	const char *setting, *complaint;
} PLACES[] = {
	{"MEMROOF_FLEET=fleet", "'fleet': expected a whole path"},
	{"MEMROOF_FLEET=/tmp/a:b", "'/tmp/a:b': expected a path without"},
	{"MEMROOF_FLEET=/proc/fleet", "cannot write to /proc/fleet"},
	{"PATH=/usr/sbin:/nowhere", "is missing: run tools/install-deps fleet"},
};

START_TEST(a_place_that_does_not_do_is_said)
{
	g_autofree char *path = NULL;
	struct fleet_scene scene;

	scene_init(&scene);
	if (!has("mmdebstrap"))
		return;
	if (g_str_has_prefix(PLACES[_i].setting, "PATH")) {
		/* Bash, and what the script needs before it looks. */
		g_autofree char *bin = program_path(&scene.program, "bin");
		g_autofree char *make = g_strdup_printf(
			"mkdir %1$s && for p in bash sed env; do ln -s \"$(command -v $p)\" %1$s; "
			"done",
			bin);
		char *argv[] = {(char *)"/bin/sh", (char *)"-c", make, NULL};

		ck_assert_int_eq(program_run_other(&scene.program, argv), 0);
		path = g_strdup_printf("PATH=%s", bin);
		scene.env[2] = path;
	} else {
		scene.env[0] = PLACES[_i].setting;
	}
	run(&scene, strstr(PLACES[_i].complaint, "expected") != NULL ? 2 : 1, "bookworm");
	assert_one_line(scene.program.err, PLACES[_i].complaint);
	fleet_scene_clear(&scene);
}
END_TEST

START_TEST(a_failed_fetch_leaves_nothing)
{
	struct fleet_scene scene;

	scene_init(&scene);
	if (!has("mmdebstrap") ||
	    !g_file_test("/usr/share/keyrings/debian-archive-keyring.gpg", G_FILE_TEST_EXISTS))
		return;
	/* What a killed one left is cleared away. */
	fleets_add_empty(scene.fleet, ".work.killed", "7.2.22");
	fleets_add_empty(scene.fleet, "trixie", "10.0.3");
	run(&scene, 1, "trixie bookworm");
	assert_one_line(scene.program.err, "qemu-fleet: bookworm: ");
	ck_assert_ptr_nonnull(strstr(scene.program.err, "127.0.0.1"));
	g_clear_pointer(&scene.program.directory, g_free);
	scene.program.directory = g_strdup(scene.fleet);
	assert_text(program_files(&scene.program), ".lock trixie");
	fleet_scene_clear(&scene);
}
END_TEST

Suite *suite_fleet_tool(void)
{
	Suite *suite = suite_create("fleet-tool");
	TCase *tc = tcase_create("fleet-tool");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, what_is_there_is_listed_and_left_alone);
	tcase_add_test(tc, releases_are_removed);
	tcase_add_loop_test(tc, wrong_usage_is_said_and_touches_nothing, 0, G_N_ELEMENTS(WRONG));
	tcase_add_loop_test(tc, a_place_that_does_not_do_is_said, 0, G_N_ELEMENTS(PLACES));
	tcase_add_test(tc, a_failed_fetch_leaves_nothing);
	suite_add_tcase(suite, tc);
	return suite;
}
