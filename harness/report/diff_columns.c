/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One row in parts, for tables and test cases. */
#include "base/size.h"
#include "report/diff_pieces.h"
#include "report/diff_words.h"

#include <string.h>

/* What is where the difference is. */
static char *side_value(const struct difference *difference, const struct reference_row *row,
			double median)
{
	if (row == NULL)
		return g_strdup("not there");
	switch (difference->kind) {
	case DIFFERENCE_TIME:
		return diff_milliseconds(median);
	case DIFFERENCE_CONFIRM:
		return g_strdup(row->confirmed ? "confirmed" : "not confirmed");
	default:
		return row->kind == SECTION_LIMIT ? diff_limit(row) : diff_outcome(row);
	}
}

char *diff_words_from(const struct difference *difference)
{
	return side_value(difference, difference->pair.base,
			  difference->start != NULL ? difference->start->base : 0);
}

char *diff_words_to(const struct difference *difference)
{
	return side_value(difference, difference->pair.new,
			  difference->start != NULL ? difference->start->new : 0);
}

char *diff_words_delta(const struct difference *difference)
{
	int64_t delta;

	if (difference->start != NULL) {
		g_autofree char *percent = diff_percent(difference->start->change);

		return g_strdup_printf("%c%s", difference->start->change < 0 ? '-' : '+', percent);
	}
	if (difference_delta(difference, &delta) && delta != 0)
		return diff_delta(difference->pair.base, delta);
	return g_strdup("");
}

char *diff_words_reason(const struct difference *difference)
{
	const struct pair *pair = &difference->pair;
	const struct reference_row *row = diff_any_row(pair);

	if (pair->base != NULL && pair->new != NULL)
		return pair->base->reason != REASON_NONE || pair->new->reason != REASON_NONE
			       ? diff_reason(pair)
			       : g_strdup("");
	return g_strdup(row->reason != REASON_NONE ? reason_name(row->reason) : "");
}

const char *diff_words_kind(const struct difference *difference)
{
	switch (difference->kind) {
	case DIFFERENCE_LIMIT:
		return "moved";
	case DIFFERENCE_CONFIRM:
		return "confirmed otherwise";
	case DIFFERENCE_TIME:
		return difference->start->change < 0 ? "faster" : "slower";
	case DIFFERENCE_VANISHED:
		return "only in BASE";
	case DIFFERENCE_APPEARED:
		return "only in NEW";
	default:
		return "ends otherwise";
	}
}

/* The value next to a limit, exact: a limit may have moved by less than is shown of it. */
static char *refused_value(const struct reference_row *row)
{
	const struct key *key = key_find(row->axis);

	return key != NULL && key->type == KEY_SIZE
		       ? size_exact(row->refused)
		       : g_strdup_printf("%" G_GUINT64_FORMAT, row->refused);
}

char *diff_words_side(const struct reference_row *row)
{
	g_autofree char *limit = NULL, *refused = NULL;
	const char *reason = reason_name(row->reason);
	const char *confirmed = row->confirmed < 0 ? ""
				: row->confirmed   ? ", confirmed"
						   : ", not confirmed";

	if (!reference_row_has_answer(row))
		return g_strdup_printf("no answer: %s, %s", row->outcome, reason);
	if (row->kind != SECTION_LIMIT)
		return diff_outcome(row);
	limit = diff_limit(row);
	if (row->refused == UNSET)
		return g_strdup_printf("%s %s%s", row->axis, limit, confirmed);
	refused = refused_value(row);
	return g_strdup_printf("%s %s; %s refused: %s%s", row->axis, limit, refused, reason,
			       confirmed);
}

/* Which side accepts more than the other; NULL when both accept the same. */
static const struct reference_row *further_side(const struct pair *pair)
{
	uint64_t before = pair->base->limit, after = pair->new->limit;
	gboolean more;

	if (before == after)
		return NULL;
	if (before == UNSET || after == UNSET)
		return before == UNSET ? pair->new : pair->base;
	/* On phys-bits harder is smaller. */
	more = strcmp(pair->new->axis, "phys-bits") == 0 ? after < before : after > before;
	return more ? pair->new : pair->base;
}

const char *diff_command(const struct difference *difference, const struct reference_row *side)
{
	if (side == NULL)
		return NULL;
	if (side->kind != SECTION_LIMIT || side->refused_by.command == NULL)
		return side->accepted_by.command;
	if (difference == NULL || difference->kind != DIFFERENCE_LIMIT)
		return side->refused_by.command;
	return side == further_side(&difference->pair) && side->accepted_by.command != NULL
		       ? side->accepted_by.command
		       : side->refused_by.command;
}
