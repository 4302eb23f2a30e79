/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the documents say is what the program says. */
#include "base/size.h"
#include "base/text.h"
#include "model/scenario.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

static char *read_document(const char *name)
{
	char *text = text_read_file(name, MIB, NULL);

	ck_assert_msg(text != NULL, "cannot read %s", name);
	return text;
}

START_TEST(keys_page_is_what_help_prints)
{
	g_autofree char *page = read_document("docs/keys.md");
	struct program program;

	program_init(&program);
	program_expect(&program, 0, "help --markdown");
	ck_assert_msg(strcmp(page, program.out) == 0, "docs/keys.md is stale: run make docs");
	program_clear(&program);
}
END_TEST

/* Starts QEMU for one row of the table that opens the README. */
static void check_row(struct program *program, unsigned slots, const char *said)
{
	g_autofree char *limit = NULL, *human = NULL;
	json_t *json;

	program_run(program, "limit --machine q35 --phys-bits 36 --size 2G --slots %u --json",
		    slots);
	json = program_json(program);
	limit = json_field(json, "limit");
	human = strcmp(limit, "null") == 0 ? g_strdup("none")
					   : size_human(g_ascii_strtoull(limit, NULL, 10));
	ck_assert_msg(strcmp(human, said) == 0, "README says %s for %u slots, QEMU %s", said, slots,
		      human);
	json_decref(json);
}

START_TEST(readme_table_is_what_qemu_does)
{
	g_autofree char *readme = read_document("README.md");
	g_auto(GStrv) lines = g_strsplit(readme, "\n", -1);
	struct program program;
	unsigned n = 0;

	program_init(&program);
	for (char **line = lines; *line != NULL; line++) {
		char said[32];
		unsigned slots;

		if (sscanf(*line, "| %u | %31[^|]|", &slots, said) != 2)
			continue;
		check_row(&program, slots, g_strchomp(said));
		n++;
	}
	ck_assert_uint_ge(n, 4);
	program_clear(&program);
}
END_TEST

START_TEST(every_scenario_opens_with_its_question)
{
	GDir *directory = g_dir_open("scenarios", 0, NULL);
	const char *name;
	unsigned n = 0;

	while ((name = g_dir_read_name(directory)) != NULL) {
		g_autofree char *path = g_build_filename("scenarios", name, NULL);
		GError *error = NULL;
		struct scenario *scenario = scenario_load(path, NULL, 0, &error);

		ck_assert_msg(scenario != NULL, "%s", error != NULL ? error->message : "");
		ck_assert_msg(strchr(scenario->question, '?') != NULL, "%s asks nothing", path);
		scenario_free(scenario);
		n++;
	}
	g_dir_close(directory);
	ck_assert_uint_gt(n, 0);
}
END_TEST

/* A page that names a key nobody knows sends its reader astray. */
START_TEST(scenarios_in_the_documents_are_scenarios)
{
	static const char *const pages[] = {"README.md", "docs/scenarios.md", "docs/ci.md"};
	g_autofree char *page = read_document(pages[_i]);
	g_auto(GStrv) lines = g_strsplit(page, "\n", -1);
	GString *text = g_string_new(NULL);
	struct scenario *scenario;
	GError *error = NULL;
	gboolean inside = FALSE;

	for (char **line = lines; *line != NULL; line++) {
		/* An indented block that begins with a question, up to the next line of prose or of
		 * shell. */
		if (g_str_has_prefix(*line, "    # "))
			inside = TRUE;
		else if (**line != '\0' && (!g_str_has_prefix(*line, "    ") || (*line)[4] == '$'))
			inside = FALSE;
		if (inside)
			g_string_append_printf(text, "%s\n", **line != '\0' ? *line + 4 : "");
	}
	scenario = scenario_parse(pages[_i], text->str, NULL, 0, &error);
	ck_assert_msg(scenario != NULL, "%s\n%s", error != NULL ? error->message : "", text->str);
	scenario_free(scenario);
	g_string_free(text, TRUE);
}
END_TEST

/* The absolute paths of all pages, quoted, as one line; newly allocated. */
static char *all_pages(void)
{
	g_autofree char *here = g_get_current_dir();
	g_autofree char *directory = g_build_filename(here, "docs", NULL);
	GDir *dir = g_dir_open(directory, 0, NULL);
	GString *line = g_string_new(NULL);
	const char *name;

	ck_assert_ptr_nonnull(dir);
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, NULL);
		g_autofree char *quoted = g_shell_quote(path);

		if (g_str_has_suffix(name, ".md"))
			g_string_append_printf(line, " %s", quoted);
	}
	g_dir_close(dir);
	return g_string_free(line, FALSE);
}

START_TEST(tables_in_the_documents_are_the_measured_ones)
{
	g_autofree char *pages = all_pages();
	struct program program;

	program_init(&program);
	program_run(&program, "docs --check%s", pages);
	ck_assert_msg(program.status == 0, "%s%s: run make docs", program.out, program.err);
	program_clear(&program);
}
END_TEST

Suite *suite_docs(void)
{
	Suite *suite = suite_create("docs");
	TCase *pages = tcase_create("pages"), *program = tcase_create("program");

	tcase_add_test(pages, every_scenario_opens_with_its_question);
	tcase_add_loop_test(pages, scenarios_in_the_documents_are_scenarios, 0, 3);
	suite_add_tcase(suite, pages);
	tcase_set_tags(program, "process");
	tcase_set_timeout(program, 120);
	tcase_add_test(program, keys_page_is_what_help_prints);
	tcase_add_test(program, readme_table_is_what_qemu_does);
	tcase_add_test(program, tables_in_the_documents_are_the_measured_ones);
	suite_add_tcase(suite, program);
	return suite;
}
