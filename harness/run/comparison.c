/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/comparison.h"

#include "base/error.h"
#include "run/comparison_starts.h"

#include <string.h>

/* One side's rows in the order in which both sides are walked. */
static int compare_sorted(const void *a, const void *b, void *mask)
{
	return reference_row_compare(*(const struct reference_row *const *)a,
				     *(const struct reference_row *const *)b, mask);
}

static GPtrArray *sorted_rows(const struct reference *reference, const struct reference_mask *mask)
{
	GPtrArray *rows = g_ptr_array_sized_new(reference->rows->len);

	for (unsigned i = 0; i < reference->rows->len; i++)
		g_ptr_array_add(rows, &g_array_index(reference->rows, struct reference_row, i));
	g_ptr_array_sort_with_data(rows, compare_sorted, (void *)mask);
	return rows;
}

char *reference_row_place(const struct reference *reference, const struct reference_row *row)
{
	return row->line > 0 ? g_strdup_printf("%s:%u", reference->path, row->line)
			     : g_strdup(reference->path);
}

static char *row_name(const struct reference_row *row)
{
	g_autofree char *point = point_text(&row->point);

	return g_strdup_printf("%s [%s %s] %s", row->scenario, section_kind_name(row->kind),
			       row->section, point);
}

static gboolean any_ignored(const struct reference_mask *mask)
{
	for (unsigned i = 0; i < REFERENCE_MOST_DIMENSIONS; i++)
		if (mask->ignored[i])
			return TRUE;
	return FALSE;
}

static gboolean is_ambiguous(const GPtrArray *rows, const struct reference_mask *mask, unsigned *at)
{
	for (*at = 1; *at < rows->len; ++*at)
		if (reference_row_compare(rows->pdata[*at - 1], rows->pdata[*at], mask) == 0)
			return TRUE;
	return FALSE;
}

static gboolean check_unambiguous(const struct reference *reference, const GPtrArray *rows,
				  const struct reference_mask *mask, GError **error)
{
	g_autofree char *place = NULL, *first = NULL, *second = NULL;
	unsigned at;

	if (!is_ambiguous(rows, mask, &at))
		return TRUE;
	place = reference_row_place(reference, rows->pdata[at]);
	first = row_name(rows->pdata[at - 1]);
	second = row_name(rows->pdata[at]);
	if (any_ignored(mask))
		return input_error(error,
				   "%s: with what is ignored, these two are the same: '%s' and "
				   "'%s'",
				   place, first, second);
	return input_error(error, "%s: this row is there twice: '%s'", place, second);
}

static gboolean is_answer(const char *outcome, enum stage stage)
{
	enum outcome seen;

	return outcome_from_name(outcome, &seen) &&
	       (seen == OUTCOME_ACCEPTED || seen == OUTCOME_REFUSED || seen == OUTCOME_CRASH ||
		outcome_is_hang(seen, stage));
}

gboolean reference_row_has_answer(const struct reference_row *row)
{
	if (row->kind == SECTION_LIMIT)
		return strcmp(row->outcome, LIMIT_UNDECIDED) != 0;
	return is_answer(row->outcome, row->stage);
}

static gboolean same_outcome(const struct reference_row *a, const struct reference_row *b)
{
	return strcmp(a->outcome, b->outcome) == 0 && a->reason == b->reason &&
	       a->stage == b->stage;
}

static gboolean same_limit(const struct reference_row *a, const struct reference_row *b)
{
	return same_outcome(a, b) && a->limit == b->limit && a->refused == b->refused &&
	       a->counterexample == b->counterexample;
}

void comparison_add(struct comparison *comparison, enum difference_kind kind,
		    const struct pair *pair, const struct start_change *start)
{
	struct difference difference = {kind, *pair, start};

	comparison->n_different[kind]++;
	g_array_append_val(comparison->differences, difference);
}

static void compare_limits(struct comparison *comparison, const struct pair *pair)
{
	if (!same_limit(pair->base, pair->new))
		comparison_add(comparison, DIFFERENCE_LIMIT, pair, NULL);
	else if (pair->base->confirmed != pair->new->confirmed && pair->base->confirmed >= 0 &&
		 pair->new->confirmed >= 0)
		comparison_add(comparison, DIFFERENCE_CONFIRM, pair, NULL);
}

static void compare_pair(struct comparison *comparison, const struct pair *pair)
{
	g_array_append_vals(comparison->pairs, pair, 1);
	if (!reference_row_has_answer(pair->base) || !reference_row_has_answer(pair->new)) {
		g_array_append_vals(comparison->unanswered, pair, 1);
		return;
	}
	comparison->n_compared[pair->base->kind]++;
	if (pair->base->kind == SECTION_LIMIT)
		compare_limits(comparison, pair);
	else if (!same_outcome(pair->base, pair->new))
		comparison_add(comparison, DIFFERENCE_OUTCOME, pair, NULL);
	else if (start_change_possible(pair->base, pair->new))
		comparison_add_start(comparison, pair);
}

/* Calls @visit for each row of either side, in order. */
static void walk(const GPtrArray *base, const GPtrArray *new, const struct reference_mask *mask,
		 void (*visit)(const struct pair *, void *), void *user)
{
	unsigned i = 0, j = 0;

	while (i < base->len || j < new->len) {
		struct pair pair = {i < base->len ? base->pdata[i] : NULL,
				    j < new->len ? new->pdata[j] : NULL};
		int order = pair.base == NULL  ? 1
			    : pair.new == NULL ? -1
					       : reference_row_compare(pair.base, pair.new, mask);

		if (order < 0)
			pair.new = NULL;
		if (order > 0)
			pair.base = NULL;
		i += pair.base != NULL;
		j += pair.new != NULL;
		visit(&pair, user);
	}
}

struct visiting {
	struct comparison *comparison;
	gboolean common;
};

static void visit_pair(const struct pair *pair, void *user)
{
	const struct visiting *visiting = user;

	if (pair->base != NULL && pair->new != NULL)
		compare_pair(visiting->comparison, pair);
	else if (!visiting->common)
		comparison_add(visiting->comparison,
			       pair->base != NULL ? DIFFERENCE_VANISHED : DIFFERENCE_APPEARED, pair,
			       NULL);
}

struct comparison *comparison_make(const struct reference *base, const struct reference *new,
				   const struct comparison_options *options, GError **error)
{
	g_autoptr(GPtrArray) base_rows = sorted_rows(base, &options->mask);
	g_autoptr(GPtrArray) new_rows = sorted_rows(new, &options->mask);
	struct comparison *comparison;
	struct visiting visiting = {.common = options->common};

	if (!check_unambiguous(base, base_rows, &options->mask, error) ||
	    !check_unambiguous(new, new_rows, &options->mask, error))
		return NULL;
	comparison = g_new0(struct comparison, 1);
	comparison->base = base;
	comparison->new = new;
	comparison->pairs = g_array_new(FALSE, FALSE, sizeof(struct pair));
	comparison->differences = g_array_new(FALSE, FALSE, sizeof(struct difference));
	comparison->unanswered = g_array_new(FALSE, FALSE, sizeof(struct pair));
	comparison->starts = g_ptr_array_new_with_free_func(g_free);
	comparison->timed = g_array_new(FALSE, FALSE, sizeof(struct pair));
	visiting.comparison = comparison;
	walk(base_rows, new_rows, &options->mask, visit_pair, &visiting);
	comparison_judge_starts(comparison, &options->starts);
	return comparison;
}

void comparison_free(struct comparison *comparison)
{
	if (comparison == NULL)
		return;
	g_array_unref(comparison->pairs);
	g_array_unref(comparison->differences);
	g_array_unref(comparison->unanswered);
	g_ptr_array_unref(comparison->starts);
	g_array_unref(comparison->timed);
	g_free(comparison);
}

unsigned comparison_n_compared(const struct comparison *comparison)
{
	unsigned n = 0;

	for (unsigned i = 0; i < N_SECTION_KINDS; i++)
		n += comparison->n_compared[i];
	return n;
}

static void count_common(const struct pair *pair, void *user)
{
	*(unsigned *)user += pair->base != NULL && pair->new != NULL;
}

/* How many rows the two have in common; 0 when some side's rows cannot be told apart. */
static unsigned n_common(const struct reference *base, const struct reference *new,
			 const struct reference_mask *mask)
{
	g_autoptr(GPtrArray) base_rows = sorted_rows(base, mask);
	g_autoptr(GPtrArray) new_rows = sorted_rows(new, mask);
	unsigned n = 0, at;

	if (is_ambiguous(base_rows, mask, &at) || is_ambiguous(new_rows, mask, &at))
		return 0;
	walk(base_rows, new_rows, mask, count_common, &n);
	return n;
}

gboolean comparison_suggest(const struct reference *base, const struct reference *new,
			    const struct reference_mask *mask, unsigned *dimension)
{
	struct reference_mask other = *mask;
	unsigned most = 0;

	for (unsigned i = 0; i < reference_n_dimensions(); i++) {
		unsigned n;

		if (mask->ignored[i] || reference_dimension_name(i) == NULL)
			continue;
		other.ignored[i] = TRUE;
		n = n_common(base, new, &other);
		other.ignored[i] = FALSE;
		if (n > most) {
			most = n;
			*dimension = i;
		}
	}
	return most > 0;
}
