/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts of a database in an HTML page, where they may be anything: everything that is no literal of
 * ours goes through here. What comes out is valid UTF-8 of at most a length, without characters
 * that do not print or that turn the line around, and no markup.
 */
#ifndef MEMROOF_REPORT_HTML_TEXT_H
#define MEMROOF_REPORT_HTML_TEXT_H

#include <glib.h>
#include <stdint.h>

/* The longest texts that are shown, in characters: a line, and what may be long (a command, a
 * console, a scenario). */
#define HTML_LINE 400
#define HTML_BLOCK 20000

/* @text as it may be shown; newlines and tabs stay. Newly allocated. */
char *html_clean(const char *text, unsigned most);

/* Appends @text for the content of an element or for an attribute in double quotes. */
void html_add(GString *html, const char *text, unsigned most);

/* Appends "<TAG>TEXT</TAG>" with a line, or with what may be long; @tag is a literal, and may hold
 * attributes. */
void html_add_element(GString *html, const char *tag, const char *text);
void html_add_block(GString *html, const char *tag, const char *text);

/* Appends @text as a JSON string that may stand in a <script> element. */
void html_add_json(GString *json, const char *text, unsigned most);

/* "1 limit", "336 limits"; newly allocated. */
char *html_count(uint64_t n, const char *one, const char *many);

#endif
