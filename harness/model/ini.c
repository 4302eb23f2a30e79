/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/ini.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define LONGEST_LINE 65536

static void line_free(void *data)
{
	struct ini_line *line = data;

	g_free(line->name);
	g_free(line->value);
	g_free(line);
}

void ini_free(struct ini *ini)
{
	if (ini == NULL)
		return;
	g_ptr_array_unref(ini->lines);
	g_free(ini->preamble);
	g_free(ini);
}

static char *unquoted(const char *text)
{
	size_t n = strlen(text);

	if (n >= 2 && text[0] == '"' && text[n - 1] == '"')
		return g_strndup(text + 1, n - 2);
	return g_strdup(text);
}

static struct ini_line *parse_section(const char *text, GError **error)
{
	size_t n = strlen(text);
	g_autofree char *name = n >= 2 && text[n - 1] == ']' ? g_strndup(text + 1, n - 2) : NULL;
	struct ini_line *line;

	if (name == NULL || *g_strstrip(name) == '\0') {
		g_autofree char *shown = text_printable(text, 60);

		input_error(error, "bad section '%s': expected [kind name]", shown);
		return NULL;
	}
	line = g_new0(struct ini_line, 1);
	line->is_section = TRUE;
	line->name = g_steal_pointer(&name);
	return line;
}

static struct ini_line *parse_entry(char *text, GError **error)
{
	struct ini_line *line;
	char *equals = strchr(text, '=');

	if (equals == NULL || equals == text) {
		g_autofree char *shown = text_printable(text, 60);

		input_error(error, "bad line '%s': expected key = value, [kind name] or # comment",
			    shown);
		return NULL;
	}
	*equals = '\0';
	line = g_new0(struct ini_line, 1);
	line->name = g_strdup(g_strstrip(text));
	line->value = unquoted(g_strstrip(equals + 1));
	return line;
}

static gboolean is_comment(const char *text)
{
	return *text == '#' || *text == ';';
}

/* Adds one line of the file to @ini; @text is modified. */
static gboolean take_line(struct ini *ini, char *text, unsigned number, GString *preamble,
			  GError **error)
{
	struct ini_line *line;

	if (strlen(text) > LONGEST_LINE)
		return input_error(error, "line longer than %d bytes", LONGEST_LINE);
	g_strstrip(text);
	if (is_comment(text) && preamble != NULL)
		g_string_append_printf(preamble, "%s%s", preamble->len > 0 ? "\n" : "",
				       g_strstrip(text + 1));
	if (*text == '\0' || is_comment(text))
		return TRUE;
	line = *text == '[' ? parse_section(text, error) : parse_entry(text, error);
	if (line == NULL)
		return FALSE;
	line->number = number;
	g_ptr_array_add(ini->lines, line);
	return TRUE;
}

struct ini *ini_parse(const char *text, GError **error)
{
	struct ini *ini = g_new0(struct ini, 1);
	GString *preamble = g_string_new(NULL);
	gboolean in_preamble = TRUE, ok = TRUE;
	unsigned number = 0;

	ini->lines = g_ptr_array_new_with_free_func(line_free);
	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		text += 3;
	while (ok && *text != '\0') {
		size_t n = strcspn(text, "\n");
		g_autofree char *copy = g_strndup(text, n);

		number++;
		in_preamble = in_preamble && is_comment(copy);
		ok = take_line(ini, copy, number, in_preamble ? preamble : NULL, error);
		text += n + (text[n] == '\n');
	}
	ini->preamble = g_string_free(preamble, FALSE);
	if (!ok) {
		g_prefix_error(error, "%u: ", number);
		g_clear_pointer(&ini, ini_free);
	}
	return ini;
}
