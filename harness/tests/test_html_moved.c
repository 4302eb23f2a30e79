/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What moved, on the page of the databases that are compared with a reference. */
#include "report/html_page.h"
#include "report/reference_commands.h"
#include "report/reference_load.h"
#include "report/table_reference.h"
#include "run/reference_join.h"
#include "tests/browser.h"
#include "tests/html_pages.h"
#include "tests/program.h"
#include "tests/references.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

#define SCENARIO                                                                                   \
	"[limit a]\nengine = fake\nmachine = q35\nphys-bits = 36\nsize = 2G\nslots = 0, 8, 16\n"   \
	"[probe p]\nengine = fake\nmachine = q35\nphys-bits = 36\nsize = 1G, 100G\n"               \
	"[start-time s]\nengine = fake\nfake = delay=1\nmachine = q35\nsize = 1G\nslots = 1, "     \
	"2\nmaxmem = 2G\nruns = 10\nwarmups = 0\n"

static const struct comparison_options PLAIN = {.starts = {.threshold = 0.05, .alpha = 0.05}};

static struct reference *load(const struct place *place)
{
	struct reference *reference = reference_load(place->store, NULL);

	ck_assert_ptr_nonnull(reference);
	ck_assert(reference_load_commands(place->store, reference, NULL));
	return reference;
}

/* The page of @place against @base. */
static char *moved_page(const struct place *place, const struct reference *base)
{
	struct reference *new = load(place);
	struct comparison *comparison = comparison_make(base, new, &PLAIN, NULL);
	struct diff moved = {comparison, &PLAIN, findings_make(comparison, &PLAIN.mask), TRUE};
	const struct html_source source = {place->store, "a.db"};
	g_autofree char *path = place_path(place, "index.html");
	GError *error = NULL;
	char *page;

	ck_assert_msg(html_page_save(&source, 1, &moved, path, &error), "%s",
		      error != NULL ? error->message : "");
	ck_assert(g_file_get_contents(path, &page, NULL, NULL));
	g_ptr_array_unref(moved.findings);
	comparison_free(comparison);
	reference_free(new);
	return page;
}

static struct reference_row *row_at(struct reference *reference, unsigned i)
{
	return &g_array_index(reference->rows, struct reference_row, i);
}

static void assert_tile(const char *page, const char *what, unsigned n)
{
	g_autofree char *tile = g_strdup_printf("<dt>%s</dt><dd>%u</dd>", what, n);

	ck_assert_msg(strstr(page, tile) != NULL, "no %s", tile);
}

/* A limit that was lower, one that was not there, one more, a probe, and a start that took no time.
 */
static void move(struct reference *base)
{
	struct reference_row *limit = row_at(base, 1), *probe = row_at(base, 3);
	const struct reference_times *times = &row_at(base, 6)->times[START_ELAPSED];

	ck_assert_uint_eq(limit->point.slots, 8);
	limit->limit = UINT64_C(21) << 30;
	limit->refused = limit->limit + 4096;
	row_at(base, 2)->point.slots = 32;
	ck_assert_int_eq(probe->kind, SECTION_PROBE);
	probe->outcome = outcome_name(OUTCOME_REFUSED);
	probe->reason = REASON_SLOTS;
	ck_assert_str_eq(row_at(base, 6)->point.machine, "q35");
	for (unsigned i = 0; i < times->n; i++)
		g_array_index(base->times, uint64_t, times->first + i) = 100;
}

START_TEST(test_what_moved)
{
	struct place place;
	struct reference *base;
	g_autofree char *page = NULL, *part = NULL, *nav = NULL;

	place_init(&place, SCENARIO);
	base = load(&place);
	move(base);
	page = moved_page(&place, base);
	assert_sound_page(page);
	nav = page_between(page, "<nav", "</nav>");
	ck_assert_ptr_nonnull(strstr(nav, "<a href=\"#moved\">What moved</a>"));
	part = page_between(page, "<section id=\"moved\"", "</section>");
	ck_assert_uint_eq(count_text(part, "<tr><td>"), 5);
	ck_assert_ptr_nonnull(strstr(part, "<tr><td>maxmem limit moved</td><td>a.ini [limit a]</td>"
					   "<td>slots=8</td>"));
	ck_assert_ptr_nonnull(strstr(part, "<summary>+1 GiB</summary>"));
	ck_assert_ptr_nonnull(strstr(part, "<td>maxmem limit only in BASE</td>"));
	ck_assert_ptr_nonnull(strstr(part, "<td>maxmem limit only in NEW</td>"));
	ck_assert_ptr_nonnull(strstr(part, "<td>probe ends otherwise</td>"));
	ck_assert_ptr_nonnull(strstr(part, "<td>start time slower</td>"));
	ck_assert_ptr_nonnull(strstr(part, "<li>1 maxmem limit: +1 GiB (phys-bits)</li>"));
	/* Both of BASE and NEW have commands here. */
	ck_assert_ptr_nonnull(strstr(part, "<dt>command accepted in NEW</dt><dd><code "
					   "class=\"command\">memroof probe --engine fake"));
	ck_assert_ptr_nonnull(strstr(part, "<dt>command refused in BASE</dt>"));
	assert_tile(page, "compared", 7);
	assert_tile(page, "moved", 2);
	assert_tile(page, "slower", 1);
	assert_tile(page, "faster", 0);
	assert_tile(page, "only in one", 2);
	place_clear(&place);
	reference_free(base);
}
END_TEST

/* The rows concerned say what they were, and no others. */
START_TEST(test_marks)
{
	struct place place;
	struct reference *base;
	g_autofree char *page = NULL;

	place_init(&place, SCENARIO);
	base = load(&place);
	move(base);
	page = moved_page(&place, base);
	ck_assert_uint_eq(count_text(page, "against BASE</th>"), 3);
	ck_assert_uint_eq(count_text(page, "<td>moved, was 21 GiB</td>"), 1);
	ck_assert_uint_eq(count_text(page, "<td>not in BASE</td>"), 1);
	ck_assert_uint_eq(
		count_text(page, "<td>ends otherwise, was refused at machine: slots</td>"), 1);
	ck_assert_uint_eq(count_text(page, "<td>slower, was 0.100 ms</td>"), 1);
	ck_assert_uint_eq(count_text(page, "<dt>against BASE</dt>"), 4);
	place_clear(&place);
	reference_free(base);
}
END_TEST

START_TEST(test_nothing_moved)
{
	struct place place;
	struct reference *base;
	g_autofree char *page = NULL, *part = NULL;

	place_init(&place, SCENARIO);
	base = load(&place);
	page = moved_page(&place, base);
	assert_sound_page(page);
	part = page_between(page, "<section id=\"moved\"", "</section>");
	ck_assert_ptr_nonnull(strstr(part, "<p>nothing moved (3 limits, 2 probes, "));
	ck_assert_ptr_null(strstr(part, "<table"));
	ck_assert_ptr_null(strstr(page, "against BASE"));
	assert_tile(page, "moved", 0);
	place_clear(&place);
	reference_free(base);
}
END_TEST

/* A reference is somebody else's data: nothing in it is markup, script or style. */
#define EVIL                                                                                       \
	"</script><script>alert(1)</script><img src=x onerror=alert(2)>'<!--]]>&amp;\xe2\x80\xae|"

START_TEST(test_hostile_reference)
{
	struct place place;
	struct reference *base = make_reference(
		EVIL, "# memroof reference 1\n# qemu: " EVIL "\n# host: " EVIL "\n"
		      "scenario,kind,section,machine,cpu,axis,limit,refused,reason,outcome\n"
		      "\"" EVIL "\",limit,\"" EVIL "\",\"" EVIL "\",\"" EVIL
		      "\",maxmem,1G,2G,slots,exact\n"
		      "\"" EVIL "\",limit,\"" EVIL "\",\"" EVIL "\",\"b" EVIL
		      "\",maxmem,,,memory,undecided\n");
	g_autofree char *page = NULL;

	place_init(&place, SCENARIO);
	page = moved_page(&place, base);
	assert_sound_page(page);
	ck_assert_uint_le(count_text(page, "<script"), 3);
	ck_assert_ptr_null(strstr(page, "<img"));
	ck_assert_ptr_null(strstr(page, "\xe2\x80\xae"));
	ck_assert_ptr_nonnull(strstr(page, "&lt;img src=x onerror=alert(2)&gt;"));
	place_clear(&place);
	reference_free(base);
}
END_TEST

/* More differences than a page has room for as HTML are data. */
START_TEST(test_many)
{
	GString *text = g_string_new("# memroof reference 1\n"
				     "scenario,kind,section,machine,slots,axis,limit,refused,"
				     "reason,outcome\n");
	struct place place;
	struct reference *base;
	g_autofree char *page = NULL;
	json_t *rows;

	for (unsigned i = 0; i < 2000; i++)
		g_string_append_printf(text, "b.ini,limit,x,q35,%u,maxmem,1G,2G,slots,exact\n", i);
	base = make_reference("base", text->str);
	g_string_free(text, TRUE);
	place_init(&place, SCENARIO);
	page = moved_page(&place, base);
	assert_sound_page(page);
	rows = page_json(page, "m-rows");
	ck_assert_uint_eq(json_array_size(rows), 2000 + 8);
	json_decref(rows);
	assert_tile(page, "only in one", 2000 + 8);
	place_clear(&place);
	reference_free(base);
}
END_TEST

/* Several databases are one measurement, in which each row knows its own. */
START_TEST(test_several_databases)
{
	struct program program;
	g_autofree char *page = NULL, *last = NULL;

	program_init(&program);
	program_write(&program, "a.ini", "[limit x]\nengine = fake\nmachine = q35\nslots = 0, 8\n");
	program_write(&program, "b.ini", "[limit x]\nengine = fake\nmachine = pc\nslots = 0, 8\n");
	program_expect(&program, 0, "run a.ini b.ini -q -o both.db");
	program_expect(&program, 0, "table both.db --format reference -o both.csv");
	program_expect(&program, 0, "run a.ini -q -o a.db");
	program_expect(&program, 0, "run b.ini -q -o b.db");
	program_expect(&program, 0, "report a.db b.db -o same --base both.csv");
	page = program_read(&program, "same/index.html");
	ck_assert_ptr_nonnull(strstr(page, "<p>nothing moved (4 limits compared)"));
	ck_assert_ptr_nonnull(strstr(page, "<h3>Against <small>both.csv</small></h3>"));
	/* A start with another machine: probes of both databases have the same ids. */
	program_write(&program, "b.ini",
		      "[limit x]\nengine = fake\nfake = roof=4G\nmachine = pc\nslots = 0, 8\n");
	program_expect(&program, 0, "run b.ini -q -o other.db");
	program_expect(&program, 0, "report a.db other.db -o new --base both.db --ignore fake");
	g_free(page);
	page = program_read(&program, "new/index.html");
	assert_sound_page(page);
	last = page_between(page, "<section id=\"s2\"", "</section>");
	ck_assert_uint_eq(count_text(page, "<td>moved, was "), 2);
	ck_assert_uint_eq(count_text(last, "<td>moved, was "), 2);
	program_clear(&program);
}
END_TEST

static const struct {
	int status;
	const char *arguments, *error;
} WRONG[] = {
	{2, "a.db -o r --ignore qemu", "how to compare is said, but not with what"},
	{2, "a.db -o r --base missing.csv", "missing.csv: No such file"},
	{2, "a.db -o r --base a.ini", "a.ini: neither a database of memroof's nor"},
	{2, "a.db -o r --base a.csv --ignore slot", "--ignore: unknown key 'slot'"},
	{2, "a.db -o r --base a.csv --threshold x", "bad value 'x' for --threshold"},
	{2, "a.db a.db -o r --base a.csv", "a.db, a.db: this row is there twice"},
	{2, "a.db --base a.csv", "expected -o DIR"},
	{3, "a.db -o r --base a.csv --kind probe",
	 "nothing to compare: a.csv and a.db have no row"},
};

/* Nothing is written then. */
START_TEST(test_wrong)
{
	g_autofree char *arguments = g_strdup_printf("report %s", WRONG[_i].arguments);
	struct program program;

	program_init(&program);
	program_write(&program, "a.ini", "[limit x]\nengine = fake\nmachine = q35\nslots = 0, 8\n");
	program_expect(&program, 0, "run a.ini -q -o a.db");
	program_expect(&program, 0, "table a.db --format reference -o a.csv");
	program_expect(&program, WRONG[_i].status, arguments);
	assert_one_line(program.err, WRONG[_i].error);
	assert_text(program_files(&program), "a.csv a.db a.ini");
	program_clear(&program);
}
END_TEST

/* On a telephone the table scrolls in its box; on paper the commands stand below it; and without
 * scripts a click shows them in their row. */
static void look(struct browser *browser, const char *path)
{
	browser_open(browser, path);
	browser_set(browser, "Emulation.setDeviceMetricsOverride",
		    "{\"width\":400,\"height\":800,\"deviceScaleFactor\":1,\"mobile\":false}");
	browser_assert(browser, "document.documentElement.scrollWidth", "400");
	browser_set(browser, "Emulation.clearDeviceMetricsOverride", "{}");
	browser_set(browser, "Emulation.setEmulatedMedia", "{\"media\":\"print\"}");
	g_free(browser_value(browser, "window.dispatchEvent(new Event('beforeprint'))"));
	browser_assert(browser, "document.querySelectorAll('#moved .printed dl').length", "5");
	browser_set(browser, "Emulation.setEmulatedMedia", "{\"media\":\"\"}");
	browser_set(browser, "Emulation.setScriptExecutionDisabled", "{\"value\":true}");
	browser_open(browser, path);
	browser_assert(browser, "document.querySelectorAll('#moved tbody tr').length", "5");
	browser_click(browser, "#moved tbody summary");
	browser_assert(
		browser,
		"document.querySelector('#moved dl code.command').getClientRects().length > 0",
		"true");
	ck_assert_str_eq(browser_complaints(browser), "");
}

START_TEST(test_looks)
{
	struct place place;
	struct reference *base;
	struct browser *browser;
	g_autofree char *page = NULL, *path = NULL;

	place_init(&place, SCENARIO);
	base = load(&place);
	move(base);
	/* A name that is too long for any screen. */
	row_at(base, 2)->section = "x23456789-x23456789-x23456789-x23456789-x23456789-x23456789";
	page = moved_page(&place, base);
	path = place_path(&place, "index.html");
	browser = browser_start();
	look(browser, path);
	browser_stop(browser);
	place_clear(&place);
	reference_free(base);
}
END_TEST

Suite *suite_html_moved(void)
{
	Suite *suite = suite_create("html-moved");
	TCase *tcase = tcase_create("html-moved");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, test_what_moved);
	tcase_add_test(tcase, test_marks);
	tcase_add_test(tcase, test_nothing_moved);
	tcase_add_test(tcase, test_hostile_reference);
	tcase_add_test(tcase, test_many);
	tcase_add_test(tcase, test_several_databases);
	tcase_add_loop_test(tcase, test_wrong, 0, G_N_ELEMENTS(WRONG));
	suite_add_tcase(suite, tcase);
	if (browser_is_there())
		tcase_add_test(tcase, test_looks);
	else
		puts("SKIPPED: html-moved in a browser (no chromium: tools/install-deps browser)");
	return suite;
}
