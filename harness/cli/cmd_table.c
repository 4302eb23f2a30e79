/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/arguments.h"
#include "report/exporter.h"

static char *format, *output;

static const GOptionEntry OPTIONS[] = {
	{"format", 'f', 0, G_OPTION_ARG_STRING, &format,
	 "md, csv, json, junit, tap or github; default: md", "FORMAT"},
	{"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
	 "the file to be written; default, and -: stdout", "FILE"},
	{0},
};

static gboolean write_table(const char *database, GError **error)
{
	const struct exporter *exporter = exporter_find(format != NULL ? format : "md", error);
	const char *path = g_strcmp0(output, "-") == 0 ? NULL : output;
	struct store *store = exporter != NULL ? store_open(database, NULL, error) : NULL;
	gboolean ok = store != NULL && exporter_save(exporter, store, path, error);

	store_close(store);
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
