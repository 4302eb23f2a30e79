/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The HTML report in a browser: it opens without a complaint, its tables sort and filter, and a
 * number leads to its commands, by mouse and by keyboard.
 */
#include "tests/html_looks.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "tests/window.h"

#include <stdio.h>
#include <string.h>

#define MANY                                                                                       \
	"[limit many]\nengine = fake\nmachine = q35, pc\nphys-bits = 36-39\nslots = 0-200\n"       \
	"size = 2G, 4G\ncolumns = size\n"

START_TEST(test_sort_by_click)
{
	struct window window;

	window_open(&window, FEW);
	assert_value(&window, COLUMN("#s1 .tables > div:first-child table", 0), "2, 10, 0, 32");
	browser_click(window.browser, HEAD(FEW_PIVOT, 1));
	assert_value(&window, COLUMN("#s1 .tables > div:first-child table", 0), "0, 2, 10, 32");
	assert_value(&window,
		     "document.querySelector('" FEW_PIVOT " th').getAttribute('aria-sort')",
		     "ascending");
	browser_click(window.browser, HEAD(FEW_PIVOT, 1));
	assert_value(&window, COLUMN("#s1 .tables > div:first-child table", 0), "32, 10, 2, 0");
	browser_click(window.browser, HEAD(FEW_PIVOT, 1));
	assert_value(&window, COLUMN("#s1 .tables > div:first-child table", 0), "2, 10, 0, 32");
	assert_value(&window,
		     "document.querySelector('" FEW_PIVOT " th').getAttribute('aria-sort')",
		     "null");
	/* By what a number is, not by how it is written. */
	browser_click(window.browser, HEAD("#s2 table.rows", 1));
	assert_value(&window, COLUMN("#s2 table.rows", 0), "512M, 2G, 100G");
	browser_click(window.browser, HEAD("#s2 table.rows", 1));
	assert_value(&window, COLUMN("#s2 table.rows", 0), "100G, 2G, 512M");
	window_close(&window);
}
END_TEST

/* Rows that are equal in a column keep the order that they had. */
START_TEST(test_sort_is_stable)
{
	struct window window;

	window_open(&window, FEW);
	browser_click(window.browser, HEAD(FEW_ROWS, 3));
	assert_value(&window, COLUMN(FEW_ROWS, 2),
		     "0, 0, 0, 0, 2, 2, 2, 2, 10, 10, 10, 10, 32, 32, 32, 32");
	assert_value(&window, COLUMN(FEW_ROWS, 0),
		     "q35, q35, pc, pc, q35, q35, pc, pc, q35, q35, pc, pc, q35, q35, pc, pc");
	assert_value(&window, COLUMN(FEW_ROWS, 1),
		     "2G, 8G, 2G, 8G, 2G, 8G, 2G, 8G, 2G, 8G, 2G, 8G, 2G, 8G, 2G, 8G");
	window_close(&window);
}
END_TEST

START_TEST(test_keyboard)
{
	struct window window;

	window_open(&window, FEW);
	window_do(&window, "document.querySelector('" HEAD(FEW_PIVOT, 1) "').focus()");
	browser_press(window.browser, "Enter");
	assert_value(&window, COLUMN("#s1 .tables > div:first-child table", 0), "0, 2, 10, 32");
	/* Tab goes on to the next head. */
	browser_press(window.browser, "Tab");
	assert_value(&window,
		     "document.activeElement === document.querySelector('" HEAD(FEW_PIVOT, 2) "')",
		     "true");
	window_do(&window, "document.querySelector('" FEW_PIVOT " a.proof').focus()");
	browser_press(window.browser, "Enter");
	assert_value(&window, "document.querySelector('dialog').open", "true");
	browser_press(window.browser, "Escape");
	assert_value(&window, "document.querySelector('dialog').open", "false");
	assert_value(&window, "document.activeElement.matches('" FEW_PIVOT " a.proof')", "true");
	window_close(&window);
}
END_TEST

START_TEST(test_proof)
{
	struct window window;

	window_open(&window, FEW);
	browser_click(window.browser, FEW_PIVOT " a.proof");
	assert_value(&window, "document.querySelector('dialog').open", "true");
	assert_value(&window, "document.querySelector('dialog h2').textContent",
		     "machine q35, size 2G, slots 2, largest maxmem 28 GiB");
	assert_value(&window,
		     "[...document.querySelectorAll('dialog code.command')].map(c => "
		     "c.textContent.match(/maxmem (\\S+)/)[1]).join(' ')",
		     "28G 29360132K");
	assert_value(&window, "location.hash", "#s1-0");
	browser_click(window.browser, "dialog header button");
	assert_value(&window, "document.querySelector('dialog').open", "false");
	/* From a row of all limits it is the same. */
	browser_click(window.browser, FEW_ROWS " summary");
	assert_value(&window, "document.querySelector('dialog').open", "true");
	assert_value(&window, "document.querySelectorAll('details.proof[open]').length", "0");
	window_close(&window);
}
END_TEST

/* A link to a number opens what proves it. */
START_TEST(test_link)
{
	g_autofree char *path = NULL;
	struct window window;

	window_open(&window, FEW);
	path = g_strdup_printf("%s#s1-1", window.path);
	browser_open(window.browser, path);
	assert_value(&window, "document.querySelector('dialog').open", "true");
	path[strlen(path) - 1] = 'x';
	browser_open(window.browser, path);
	assert_value(&window, "document.querySelector('dialog').open", "false");
	window_close(&window);
}
END_TEST

static void type_filter(const struct window *window, const char *words)
{
	g_autofree char *script = g_strdup_printf(
		"(() => { const i = document.querySelector('#s1 input'); i.value = '%s'; "
		"i.dispatchEvent(new Event('input')); "
		"return document.querySelector('#s1 output').value; })()",
		words);

	window_do(window, script);
}

START_TEST(test_filter)
{
	struct window window;

	window_open(&window, FEW);
	type_filter(&window, "pc 8G none");
	assert_value(&window, "document.querySelector('#s1 output').value", "0 of 16 rows");
	type_filter(&window, "Q35 8g NONE");
	assert_value(&window, "document.querySelector('#s1 output').value", "1 of 16 rows");
	assert_value(&window, COLUMN(FEW_ROWS, 3), "none");
	type_filter(&window, "");
	assert_value(&window, "document.querySelector('#s1 output').value", "16 of 16 rows");
	window_close(&window);
}
END_TEST

/* Rows that are data are made when they are looked at, and sort and filter all the same. */
START_TEST(test_data_rows)
{
	struct window window;

	window_open(&window, MANY);
	assert_value(&window, "document.querySelectorAll('#s1 .rows tbody tr').length", "100");
	assert_value(&window, "document.querySelector('#s1 output').value",
		     "3216 of 3216 rows, 1 to 100 shown");
	browser_click(window.browser, HEAD(FEW_ROWS, 5));
	browser_click(window.browser, HEAD(FEW_ROWS, 5));
	assert_value(&window,
		     "document.querySelector('#s1 .rows tbody tr').innerText.replace(/\\s+/g, ' ')",
		     "pc 39 4G 0 509 GiB 509 GiB + 4 KiB phys-bits");
	browser_click(window.browser, "#s1 > .tools button:last-child");
	assert_value(&window, "document.querySelector('#s1 output').value",
		     "3216 of 3216 rows, 101 to 200 shown");
	type_filter(&window, "q35");
	assert_value(&window, "document.querySelector('#s1 output').value",
		     "1608 of 3216 rows, 1 to 100 shown");
	browser_click(window.browser, "#s1 .rows button.proof");
	assert_value(&window, "document.querySelector('dialog').open", "true");
	window_close(&window);
}
END_TEST

START_TEST(test_zoom)
{
	static const char VIEW[] = "document.querySelector('figure svg').getAttribute('viewBox')";
	struct window window;
	g_autofree char *whole = NULL, *part = NULL;

	window_open(&window, FEW);
	whole = browser_value(window.browser, VIEW);
	browser_click(window.browser, "figure .tools button:first-child");
	part = browser_value(window.browser, VIEW);
	ck_assert_str_ne(part, whole);
	browser_click(window.browser, "figure .tools button:last-child");
	assert_value(&window, VIEW, whole);
	window_do(&window, "document.querySelector('figure .canvas').focus()");
	browser_press(window.browser, "+");
	assert_value(&window, VIEW, part);
	browser_press(window.browser, "ArrowRight");
	g_free(part);
	part = browser_value(window.browser, VIEW);
	ck_assert_str_ne(part, whole);
	browser_press(window.browser, "0");
	assert_value(&window, VIEW, whole);
	window_close(&window);
}
END_TEST

Suite *suite_html_browser(void)
{
	Suite *suite = suite_create("html-browser");
	TCase *tcase = tcase_create("browser");

	if (!browser_is_there()) {
		puts("SKIPPED: html-browser (no chromium: tools/install-deps browser)");
		return suite;
	}
	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 240);
	tcase_add_test(tcase, test_sort_by_click);
	tcase_add_test(tcase, test_sort_is_stable);
	tcase_add_test(tcase, test_keyboard);
	tcase_add_test(tcase, test_proof);
	tcase_add_test(tcase, test_link);
	tcase_add_test(tcase, test_filter);
	tcase_add_test(tcase, test_data_rows);
	tcase_add_test(tcase, test_zoom);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, tcase_html_looks());
	return suite;
}
