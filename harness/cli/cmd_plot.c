/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "cli/arguments.h"
#include "cli/documents.h"
#include "report/plot.h"

#include <stdio.h>
#include <string.h>

static char *output;

static const GOptionEntry OPTIONS[] = {
	{"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
	 "a .svg or .png file, or a directory for all plots in both formats", "FILE"},
	{0},
};

/* One picture goes into the file itself; several get their names before the ending. */
static gboolean draw(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) plots = plots_make(store, error);
	const char *ending = strrchr(output, '.');
	gboolean ok = plots != NULL;

	if (ok && plots->len == 0)
		return input_error(
			error, "there is no limit and no start time to be drawn in this database");
	for (unsigned i = 0; ok && i < plots->len; i++) {
		const struct plot *plot = plots->pdata[i];
		g_autofree char *path = NULL;

		if (plots->len == 1 || ending == NULL)
			path = g_strdup(output);
		else
			path = g_strdup_printf("%.*s-%s%s", (int)(ending - output), output,
					       plot->name, ending);
		ok = plot_draw(plot, path, error);
		if (ok)
			fprintf(stderr, "plot      %s\n", path);
	}
	return ok;
}

static gboolean plot(const char *database, GError **error)
{
	struct store *store;
	gboolean ok;

	if (output == NULL)
		return input_error(error, "expected -o FILE.svg, FILE.png or DIRECTORY");
	store = store_open(database, NULL, error);
	if (store == NULL)
		return FALSE;
	ok = g_file_test(output, G_FILE_TEST_IS_DIR) ? documents_write_plots(store, output, error)
						     : draw(store, error);
	store_close(store);
	return ok;
}

int cmd_plot(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, OPTIONS, argc, argv, &status)) {
		gboolean ok = arguments_expect(&arguments, 1, "one database", &error) &&
			      plot(arguments.words[0], &error);

		status = ok ? STATUS_YES : cli_fail(error);
	}
	arguments_clear(&arguments);
	return status;
}
