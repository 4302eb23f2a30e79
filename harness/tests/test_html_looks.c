/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The HTML report in the light, in the dark, on a telephone, on paper, and without scripts. */
#include "tests/html_looks.h"
#include "tests/tests.h"
#include "tests/window.h"

#include <string.h>

/* Lightness of the page's colours, 0 to 255, as "page text". */
#define LIGHTNESS                                                                                  \
	"['backgroundColor', 'color'].map(p => Math.max(...getComputedStyle(document.body)[p]"     \
	".match(/\\d+/g).slice(0, 3)) > 128 ? 'light' : 'dark').join(' on ')"

START_TEST(test_theme)
{
	struct window window;

	window_open(&window, FEW);
	assert_value(&window, LIGHTNESS, "light on dark");
	window_set(&window, "Emulation.setEmulatedMedia",
		   "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"dark\"}]}");
	assert_value(&window, LIGHTNESS, "dark on light");
	/* Whoever chooses gets what they have chosen. */
	browser_click(window.browser, "button.theme");
	assert_value(&window, LIGHTNESS, "light on dark");
	browser_click(window.browser, "button.theme");
	window_set(&window, "Emulation.setEmulatedMedia",
		   "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"light\"}]}");
	assert_value(&window, LIGHTNESS, "dark on light");
	window_close(&window);
}
END_TEST

static const char *const SCHEMES[] = {"light", "dark"};

START_TEST(test_picture)
{
	g_autofree char *media = g_strdup_printf(
		"{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}",
		SCHEMES[_i]);
	struct window window;

	window_open(&window, FEW);
	window_set(&window, "Emulation.setEmulatedMedia", media);
	/* Letters alone have dozens of shades; an empty page has one. */
	ck_assert_uint_gt(browser_colours(window.browser), 20);
	window_close(&window);
}
END_TEST

static const char *const WIDTHS[] = {"320", "400", "1200"};

/* Tables scroll in their boxes, the page does not. */
START_TEST(test_width)
{
	g_autofree char *size = g_strdup_printf(
		"{\"width\":%s,\"height\":800,\"deviceScaleFactor\":1,\"mobile\":false}",
		WIDTHS[_i]);
	struct window window;

	window_open(&window, FEW);
	window_set(&window, "Emulation.setDeviceMetricsOverride", size);
	assert_value(&window, "document.documentElement.scrollWidth", WIDTHS[_i]);
	window_close(&window);
}
END_TEST

/* The pages of a PDF. */
static unsigned n_pages(const char *pdf, gsize length)
{
	static const char PAGE[] = "/Type /Page\n";
	unsigned n = 0;

	for (gsize i = 0; i + strlen(PAGE) <= length; i++)
		n += memcmp(pdf + i, PAGE, strlen(PAGE)) == 0;
	return n;
}

START_TEST(test_paper)
{
	struct window window;
	g_autofree char *pdf = NULL;
	json_t *result;
	gsize length;

	window_open(&window, FEW);
	result = browser_call(window.browser, "Page.printToPDF", "{}");
	pdf = (char *)g_base64_decode(json_string_value(json_object_get(result, "data")), &length);
	json_decref(result);
	ck_assert_mem_eq(pdf, "%PDF", 4);
	ck_assert_uint_ge(n_pages(pdf, length), 3);
	/* Afterwards it is as it was. */
	assert_value(&window, "document.querySelectorAll('.printed, details[open]').length", "0");
	/* On paper no control is shown, and what was behind numbers is. */
	window_set(&window, "Emulation.setEmulatedMedia", "{\"media\":\"print\"}");
	window_do(&window, "window.dispatchEvent(new Event('beforeprint'))");
	assert_value(&window,
		     "[...document.querySelectorAll('.tools, nav, button.theme')].filter(e => "
		     "e.getClientRects().length > 0).length",
		     "0");
	assert_value(&window, "document.querySelectorAll('#s1 .printed dl').length", "16");
	assert_value(&window, LIGHTNESS, "light on dark");
	window_close(&window);
}
END_TEST

/* Without scripts everything but sorting and the like is there, numbers lead to their rows. */
START_TEST(test_without_script)
{
	struct window window;

	window_open(&window, FEW);
	window_set(&window, "Emulation.setScriptExecutionDisabled", "{\"value\":true}");
	browser_open(window.browser, window.path);
	assert_value(&window, "document.querySelectorAll('button, input, dialog').length", "0");
	assert_value(&window, COLUMN("#s1 .tables > div:first-child table", 0), "2, 10, 0, 32");
	browser_click(window.browser, FEW_ROWS " summary");
	assert_value(&window,
		     "document.querySelector('" FEW_ROWS " dl').getClientRects().length > 0",
		     "true");
	window_close(&window);
}
END_TEST

/* Texts that would be scripts are texts. */
START_TEST(test_hostile_text)
{
	struct window window;

	window_open(&window, "[limit <img src=x onerror=document.title='pwned'>]\nengine = fake\n"
			     "cpu = </script><script>document.title='pwned'</script>, b\n");
	assert_value(&window, "document.title", "memroof: a.db");
	assert_value(&window, "document.querySelectorAll('img').length", "0");
	browser_click(window.browser, FEW_ROWS " summary");
	assert_value(&window, "document.title", "memroof: a.db");
	assert_value(&window, "document.querySelector('dialog').open", "true");
	window_close(&window);
}
END_TEST

TCase *tcase_html_looks(void)
{
	TCase *tcase = tcase_create("looks");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 240);
	tcase_add_test(tcase, test_theme);
	tcase_add_loop_test(tcase, test_picture, 0, G_N_ELEMENTS(SCHEMES));
	tcase_add_loop_test(tcase, test_width, 0, G_N_ELEMENTS(WIDTHS));
	tcase_add_test(tcase, test_paper);
	tcase_add_test(tcase, test_without_script);
	tcase_add_test(tcase, test_hostile_text);
	return tcase;
}
