/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fleet as folders, what calls its releases, and that they start. */
#include "base/error.h"
#include "host/fleet.h"
#include "host/qemu.h"
#include "tests/fleets.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A new, empty fleet that this process and its children see. */
static char *make_fleet(void)
{
	char *directory = make_directory();

	g_setenv("MEMROOF_FLEET", directory, TRUE);
	return directory;
}

static const struct {
	const char *word;
	gboolean is_version;
} WORDS[] = {
	{"7", TRUE},     {"7.2", TRUE},    {"7.2.22", TRUE},   {"11.1", TRUE},  {"", FALSE},
	{".", FALSE},    {"7.", FALSE},    {".7", FALSE},      {"7..2", FALSE}, {"v7.2", FALSE},
	{"7.2x", FALSE}, {"./7.2", FALSE}, {"7.2-rc1", FALSE}, {"all", FALSE},
};

START_TEST(a_version_is_no_name_of_a_program)
{
	ck_assert_int_eq(fleet_is_version(WORDS[_i].word), WORDS[_i].is_version);
}
END_TEST

START_TEST(a_word_calls_whole_numbers)
{
	ck_assert(fleet_is_called("7.2.22", "7"));
	ck_assert(fleet_is_called("7.2.22", "7.2"));
	ck_assert(fleet_is_called("7.2.22", "7.2.22"));
	ck_assert(!fleet_is_called("7.2.22", "7.2.2"));
	ck_assert(!fleet_is_called("10.0.3", "1"));
	ck_assert(!fleet_is_called("7.2.22", "7.2.22.1"));
}
END_TEST

START_TEST(the_fleet_is_read_by_age)
{
	g_autofree char *directory = make_fleet();
	g_autoptr(GPtrArray) fleet = NULL;

	fleets_add_empty(directory, "old", "7.2.9");
	fleets_add_empty(directory, "newest", "10.0.3");
	fleets_add_empty(directory, "new", "7.2.22");
	fleets_add_empty(directory, ".work.x", "12.0.0");
	fleets_add_empty(directory, "broken", "13.0.0");
	fleets_spoil(directory, "broken", "lib/ld.so", NULL);
	fleets_spoil(directory, "", "README", "not a release\n");
	fleet = fleet_read();
	assert_text(fleet_words(fleet),
		    "7.2.9, 7.2.22, 10.0.3, broken (damaged: its loader is missing)");
	ck_assert_str_eq(fleet_find(fleet, "7")->suite, "new");
	ck_assert_str_eq(fleet_find(fleet, "7.2")->suite, "new");
	ck_assert_str_eq(fleet_find(fleet, "7.2.9")->suite, "old");
	ck_assert_str_eq(fleet_find(fleet, "10.0")->package, "Test 10.0.3");
	ck_assert_ptr_null(fleet_find(fleet, "7.2.2"));
	ck_assert_ptr_null(fleet_find(fleet, "12"));
	ck_assert_ptr_null(fleet_find(fleet, "13"));
}
END_TEST

START_TEST(no_folder_is_an_empty_fleet)
{
	g_autoptr(GPtrArray) fleet = NULL;

	g_setenv("MEMROOF_FLEET", "/nonexistent", TRUE);
	fleet = fleet_read();
	ck_assert_uint_eq(fleet->len, 0);
	assert_text(fleet_words(fleet), "");
	assert_text(fleet_directory(), "/nonexistent");
}
END_TEST

static const struct {
	const char *name, *text, *problem;
} DAMAGES[] = {
	{"about", NULL, "about"},
	{"about", "", "names no version"},
	{"about", "version = new\nloader = ld.so\n", "names no version"},
	{"about", "version = 7\nloader = ld.so\n", "names no version"},
	{"about", "version = 7.2.22\n", "names no loader"},
	{"about", "version = 7.2.22\nloader = ../../bin/sh\n", "names no loader"},
	{"about", "version\n", "1: "},
	{"about", "\xff\n", "about"},
	{"bin/qemu-system-x86_64", NULL, "bin/qemu-system-x86_64 is missing"},
	{"bin/qemu-system-x86_64", "not executable", "bin/qemu-system-x86_64 is missing"},
	{"lib/ld.so", NULL, "its loader is missing"},
	{"qemu-system-x86_64", NULL, "qemu-system-x86_64 is missing"},
};

START_TEST(a_damaged_release_is_not_started)
{
	g_autofree char *directory = make_fleet();
	g_autoptr(GPtrArray) fleet = NULL;
	const struct fleet_member *member;

	fleets_add_empty(directory, "bookworm", "7.2.22");
	fleets_spoil(directory, "bookworm", DAMAGES[_i].name, DAMAGES[_i].text);
	fleet = fleet_read();
	ck_assert_uint_eq(fleet->len, 1);
	member = fleet->pdata[0];
	ck_assert_ptr_nonnull(member->problem);
	ck_assert_msg(strstr(member->problem, DAMAGES[_i].problem) != NULL, "%s", member->problem);
	ck_assert_ptr_null(fleet_find(fleet, "7.2"));
}
END_TEST

START_TEST(a_release_is_started_by_its_own_loader)
{
	g_autofree char *directory = make_fleet(), *line = NULL, *expected = NULL;
	g_autoptr(GPtrArray) fleet = NULL;
	struct launch *launch;

	fleets_add_empty(directory, "bookworm", "7.2.22");
	fleet = fleet_read();
	launch = fleet_launch(fleet->pdata[0]);
	line = g_strjoinv(" ", launch->words);
	expected = g_strdup_printf("%1$s/lib/ld.so --library-path %1$s/lib "
				   "%1$s/bin/qemu-system-x86_64 -L %1$s/share",
				   ((struct fleet_member *)fleet->pdata[0])->folder);
	ck_assert_str_eq(line, expected);
	ck_assert(g_str_has_suffix(launch->program, "/bookworm/qemu-system-x86_64"));
	ck_assert(g_str_has_prefix(launch->environment[0], "QEMU_MODULE_DIR=/"));
	ck_assert_ptr_null(launch->environment[1]);
	launch_free(launch);
	launch_free(NULL);
}
END_TEST

/* Runs memroof with its own QEMU's version behind @arguments. */
static void expect(struct fleet_scene *scene, int status, const char *arguments)
{
	g_autofree char *line = g_strconcat(arguments, " --qemu ", scene->version, NULL);

	program_expect(&scene->program, status, line);
}

/* How many QEMUs are remembered in the program's cache. */
static unsigned count_answers(const struct program *program)
{
	g_autofree char *path = program_path(program, ".cache/memroof");
	GDir *cache = g_dir_open(path, 0, NULL);
	const char *name;
	unsigned n = 0;

	ck_assert_ptr_nonnull(cache);
	while ((name = g_dir_read_name(cache)) != NULL)
		n += g_str_has_prefix(name, "qemu-");
	g_dir_close(cache);
	return n;
}

#define POINT "--machine q35 --phys-bits 36 --size 1G --slots 8 --maxmem 20G"

START_TEST(a_release_of_the_fleet_is_probed)
{
	g_autofree char *path = NULL, *program = NULL;
	struct fleet_scene scene;
	json_t *json;

	if (!fleet_scene_init_own(&scene))
		return;
	expect(&scene, 0, "probe --json " POINT);
	json = program_json(&scene.program);
	path = json_field(json, "qemu_path");
	program = json_field(json, "command");
	ck_assert(g_str_has_prefix(path, scene.fleet));
	ck_assert_msg(g_str_has_prefix(program, scene.fleet), "%s", program);
	assert_text(json_field(json_object_get(json, "point"), "qemu"), scene.version);
	assert_text(json_field(json, "qemu_version"), scene.version);
	json_decref(json);
	/* It has been asked by now and is remembered like any other. */
	ck_assert_uint_eq(count_answers(&scene.program), 1);
	expect(&scene, 1, "probe --machine q35 --phys-bits 35");
	fleet_scene_clear(&scene);
}
END_TEST

START_TEST(a_release_of_the_fleet_boots_and_has_limits)
{
	struct fleet_scene scene;

	if (!fleet_scene_init_own(&scene))
		return;
	expect(&scene, 0, "probe --machine q35 --size 512M --proof boot");
	expect(&scene, 0, "limit --machine q35 --phys-bits 36 --size 2G --slots 8");
	ck_assert_ptr_nonnull(strstr(scene.program.out, "maxmem: 22 GiB "));
	fleet_scene_clear(&scene);
}
END_TEST

START_TEST(the_command_line_that_is_printed_starts_it)
{
	char *argv[] = {(char *)"/bin/sh", (char *)"-c", NULL, NULL};
	g_autofree char *script = NULL;
	struct fleet_scene scene;

	if (!fleet_scene_init_own(&scene))
		return;
	expect(&scene, 0, "probe --dry-run " POINT);
	script = g_strdup_printf("echo '{\"execute\": \"qmp_capabilities\"} {\"execute\": "
				 "\"quit\"}' | %s",
				 scene.program.out);
	argv[2] = script;
	ck_assert_int_eq(program_run_other(&scene.program, argv), 0);
	ck_assert_ptr_nonnull(strstr(scene.program.out, "\"QMP\""));
	fleet_scene_clear(&scene);
}
END_TEST

START_TEST(doctor_lists_the_fleet)
{
	struct fleet_scene scene;
	json_t *json, *fleet;

	if (!fleet_scene_init_own(&scene))
		return;
	fleets_add_empty(scene.fleet, "strange", "99.0.0");
	program_expect(&scene.program, 0, "doctor");
	ck_assert_ptr_nonnull(strstr(scene.program.out, "\nfleet      own: "));
	ck_assert_ptr_nonnull(strstr(scene.program.out, "\nfleet      strange is damaged: "));
	program_expect(&scene.program, 0, "doctor --json");
	json = program_json(&scene.program);
	fleet = json_object_get(json, "fleet");
	ck_assert_uint_eq(json_array_size(fleet), 2);
	assert_text(json_field(json_array_get(fleet, 0), "version"), scene.version);
	assert_text(json_field(json_array_get(fleet, 0), "problem"), "null");
	assert_text(json_field(json_array_get(fleet, 1), "suite"), "strange");
	ck_assert(json_is_string(json_object_get(json_array_get(fleet, 1), "problem")));
	json_decref(json);
	fleet_scene_clear(&scene);
}
END_TEST

START_TEST(a_release_that_is_another_one_is_not_taken)
{
	struct fleet_scene scene;

	if (!fleet_scene_init_own(&scene))
		return;
	fleets_add(scene.fleet, "liar", "99.0.0");
	program_expect(&scene.program, 3, "probe --qemu 99");
	assert_one_line(scene.program.err, "and not 99.0.0 as it says in ");
	fleet_scene_clear(&scene);
}
END_TEST

/* What cannot be meant is said before anything is started or written. */
static const struct {
	const char *arguments, *complaint;
} WRONG[] = {
	{"probe --qemu 98", "qemu = 98: no such release here: the fleet has "},
	{"limit --qemu 98.1", "qemu = 98.1: no such release here"},
	{"advise --phys-bits 36 --size 2G --qemu 98", "qemu = 98: no such release here"},
	{"explain --qemu 98", "qemu = 98: no such release here"},
	{"bench --qemu 98", "bench:command line: qemu = 98: no such release here"},
	{"probe --qemu all", "names several"},
	{"run a.ini --qemu 98", "a.ini:command line: qemu = 98: no such release here"},
	{"run b.ini", "b.ini:4: qemu = 98: no such release here"},
};

START_TEST(a_release_that_is_not_here_is_wrong_input)
{
	struct fleet_scene scene;

	if (!fleet_scene_init_own(&scene))
		return;
	program_write(&scene.program, "a.ini", "# What?\n[limit a]\nsize = 1G\n");
	program_write(&scene.program, "b.ini", "# What?\n[limit a]\nsize = 1G\nqemu = 98\n");
	program_expect(&scene.program, 2, WRONG[_i].arguments);
	assert_one_line(scene.program.err, WRONG[_i].complaint);
	assert_text(program_files(&scene.program), "a.ini b.ini fleet");
	fleet_scene_clear(&scene);
}
END_TEST

START_TEST(an_empty_fleet_says_how_to_fill_it)
{
	struct fleet_scene scene;

	if (!fleet_scene_init_own(&scene))
		return;
	scene.env[0] = "MEMROOF_FLEET=/nonexistent";
	program_expect(&scene.program, 2, "probe --qemu 98");
	assert_one_line(scene.program.err, "the fleet is empty");
	ck_assert_ptr_nonnull(strstr(scene.program.err, "make fleet"));
	program_write(&scene.program, "a.ini", "# What?\n[limit a]\nsize = 1G\nqemu = all\n");
	program_expect(&scene.program, 2, "run a.ini");
	assert_one_line(scene.program.err, "a.ini:4: qemu = all: the fleet is empty: make fleet");
	/* The host's own is called by its version as well. */
	expect(&scene, 0, "probe --dry-run");
	ck_assert_ptr_nonnull(strstr(scene.program.out, "/qemu-system-x86_64 -nodefaults"));
	expect(&scene, 0, "probe");
	fleet_scene_clear(&scene);
}
END_TEST

Suite *suite_fleet(void)
{
	Suite *suite = suite_create("fleet");
	TCase *folders = tcase_create("folders"), *starts = tcase_create("starts");

	tcase_add_loop_test(folders, a_version_is_no_name_of_a_program, 0, G_N_ELEMENTS(WORDS));
	tcase_add_test(folders, a_word_calls_whole_numbers);
	tcase_add_test(folders, the_fleet_is_read_by_age);
	tcase_add_test(folders, no_folder_is_an_empty_fleet);
	tcase_add_loop_test(folders, a_damaged_release_is_not_started, 0, G_N_ELEMENTS(DAMAGES));
	tcase_add_test(folders, a_release_is_started_by_its_own_loader);
	suite_add_tcase(suite, folders);

	tcase_set_tags(starts, "process");
	tcase_set_timeout(starts, 120);
	tcase_add_test(starts, a_release_of_the_fleet_is_probed);
	tcase_add_test(starts, a_release_of_the_fleet_boots_and_has_limits);
	tcase_add_test(starts, the_command_line_that_is_printed_starts_it);
	tcase_add_test(starts, doctor_lists_the_fleet);
	tcase_add_test(starts, a_release_that_is_another_one_is_not_taken);
	tcase_add_loop_test(starts, a_release_that_is_not_here_is_wrong_input, 0,
			    G_N_ELEMENTS(WRONG));
	tcase_add_test(starts, an_empty_fleet_says_how_to_fill_it);
	suite_add_tcase(suite, starts);
	return suite;
}
