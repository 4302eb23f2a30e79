/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/arguments.h"
#include "report/exporter.h"

static char *format, *output, **only;

static const GOptionEntry OPTIONS[] = {
	{"format", 'f', 0, G_OPTION_ARG_STRING, &format,
	 "how the tables are written; md unless given; reference is CSV to be kept in git",
	 "md|csv|json|reference|rst|html|latex|junit|tap|github"},
	{"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
	 "the file to be written; default, and -: stdout", "FILE"},
	{"only", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &only,
	 "only points with this value (or these: slots=0-8), or without the key (slots=); several "
	 "keys must all hold",
	 "KEY=VALUE"},
	{0},
};

static gboolean write_selected(const char *database, const struct selection *selection,
			       GError **error)
{
	const struct exporter *exporter = exporter_find(format != NULL ? format : "md", error);
	const char *path = g_strcmp0(output, "-") == 0 ? NULL : output;
	struct store *store = exporter != NULL ? store_open(database, NULL, error) : NULL;
	gboolean ok = store != NULL;

	if (ok && only != NULL)
		store_select(store, selection);
	ok = ok && exporter_save(exporter, store, path, error);
	store_close(store);
	return ok;
}

static gboolean write_table(const char *database, GError **error)
{
	struct selection *selection = selection_new();
	gboolean ok = arguments_select(selection, only, error) &&
		      write_selected(database, selection, error);

	selection_free(selection);
	return ok;
}

int cmd_table(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, OPTIONS, argc, argv, &status)) {
		gboolean ok = arguments_expect(&arguments, 1, "one database", &error) &&
			      write_table(arguments.words[0], &error);

		status = ok ? STATUS_YES : cli_fail(error);
	}
	arguments_clear(&arguments);
	return status;
}
