/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One row in words. */
#include "report/diff_pieces.h"
#include "report/diff_words.h"
#include "report/number_text.h"

static char *limit_row(const struct difference *difference)
{
	const struct pair *pair = &difference->pair;
	g_autofree char *before = diff_limit(pair->base), *after = diff_limit(pair->new);
	g_autofree char *reason = diff_reason(pair), *delta_text = NULL;
	int64_t delta = 0;

	if (difference_delta(difference, &delta) && delta != 0)
		delta_text = diff_delta(pair->base, delta);
	return g_strdup_printf("%s %s -> %s%s%s%s, %s", pair->base->axis, before, after,
			       delta_text != NULL ? " (" : "", delta_text != NULL ? delta_text : "",
			       delta_text != NULL ? ")" : "", reason);
}

static char *lone_limit(const struct reference_row *row)
{
	g_autofree char *limit = diff_limit(row);

	return g_strdup_printf("%s %s", row->axis, limit);
}

static char *confirmed_row(const struct pair *pair)
{
	g_autofree char *limit = lone_limit(pair->base), *change = diff_confirmed(pair);

	return g_strdup_printf("%s: %s", limit, change);
}

static char *time_row(const struct start_change *start)
{
	g_autofree char *before = diff_milliseconds(start->base),
			*after = diff_milliseconds(start->new);
	g_autofree char *change = diff_percent(start->change), *p = number_text(start->p);
	double part = start->change < 0 ? 1 - start->test.b_larger : start->test.b_larger;
	const char *word = start->change < 0 ? "shorter" : "longer";
	GString *words = g_string_new(NULL);

	g_string_append_printf(words,
			       "%s -> %s (%c%s), %s in %.0f %% of pairs, p %s%s, n %u and %u",
			       before, after, start->change < 0 ? '-' : '+', change, word,
			       100 * part, start->p < 0.001 ? "< " : "",
			       start->p < 0.001 ? "0.001" : p, start->n_base, start->n_new);
	if (start->beyond_empty != start->change) {
		g_autofree char *beyond = diff_percent(start->beyond_empty);

		g_string_append_printf(words, "; %c%s beyond the empty QEMU's",
				       start->beyond_empty < 0 ? '-' : '+', beyond);
	}
	if (start->phase < N_START_PHASES) {
		g_autofree char *from = diff_milliseconds(start->phase_base);
		g_autofree char *to = diff_milliseconds(start->phase_new);

		g_string_append_printf(words, "; most of it in phase %s: %s -> %s",
				       start_phase_name(start->phase), from, to);
	}
	return g_string_free(words, FALSE);
}

char *diff_words_row(const struct difference *difference)
{
	const struct reference_row *row = diff_any_row(&difference->pair);

	switch (difference->kind) {
	case DIFFERENCE_LIMIT:
		return limit_row(difference);
	case DIFFERENCE_CONFIRM:
		return confirmed_row(&difference->pair);
	case DIFFERENCE_OUTCOME:
		return diff_outcomes(&difference->pair);
	case DIFFERENCE_TIME:
		return time_row(difference->start);
	default:
		return row->kind == SECTION_LIMIT ? lone_limit(row) : diff_outcome(row);
	}
}

char *diff_words_point(const struct pair *pair)
{
	const struct reference_row *row = diff_any_row(pair);
	g_autofree char *point = point_text(&row->point);
	g_autofree char *text =
		g_strdup_printf("%s [%s %s]%s%s", row->scenario, section_kind_name(row->kind),
				row->section, *point != '\0' ? " " : "", point);

	return diff_printable(text);
}

char *diff_words_unanswered(const struct pair *pair)
{
	gboolean base = reference_row_has_answer(pair->base);
	gboolean both = !base && !reference_row_has_answer(pair->new);
	const struct reference_row *row = base ? pair->new : pair->base;

	return g_strdup_printf("%s no answer: %s, %s",
			       both   ? "both have"
			       : base ? "NEW has"
				      : "BASE has",
			       row->outcome, reason_name(row->reason));
}
