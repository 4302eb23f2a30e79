/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "cli/arguments.h"
#include "report/diff.h"
#include "report/measurement.h"

#include <math.h>
#include <string.h>

/* What is said to have changed: see docs/diff.md. */
#define DEFAULT_THRESHOLD 5.0 /* percent */
#define DEFAULT_ALPHA 0.05

static char *format, *threshold, *alpha, **ignore, **only, **kinds;
static gboolean all, common;

static const GOptionEntry OPTIONS[] = {
	{"format", 'f', 0, G_OPTION_ARG_STRING, &format, "text, md or json; default: text",
	 "FORMAT"},
	{"all", 0, 0, G_OPTION_ARG_NONE, &all, "each row that moved, not one example of many",
	 NULL},
	{"common", 0, 0, G_OPTION_ARG_NONE, &common,
	 "compare what both have; rows that one of them lacks are no difference", NULL},
	{"ignore", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ignore,
	 "a key that does not tell rows apart, as qemu when two releases are compared; also "
	 "scenario and section",
	 "KEY"},
	{"only", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &only,
	 "only points with this value (or these: slots=0-8), or without the key (slots=); several "
	 "keys must all hold",
	 "KEY=VALUE"},
	{"kind", 0, 0, G_OPTION_ARG_STRING_ARRAY, &kinds,
	 "only sections of this kind: limit, probe or start-time; may be given several times",
	 "KIND"},
	{"threshold", 0, 0, G_OPTION_ARG_STRING, &threshold,
	 "by how many percent the median of start times must differ to have changed; default: 5",
	 "P"},
	{"alpha", 0, 0, G_OPTION_ARG_STRING, &alpha,
	 "how likely one start time or more may be said to have changed when none has; default: "
	 "0.05",
	 "A"},
	{0},
};

/* A number from @least, excluded if @open, to @most; *@number is the default. */
static gboolean read_number(const char *option, const char *text, double least, gboolean open,
			    double most, double *number, GError **error)
{
	char *end;
	double value;

	if (text == NULL)
		return TRUE;
	value = g_ascii_strtod(text, &end);
	if (end == text || *end != '\0' || !(value >= least && value <= most) ||
	    (open && value == least))
		return input_error(error, "bad value '%s' for --%s: expected a number %s %g to %g",
				   text, option, open ? "above" : "from", least, most);
	*number = value;
	return TRUE;
}

/* The kinds that are wanted, a bit for each. */
static gboolean read_kinds(unsigned *wanted, GError **error)
{
	*wanted = kinds == NULL ? ~0U : 0;
	for (char **name = kinds; name != NULL && *name != NULL; name++) {
		unsigned kind = 0;

		while (kind < N_SECTION_KINDS && strcmp(section_kind_name(kind), *name) != 0)
			kind++;
		if (kind == N_SECTION_KINDS)
			return input_error(error,
					   "bad value '%s' for --kind: expected limit, probe or "
					   "start-time",
					   *name);
		*wanted |= 1U << kind;
	}
	return TRUE;
}

static gboolean read_options(struct comparison_options *options, GError **error)
{
	double percent = DEFAULT_THRESHOLD;
	unsigned dimension;

	options->common = common;
	options->starts.alpha = DEFAULT_ALPHA;
	for (char **name = ignore; name != NULL && *name != NULL; name++) {
		if (!reference_dimension_find(*name, &dimension, error)) {
			g_prefix_error(error, "--ignore: ");
			return FALSE;
		}
		options->mask.ignored[dimension] = TRUE;
	}
	if (!read_number("threshold", threshold, 0, FALSE, 1e6, &percent, error) ||
	    !read_number("alpha", alpha, 0, TRUE, 1, &options->starts.alpha, error))
		return FALSE;
	options->starts.threshold = percent / 100;
	return TRUE;
}

/* There is nothing that both say something about. */
static gboolean nothing_comparable(const struct comparison *comparison,
				   const struct comparison_options *options, GError **error)
{
	unsigned dimension;

	if (comparison->unanswered->len > 0)
		return broken_error(error,
				    "nothing to compare: %s and %s have %u rows in common, "
				    "and none with an answer in both",
				    comparison->base->path, comparison->new->path,
				    comparison->unanswered->len);
	if (comparison_suggest(comparison->base, comparison->new, &options->mask, &dimension))
		return broken_error(error,
				    "nothing to compare: %s and %s have no row in common; with "
				    "--ignore %s they would",
				    comparison->base->path, comparison->new->path,
				    reference_dimension_name(dimension));
	return broken_error(error, "nothing to compare: %s and %s have no row in common",
			    comparison->base->path, comparison->new->path);
}

/* Compares and prints; *@status is the answer. */
static gboolean compare(const struct reference *base, const struct reference *new,
			const struct diff_format *writer, const struct comparison_options *options,
			int *status, GError **error)
{
	struct comparison *comparison = comparison_make(base, new, options, error);
	gboolean ok = comparison != NULL;

	if (ok && comparison_n_compared(comparison) == 0)
		ok = nothing_comparable(comparison, options, error);
	if (ok) {
		struct diff diff = {comparison, options, findings_make(comparison, &options->mask),
				    all};

		writer->write(&diff, stdout);
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
	struct comparison_options options = {0};
	struct reference *base = NULL, *new = NULL;
	unsigned wanted;
	gboolean ok = writer != NULL && read_options(&options, error) && read_kinds(&wanted, error);

	if (ok && strcmp(paths[0], "-") == 0 && strcmp(paths[1], "-") == 0)
		ok = input_error(error, "only one of the two can come from stdin");
	if (ok)
		base = measurement_read(paths[0], selection, error);
	if (base != NULL)
		new = measurement_read(paths[1], selection, error);
	ok = new != NULL;
	if (ok) {
		reference_select_kinds(base, wanted);
		reference_select_kinds(new, wanted);
		ok = compare(base, new, writer, &options, status, error);
	}
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
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, OPTIONS, argc, argv, &status))
		status = arguments_expect(&arguments, 2, "two databases or references", &error)
				 ? diff(arguments.words)
				 : cli_fail(error);
	arguments_clear(&arguments);
	return status;
}
