/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/pages.h"

#include "base/size.h"
#include "base/text.h"
#include "tests/tests.h"

#include <string.h>

#define INDENT "    "
#define PROMPT INDENT "$ memroof "

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
	return *line == '\0' || (g_str_has_prefix(line, INDENT) && !g_str_has_prefix(line, PROMPT));
}

/* Runs the example that begins with @lines; returns the line behind it. */
static char **check_example(const char *path, char **lines)
{
	struct program program;
	const char *rest;
	char **line;
	unsigned n = 0;

	program_init(&program);
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

	for (char **line = lines; *line != NULL;) {
		if (g_str_has_prefix(*line, PROMPT)) {
			line = check_example(path, line);
			n++;
		} else {
			line++;
		}
	}
	return n;
}
