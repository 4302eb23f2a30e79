/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "cli/arguments.h"
#include "cli/comparing.h"
#include "cli/documents.h"
#include "report/html_page.h"
#include "report/measurement.h"
#include "report/reference_commands.h"
#include "report/reference_load.h"
#include "run/reference_join.h"

#include <stdio.h>

static char *output, *base_path;

static const GOptionEntry OPTIONS[] = {
	{"output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
	 "the directory for the page, index.html; it is made if need be", "DIR"},
	{"base", 0, 0, G_OPTION_ARG_FILENAME, &base_path,
	 "what moved against this reference or database comes first; '-': a reference from stdin",
	 "REFERENCE"},
	{0},
};

static gboolean save(const GPtrArray *stores, char **databases, const struct diff *moved,
		     GError **error)
{
	g_autofree struct html_source *sources = g_new(struct html_source, stores->len);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *path = g_build_filename(output, "index.html", NULL);

	for (unsigned i = 0; i < stores->len; i++) {
		g_ptr_array_add(names, g_path_get_basename(databases[i]));
		sources[i] = (struct html_source){stores->pdata[i], names->pdata[i]};
	}
	if (!documents_make_directory(output, error) ||
	    !html_page_save(sources, stores->len, moved, path, error))
		return FALSE;
	fprintf(stderr, "report    %s\n", path);
	return TRUE;
}

static void free_reference(void *reference)
{
	reference_free(reference);
}

/* All databases as one measurement. */
static struct reference *load_all(const GPtrArray *stores, GError **error)
{
	g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(free_reference);

	for (unsigned i = 0; i < stores->len; i++) {
		struct reference *reference = reference_load(stores->pdata[i], error);

		if (reference == NULL)
			return NULL;
		g_ptr_array_add(references, reference);
		if (!reference_load_commands(stores->pdata[i], reference, error))
			return NULL;
	}
	return reference_join(references);
}

static gboolean compare_and_save(const GPtrArray *stores, char **databases, struct reference *base,
				 struct reference *new, const struct comparing_rule *rule,
				 GError **error)
{
	struct comparison *comparison = comparing_make(base, new, rule, error);
	gboolean ok = comparison != NULL;

	if (ok) {
		struct diff moved = {comparison, &rule->options,
				     findings_make(comparison, &rule->options.mask), TRUE};

		ok = save(stores, databases, &moved, error);
		g_ptr_array_unref(moved.findings);
	}
	comparison_free(comparison);
	return ok;
}

static gboolean save_with_base(const GPtrArray *stores, char **databases, GError **error)
{
	struct comparing_rule rule;
	struct reference *base =
		comparing_read(&rule, error) ? measurement_read(base_path, NULL, error) : NULL;
	struct reference *new = base != NULL ? load_all(stores, error) : NULL;
	gboolean ok = new != NULL;

	if (ok)
		ok = compare_and_save(stores, databases, base, new, &rule, error);
	reference_free(base);
	reference_free(new);
	return ok;
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
	if (base_path == NULL && comparing_is_asked())
		return input_error(error, "how to compare is said, but not with what: expected "
					  "--base REFERENCE");
	for (char **database = databases; *database != NULL; database++) {
		struct store *store = store_open(*database, NULL, error);

		if (store == NULL)
			return FALSE;
		g_ptr_array_add(stores, store);
	}
	return base_path != NULL ? save_with_base(stores, databases, error)
				 : save(stores, databases, NULL, error);
}

int cmd_report(const struct command *command, int argc, char **argv)
{
	g_autofree GOptionEntry *options = comparing_options(OPTIONS);
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, options, argc, argv, &status))
		status = report(arguments.words, &error) ? STATUS_YES : cli_fail(error);
	g_clear_pointer(&output, g_free);
	g_clear_pointer(&base_path, g_free);
	arguments_clear(&arguments);
	return status;
}
