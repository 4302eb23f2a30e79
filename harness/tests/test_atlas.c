/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The atlas that is kept: it is what this host's QEMU does, and docs/atlas.md tells of it. */
#include "host/qemu.h"
#include "tests/pages.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

/* The release that Debian 12 has, and the atlas with it. */
#define RELEASE "7.2"

static gboolean host_has_release(void)
{
	struct qemu_binary *own = qemu_binary_find(NULL, -1, NULL);
	gboolean is_it =
		own != NULL && own->version != NULL && g_str_has_prefix(own->version, RELEASE ".");

	if (!is_it)
		printf("skipped: the atlas of QEMU " RELEASE ": the host has another one\n");
	qemu_binary_free(own);
	return is_it;
}

/* Runs memroof diff over two kept files; its last line must say @said, in the page's own numbers.
 */
static void check_diff(struct program *program, const char *base, const char *new, int status,
		       const char *said)
{
	g_autofree char *here = g_get_current_dir();

	program_run(program,
		    "diff '%s/results/reference/atlas-%s.csv' "
		    "'%s/results/reference/atlas-%s.csv' --ignore qemu --common",
		    here, base, here, new);
	ck_assert_msg(program->status == status, "%s", program->err);
	ck_assert_msg(strstr(program->out, said) != NULL, "no '%s' from %s to %s", said, base, new);
}

START_TEST(the_page_says_how_much_moved)
{
	struct program program;
	g_autofree char *page = page_read("docs/atlas.md");

	program_init(&program);
	check_diff(&program, "5.2", "7.2", 1, "moved: 10120 limits (10320 limits compared)");
	check_diff(&program, "7.2", "10.0", 1, "moved: 940 limits (11280 limits compared)");
	ck_assert_ptr_nonnull(strstr(program.out, "\n  all with phys-bits 32\n"));
	check_diff(&program, "10.0", "11.1", 0, "nothing moved (6720 limits compared)");
	ck_assert_ptr_nonnull(strstr(page, "| 5.2 to 7.2 | 10,320 | 10,120: "));
	ck_assert_ptr_nonnull(
		strstr(page, "| 7.2 to 10.0 | 11,280 | 940, all with 32 phys-bits |"));
	ck_assert_ptr_nonnull(strstr(page, "| 10.0 to 11.1 | 6,720 | none |"));
	program_clear(&program);
}
END_TEST

/* All of them, and that the model has none of them wrong. */
START_TEST(the_page_says_how_many_there_are)
{
	static const char *const releases[] = {"5.2", "7.2", "10.0", "11.1"};
	g_autofree char *page = page_read("docs/atlas.md");
	unsigned n = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(releases); i++) {
		g_autofree char *path =
			g_strdup_printf("results/reference/atlas-%s.csv", releases[i]);
		g_autofree char *text = NULL;

		ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
		/* The column is there only where the two differ. */
		ck_assert_ptr_null(strstr(text, "agrees_with_model"));
		for (const char *row = strstr(text, "\natlas.ini,"); row != NULL;
		     row = strstr(row + 1, "\natlas.ini,"))
			n++;
	}
	ck_assert_uint_eq(n, 47760);
	ck_assert_ptr_nonnull(strstr(page, "The atlas holds 47,760 limits, and every one"));
}
END_TEST

/* Some of it is measured again: where something has moved, this is the test that says so. */
START_TEST(the_atlas_is_what_this_qemu_does)
{
	static const char points[] = "--machine pc-q35-2.5,pc-q35-7.0,pc-i440fx-7.2,q35 "
				     "--phys-bits 32,33,36,40,41 --slots 0,8,256";
	g_autofree char *here = g_get_current_dir();
	struct program program;

	if (!host_has_release())
		return;
	program_init(&program);
	program_run(&program,
		    "run '%s/scenarios/atlas.ini' -q -o now.db --qemu qemu-system-x86_64 %s", here,
		    points);
	ck_assert_msg(program.status == 0, "%s", program.err);
	program_run(&program,
		    "diff '%s/results/reference/atlas-" RELEASE
		    ".csv' now.db --ignore qemu --common",
		    here);
	ck_assert_msg(program.status == 0, "%s%s", program.out, program.err);
	/* q35 is an alias that the atlas has not. */
	ck_assert_msg(strstr(program.out, "nothing moved (180 limits compared)") != NULL, "%s",
		      program.out);
	program_clear(&program);
}
END_TEST

Suite *suite_atlas(void)
{
	Suite *suite = suite_create("atlas");
	TCase *tc = tcase_create("atlas");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 300);
	tcase_add_test(tc, the_page_says_how_much_moved);
	tcase_add_test(tc, the_page_says_how_many_there_are);
	tcase_add_test(tc, the_atlas_is_what_this_qemu_does);
	suite_add_tcase(suite, tc);
	return suite;
}
