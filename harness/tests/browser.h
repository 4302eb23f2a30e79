/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A real browser for the tests of pages: headless Chromium, told what to do by its DevTools
 * protocol over two pipes. Whatever goes wrong with it fails the test.
 */
#ifndef MEMROOF_TESTS_BROWSER_H
#define MEMROOF_TESTS_BROWSER_H

#include <glib.h>
#include <jansson.h>

struct browser;

/* TRUE when there is a Chromium on this machine. */
gboolean browser_is_there(void);

struct browser *browser_start(void);
void browser_stop(struct browser *browser);

/* Loads the file @path, which may have a "#fragment", and waits until that is done. */
void browser_open(struct browser *browser, const char *path);

/* Calls a method of the protocol with the JSON object @params; returns the result, a new reference.
 */
json_t *browser_call(struct browser *browser, const char *method, const char *params);

/* What the expression @script comes to in the page, as text; newly allocated. */
char *browser_value(struct browser *browser, const char *script);

/* Fails unless that is @expected. */
void browser_assert(struct browser *browser, const char *script, const char *expected);

/* Calls a method whose result says nothing. */
void browser_set(struct browser *browser, const char *method, const char *params);

/* A key on the keyboard: "Enter", "Tab", "+". */
void browser_press(struct browser *browser, const char *key);

/* A click in the middle of the element that @selector finds first. */
void browser_click(struct browser *browser, const char *selector);

/* What the page has complained about since it was opened: errors in its console, violated
 * policies, requests that failed; and every request other than for the page. Owned by @browser. */
const char *browser_complaints(const struct browser *browser);

/* How many different colours a picture of the window has. Leaves the page. */
unsigned browser_colours(struct browser *browser);

#endif
