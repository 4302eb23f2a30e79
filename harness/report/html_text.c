/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html_text.h"

#include <string.h>

static gboolean is_shown(gunichar c)
{
	return c == '\n' || c == '\t' || g_unichar_isprint(c);
}

char *html_clean(const char *text, unsigned most)
{
	/* No character is longer than six bytes: what lies behind need not be looked at. */
	size_t length = strnlen(text, (size_t)most * 6 + 6);
	g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);
	GString *out = g_string_new(NULL);
	unsigned n = 0;

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (n++ == most) {
			g_string_append(out, "…");
			break;
		}
		g_string_append_unichar(out, is_shown(c) ? c : 0xfffd);
	}
	return g_string_free(out, FALSE);
}

void html_add(GString *html, const char *text, unsigned most)
{
	g_autofree char *clean = html_clean(text, most);
	g_autofree char *escaped = g_markup_escape_text(clean, -1);

	g_string_append(html, escaped);
}

static void add_element(GString *html, const char *tag, const char *text, unsigned most)
{
	g_string_append_printf(html, "<%s>", tag);
	html_add(html, text, most);
	g_string_append_printf(html, "</%.*s>", (int)strcspn(tag, " "), tag);
}

void html_add_element(GString *html, const char *tag, const char *text)
{
	add_element(html, tag, text, HTML_LINE);
}

void html_add_block(GString *html, const char *tag, const char *text)
{
	add_element(html, tag, text, HTML_BLOCK);
}

void html_add_json(GString *json, const char *text, unsigned most)
{
	g_autofree char *clean = html_clean(text, most);

	g_string_append_c(json, '"');
	for (const char *p = clean; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		/* "<" could end or open the element in which the JSON stands. */
		if (c < ' ' || c == '<' || c == '>' || c == '&')
			g_string_append_printf(json, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			g_string_append_printf(json, "\\%c", c);
		else
			g_string_append_c(json, (char)c);
	}
	g_string_append_c(json, '"');
}

char *html_count(uint64_t n, const char *one, const char *many)
{
	return g_strdup_printf("%" G_GUINT64_FORMAT " %s", n, n == 1 ? one : many);
}
