/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "cli/arguments.h"
#include "cli/comparing.h"
#include "cli/verdicts.h"
#include "report/diff_cases.h"
#include "report/measurement.h"

#include <string.h>

static char *format, *output, **only;
static gboolean all;
static struct verdict_files verdict_files;

static const GOptionEntry OPTIONS[] = {
	{"format", 'f', 0, G_OPTION_ARG_STRING, &format,
	 "text, md, json, junit, tap or github; default: text", "FORMAT"},
	{"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "write to this file instead of stdout",
	 "FILE"},
	{"junit", 0, 0, G_OPTION_ARG_FILENAME, &verdict_files.junit,
	 "also write each row as a case of JUnit's XML", "FILE"},
	{"tap", 0, 0, G_OPTION_ARG_FILENAME, &verdict_files.tap,
	 "also write each row as a line of TAP", "FILE"},
	{"github", 0, 0, G_OPTION_ARG_NONE, &verdict_files.github,
	 "also print annotations for GitHub Actions", NULL},
	{"all", 0, 0, G_OPTION_ARG_NONE, &all, "each row that moved, not one example of many",
	 NULL},
	{"only", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &only,
	 "only points with this value (or these: slots=0-8), or without the key (slots=); several "
	 "keys must all hold",
	 "KEY=VALUE"},
	{0},
};

/* What is asked for must have a place each, and none of them is a file that is read. */
static gboolean check_places(char *const *paths, const struct diff_format *writer, GError **error)
{
	const char *inputs[] = {paths[0], paths[1], NULL, NULL};
	gboolean shared = verdict_files_take_stdout(&verdict_files) ||
			  (verdict_files.github && writer != &diff_format_text);

	if (output == NULL && shared)
		return input_error(error, "stdout can be had once: -o FILE writes the answer "
					  "elsewhere");
	if (output != NULL && !verdict_file_check("-o", output, inputs, error))
		return FALSE;
	inputs[2] = output;
	return verdict_files_check(&verdict_files, inputs, error);
}

/* The files first: what is on stdout has been said. */
static gboolean write_all(const struct diff *diff, const struct diff_format *writer, GError **error)
{
	struct case_list *list = diff_cases(diff);
	struct verdict_files files = verdict_files;
	gboolean ok;

	files.github = FALSE;
	ok = verdict_files_write(&files, list, error) && diff_save(diff, writer, output, error) &&
	     (!verdict_files.github || case_list_save(list, &case_format_github, NULL, error));
	case_list_free(list);
	return ok;
}

/* Compares and writes; *@status is the answer. */
static gboolean compare(struct reference *base, struct reference *new, char *const *paths,
			const struct diff_format *writer, const struct comparing_rule *rule,
			int *status, GError **error)
{
	struct comparison *comparison = comparing_make(base, new, rule, error);
	gboolean ok = comparison != NULL && check_places(paths, writer, error);

	if (ok) {
		struct diff diff = {comparison, &rule->options,
				    findings_make(comparison, &rule->options.mask), all};

		ok = write_all(&diff, writer, error);
		g_ptr_array_unref(diff.findings);
		*status = comparison->differences->len > 0 ? STATUS_NO : STATUS_YES;
	}
	comparison_free(comparison);
	return ok;
}

static gboolean read_and_compare(char *const *paths, const struct selection *selection, int *status,
				 GError **error)
{
	const struct diff_format *writer =
		diff_format_find(format != NULL ? format : "text", error);
	struct comparing_rule rule;
	struct reference *base = NULL, *new = NULL;
	gboolean ok = writer != NULL && comparing_read(&rule, error);

	if (ok && strcmp(paths[0], "-") == 0 && strcmp(paths[1], "-") == 0)
		ok = input_error(error, "only one of the two can come from stdin");
	if (ok)
		base = measurement_read(paths[0], selection, error);
	if (base != NULL)
		new = measurement_read(paths[1], selection, error);
	ok = new != NULL;
	if (ok)
		ok = compare(base, new, paths, writer, &rule, status, error);
	reference_free(base);
	reference_free(new);
	return ok;
}

static int diff(char *const *paths)
{
	struct selection *selection = selection_new();
	GError *error = NULL;
	int status;

	if (!arguments_select(selection, only, &error) ||
	    !read_and_compare(paths, only != NULL ? selection : NULL, &status, &error))
		status = cli_fail(error);
	selection_free(selection);
	return status;
}

int cmd_diff(const struct command *command, int argc, char **argv)
{
	g_autofree GOptionEntry *options = comparing_options(OPTIONS);
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, options, argc, argv, &status)) {
		if (g_strcmp0(output, "-") == 0)
			g_clear_pointer(&output, g_free);
		status = arguments_expect(&arguments, 2, "two databases or references", &error)
				 ? diff(arguments.words)
				 : cli_fail(error);
	}
	g_clear_pointer(&output, g_free);
	verdict_files_clear(&verdict_files);
	arguments_clear(&arguments);
	return status;
}
