/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memroof check over files that people have, bad ones and hostile ones among them. What each one is
 * to be told stands in data/check/verdicts.txt. Every change that is offered is made by "patch" and
 * started again.
 */
#include "base/size.h"
#include "base/text.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

/* A line of the table: KIND/FILE PHYS-BITS STATUS WORDS. */
struct expectation {
	char *file, *phys_bits;
	int status;
	char *words;
};

static GArray *expectations; /* struct expectation; read before the forks */

static void expectation_clear(struct expectation *expectation)
{
	g_free(expectation->file);
	g_free(expectation->phys_bits);
	g_free(expectation->words);
}

static void read_expectations(void)
{
	g_autofree char *path = data_path("check/verdicts.txt"), *text = NULL;
	g_auto(GStrv) lines = NULL;

	text = text_read_file(path, MIB, NULL);
	lines = g_strsplit(text != NULL ? text : "", "\n", -1);
	expectations = g_array_new(FALSE, TRUE, sizeof(struct expectation));
	g_array_set_clear_func(expectations, (GDestroyNotify)expectation_clear);
	for (char **line = lines; *line != NULL; line++) {
		g_auto(GStrv) fields = g_strsplit(*line, " ", 4);
		struct expectation one;

		if (**line == '#' || g_strv_length(fields) < 4)
			continue;
		one = (struct expectation){g_strdup(fields[0]), g_strdup(fields[1]),
					   (int)g_ascii_strtoll(fields[2], NULL, 10),
					   g_strdup(fields[3])};
		g_array_append_val(expectations, one);
	}
}

/* Whether the table has a line for the file. */
static gboolean is_expected(const char *file)
{
	for (unsigned i = 0; i < expectations->len; i++)
		if (strcmp(g_array_index(expectations, struct expectation, i).file, file) == 0)
			return TRUE;
	return FALSE;
}

START_TEST(every_file_of_the_corpus_is_in_the_table)
{
	static const char *const kinds[] = {"libvirt", "command-line", "qemu-conf", "incus"};
	unsigned n = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *relative = g_build_filename("check", kinds[i], NULL);
		g_autofree char *directory = data_path(relative);
		GDir *dir = g_dir_open(directory, 0, NULL);
		const char *name;

		ck_assert_msg(dir != NULL, "%s", directory);
		while ((name = g_dir_read_name(dir)) != NULL) {
			g_autofree char *file = g_build_filename(kinds[i], name, NULL);

			ck_assert_msg(is_expected(file), "verdicts.txt has no line for %s", file);
			n++;
		}
		g_dir_close(dir);
	}
	ck_assert_uint_ge(n, 40);
}
END_TEST

/* The corpus file as "file" in the program's directory. */
static void copy_file(const struct program *program, const char *file)
{
	g_autofree char *relative = g_build_filename("check", file, NULL);
	g_autofree char *from = data_path(relative), *to = program_path(program, "file");
	g_autofree char *text = NULL;
	size_t length;

	ck_assert_msg(g_file_get_contents(from, &text, &length, NULL), "%s", from);
	ck_assert(g_file_set_contents(to, text, (gssize)length, NULL));
}

/* Makes the change by "patch", and checks the file again: it must start now, with these values. */
static void check_patched(struct program *program, const struct expectation *expected,
			  const json_t *fix)
{
	static const char *const keys[] = {"size", "slots", "maxmem", "pci-hole64"};
	const char *patch = json_string_value(json_object_get(fix, "patch"));
	char *argv[] = {(char *)"patch", (char *)"-s",         (char *)"-f",   (char *)"-F0",
			(char *)"-i",    (char *)"file.patch", (char *)"file", NULL};
	json_t *again, *point;

	copy_file(program, expected->file);
	program_write(program, "file.patch", patch);
	ck_assert_msg(program_run_other(program, argv) == 0, "%s%s\n%s", program->out, program->err,
		      patch);
	program_run(program, "check file --phys-bits %s --json", expected->phys_bits);
	ck_assert_msg(program->status == 0, "%s\n%s%s", patch, program->out, program->err);
	again = program_json(program);
	point = json_object_get(json_array_get(json_object_get(again, "files"), 0), "point");
	for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++) {
		/* What is unset is not there. */
		const json_t *now = json_object_get(point, keys[i]);
		const json_t *wanted = json_object_get(json_object_get(fix, "point"), keys[i]);

		ck_assert_msg(now == wanted || json_equal(now, wanted), "another %s\n%s\n%s",
			      keys[i], patch, program->out);
	}
	json_decref(again);
}

/* A change was started before it was offered; and one that is a patch makes the file start. */
static void check_fixes(struct program *program, const struct expectation *expected,
			const json_t *file, gboolean is_text)
{
	const json_t *fixes = json_object_get(file, "fixes"), *fix;
	size_t i;

	json_array_foreach (fixes, i, fix) {
		ck_assert_msg(json_is_true(json_object_get(fix, "offered")), "%s: %s",
			      expected->file, json_string_value(json_object_get(fix, "words")));
		ck_assert(json_is_true(json_object_get(fix, "verified")));
		/* A width of the file's own is not the one that was asked for here. */
		if (strcmp(json_string_value(json_object_get(fix, "kind")), "wider-cpu") == 0)
			continue;
		if (is_text && !json_is_null(json_object_get(fix, "patch")))
			check_patched(program, expected, fix);
		else
			ck_assert(!is_text || !json_is_null(json_object_get(fix, "why_no_patch")));
	}
}

START_TEST(a_file_is_told_what_the_table_says_and_every_change_starts)
{
	const struct expectation *expected = &g_array_index(expectations, struct expectation, _i);
	struct program program;
	json_t *json, *file;
	gboolean is_text;

	program_init(&program);
	copy_file(&program, expected->file);
	program_run(&program, "check file --phys-bits %s --json", expected->phys_bits);
	ck_assert_msg(program.status == expected->status, "%s: status %d\n%s%s", expected->file,
		      program.status, program.out, program.err);
	if (expected->status == 2) {
		assert_one_line(program.err, expected->words);
		assert_one_line(program.err, "memroof: file:");
	} else {
		is_text = !g_str_has_suffix(expected->file, ".cmdline");
		json = program_json(&program);
		file = json_array_get(json_object_get(json, "files"), 0);
		ck_assert_msg(strcmp(json_string_value(json_object_get(file, "words")),
				     expected->words) == 0,
			      "%s: %s", expected->file,
			      json_string_value(json_object_get(file, "words")));
		check_fixes(&program, expected, file, is_text);
		json_decref(json);
	}
	program_clear(&program);
}
END_TEST

Suite *suite_check_corpus(void)
{
	Suite *suite = suite_create("check-corpus");
	TCase *tc = tcase_create("corpus");

	read_expectations();
	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, every_file_of_the_corpus_is_in_the_table);
	tcase_add_loop_test(tc, a_file_is_told_what_the_table_says_and_every_change_starts, 0,
			    (int)expectations->len);
	suite_add_tcase(suite, tc);
	return suite;
}
