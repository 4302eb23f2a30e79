/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/draft.h"
#include "base/error.h"
#include "base/size.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "report/marked_table.h"

#include <stdio.h>
#include <string.h>

#define LARGEST_PAGE (16 * MIB)

static gboolean check_only;

static const GOptionEntry OPTIONS[] = {
	{"check", 0, 0, G_OPTION_ARG_NONE, &check_only,
	 "change nothing; name each page that differs from its data, and exit 1 then", NULL},
	{0},
};

static gboolean write_page(FILE *out, void *text, GError **error)
{
	(void)error;
	/* What goes wrong with the file is draft_write()'s to find. */
	fputs(text, out);
	return TRUE;
}

/* *@stale becomes TRUE when the page differs from its data. */
static gboolean fill_page(const char *path, struct table_sources *sources, gboolean *stale,
			  GError **error)
{
	g_autofree char *text = text_read_file(path, LARGEST_PAGE, error), *filled = NULL;

	if (text == NULL)
		return FALSE;
	filled = markers_fill(path, text, marked_table, sources, error);
	if (filled == NULL)
		return FALSE;
	if (strcmp(text, filled) == 0)
		return TRUE;
	*stale = TRUE;
	printf("%s %s\n", path, check_only ? "differs from its data" : "is filled anew");
	return check_only || draft_write(path, write_page, filled, error);
}

int cmd_docs(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, OPTIONS, argc, argv, &status)) {
		struct table_sources *sources = table_sources_new();
		gboolean stale = FALSE, ok = *arguments.words != NULL ||
					     input_error(&error, "expected a Markdown file");

		for (char **path = arguments.words; ok && *path != NULL; path++)
			ok = fill_page(*path, sources, &stale, &error);
		status = !ok ? cli_fail(error) : stale && check_only ? STATUS_NO : STATUS_YES;
		table_sources_free(sources);
	}
	arguments_clear(&arguments);
	return status;
}
