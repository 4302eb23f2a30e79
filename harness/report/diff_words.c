/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diff_words.h"

#include "report/diff_pieces.h"

#include <math.h>
#include <string.h>

/* More values than this are not named one by one. */
#define MOST_VALUES 6

/* "336 limits", "1 probe", "1 start time". */
static char *count_kind(unsigned n, enum section_kind kind)
{
	static const char *const words[N_SECTION_KINDS] = {
		[SECTION_LIMIT] = "limit",
		[SECTION_PROBE] = "probe",
		[SECTION_START_TIME] = "start time",
	};

	return g_strdup_printf("%u %s%s", n, words[kind], n == 1 ? "" : "s");
}

char *diff_words_count(const struct finding *finding)
{
	const GPtrArray *all = finding->differences;
	const struct difference *first = all->pdata[0];
	const struct reference_row *row = diff_any_row(&first->pair);
	gboolean alike = finding->kind == DIFFERENCE_LIMIT && !finding->is_rest;

	if (alike)
		return g_strdup_printf("%u %s limit%s", all->len, row->axis,
				       all->len == 1 ? "" : "s");
	for (unsigned i = 1; i < all->len; i++)
		if (diff_any_row(&((const struct difference *)all->pdata[i])->pair)->kind !=
		    row->kind)
			return g_strdup_printf("%u rows", all->len);
	return count_kind(all->len, row->kind);
}

static char *limits_change(const struct finding *finding)
{
	const struct difference *first = finding->differences->pdata[0];
	const struct pair *pair = &first->pair;
	g_autofree char *reason = diff_reason(pair), *moved = NULL;
	int64_t delta;

	if (difference_delta(first, &delta) && delta != 0)
		moved = diff_delta(pair->base, delta);
	if (strcmp(pair->base->outcome, pair->new->outcome) != 0)
		return g_strdup_printf("%s%s%s -> %s (%s)", moved != NULL ? moved : "",
				       moved != NULL ? ", " : "", pair->base->outcome,
				       pair->new->outcome, reason);
	if (moved == NULL)
		return g_strdup_printf("the same limit, refused %s (%s)",
				       pair->base->reason != pair->new->reason
					       ? "for another reason"
					       : "elsewhere",
				       reason);
	return g_strdup_printf("%s (%s)", moved, reason);
}

/* Of limits on several axes only the number of ways is said. */
static char *rest_change(const struct finding *finding)
{
	const struct difference *first = finding->differences->pdata[0];
	const char *axis = diff_any_row(&first->pair)->axis;
	int64_t low = INT64_MAX, high = INT64_MIN, delta;
	g_autofree char *from = NULL, *to = NULL;

	for (unsigned i = 0; i < finding->differences->len; i++) {
		const struct difference *difference = finding->differences->pdata[i];

		if (strcmp(diff_any_row(&difference->pair)->axis, axis) != 0 ||
		    !difference_delta(difference, &delta))
			return g_strdup("each in its own way");
		low = MIN(low, delta);
		high = MAX(high, delta);
	}
	from = diff_delta(diff_any_row(&first->pair), low);
	to = diff_delta(diff_any_row(&first->pair), high);
	return g_strdup_printf("each in its own way, from %s to %s", from, to);
}

static char *times_change(const struct finding *finding)
{
	double low = INFINITY, high = 0;
	const char *word = "longer";
	g_autofree char *from = NULL, *to = NULL;

	for (unsigned i = 0; i < finding->differences->len; i++) {
		const struct difference *difference = finding->differences->pdata[i];
		double change = difference->start->change;

		low = MIN(low, fabs(change));
		high = MAX(high, fabs(change));
		word = change < 0 ? "shorter" : "longer";
	}
	from = diff_percent(low);
	to = diff_percent(high);
	if (g_str_equal(from, to))
		return g_strdup_printf("%s %s", from, word);
	return g_strdup_printf("%s to %s %s", from, to, word);
}

char *diff_words_change(const struct finding *finding)
{
	const struct difference *first = finding->differences->pdata[0];

	if (finding->kind == DIFFERENCE_VANISHED)
		return g_strdup("only in BASE");
	if (finding->kind == DIFFERENCE_APPEARED)
		return g_strdup("only in NEW");
	if (finding->is_rest)
		return rest_change(finding);
	switch (finding->kind) {
	case DIFFERENCE_LIMIT:
		return limits_change(finding);
	case DIFFERENCE_CONFIRM:
		return diff_confirmed(&first->pair);
	case DIFFERENCE_TIME:
		return times_change(finding);
	default:
		return diff_outcomes(&first->pair);
	}
}

static char *value_words(const struct reference_row *row, unsigned dimension)
{
	g_autofree char *text = reference_dimension_text(row, dimension);

	return text != NULL ? diff_printable(text) : g_strdup("unset");
}

/* How many values from @from on have no other value between them. */
static unsigned run_length(const struct trait *trait, unsigned from)
{
	const unsigned *numbers = (const unsigned *)(void *)trait->numbers->data;
	unsigned n = 1;

	while (from + n < trait->numbers->len && numbers[from + n] == numbers[from] + n)
		n++;
	return n;
}

static void append_value(GString *words, const struct reference_row *row, unsigned dimension,
			 const char *before)
{
	g_autofree char *value = value_words(row, dimension);

	g_string_append_printf(words, "%s%s", before, value);
}

/* " a, b, d to g, … (40 values)". */
static void append_values(GString *words, const struct trait *trait)
{
	const GPtrArray *values = trait->values;
	unsigned n_said = 0;

	for (unsigned i = 0; i < values->len; n_said++) {
		unsigned run = run_length(trait, i);

		if (n_said == MOST_VALUES) {
			g_string_append_printf(words, ", … (%u values)", values->len);
			return;
		}
		append_value(words, values->pdata[i], trait->dimension, i > 0 ? ", " : " ");
		if (run > 2)
			append_value(words, values->pdata[i + run - 1], trait->dimension, " to ");
		i += run > 2 ? run : 1;
	}
}

/* "machine q35, pc", "slots 0 to 16, 32", "machine other than none". */
static char *trait_words(const struct trait *trait)
{
	GString *words = g_string_new(reference_dimension_name(trait->dimension));

	if (trait->others->len == 1 && trait->values->len > 2 &&
	    run_length(trait, 0) < trait->values->len)
		append_value(words, trait->others->pdata[0], trait->dimension, " other than ");
	else
		append_values(words, trait);
	return g_string_free(words, FALSE);
}

/* Which part of the rows it is, when nothing tells them from the others. */
static char *part_words(const struct finding *finding)
{
	const char *side = finding->kind == DIFFERENCE_VANISHED   ? "BASE"
			   : finding->kind == DIFFERENCE_APPEARED ? "NEW"
								  : NULL;
	unsigned n = finding->differences->len, all = finding->traits->n;

	if (side == NULL)
		return n == all ? g_strdup("all that were compared")
				: g_strdup_printf("%u of the %u that were compared", n, all);
	return n == all ? g_strdup_printf("all of %s's", side)
			: g_strdup_printf("%u of %s's %u", n, side, all);
}

char *diff_words_where(const struct finding *finding)
{
	const struct traits *traits = finding->traits;
	unsigned n = finding->differences->len;
	GString *words;

	if (traits == NULL || n == 1)
		return g_strdup("");
	if (traits->traits->len == 0)
		return part_words(finding);
	words = g_string_new(NULL);
	if (n == traits->n)
		g_string_append(words, "all with ");
	else
		g_string_append_printf(words, "%u of the %u with ", n, traits->n);
	for (unsigned i = 0; i < traits->traits->len; i++) {
		g_autofree char *trait =
			trait_words(&g_array_index(traits->traits, struct trait, i));

		g_string_append_printf(words, "%s%s", i > 0 ? "; " : "", trait);
	}
	return g_string_free(words, FALSE);
}
