/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tools/reference, with a fleet of the host's own QEMU. */
#include "tests/fleets.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define DIRECTORY "tables"
#define QUESTION "# What?\n[limit a]\nqemu = all\nmachine = q35\nphys-bits = 36, 39\nsize = 1G\n"

/* Where the table of the host's own release comes: "tables/a-7.2.csv"; newly allocated. */
static char *table_name(const struct fleet_scene *scene)
{
	g_auto(GStrv) numbers = g_strsplit(scene->version, ".", 3);

	return g_strdup_printf(DIRECTORY "/a-%s.%s.csv", numbers[0], numbers[1]);
}

static void run(struct fleet_scene *scene, int status)
{
	g_autofree char *tool = g_canonicalize_filename("tools/reference", NULL);
	g_autofree char *line =
		g_strdup_printf("'%s' '%s' a.ini " DIRECTORY, tool, g_getenv("MEMROOF"));
	g_auto(GStrv) argv = NULL;

	ck_assert(g_shell_parse_argv(line, NULL, &argv, NULL));
	ck_assert_msg(program_run_other(&scene->program, argv) == status, "%s: %d: %s%s", line,
		      scene->program.status, scene->program.out, scene->program.err);
}

/* The table without the time at which it was measured. */
static char *table_of(const struct fleet_scene *scene)
{
	g_autofree char *name = table_name(scene), *text = NULL;
	g_autofree char *path = program_path(&scene->program, name);
	char *when, *end;

	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	when = strstr(text, "# measured: ");
	ck_assert_ptr_nonnull(when);
	end = strchr(when, '\n');
	memmove(when, end, strlen(end) + 1);
	return g_steal_pointer(&text);
}

START_TEST(a_second_measurement_has_the_same_table)
{
	g_autofree char *first = NULL, *second = NULL, *local = NULL, *name = NULL;
	struct fleet_scene scene;

	if (!fleet_scene_init_own(&scene))
		return;
	program_write(&scene.program, "a.ini", QUESTION);
	run(&scene, 0);
	name = table_name(&scene);
	assert_one_line(scene.program.out, name);
	first = table_of(&scene);
	ck_assert_ptr_nonnull(strstr(first, ",36,1G,"));
	ck_assert_ptr_nonnull(strstr(first, ",39,1G,"));
	run(&scene, 0);
	second = table_of(&scene);
	ck_assert_str_eq(first, second);
	/* Nothing is left to be gone on with. */
	local = program_path(&scene.program, "results/local/reference-a.db");
	ck_assert(!g_file_test(local, G_FILE_TEST_EXISTS));
	fleet_scene_clear(&scene);
}
END_TEST

/* What an interrupted measurement has is not measured again. */
START_TEST(an_interrupted_measurement_is_gone_on_with)
{
	struct fleet_scene scene;

	if (!fleet_scene_init_own(&scene))
		return;
	program_write(&scene.program, "a.ini", QUESTION);
	program_expect(&scene.program, 0, "run a.ini -q -o results/local/reference-a.db");
	run(&scene, 0);
	ck_assert_ptr_nonnull(strstr(scene.program.err, "2 of them before"));
	g_free(table_of(&scene));
	fleet_scene_clear(&scene);
}
END_TEST

static const struct {
	const char *question;
	const char *complaint;
} NO_TABLES[] = {
	{"# What?\n[limit a]\nsize = 1G\nmachine = q35\n", "expected qemu = all"},
	{"# What?\n[limit a]\nqemu = all\nmashine = q35\n", "not measured"},
	{"# What?\n[probe a]\nqemu = all\nargs = -bios no-such-file\n", "not every point"},
};

START_TEST(what_is_not_measured_has_no_table)
{
	g_autofree char *folder = NULL;
	struct fleet_scene scene;

	if (!fleet_scene_init_own(&scene))
		return;
	program_write(&scene.program, "a.ini", NO_TABLES[_i].question);
	run(&scene, 1);
	ck_assert_msg(strstr(scene.program.err, NO_TABLES[_i].complaint) != NULL, "%s",
		      scene.program.err);
	folder = scene.program.directory;
	scene.program.directory = g_build_filename(folder, DIRECTORY, NULL);
	assert_text(program_files(&scene.program), "");
	fleet_scene_clear(&scene);
}
END_TEST

Suite *suite_reference_tool(void)
{
	Suite *suite = suite_create("reference-tool");
	TCase *tc = tcase_create("reference-tool");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_second_measurement_has_the_same_table);
	tcase_add_test(tc, an_interrupted_measurement_is_gone_on_with);
	tcase_add_loop_test(tc, what_is_not_measured_has_no_table, 0, G_N_ELEMENTS(NO_TABLES));
	suite_add_tcase(suite, tc);
	return suite;
}
