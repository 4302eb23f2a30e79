/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The texts of a page's JSON rows, each once and by number: thousands of QEMU commands differ in a
 * few characters only, so a text may say which earlier one it begins and ends like.
 */
#ifndef MEMROOF_REPORT_HTML_POOL_H
#define MEMROOF_REPORT_HTML_POOL_H

#include <glib.h>

struct html_pool;

struct html_pool *html_pool_new(void);
void html_pool_free(struct html_pool *pool);

/* The number of @text as it is shown with at most @most characters. */
unsigned html_pool_number(struct html_pool *pool, const char *text, unsigned most);

/*
 * Appends the JSON array of all texts in the order of their numbers: "TEXT", or
 * [BACK, START, END, "MIDDLE"]: the first START characters of the text BACK places before, MIDDLE,
 * and its last END characters.
 */
void html_pool_write(const struct html_pool *pool, GString *json);

#endif
