/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/comparing.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

/* What is said to have changed: see docs/diff.md. */
#define DEFAULT_THRESHOLD 5.0 /* percent */
#define DEFAULT_ALPHA 0.05

static char **ignore, **kinds, *threshold, *alpha;
static gboolean common;

static const GOptionEntry OPTIONS[] = {
	{"common", 0, 0, G_OPTION_ARG_NONE, &common,
	 "compare what both have; rows that one of them lacks are no difference", NULL},
	{"ignore", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &ignore,
	 "a key that does not tell rows apart, as qemu when two releases are compared; also "
	 "scenario and section",
	 "KEY"},
	{"kind", 0, 0, G_OPTION_ARG_STRING_ARRAY, &kinds,
	 "compare only sections of this kind: limit, probe or start-time; may be given several "
	 "times",
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

GOptionEntry *comparing_options(const GOptionEntry *own)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(GOptionEntry));

	for (; own->long_name != NULL; own++)
		g_array_append_vals(all, own, 1);
	g_array_append_vals(all, OPTIONS, G_N_ELEMENTS(OPTIONS));
	return (GOptionEntry *)(void *)g_array_free(all, FALSE);
}

gboolean comparing_is_asked(void)
{
	return common || ignore != NULL || kinds != NULL || threshold != NULL || alpha != NULL;
}

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
static gboolean fail_incomparable(const struct comparison *comparison,
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

gboolean comparing_read(struct comparing_rule *rule, GError **error)
{
	*rule = (struct comparing_rule){0};
	return read_options(&rule->options, error) && read_kinds(&rule->kinds, error);
}

struct comparison *comparing_make(struct reference *base, struct reference *new,
				  const struct comparing_rule *rule, GError **error)
{
	struct comparison *comparison;

	reference_select_kinds(base, rule->kinds);
	reference_select_kinds(new, rule->kinds);
	comparison = comparison_make(base, new, &rule->options, error);
	if (comparison == NULL || comparison_n_compared(comparison) > 0)
		return comparison;
	fail_incomparable(comparison, &rule->options, error);
	comparison_free(comparison);
	return NULL;
}
