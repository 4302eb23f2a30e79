/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/markers.h"

#include "base/error.h"

#include <string.h>

#define OPENING "<!-- memroof:"
#define TABLE "<!-- memroof:table "
#define END "<!-- memroof:end -->"
#define CLOSING "-->"

/* A page while its lines are gone through. */
struct filling {
	const char *page;
	marker_source source;
	void *user;
	unsigned line;
	unsigned opened; /* the line of the marker whose end is to come, or 0 */
	gboolean fenced;
	GString *out;
};

static gboolean fail(const struct filling *filling, GError **error, const char *words)
{
	return input_error(error, "%s:%u: %s", filling->page, filling->line, words);
}

/* The words between the marker's brackets; NULL with @error set. */
static char **words_of(const struct filling *filling, const char *text, GError **error)
{
	g_autofree char *inner =
		g_strndup(text + strlen(TABLE), strlen(text) - strlen(TABLE) - strlen(CLOSING));
	g_autoptr(GError) unreadable = NULL;
	char **words = NULL;

	if (g_shell_parse_argv(inner, NULL, &words, &unreadable))
		return words;
	fail(filling, error, unreadable->message);
	return NULL;
}

static gboolean fill(struct filling *filling, const char *text, GError **error)
{
	g_auto(GStrv) words = words_of(filling, text, error);
	struct marker marker = {filling->page, filling->line, words};
	g_autofree char *table = NULL;

	if (words == NULL)
		return FALSE;
	table = filling->source(&marker, filling->user, error);
	if (table == NULL) {
		g_prefix_error(error, "%s:%u: ", filling->page, filling->line);
		return FALSE;
	}
	g_string_append_printf(filling->out, "\n%s\n", table);
	filling->opened = filling->line;
	return TRUE;
}

static gboolean take_marker(struct filling *filling, const char *text, GError **error)
{
	if (strcmp(text, END) == 0) {
		if (filling->opened == 0)
			return fail(filling, error, "the end of no table");
		filling->opened = 0;
		g_string_append(filling->out, END);
		return TRUE;
	}
	if (filling->opened != 0)
		return fail(filling, error, "a table inside a table: expected " END);
	if (!g_str_has_prefix(text, TABLE) || !g_str_has_suffix(text, CLOSING) ||
	    strlen(text) < strlen(TABLE) + strlen(CLOSING))
		return fail(filling, error,
			    "expected " TABLE "SOURCE [section=NAME]... " CLOSING " or " END);
	g_string_append_printf(filling->out, "%s\n", text);
	return fill(filling, text, error);
}

/* One line, with the newline that the page has behind it. */
static gboolean take_line(struct filling *filling, const char *line, gboolean last, GError **error)
{
	g_autofree char *text = g_strchomp(g_strdup(line));

	if (g_str_has_prefix(line, "```") && filling->opened == 0)
		filling->fenced = !filling->fenced;
	if (!filling->fenced && g_str_has_prefix(line, OPENING)) {
		if (!take_marker(filling, text, error))
			return FALSE;
		if (filling->opened != 0)
			return TRUE;
	} else if (filling->opened != 0) {
		return TRUE;
	} else {
		g_string_append(filling->out, line);
	}
	if (!last)
		g_string_append_c(filling->out, '\n');
	return TRUE;
}

char *markers_fill(const char *page, const char *text, marker_source source, void *user,
		   GError **error)
{
	struct filling filling = {
		.page = page, .source = source, .user = user, .out = g_string_new(NULL)};
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	gboolean ok = TRUE;

	for (char **line = lines; ok && *line != NULL; line++) {
		filling.line++;
		ok = take_line(&filling, *line, line[1] == NULL, error);
	}
	if (ok && filling.opened != 0) {
		filling.line = filling.opened;
		ok = fail(&filling, error, "a table without an end: expected " END);
	}
	return g_string_free(filling.out, !ok);
}
