/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "machine = all q35", asked of scripts that claim to be QEMUs. */
#include "run/machine_types.h"

#include "base/error.h"
#include "model/point.h"
#include "model/section.h"
#include "run/releases.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <sys/stat.h>

/* What a QEMU with these machine types says when it is asked. */
#define SCRIPT                                                                                     \
	"#!/bin/sh\n"                                                                              \
	"echo '{\"QMP\": {\"version\": {}, \"capabilities\": []}}'\n"                              \
	"while read -r line; do case $line in\n"                                                   \
	"*query-version*) echo '{\"return\": {\"qemu\": {\"major\": 9, \"minor\": 1, \"micro\": "  \
	"0}, \"package\": \"\"}}' ;;\n"                                                            \
	"*query-machines*) echo '{\"return\": [%s]}' ;;\n"                                         \
	"*quit*) echo '{\"return\": {}}'; exit 0 ;;\n"                                             \
	"*) echo '{\"return\": {}}' ;;\n"                                                          \
	"esac; done\n"

static char *make_qemu(const char *directory, const char *name, const char *const *types)
{
	char *path = g_build_filename(directory, name, NULL);
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *script = NULL;

	for (; *types != NULL; types++)
		g_string_append_printf(list, "%s{\"name\": \"%s\", \"cpu-max\": 1}",
				       list->len > 0 ? ", " : "", *types);
	script = g_strdup_printf(SCRIPT, list->str);
	ck_assert(g_file_set_contents(path, script, -1, NULL));
	ck_assert_int_eq(chmod(path, 0755), 0);
	return path;
}

static const char *const OLD[] = {"pc-q35-9.0", "pc-i440fx-9.0", "isapc",    "pc-i440fx-2.10",
				  "pc-q35-2.4", "pc-i440fx-2.2", "microvm",  "pc-1.3",
				  "pc-q35-odd", "none",          "x-remote", NULL};
static const char *const NEW[] = {"pc-q35-10.0", "pc-q35-9.0", "pc-i440fx-9.0", "pc-i440fx-10.0",
				  NULL};
static const char *const STRANGE[] = {"virt", "none", NULL};

/* The scenario "[limit a] qemu = OLD, NEW, STRANGE" with @lines. */
struct scene {
	char *old, *new, *strange;
	GPtrArray *scenarios;
	const struct section *section;
};

static void scene_init(struct scene *scene, const char *format)
{
	g_autofree char *directory = make_directory(), *text = NULL;
	struct scenario *scenario;
	GError *error = NULL;

	scene->old = make_qemu(directory, "old", OLD);
	scene->new = make_qemu(directory, "new", NEW);
	scene->strange = make_qemu(directory, "strange", STRANGE);
	g_setenv("PATH", directory, TRUE);
	scene->scenarios = scenarios_new();
	text = g_strdup_printf("# Q\n[limit a]\n%s\n", format);
	scenario = scenario_parse("a.ini", text, NULL, 0, &error);
	ck_assert_msg(scenario != NULL, "%s", error != NULL ? error->message : "");
	g_ptr_array_add(scene->scenarios, scenario);
	scene->section = scenario->sections->pdata[0];
}

static void scene_clear(struct scene *scene)
{
	g_free(scene->old);
	g_free(scene->new);
	g_free(scene->strange);
	g_ptr_array_unref(scene->scenarios);
}

static void expand(struct scene *scene)
{
	GError *error = NULL;

	/* The scripts are found in PATH, and need it themselves no more. */
	ck_assert_msg(releases_expand(scene->scenarios, -1, &error), "%s",
		      error != NULL ? error->message : "");
}

/* "old pc-q35-2.4 1, …": what the points ask. */
static char *points_of(const struct section *section)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (uint64_t i = 0; i < section->n_points; i++) {
		struct point *point = section_point(section, i);

		g_string_append_printf(text, "%s%s %s", i > 0 ? ", " : "",
				       point->qemu != NULL ? point->qemu : "-", point->machine);
		if (point->slots != UNSET)
			g_string_append_printf(text, " %u", (unsigned)point->slots);
		point_free(point);
	}
	return g_strdup(text->str);
}

static const struct {
	const char *lines, *points;
} CASES[] = {
	/* By age, not by name, and not those that are of no version. */
	{"qemu = old\nmachine = all pc",
	 "old pc-1.3, old pc-i440fx-2.2, old pc-i440fx-2.10, old pc-i440fx-9.0"},
	{"qemu = old\nmachine = all q35", "old pc-q35-2.4, old pc-q35-9.0"},
	/* What one has and the other lacks is asked of the one. */
	{"qemu = new, old, strange\nmachine = all q35",
	 "new pc-q35-9.0, new pc-q35-10.0, old pc-q35-2.4, old pc-q35-9.0"},
	/* What is said by name is asked of all: a refusal is an answer. */
	{"qemu = old, strange\nmachine = microvm, all q35",
	 "old microvm, old pc-q35-2.4, old pc-q35-9.0, strange microvm"},
	{"qemu = new\nmachine = all q35,cxl=on", "new pc-q35-9.0,cxl=on, new pc-q35-10.0,cxl=on"},
	{"qemu = new, strange\nmachine = all q35\nslots = 1, 2",
	 "new pc-q35-9.0 1, new pc-q35-9.0 2, new pc-q35-10.0 1, new pc-q35-10.0 2"},
	{"machine = q35, pc\nqemu = old", "old q35, old pc"},
};

START_TEST(all_types_are_those_of_each_qemu)
{
	struct scene scene;

	scene_init(&scene, CASES[_i].lines);
	expand(&scene);
	assert_text(points_of(scene.section), CASES[_i].points);
	scene_clear(&scene);
}
END_TEST

static const struct {
	const char *lines;
	int code;
	const char *complaint;
} WRONG[] = {
	{"qemu = old\nmachine = all isapc", MEMROOF_ERROR_INPUT,
	 "a.ini:4: machine = all isapc: expected all pc or all q35"},
	{"qemu = old\nmachine = all pc-q35-2.4", MEMROOF_ERROR_INPUT, "expected all pc or all q35"},
	{"qemu = strange\nmachine = all pc", MEMROOF_ERROR_INPUT,
	 "a.ini:4: machine = all pc: no QEMU of this section has such a type"},
	{"qemu = old\nmachine = all q35, pc-q35-9.0", MEMROOF_ERROR_INPUT,
	 "a.ini:4: machine has the value 'pc-q35-9.0' twice"},
	{"qemu = /nonexistent\nmachine = all pc", MEMROOF_ERROR_BROKEN,
	 "a.ini:3: /nonexistent: no such QEMU"},
	{"machine = all pc", MEMROOF_ERROR_BROKEN, "a.ini:2: qemu-system-x86_64: no such QEMU"},
	{"qemu = old\nengine = libvirt\nuri = qemu+ssh://host/system\nmachine = all pc",
	 MEMROOF_ERROR_INPUT, "a.ini:6: machine = all: asks this host's QEMU"},
};

START_TEST(what_cannot_be_meant_is_blamed_on_its_line)
{
	struct scene scene;
	GError *error = NULL;

	scene_init(&scene, WRONG[_i].lines);
	ck_assert(!releases_expand(scene.scenarios, -1, &error));
	assert_error(&error, WRONG[_i].code, WRONG[_i].complaint);
	scene_clear(&scene);
}
END_TEST

START_TEST(a_single_point_names_one_type)
{
	struct point *point = point_new();
	GError *error = NULL;

	point->machine = g_strdup("all q35");
	ck_assert(!releases_check(point, -1, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "machine = all q35 names several");
	g_free(point->machine);
	point->machine = g_strdup("q35");
	ck_assert(releases_check(point, -1, NULL));
	point_free(point);
}
END_TEST

Suite *suite_machine_types(void)
{
	Suite *suite = suite_create("machine-types");
	TCase *tc = tcase_create("machine-types");

	tcase_set_tags(tc, "process");
	tcase_add_loop_test(tc, all_types_are_those_of_each_qemu, 0, G_N_ELEMENTS(CASES));
	tcase_add_loop_test(tc, what_cannot_be_meant_is_blamed_on_its_line, 0, G_N_ELEMENTS(WRONG));
	tcase_add_test(tc, a_single_point_names_one_type);
	suite_add_tcase(suite, tc);
	return suite;
}
