/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/confirm.h"

#include "model/keys.h"

enum verdict {
	NO_ANSWER, /* nothing that would be a limit's side for a search either */
	TAKEN,
	NOT_TAKEN,
};

static enum verdict verdict_of(const struct probe_row *row)
{
	if (row->outcome == OUTCOME_ACCEPTED)
		return TAKEN;
	if (row->outcome == OUTCOME_REFUSED || outcome_is_hang(row->outcome, row->stage))
		return NOT_TAKEN;
	return NO_ANSWER;
}

/* "phys-bits: 36 bits are too few", or what comes nearest to that. */
static void append_why(GString *words, const struct probe_row *row)
{
	const char *message = row->message != NULL ? row->message : "";

	g_string_append_printf(words, ": %s", reason_name(row->reason));
	if (row->stage > STAGE_MACHINE)
		g_string_append_printf(words, " at stage %s", stage_name(row->stage));
	if (*message != '\0')
		g_string_append_printf(words, ": %s", message);
}

/* Compares one side with what was expected of it; appends to @words what there is to be said. FALSE
 * when @engine has decided otherwise. */
static gboolean judge_side(const char *engine, const struct probe_row *row, enum verdict expected,
			   gboolean *answered, GString *words)
{
	const char *side = expected == TAKEN ? "accepted" : "refused";
	enum verdict verdict;

	if (row == NULL)
		return TRUE;
	verdict = verdict_of(row);
	*answered = *answered && verdict != NO_ANSWER;
	if (verdict == expected)
		return TRUE;
	g_string_append(words, words->len > 0 ? "; " : "");
	if (verdict == TAKEN) {
		g_string_append_printf(words, "%s side accepted by %s", side, engine);
		return FALSE;
	}
	if (verdict == NO_ANSWER)
		g_string_append_printf(words, "no answer of %s on the %s side: %s", engine, side,
				       outcome_name(row->outcome));
	else
		g_string_append_printf(words, "%s side %s by %s", side,
				       row->outcome == OUTCOME_REFUSED ? "refused" : "left hanging",
				       engine);
	append_why(words, row);
	return verdict == NO_ANSWER;
}

void confirm_judge(const char *engine, const struct probe_row *accepted,
		   const struct probe_row *refused, struct limit_row *limit)
{
	GString *words = g_string_new(NULL);
	gboolean answered = accepted != NULL || refused != NULL;
	gboolean same = judge_side(engine, accepted, TAKEN, &answered, words);

	same = judge_side(engine, refused, NOT_TAKEN, &answered, words) && same;
	limit->confirmed = same && !answered ? -1 : same;
	g_clear_pointer(&limit->confirmation, g_free);
	limit->confirmation = g_string_free(words, words->len == 0);
}

gboolean confirm_is_missing(const struct limit_row *limit)
{
	return limit->confirmed < 0 && limit->confirmation != NULL;
}

/* The side of @limit at @value by @engine; *@row stays NULL when there is none. */
static gboolean try_side(struct prober *prober, const char *engine, struct limit_row *limit,
			 uint64_t value, struct probe_row **row, GError **error)
{
	const struct probe_place place = {limit->section, limit->cell, 0};
	struct point *point;

	if (value == UNSET)
		return TRUE;
	point = point_copy(limit->point);
	*key_number(key_find(limit->axis), point) = value;
	g_free(point->engine);
	point->engine = g_strdup(engine);
	if (!point_uses_engine(point, "fake"))
		g_clear_pointer(&point->fake, g_free);
	*row = prober_probe(prober, point, &place, error);
	point_free(point);
	limit->probes += *row != NULL;
	return *row != NULL;
}

gboolean confirm_limit(struct prober *prober, const char *engine, struct limit_row *limit,
		       GError **error)
{
	struct probe_row *accepted = NULL, *refused = NULL;
	gboolean ok;

	if (g_str_equal(limit->status, LIMIT_UNDECIDED))
		return TRUE;
	ok = try_side(prober, engine, limit, limit->limit, &accepted, error) &&
	     try_side(prober, engine, limit, limit->refused, &refused, error);
	if (ok) {
		const struct probe_row *either = accepted != NULL ? accepted : refused;

		confirm_judge(engine, accepted, refused, limit);
		g_free(limit->libvirt_version);
		limit->libvirt_version = g_strdup(either != NULL ? either->libvirt_version : NULL);
	}
	prober_row_free(accepted);
	prober_row_free(refused);
	return ok;
}
