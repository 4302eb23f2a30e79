/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/pages.h"

#include "base/size.h"
#include "base/text.h"
#include "tests/tests.h"

#include <string.h>

#define INDENT "    "
#define PROMPT INDENT "$ memroof "
#define CAT INDENT "$ cat "

char *page_read(const char *path)
{
	char *text = text_read_file(path, MIB, NULL);

	ck_assert_msg(text != NULL, "cannot read %s", path);
	return text;
}

void page_tool(struct program *program, const char *command)
{
	g_autofree char *here = g_get_current_dir(), *quoted = g_shell_quote(here);
	g_autofree char *line = g_strdup_printf("cd %s && %s", quoted, command);
	char *argv[] = {(char *)"bash", (char *)"-c", line, NULL};

	ck_assert_msg(program_run_other(program, argv) == 0, "%s: %s", command, program->err);
}

static gboolean is_output(const char *line)
{
	return *line == '\0' || (g_str_has_prefix(line, INDENT) &&
				 !g_str_has_prefix(line, PROMPT) && !g_str_has_prefix(line, CAT));
}

/* Files that the page has shown so far: name to text. */
static GHashTable *shown;

static void write_shown(const struct program *program)
{
	GHashTableIter iter;
	void *name, *text;

	g_hash_table_iter_init(&iter, shown);
	while (g_hash_table_iter_next(&iter, &name, &text))
		program_write(program, name, text);
}

/* Takes the file that is shown below @lines; returns the line behind it. */
static char **take_file(char **lines)
{
	GString *text = g_string_new(NULL);
	char **line;

	for (line = lines + 1; *line != NULL && is_output(*line); line++)
		g_string_append_printf(text, "%s\n", **line == '\0' ? "" : *line + strlen(INDENT));
	while (g_str_has_suffix(text->str, "\n\n"))
		g_string_truncate(text, text->len - 1);
	g_hash_table_insert(shown, g_strdup(lines[0] + strlen(CAT)), g_string_free(text, FALSE));
	return line;
}

/* Runs the example that begins with @lines; returns the line behind it. */
static char **check_example(const char *path, char **lines)
{
	struct program program;
	const char *rest;
	char **line;
	unsigned n = 0;

	program_init(&program);
	write_shown(&program);
	program_run(&program, "%s", lines[0] + strlen(PROMPT));
	rest = program.out;
	for (line = lines + 1; *line != NULL && is_output(*line); line++) {
		const char *text = **line == '\0' ? "" : *line + strlen(INDENT), *found;
		g_autofree char *whole = NULL;

		if (*text == '\0' || strcmp(text, "[...]") == 0)
			continue;
		whole = g_strdup_printf("%s\n", text);
		found = strstr(rest, whole);
		ck_assert_msg(found != NULL, "%s: %s\n'%s' is not in\n%s%s", path, lines[0], text,
			      rest, program.err);
		rest = found + strlen(whole);
		n++;
	}
	ck_assert_msg(n > 0, "%s: %s\nshows nothing", path, lines[0]);
	program_clear(&program);
	return line;
}

unsigned page_check_examples(const char *path)
{
	g_autofree char *page = page_read(path);
	g_auto(GStrv) lines = g_strsplit(page, "\n", -1);
	unsigned n = 0;

	shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (char **line = lines; *line != NULL;) {
		if (g_str_has_prefix(*line, PROMPT)) {
			line = check_example(path, line);
			n++;
		} else if (g_str_has_prefix(*line, CAT)) {
			line = take_file(line);
		} else {
			line++;
		}
	}
	g_hash_table_unref(shown);
	return n;
}
