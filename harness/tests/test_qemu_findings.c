/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * docs/qemu-findings.md is about what QEMU does today. What it says about 7.2 is tried again where
 * the host has a 7.2: every point of its scenario, against the kept table, and every command that
 * it shows, against the output that it shows. Other releases are left to the kept table.
 */
#include "host/qemu.h"
#include "tests/csv.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define RELEASE "7.2"
#define SCENARIO "scenarios/qemu-findings.ini"
#define KEPT "results/reference/qemu-findings.csv"
#define KEPT_LARGE "results/reference/qemu-findings-large.csv"
#define PAGE "docs/qemu-findings.md"
#define PROMPT "    " RELEASE "$ "

static const char *const RELEASES[] = {"5.2", "7.2", "10.0", "11.1"};
#define N_RELEASES G_N_ELEMENTS(RELEASES)

/* FALSE, and a word about it, where the host's QEMU is another one. */
static gboolean has_release(void)
{
	struct qemu_binary *own = qemu_binary_find(NULL, -1, NULL);
	const char *version = own != NULL && own->version != NULL ? own->version : "none";
	gboolean is_it = g_str_has_prefix(version, RELEASE ".");

	if (!is_it)
		printf("skipped: what " PAGE " says of QEMU " RELEASE ": the host has %s\n",
		       version);
	qemu_binary_free(own);
	return is_it;
}

/* Another build has its assertions on other lines: "range.h:41:" becomes "range.h:N:". */
static char *without_lines(const char *text)
{
	g_autoptr(GRegex) line =
		g_regex_new("(\\.[ch]):[0-9]+:", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);

	return g_regex_replace(line, text, -1, 0, "\\1:N:", G_REGEX_MATCH_DEFAULT, NULL);
}

/* What is asked in a row, and what came of it. */
static char *question(const struct csv *csv, unsigned row)
{
	static const char *const columns[] = {"section", "machine", "cpu",    "phys-bits",
					      "size",    "slots",   "maxmem", "pci-hole64",
					      "args",    "proof",   NULL};

	return csv_join(csv, row, columns);
}

static char *answer(const struct csv *csv, unsigned row)
{
	static const char *const columns[] = {"outcome", "reason",  "limit",
					      "refused", "message", NULL};
	g_autofree char *text = csv_join(csv, row, columns);

	return without_lines(text);
}

/* Question to answer, of the rows of one QEMU. */
static GHashTable *answers(const struct csv *csv, const char *qemu)
{
	GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (unsigned row = 0; row < csv->rows->len; row++)
		if (strcmp(csv_get(csv, row, "qemu"), qemu) == 0)
			ck_assert(g_hash_table_insert(table, question(csv, row), answer(csv, row)));
	return table;
}

static void compare(GHashTable *kept, GHashTable *now)
{
	GHashTableIter entries;
	gpointer asked, said;

	g_hash_table_iter_init(&entries, now);
	while (g_hash_table_iter_next(&entries, &asked, &said)) {
		const char *before = g_hash_table_lookup(kept, asked);

		ck_assert_msg(before != NULL, "%s is not in " KEPT ": measure it", (char *)asked);
		ck_assert_msg(strcmp(before, said) == 0, "%s\nkept: %s\nnow:  %s", (char *)asked,
			      before, (char *)said);
	}
	ck_assert_uint_eq(g_hash_table_size(kept), g_hash_table_size(now));
	ck_assert_uint_gt(g_hash_table_size(now), 40);
}

START_TEST(each_finding_is_there_today)
{
	struct program program;
	struct csv kept, now;
	g_autoptr(GHashTable) before = NULL, today = NULL;
	g_autofree char *here = g_get_current_dir();

	if (!has_release())
		return;
	program_init(&program);
	ck_assert_msg(program_run(&program,
				  "run '%s/" SCENARIO "' --qemu qemu-system-x86_64 -o f.db -q",
				  here) == 0,
		      "%s", program.err);
	program_expect(&program, 0, "table f.db --format csv");
	csv_load(&kept, KEPT);
	csv_parse(&now, program.out);
	before = answers(&kept, RELEASE);
	today = answers(&now, "qemu-system-x86_64");
	compare(before, today);
	csv_clear(&kept);
	csv_clear(&now);
	program_clear(&program);
}
END_TEST

/* All releases that the page tells of, for every question. */
START_TEST(the_kept_table_has_every_release)
{
	struct csv kept;
	unsigned n = 0;

	csv_load(&kept, KEPT);
	for (unsigned i = 0; i < N_RELEASES; i++) {
		g_autoptr(GHashTable) table = answers(&kept, RELEASES[i]);

		ck_assert_uint_gt(g_hash_table_size(table), 40);
		ck_assert(i == 0 || g_hash_table_size(table) == n);
		n = g_hash_table_size(table);
	}
	ck_assert_uint_eq(kept.rows->len, n * N_RELEASES);
	csv_clear(&kept);
}
END_TEST

/* How bad it gets in a section: an abort, a start, or a refusal; NULL when nobody asked. */
static const char *worst(const struct csv *csv, const char *section, const char *qemu)
{
	const char *word = NULL;

	for (unsigned row = 0; row < csv->rows->len; row++) {
		const char *outcome = csv_get(csv, row, "outcome");

		if (strcmp(csv_get(csv, row, "section"), section) != 0 ||
		    strcmp(csv_get(csv, row, "qemu"), qemu) != 0)
			continue;
		if (strcmp(outcome, "crash") == 0)
			return "aborts";
		if (strcmp(outcome, "accepted") == 0)
			word = "starts";
		else if (word == NULL)
			word = "refuses";
	}
	return word;
}

/* "| [1](#anchor) | `section` | aborts | aborts | aborts | aborts |" */
static gboolean check_summary(const struct csv *kept, const struct csv *large, const char *line)
{
	g_auto(GStrv) cells = g_strsplit(line, " | ", -1);
	g_autofree char *section = NULL;

	if (!g_str_has_prefix(line, "| [") || g_strv_length(cells) != 2 + N_RELEASES)
		return FALSE;
	section = g_strndup(cells[1] + 1, strlen(cells[1]) - 2);
	g_strdelimit(cells[1 + N_RELEASES], "|", ' ');
	for (unsigned i = 0; i < N_RELEASES; i++) {
		const char *word = worst(kept, section, RELEASES[i]);

		word = word != NULL ? word : worst(large, section, RELEASES[i]);
		word = word != NULL ? word : "not asked";
		ck_assert_msg(strcmp(g_strstrip(cells[2 + i]), word) == 0,
			      PAGE ": %s: QEMU %s %s, not '%s'", section, RELEASES[i], word,
			      cells[2 + i]);
	}
	return TRUE;
}

START_TEST(the_summary_is_what_was_measured)
{
	struct csv kept, large;
	g_autofree char *page = NULL;
	g_auto(GStrv) lines = NULL;
	unsigned n = 0;

	csv_load(&kept, KEPT);
	csv_load(&large, KEPT_LARGE);
	ck_assert(g_file_get_contents(PAGE, &page, NULL, NULL));
	lines = g_strsplit(page, "\n", -1);
	for (char **line = lines; *line != NULL; line++)
		n += (unsigned)check_summary(&kept, &large, *line);
	ck_assert_uint_gt(n, 10);
	csv_clear(&kept);
	csv_clear(&large);
}
END_TEST

/* The lines below a command, up to an empty one, without their indentation; moves *@line there. */
static char *shown_output(char ***line)
{
	GString *text = g_string_new(NULL);

	for (++*line; **line != NULL && g_str_has_prefix(**line, "    "); ++*line) {
		if (strchr(**line, '$') != NULL && g_ascii_isdigit((**line)[4]))
			break;
		g_string_append_printf(text, "%s\n", **line + 4);
	}
	--*line;
	return g_string_free(text, FALSE);
}

/* What a shell shows: QEMU's own words, and how it ended. */
static char *seen_output(const struct program *program)
{
	g_autofree char *text = NULL;
	const char *end = "";

	if (program->status == 0)
		end = "(starts)\n";
	else if (program->status == -SIGABRT)
		end = "Aborted\n";
	text = g_strconcat(program->err, end, NULL);
	return without_lines(text);
}

/* Runs it with QMP beside, which ends a QEMU that has started. */
static void check_command(struct program *program, const char *command, const char *output)
{
	g_autofree char *line = g_strdup_printf("%s -qmp stdio", command), *seen = NULL;
	g_autofree char *shown = without_lines(output);
	g_auto(GStrv) argv = NULL;

	ck_assert_msg(g_str_has_prefix(command, "qemu-system-x86_64 "), "%s", command);
	ck_assert_msg(g_shell_parse_argv(line, NULL, &argv, NULL), "%s", line);
	program_run_other(program, argv);
	seen = seen_output(program);
	ck_assert_msg(strcmp(seen, shown) == 0, "%s\n%s shows\n%s\nand QEMU\n%s", command, PAGE,
		      shown, seen);
}

START_TEST(each_command_of_the_page_does_what_it_shows)
{
	struct program program;
	g_autofree char *page = NULL;
	g_auto(GStrv) lines = NULL;
	unsigned n = 0;

	if (!has_release())
		return;
	ck_assert(g_file_get_contents(PAGE, &page, NULL, NULL));
	lines = g_strsplit(page, "\n", -1);
	program_init(&program);
	program_write(&program, "quit",
		      "{\"execute\": \"qmp_capabilities\"} {\"execute\": \"quit\"}\n");
	program.stdin_path = "quit";
	for (char **line = lines; *line != NULL; line++) {
		const char *command = *line + strlen(PROMPT);
		g_autofree char *output = NULL;

		if (!g_str_has_prefix(*line, PROMPT))
			continue;
		output = shown_output(&line);
		check_command(&program, command, output);
		n++;
	}
	ck_assert_uint_gt(n, 15);
	program_clear(&program);
}
END_TEST

Suite *suite_qemu_findings(void)
{
	Suite *suite = suite_create("qemu-findings");
	TCase *kept = tcase_create("kept"), *today = tcase_create("today");

	tcase_add_test(kept, the_kept_table_has_every_release);
	tcase_add_test(kept, the_summary_is_what_was_measured);
	suite_add_tcase(suite, kept);
	tcase_set_tags(today, "process");
	tcase_set_timeout(today, 300);
	tcase_add_test(today, each_finding_is_there_today);
	tcase_add_test(today, each_command_of_the_page_does_what_it_shows);
	suite_add_tcase(suite, today);
	return suite;
}
