/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diff_pieces.h"

#include "base/size.h"
#include "base/text.h"
#include "report/number_text.h"

#include <math.h>
#include <string.h>

#define LONGEST_WORD 2000

const struct reference_row *diff_any_row(const struct pair *pair)
{
	return pair->base != NULL ? pair->base : pair->new;
}

char *diff_printable(const char *text)
{
	return g_strdelimit(text_printable(text, LONGEST_WORD), "\n", ' ');
}

static gboolean is_size(const struct reference_row *row)
{
	const struct key *key = key_find(row->axis);

	return key != NULL && key->type == KEY_SIZE;
}

char *diff_delta(const struct reference_row *row, int64_t delta)
{
	uint64_t size = delta < 0 ? 0 - (uint64_t)delta : (uint64_t)delta;
	g_autofree char *words =
		is_size(row) ? size_human(size) : g_strdup_printf("%" G_GUINT64_FORMAT, size);
	gboolean several = strpbrk(words, "+-") != NULL;

	return g_strdup_printf("%c%s%s%s", delta < 0 ? '-' : '+', several ? "(" : "", words,
			       several ? ")" : "");
}

char *diff_limit(const struct reference_row *row)
{
	g_autofree char *value = NULL;

	if (row->limit == UNSET)
		return g_strdup("none");
	value = is_size(row) ? size_human(row->limit)
			     : g_strdup_printf("%" G_GUINT64_FORMAT, row->limit);
	if (strcmp(row->outcome, LIMIT_EVERYTHING) == 0)
		return g_strdup_printf("%s (all)", value);
	if (strcmp(row->outcome, LIMIT_NON_MONOTONE) == 0)
		return g_strdup_printf("%s (non-monotone)", value);
	return g_steal_pointer(&value);
}

static const char *reason_word(const struct reference_row *row)
{
	return row->reason != REASON_NONE ? reason_name(row->reason) : "no refusal";
}

char *diff_reason(const struct pair *pair)
{
	const char *before = reason_word(pair->base), *after = reason_word(pair->new);

	return pair->base->reason == pair->new->reason ? g_strdup(before)
						       : g_strdup_printf("%s -> %s", before, after);
}

char *diff_outcome(const struct reference_row *row)
{
	if (row->reason == REASON_NONE)
		return g_strdup_printf("%s at %s", row->outcome, stage_name(row->stage));
	return g_strdup_printf("%s at %s: %s", row->outcome, stage_name(row->stage),
			       reason_name(row->reason));
}

char *diff_outcomes(const struct pair *pair)
{
	g_autofree char *before = diff_outcome(pair->base), *after = diff_outcome(pair->new);

	return g_strdup_printf("%s -> %s", before, after);
}

static const char *confirmed_word(const struct reference_row *row)
{
	return row->confirmed ? "confirmed" : "not confirmed";
}

char *diff_confirmed(const struct pair *pair)
{
	return g_strdup_printf("%s -> %s", confirmed_word(pair->base), confirmed_word(pair->new));
}

char *diff_percent(double part)
{
	g_autofree char *number = number_text(100 * fabs(part));

	return g_strdup_printf("%s %%", number);
}

char *diff_milliseconds(double us)
{
	g_autofree char *number = number_text(us / 1000);

	return g_strdup_printf("%s ms", number);
}
