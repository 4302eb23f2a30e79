/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html.h"
#include "report/html_text.h"
#include "report/written.h"

#include <string.h>

/* A line without its dash: texts, and code between backquotes. A backquote without a partner is
 * itself. */
static void add_line(GString *html, const char *line)
{
	g_string_append(html, "<li>");
	for (;;) {
		const char *open = strchr(line, '`');
		const char *close = open != NULL ? strchr(open + 1, '`') : NULL;
		g_autofree char *words = NULL, *code = NULL;

		if (close == NULL)
			break;
		words = g_strndup(line, (size_t)(open - line));
		code = g_strndup(open + 1, (size_t)(close - open - 1));
		html_add(html, words, HTML_LINE);
		html_add_element(html, "code", code);
		line = close + 1;
	}
	html_add(html, line, HTML_LINE);
	g_string_append(html, "</li>\n");
}

void html_add_list(GString *html, const char *markdown, unsigned most)
{
	g_auto(GStrv) lines = g_strsplit(markdown, "\n", -1);
	unsigned n = 0, left = 0;

	for (char **line = lines; *line != NULL; line++) {
		const char *text = g_str_has_prefix(*line, "- ") ? *line + 2 : *line;

		if (*text == '\0')
			continue;
		if (n == most) {
			left++;
			continue;
		}
		g_string_append(html, n++ == 0 ? "<ul>\n" : "");
		add_line(html, text);
	}
	if (left > 0)
		g_string_append_printf(html, "<li>and %u more</li>\n", left);
	g_string_append(html, n > 0 ? "</ul>\n" : "");
}

char *html_notes_of(const struct report_section *section, const GPtrArray *rows,
		    html_notes_function write)
{
	struct written written;

	written_begin(&written);
	write(section, rows, report_row_key(section), report_key_index(section, section->columns),
	      written.out);
	return written_end(&written);
}
