/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the installed QEMU to what moved: a database against its own reference, and against copies
 * in which a limit and a start time were moved by hand. */
#include "report/reference_read.h"
#include "report/table_reference.h"
#include "tests/browser.h"
#include "tests/html_pages.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCENARIO                                                                                   \
	"# What moves?\n[global]\nmachine = q35\n"                                                 \
	"[limit maxmem]\nphys-bits = 36\nsize = 2G\nslots = 0, 8, 16\n"                            \
	"[probe p]\nphys-bits = 36\nsize = 1G, 100G\n"                                             \
	"[start-time s]\nsize = 1G\nslots = 0, 1\nmaxmem = 2G\nruns = 8\nwarmups = 0\n"

static gboolean have_qemu(void)
{
	g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64");

	if (qemu == NULL)
		printf("skipped: comparing measurements of QEMU: there is no qemu-system-x86_64\n");
	return qemu != NULL;
}

/* Writes @reference to a file in the program's directory. */
static void save(const struct program *program, const char *name, const struct reference *reference)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	reference_write(reference, out);
	fclose(out);
	program_write(program, name, text);
	free(text);
}

static struct reference *read_back(const struct program *program, const char *name)
{
	g_autofree char *path = program_path(program, name);
	struct reference *reference = reference_read(path, NULL);

	ck_assert_ptr_nonnull(reference);
	return reference;
}

static struct reference_row *find_row(const struct reference *reference, const char *section,
				      uint64_t slots)
{
	for (unsigned i = 0; i < reference->rows->len; i++) {
		struct reference_row *row =
			&g_array_index(reference->rows, struct reference_row, i);

		if (strcmp(row->section, section) == 0 && row->point.slots == slots)
			return row;
	}
	ck_abort_msg("no row %s %u", section, (unsigned)slots);
}

/* Every start of a row takes longer than any did, however busy the host was. */
static void slow_down(struct reference *reference, const struct reference_row *row)
{
	const struct reference_times *times = &row->times[START_ELAPSED];
	uint64_t most = 0;

	for (unsigned i = 0; i < times->n; i++)
		most = MAX(most, reference_time(reference, times, i));
	for (unsigned i = 0; i < times->n; i++)
		g_array_index(reference->times, uint64_t, times->first + i) += 2 * most;
}

/* A copy of ref.csv with one limit 1 GiB lower and one start time longer. */
static void inject(const struct program *program)
{
	struct reference *reference = read_back(program, "ref.csv");
	struct reference_row *limit = find_row(reference, "maxmem", 8);

	ck_assert_uint_eq(limit->limit, UINT64_C(22) << 30);
	limit->limit -= UINT64_C(1) << 30;
	limit->refused -= UINT64_C(1) << 30;
	slow_down(reference, find_row(reference, "s", 1));
	save(program, "moved.csv", reference);
	reference_free(reference);
}

static void measure(struct program *program)
{
	program_init(program);
	program_write(program, "s.ini", SCENARIO);
	program_expect(program, 0, "run s.ini -q");
	program_expect(program, 0, "table s.db --format reference -o ref.csv");
}

static void check_json(struct program *program)
{
	json_t *json, *differences, *limit, *start;

	program_expect(program, 1, "diff s.db moved.csv --format json");
	json = program_json(program);
	differences = json_object_get(json, "differences");
	ck_assert_uint_eq(json_array_size(differences), 2);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "findings")), 2);
	ck_assert(json_is_true(json_object_get(json, "moved")));
	limit = json_array_get(differences, 0);
	start = json_array_get(differences, 1);
	ck_assert_str_eq(json_string_value(json_object_get(limit, "difference")), "limit");
	ck_assert_int_eq(json_integer_value(json_object_get(limit, "delta")), -(1LL << 30));
	ck_assert_str_eq(json_string_value(json_object_get(start, "difference")), "start-time");
	start = json_object_get(start, "start_time");
	ck_assert_double_gt(json_real_value(json_object_get(start, "change")), 1);
	ck_assert_double_eq(json_real_value(json_object_get(start, "new_slower")), 1);
	ck_assert_str_eq(json_string_value(json_object_get(start, "phase")), "end");
	json_decref(json);
}

/* The same two fail in what a CI reads, and nothing else does; @change is how the limit moved. */
static void check_cases(struct program *program, const char *arguments, const char *change)
{
	g_autofree char *command =
		g_strdup_printf("%s --junit ci.xml --tap ci.tap --github", arguments);
	g_autofree char *moved = g_strdup_printf(" GiB (%s), phys-bits", change);
	g_autofree char *xml = NULL, *tap = NULL, *limit = NULL, *start = NULL;

	program_expect(program, 1, command);
	ck_assert_uint_eq(count_text(program->out, "\n::"), 2);
	ck_assert_uint_eq(count_text(program->out, "\n::error "), 2);
	xml = program_read(program, "ci.xml");
	ck_assert_ptr_nonnull(strstr(xml, "<testsuites name=\"memroof\" tests=\"8\" failures=\"2\" "
					  "errors=\"0\" skipped=\"0\" "));
	ck_assert_uint_eq(count_text(xml, "<failure "), 2);
	limit = page_between(xml, "classname=\"s.limit.maxmem\" name=\"slots=8\"", "</testcase>");
	ck_assert_ptr_nonnull(strstr(limit, moved));
	ck_assert_ptr_nonnull(strstr(limit, "\ncommand: qemu-system-x86_64 "));
	start = page_between(xml, "classname=\"s.start-time.s\" name=\"slots=1\"", "</testcase>");
	ck_assert_ptr_nonnull(strstr(start, "er in 100 % of pairs"));
	ck_assert_ptr_nonnull(strstr(start, "\ncommand: qemu-system-x86_64 "));
	tap = program_read(program, "ci.tap");
	ck_assert_uint_eq(count_text(tap, "\nok "), 6);
	ck_assert_uint_eq(count_text(tap, "\nnot ok "), 2);
	ck_assert_ptr_nonnull(strstr(tap, " - s.ini [limit maxmem] slots=8\n"));
	ck_assert_uint_eq(count_text(tap, "  severity: \"fail\"\n"), 2);
}

/* And on the page: two differences, a limit and a start. */
static void check_page(struct program *program)
{
	g_autofree char *page = NULL, *part = NULL;

	program_expect(program, 0, "report s.db -o moved --base moved.csv");
	page = program_read(program, "moved/index.html");
	assert_sound_page(page);
	part = page_between(page, "<section id=\"moved\"", "</section>");
	ck_assert_ptr_nonnull(strstr(part, "<p>moved: 1 limit, 1 start time (3 limits, "));
	ck_assert_uint_eq(count_text(part, "<tr><td>"), 2);
	ck_assert_ptr_nonnull(strstr(part, "<tr><td>maxmem limit moved</td><td>s.ini [limit maxmem]"
					   "</td><td>slots=8</td>"));
	ck_assert_ptr_nonnull(strstr(part, "<summary>+1 GiB</summary>"));
	ck_assert_ptr_nonnull(strstr(part, "<tr><td>start time faster</td><td>s.ini [start-time s]"
					   "</td><td>slots=1</td>"));
	/* Both sides of the limit, and the start. */
	ck_assert_uint_eq(count_text(part, "<code class=\"command\">qemu-system-x86_64 "), 3);
	ck_assert_uint_eq(count_text(page, "<td>moved, was 21 GiB</td>"), 1);
	ck_assert_uint_eq(count_text(page, "<td>faster, was "), 1);
	ck_assert_uint_eq(count_text(page, "<dt>against BASE</dt>"), 2);
}

#define MOVED "table[data-rows=m]"

/* As a browser shows it, with the commands one click away. */
static void check_in_browser(const struct program *program)
{
	g_autofree char *path = program_path(program, "moved/index.html");
	struct browser *browser;

	if (!browser_is_there()) {
		puts("skipped: what moved in a browser: there is no chromium");
		return;
	}
	browser = browser_start();
	browser_open(browser, path);
	browser_assert(browser,
		       "[...document.querySelectorAll('" MOVED " tbody tr')].map(r => "
		       "r.cells[0].textContent).join(', ')",
		       "maxmem limit moved, start time faster");
	browser_click(browser, MOVED " thead th:nth-child(6) button");
	browser_assert(browser, "document.querySelector('" MOVED " tbody tr').cells[0].textContent",
		       "start time faster");
	browser_click(browser, MOVED " tbody tr:last-child summary");
	browser_assert(browser, "document.querySelector('dialog').open", "true");
	browser_assert(browser, "location.hash", "#m-0");
	browser_assert(browser,
		       "[...document.querySelectorAll('dialog code.command')].map(c => "
		       "c.textContent.match(/maxmem=(\\S+)/)[1]).join(' ')",
		       "22G 23068676K");
	ck_assert_str_eq(browser_complaints(browser), "");
	browser_stop(browser);
}

START_TEST(exactly_what_was_moved)
{
	struct program program;

	if (!have_qemu())
		return;
	measure(&program);
	inject(&program);
	program_expect(&program, 1, "diff s.db moved.csv");
	ck_assert_ptr_nonnull(strstr(program.out, "\n1 maxmem limit: -1 GiB (phys-bits)\n"));
	ck_assert_ptr_nonnull(strstr(program.out, "maxmem 22 GiB -> 21 GiB (-1 GiB), phys-bits"));
	ck_assert_ptr_nonnull(strstr(program.out, "\n1 start time: "));
	ck_assert_ptr_nonnull(strstr(program.out, "longer in 100 % of pairs"));
	ck_assert_ptr_nonnull(strstr(program.out, "\nmoved: 1 limit, 1 start time (3 limits, "));
	program_expect(&program, 1, "diff s.db moved.csv --format md");
	ck_assert_ptr_nonnull(strstr(program.out, "**moved: 1 limit, 1 start time**"));
	ck_assert_ptr_nonnull(strstr(program.out, "| -1 GiB (phys-bits) "));
	ck_assert_ptr_nonnull(strstr(program.out, "longer in 100 % of pairs"));
	check_json(&program);
	check_cases(&program, "diff s.db moved.csv", "-1 GiB");
	check_cases(&program, "diff moved.csv s.db", "+1 GiB");
	check_page(&program);
	check_in_browser(&program);
	/* Each of the two by itself. */
	program_expect(&program, 1, "diff ref.csv moved.csv --kind limit");
	ck_assert_ptr_nonnull(strstr(program.out, "moved: 1 limit (3 limits compared)"));
	program_expect(&program, 0, "diff ref.csv moved.csv --kind start-time --threshold 1000000");
	program_clear(&program);
}
END_TEST

/* Nothing of all this is said of what did not move. */
static void check_quiet(struct program *program)
{
	g_autofree char *xml = NULL, *tap = NULL, *page = NULL, *part = NULL;

	program_expect(program, 0, "diff ref.csv s.db --junit ci.xml --tap ci.tap --github");
	ck_assert_ptr_null(strstr(program->out, "::error"));
	xml = program_read(program, "ci.xml");
	ck_assert_ptr_nonnull(strstr(xml, " tests=\"8\" failures=\"0\" errors=\"0\" "));
	ck_assert_ptr_null(strstr(xml, "<failure"));
	tap = program_read(program, "ci.tap");
	ck_assert_uint_eq(count_text(tap, "\nok "), 8);
	ck_assert_uint_eq(count_text(tap, "\nnot ok "), 0);
	program_expect(program, 0, "report s.db -o same --base ref.csv");
	page = program_read(program, "same/index.html");
	part = page_between(page, "<section id=\"moved\"", "</section>");
	ck_assert_ptr_nonnull(strstr(part, "<p>nothing moved (3 limits, "));
	ck_assert_ptr_null(strstr(part, "<tr>"));
	ck_assert_ptr_null(strstr(page, "against BASE"));
}

START_TEST(nothing_moves_by_itself)
{
	struct program program;

	if (!have_qemu())
		return;
	measure(&program);
	program_expect(&program, 0, "diff s.db ref.csv");
	ck_assert_ptr_nonnull(strstr(program.out, "nothing moved (3 limits, 2 probes, "));
	ck_assert_str_eq(program.err, "");
	program_expect(&program, 0, "diff ref.csv s.db --format json");
	check_quiet(&program);
	/* The limits of another measurement are the same, to the last byte of their rows. */
	program_expect(&program, 0, "run s.ini -q -o again.db");
	program_expect(&program, 0, "diff ref.csv again.db --kind limit --kind probe");
	program_clear(&program);
}
END_TEST

Suite *suite_diff_qemu(void)
{
	Suite *suite = suite_create("diff-qemu");
	TCase *tcase = tcase_create("diff-qemu");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 300);
	tcase_add_test(tcase, exactly_what_was_moved);
	tcase_add_test(tcase, nothing_moves_by_itself);
	suite_add_tcase(suite, tcase);
	return suite;
}
