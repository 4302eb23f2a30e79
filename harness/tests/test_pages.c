/* SPDX-License-Identifier: GPL-2.0-or-later */
/* docs/incus.md and docs/formula.md: their examples, what is made from their measured tables, and
 * their words. */
#include "tests/pages.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

START_TEST(examples_are_what_is_printed)
{
	ck_assert_uint_eq(page_check_examples("docs/incus.md"), 3);
	ck_assert_uint_eq(page_check_examples("docs/formula.md"), 2);
}
END_TEST

START_TEST(tables_are_made_from_what_was_measured)
{
	static const char *const names[] = {"incus-guesses", "formula-readings"};
	g_autofree char *path = g_strdup_printf("results/reference/%s.md", names[_i]);
	g_autofree char *page = page_read(path);
	g_autofree char *tool = g_strdup_printf("tools/%s", names[_i]);
	struct program program;

	program_init(&program);
	page_tool(&program, tool);
	ck_assert_msg(strcmp(program.out, page) == 0, "%s is stale: run make docs", path);
	program_clear(&program);
}
END_TEST

START_TEST(pictures_are_drawn_from_what_was_measured)
{
	static const char *const names[] = {"incus.svg",        "formula.svg",
					    "formula-size.svg", "atlas-hypertransport.svg",
					    "atlas-check.svg",  "atlas-narrow.svg",
					    "atlas-32bit.svg"};
	struct program program;
	g_autofree char *command = NULL, *quoted = NULL;

	program_init(&program);
	quoted = g_shell_quote(program.directory);
	command = g_strdup_printf("tools/page-pictures %s", quoted);
	page_tool(&program, command);
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *kept_path = g_strdup_printf("docs/%s", names[i]);
		g_autofree char *kept = page_read(kept_path);
		g_autofree char *drawn_path = program_path(&program, names[i]);
		g_autofree char *drawn = page_read(drawn_path);

		ck_assert_msg(strcmp(kept, drawn) == 0, "%s is stale: run make docs", kept_path);
	}
	program_clear(&program);
}
END_TEST

/* The one picture that memroof plot has drawn is of the run that made the tables. */
START_TEST(plot_is_of_the_run_of_the_tables)
{
	g_autofree char *table = page_read("results/reference/formula.md");
	g_autofree char *svg = page_read("results/reference/formula/slot-cost-phys-bits-36.svg");
	g_autofree char *footer = NULL;
	const char *measured = strstr(table, "\nMeasured ");
	char date[11], version[64];

	ck_assert_ptr_nonnull(measured);
	ck_assert_int_eq(
		sscanf(measured, " Measured %10[0-9-]T%*s by memroof %63s on", date, version), 2);
	footer = g_strdup_printf("%s, memroof %s", date, version);
	ck_assert_msg(strstr(svg, footer) != NULL, "not of %s", footer);
}
END_TEST

/* The messages that the page quotes are those that QEMU gave. */
START_TEST(quoted_messages_are_the_measured_ones)
{
	static const char *const sections[] = {"reported-16-slots", "reported-8-slots"};
	g_autofree char *page = page_read("docs/incus.md");
	struct program program;

	program_init(&program);
	for (unsigned i = 0; i < G_N_ELEMENTS(sections); i++) {
		g_autofree char *quoted = NULL, *command = NULL;

		command = g_strdup_printf(
			"tools/csv-columns results/reference/incus.csv %s message", sections[i]);
		page_tool(&program, command);
		quoted = g_strdup_printf("\n    %s", program.out);
		ck_assert_msg(strstr(page, quoted) != NULL, "docs/incus.md lacks%s", quoted);
	}
	program_clear(&program);
}
END_TEST

/* @text with a single space wherever it has white space; newly allocated. */
static char *on_one_line(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
	GString *line = g_string_new(NULL);

	for (char **word = words; *word != NULL; word++)
		if (**word != '\0')
			g_string_append_printf(line, "%s ", *word);
	return g_string_free(line, FALSE);
}

/* What the pages say in words about numbers that stand in their tables. */
START_TEST(words_are_those_of_the_tables)
{
	g_autofree char *incus = page_read("docs/incus.md");
	g_autofree char *guesses = page_read("results/reference/incus-guesses.md");
	g_autofree char *formula = page_read("docs/formula.md");
	g_autofree char *readings = page_read("results/reference/formula-readings.md");
	g_autofree char *prose = on_one_line(incus);

	ck_assert_ptr_nonnull(strstr(
		guesses,
		"| 36 | half | 32 GiB | **refused** (21 GiB) | **refused** (13 GiB) | **refused** "
		"(21 GiB) | **refused** (13 GiB) |"));
	ck_assert_ptr_nonnull(strstr(prose, "above 21 GiB (8 slots) or 13 GiB (16 slots)"));
	ck_assert_ptr_nonnull(strstr(guesses, "| 512 GiB | **refused** | **refused** | starts"));
	ck_assert_ptr_nonnull(
		strstr(guesses, "| 1 TiB | **refused** | **refused** | **refused** | starts"));
	ck_assert_ptr_nonnull(strstr(prose, "512 GiB with 39 bits, 1 TiB with 40."));
	ck_assert_ptr_nonnull(strstr(readings, "\n| 8 | 22 | 22 | 8 |"));
	ck_assert_ptr_nonnull(strstr(readings, "\n| 16 | 14 | 42 | 14 |"));
	ck_assert_ptr_nonnull(strstr(formula, "it allows 42 GiB with 16"));
}
END_TEST

Suite *suite_pages(void)
{
	Suite *suite = suite_create("pages");
	TCase *words = tcase_create("words"), *program = tcase_create("program");

	tcase_add_test(words, plot_is_of_the_run_of_the_tables);
	tcase_add_test(words, words_are_those_of_the_tables);
	suite_add_tcase(suite, words);
	tcase_set_tags(program, "process");
	tcase_set_timeout(program, 120);
	tcase_add_test(program, examples_are_what_is_printed);
	tcase_add_loop_test(program, tables_are_made_from_what_was_measured, 0, 2);
	tcase_add_test(program, pictures_are_drawn_from_what_was_measured);
	tcase_add_test(program, quoted_messages_are_the_measured_ones);
	suite_add_tcase(suite, program);
	return suite;
}
