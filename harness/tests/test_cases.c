/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A database with every kind of verdict, and what each format makes of it. */
#include "base/error.h"
#include "report/cases.h"
#include "report/exporter.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "tests/verdict_rows.h"

#include <stdio.h>
#include <string.h>

static char *read_text(const char *path)
{
	char *text;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	return text;
}

/* Writes the store above in @format to @path. */
static void export(const char *format, const char *path)
{
	g_autofree char *directory = g_path_get_dirname(path);
	struct store *store = verdict_rows_store(directory);
	const struct exporter *exporter = exporter_find(format, NULL);
	GError *error = NULL;

	ck_assert_ptr_nonnull(exporter);
	ck_assert_msg(exporter_save(exporter, store, path, &error), "%s",
		      error != NULL ? error->message : "");
	store_close(store);
}

static char *exported(const char *format)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "out", NULL);

	export(format, path);
	return read_text(path);
}

static const struct {
	const char *format, *golden;
} GOLDEN[] = {
	{"junit", "golden/verdicts.xml"},
	{"tap", "golden/verdicts.tap"},
	{"github", "golden/verdicts.github"},
};

START_TEST(each_format_is_the_golden_one)
{
	g_autofree char *path = data_path(GOLDEN[_i].golden), *golden = read_text(path);

	assert_text(exported(GOLDEN[_i].format), golden);
}
END_TEST

/* Every verdict once, in the order of the rows. */
static const struct {
	unsigned section;
	int64_t cell;
	enum verdict verdict;
	const char *name, *words;
	const char *command; /* a part of it; NULL: there is none */
} CASES[] = {
	{0, 0, VERDICT_PASS, "slots=0", "expected 30G, found 30G", "refused 0"},
	{0, 1, VERDICT_FAIL, "slots=1", "expected 22G, found 20G", "refused 1"},
	{0, 2, VERDICT_FAIL, "slots=2", "expected 14G, found 16G", "accepted 2"},
	{0, 3, VERDICT_PASS, "slots=3", "expected none, found none", "refused 3"},
	{0, 4, VERDICT_BROKEN, "slots=4", "expected 22G, found no answer (assertion)", "crash 4"},
	{0, 5, VERDICT_FAIL, "slots=5",
	 "expected 22G, found NON-MONOTONE: 22G, which 5G contradicts", "counterexample 5"},
	{0, 6, VERDICT_BROKEN, "slots=6", "expected 22G, found 20G, beyond which it hangs",
	 "refused 6"},
	{0, 7, VERDICT_FAIL, "slots=7", "expected 22G, found all, up to 66G", "accepted 7"},
	{1, 0, VERDICT_PASS, "cpu=qemu64", "expected accepted, found accepted", "a b"},
	{1, 1, VERDICT_FAIL, "cpu=n270,vendor=\"x\" <y>",
	 "expected refused phys-bits, found crash assertion", "a b"},
	{1, 2, VERDICT_BROKEN, "cpu=486", "expected accepted, found host-limit memory", "a b"},
	{2, 0, VERDICT_MEASURED, "", "36", NULL},
	{3, 1, VERDICT_SKIP, "slots=1", "needs kvm: # none", NULL},
	{4, -1, VERDICT_MEASURED, "machine=none", "accepted", "qemu"},
	{4, 0, VERDICT_MEASURED, "slots=2", "accepted", "qemu"},
	{4, 1, VERDICT_BROKEN, "slots=3", "timeout deadline", "qemu -slow"},
};

START_TEST(each_point_is_a_case_with_its_verdict)
{
	g_autofree char *directory = make_directory(), *words = NULL;
	struct store *store = verdict_rows_store(directory);
	g_autoptr(GPtrArray) sections = cases_load(store, NULL);
	const struct report_cases *cases;
	const struct report_case *item;

	ck_assert_ptr_nonnull(sections);
	ck_assert_uint_eq(sections->len, N_VERDICT_SECTIONS);
	cases = sections->pdata[CASES[_i].section];
	item = cases_find(cases, CASES[_i].cell);
	ck_assert_ptr_nonnull(item);
	ck_assert_str_eq(verdict_name(item->verdict), verdict_name(CASES[_i].verdict));
	ck_assert_str_eq(item->name, CASES[_i].name);
	words = cases_words(item);
	ck_assert_str_eq(words, CASES[_i].words);
	if (CASES[_i].command == NULL)
		ck_assert_pstr_eq(item->command, NULL);
	else
		ck_assert_msg(strstr(item->command, CASES[_i].command) != NULL, "%s",
			      item->command);
	store_close(store);
}
END_TEST

START_TEST(what_is_not_done_is_counted)
{
	g_autofree char *directory = make_directory();
	struct store *store = verdict_rows_store(directory);
	g_autoptr(GPtrArray) sections = cases_load(store, NULL);
	const struct report_cases *limits = sections->pdata[0], *starts = sections->pdata[4];

	ck_assert_uint_eq(limits->missing, 1);
	ck_assert_ptr_null(cases_find(limits, 8));
	ck_assert_uint_eq(limits->counts[VERDICT_PASS], 2);
	ck_assert_uint_eq(limits->counts[VERDICT_FAIL], 4);
	ck_assert_uint_eq(limits->counts[VERDICT_BROKEN], 2);
	ck_assert_uint_eq(starts->missing, 0);
	store_close(store);
}
END_TEST

/* What was measured on a machine that could is not skipped by one that cannot. */
START_TEST(a_result_counts_more_than_a_skip)
{
	g_autofree char *directory = make_directory();
	struct store *store = verdict_rows_store(directory);
	struct skip_row skip = {
		.section = 2, .cell = 0, .point = point_new(), .why = (char *)"needs x"};
	g_autoptr(GPtrArray) sections = NULL;
	const struct report_cases *probes;

	for (skip.cell = 0; skip.cell < N_VERDICT_PROBES; skip.cell++)
		ck_assert(store_add_skip(store, &skip, NULL));
	point_free(skip.point);
	sections = cases_load(store, NULL);
	probes = sections->pdata[1];
	ck_assert_uint_eq(probes->cases->len, N_VERDICT_PROBES);
	ck_assert_int_eq(cases_find(probes, 0)->verdict, VERDICT_PASS);
	store_close(store);
}
END_TEST

START_TEST(a_damaged_expectation_is_the_files_fault)
{
	g_autofree char *directory = make_directory();
	struct store *store = verdict_rows_store(directory);
	struct section_row row = verdict_rows_section();
	GError *error = NULL;

	row.expect = (char *)"22GG";
	ck_assert(store_update_section(store, &row, NULL));
	ck_assert_ptr_null(cases_load(store, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "damaged database: expect: ");
	store_close(store);
}
END_TEST

/* The tables, where something is expected. */
static const struct {
	const char *format, *part;
} SAID[] = {
	{"md", "| expected | verdict |"},
	{"md", "|      30G | PASS    |"},
	{"md", "|      22G | FAIL    |"},
	{"md", "- verdicts: 2 PASS, 4 FAIL, 2 BROKEN\n"},
	{"md", "\n2 points are skipped: needs kvm: # none.\n"},
	{"md", "\n8 of 9 points are done.\n"},
	{"csv", ",acpi_bytes,expected,verdict\n"},
	{"csv", ",30G,PASS\n"},
	{"csv", ",22G,FAIL\n"},
	{"csv", ",accepted,BROKEN\n"},
	{"csv", "q.ini,skipped,probe,0,"},
	{"csv", ",skipped,,,,,,needs kvm: # none,"},
	{"json", "\"expected\":\"14G\",\"verdict\":\"FAIL\"}"},
	{"json", "],\"skipped\":[\n{\"point\":{\"slots\":0},\"why\":\"needs kvm: # none\"},\n"},
	{"json", "\"expect\":\"accepted, refused phys-bits, accepted\""},
};

START_TEST(tables_show_verdicts)
{
	g_autofree char *text = exported(SAID[_i].format);

	ck_assert_msg(strstr(text, SAID[_i].part) != NULL, "no '%s' in:\n%s", SAID[_i].part, text);
}
END_TEST

/* Programs that read what is written for them. Their exit status says what they make of it. */
static const struct {
	const char *format;
	const char *argv[6]; /* DATA: a file of ours; FILE: what was written */
	int status;
	const char *said; /* by the program; or NULL */
} READERS[] = {
	{"junit", {"xmllint", "--noout", "--dtdvalid", "DATA", "FILE"}, 0, NULL},
	{"junit", {"xmllint", "--xpath", "count(//testcase)", "FILE"}, 0, "18\n"},
	{"junit", {"xmllint", "--xpath", "count(//failure)", "FILE"}, 0, "5\n"},
	{"junit", {"xmllint", "--xpath", "string(/testsuites/@errors)", "FILE"}, 0, "5\n"},
	{"tap", {"prove", "-e", "cat", "FILE"}, 1, "Tests: 18 Failed: 10)"},
};

START_TEST(other_programs_read_it)
{
	g_autofree char *found = g_find_program_in_path(READERS[_i].argv[0]);
	g_autofree char *data = data_path("junit.dtd"), *path = NULL;
	g_autofree char *dtd = g_canonicalize_filename(data, NULL);
	struct program program;
	char *argv[7] = {NULL};

	if (found == NULL) {
		printf("skipped: reading %s: there is no %s\n", READERS[_i].format,
		       READERS[_i].argv[0]);
		return;
	}
	program_init(&program);
	path = program_path(&program, "out");
	export(READERS[_i].format, path);
	for (unsigned i = 0; READERS[_i].argv[i] != NULL; i++) {
		const char *word = READERS[_i].argv[i];

		argv[i] = (char *)(g_str_equal(word, "DATA")   ? dtd
				   : g_str_equal(word, "FILE") ? path
							       : word);
	}
	ck_assert_msg(program_run_other(&program, argv) == READERS[_i].status, "%s%s", program.out,
		      program.err);
	if (READERS[_i].said != NULL)
		ck_assert_msg(strstr(program.out, READERS[_i].said) != NULL, "%s", program.out);
	program_clear(&program);
}
END_TEST

Suite *suite_cases(void)
{
	Suite *suite = suite_create("cases");
	TCase *tcase = tcase_create("cases"), *readers = tcase_create("readers");

	tcase_add_loop_test(tcase, each_format_is_the_golden_one, 0, G_N_ELEMENTS(GOLDEN));
	tcase_add_loop_test(tcase, each_point_is_a_case_with_its_verdict, 0, G_N_ELEMENTS(CASES));
	tcase_add_test(tcase, what_is_not_done_is_counted);
	tcase_add_test(tcase, a_result_counts_more_than_a_skip);
	tcase_add_test(tcase, a_damaged_expectation_is_the_files_fault);
	tcase_add_loop_test(tcase, tables_show_verdicts, 0, G_N_ELEMENTS(SAID));
	suite_add_tcase(suite, tcase);
	tcase_set_tags(readers, "process");
	tcase_add_loop_test(readers, other_programs_read_it, 0, G_N_ELEMENTS(READERS));
	suite_add_tcase(suite, readers);
	return suite;
}
