/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/diff.h"
#include "files/edits.h"
#include "tests/ensure.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

static const struct {
	const char *before, *after, *patch;
} CASES[] = {
	{"", "", ""},
	{"a\nb\n", "a\nb\n", ""},
	{"a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"},
	{"", "a\n", "@@ -0,0 +1 @@\n+a\n"},
	{"a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n"},
	{"a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
	{"a\nb", "a\nc",
	 "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n"
	 "\\ No newline at end of file\n"},
	{"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
	 "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"},
	/* Six lines between two changes belong to both; seven part them. */
	{"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
	 "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"},
	{"a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\n",
	 "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,3 @@\n 5\n 6\n 7\n-b\n"},
	{"a\r\nb\r\n", "a\r\nc\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"},
};

START_TEST(a_patch_has_the_changed_lines_and_three_around_them)
{
	g_autofree char *expected = *CASES[_i].patch != '\0' ? g_strconcat("--- f.txt\n+++ f.txt\n",
									   CASES[_i].patch, NULL)
							     : g_strdup("");

	assert_text(diff_unified(CASES[_i].before, CASES[_i].after, "f.txt"), expected);
}
END_TEST

/* Lines from a small alphabet, so that many are the same. */
static char *random_text(GRand *random)
{
	int n = g_rand_int_range(random, 0, 40);
	GString *text = g_string_new(NULL);

	for (int i = 0; i < n; i++)
		g_string_append_printf(text, "%c\n", 'a' + g_rand_int_range(random, 0, 5));
	if (text->len > 0 && g_rand_int_range(random, 0, 4) == 0)
		g_string_truncate(text, text->len - 1);
	return g_string_free(text, FALSE);
}

/* Some lines other than before, or gone, or new. */
static char *changed_text(GRand *random, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (char **line = lines; *line != NULL; line++) {
		int what = g_rand_int_range(random, 0, 12);

		if (what == 0)
			g_string_append(out, "new\n");
		if (what != 1)
			g_string_append_printf(out, "%s%s", what == 2 ? "other" : *line,
					       line[1] != NULL ? "\n" : "");
	}
	return g_string_free(out, FALSE);
}

static void assert_applies(struct program *program, const char *before, const char *after)
{
	g_autofree char *patch = diff_unified(before, after, "file");
	g_autofree char *path = program_path(program, "file"), *got = NULL;
	char *argv[] = {(char *)"patch", (char *)"-s",         (char *)"-f",   (char *)"-F0",
			(char *)"-i",    (char *)"file.patch", (char *)"file", NULL};

	program_write(program, "file", before);
	program_write(program, "file.patch", patch);
	if (*patch != '\0')
		ENSURE_MSG(program_run_other(program, argv) == 0, "%s%s\n%s", program->out,
			   program->err, patch);
	/* "patch" removes a file that becomes empty. */
	if (!g_file_get_contents(path, &got, NULL, NULL))
		got = g_strdup("");
	ENSURE_MSG(strcmp(got, after) == 0, "wanted:\n%s\ngot:\n%s\npatch:\n%s", after, got, patch);
}

START_TEST(patch_makes_the_one_text_of_the_other)
{
	GRand *random = g_rand_new_with_seed(7);
	struct program program;

	program_init(&program);
	for (int i = 0; i < 60; i++) {
		g_autofree char *before = random_text(random);
		g_autofree char *after =
			i % 3 == 0 ? random_text(random) : changed_text(random, before);

		assert_applies(&program, before, after);
	}
	program_clear(&program);
	g_rand_free(random);
}
END_TEST

static unsigned changed_lines(const char *patch)
{
	unsigned n = 0;

	for (const char *line = strstr(patch, "@@"); line != NULL; line = strchr(line, '\n'))
		n += *++line == '+' || *line == '-';
	return n;
}

START_TEST(one_change_in_a_long_text_stays_one_and_other_texts_end)
{
	GString *before = g_string_new(NULL), *after = g_string_new(NULL);
	g_autofree char *small = NULL, *large = NULL;

	for (int i = 0; i < 20000; i++)
		g_string_append_printf(before, "line %d\n", i);
	g_string_append(after, before->str);
	g_string_replace(after, "line 10000\n", "line ten thousand\n", 0);
	small = diff_unified(before->str, after->str, "f");
	ck_assert_uint_eq(changed_lines(small), 2);
	g_string_replace(after, "line", "word", 0);
	large = diff_unified(before->str, after->str, "f");
	ck_assert_uint_eq(changed_lines(large), 40000);
	g_string_free(before, TRUE);
	g_string_free(after, TRUE);
}
END_TEST

START_TEST(edits_change_their_places_and_nothing_else)
{
	static const char text[] = "size=2G\0slots=8";
	struct edits *edits = edits_new();
	g_autofree char *got = NULL, *same = NULL;
	size_t length;

	same = edits_apply(edits, text, sizeof(text) - 1, &length);
	ck_assert_mem_eq(same, text, sizeof(text));
	edits_replace(edits, 14, 15, "16");
	edits_replace(edits, 15, 15, ",");
	edits_replace(edits, 15, 15, "x");
	edits_replace(edits, 0, 0, "-m ");
	edits_replace(edits, 5, 7, "");
	got = edits_apply(edits, text, sizeof(text) - 1, &length);
	ck_assert_uint_eq(length, 19);
	ck_assert_mem_eq(got, "-m size=\0slots=16,x", 19);
	edits_free(edits);
}
END_TEST

Suite *suite_unified_diff(void)
{
	Suite *suite = suite_create("unified-diff");
	TCase *pure = tcase_create("pure"), *patch = tcase_create("patch");

	tcase_add_loop_test(pure, a_patch_has_the_changed_lines_and_three_around_them, 0,
			    G_N_ELEMENTS(CASES));
	tcase_add_test(pure, one_change_in_a_long_text_stays_one_and_other_texts_end);
	tcase_add_test(pure, edits_change_their_places_and_nothing_else);
	suite_add_tcase(suite, pure);
	tcase_set_tags(patch, "process");
	tcase_set_timeout(patch, 60);
	tcase_add_test(patch, patch_makes_the_one_text_of_the_other);
	suite_add_tcase(suite, patch);
	return suite;
}
