/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/window.h"

#include "tests/html_pages.h"
#include "tests/tests.h"

void window_open(struct window *window, const char *scenario)
{
	g_autofree char *page = NULL;

	place_init(&window->place, scenario);
	page = page_of(&window->place, "a.db");
	window->path = place_path(&window->place, "index.html");
	window->browser = browser_start();
	browser_open(window->browser, window->path);
	ck_assert_str_eq(browser_complaints(window->browser), "");
}

void window_close(struct window *window)
{
	ck_assert_str_eq(browser_complaints(window->browser), "");
	browser_stop(window->browser);
	g_free(window->path);
	place_clear(&window->place);
}

void assert_value(const struct window *window, const char *script, const char *expected)
{
	browser_assert(window->browser, script, expected);
}

void window_do(const struct window *window, const char *script)
{
	g_free(browser_value(window->browser, script));
}

void window_set(const struct window *window, const char *method, const char *params)
{
	browser_set(window->browser, method, params);
}
