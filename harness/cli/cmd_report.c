/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "cli/arguments.h"
#include "cli/documents.h"
#include "report/html_page.h"

#include <stdio.h>

static char *output;

static const GOptionEntry OPTIONS[] = {
	{"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
	 "the directory for the page, index.html; it is made if need be", "DIR"},
	{0},
};

static gboolean save(const GPtrArray *stores, char **databases, GError **error)
{
	g_autofree struct html_source *sources = g_new(struct html_source, stores->len);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *path = g_build_filename(output, "index.html", NULL);

	for (unsigned i = 0; i < stores->len; i++) {
		g_ptr_array_add(names, g_path_get_basename(databases[i]));
		sources[i] = (struct html_source){stores->pdata[i], names->pdata[i]};
	}
	if (!documents_make_directory(output, error) ||
	    !html_page_save(sources, stores->len, path, error))
		return FALSE;
	fprintf(stderr, "report    %s\n", path);
	return TRUE;
}

static void close_store(void *store)
{
	store_close(store);
}

/* All databases are looked at before anything is written. */
static gboolean report(char **databases, GError **error)
{
	g_autoptr(GPtrArray) stores = g_ptr_array_new_with_free_func(close_store);

	if (*databases == NULL)
		return input_error(error, "expected one database or more");
	if (output == NULL)
		return input_error(error, "expected -o DIR");
	for (char **database = databases; *database != NULL; database++) {
		struct store *store = store_open(*database, NULL, error);

		if (store == NULL)
			return FALSE;
		g_ptr_array_add(stores, store);
	}
	return save(stores, databases, error);
}

int cmd_report(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, OPTIONS, argc, argv, &status))
		status = report(arguments.words, &error) ? STATUS_YES : cli_fail(error);
	g_clear_pointer(&output, g_free);
	arguments_clear(&arguments);
	return status;
}
