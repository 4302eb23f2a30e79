/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/limit.h"

#include "base/error.h"
#include "model/axis.h"
#include "run/confirm.h"
#include "run/search.h"

/* One search at work: what has been tried, by position. */
struct work {
	struct prober *prober;
	const struct limit_question *question;
	struct axis axis;
	GHashTable *tried; /* int64_t * → struct probe_row * */
	GError *error;
};

/* TRUE when the refusal belongs to the point as a whole. What libvirt refuses without asking QEMU
 * is seldom about the value, and is no contradiction of QEMU's arithmetic. */
static gboolean is_final(const struct probe_row *row)
{
	enum reason reason = row->reason;

	return row->stage == STAGE_LIBVIRT || reason == REASON_MACHINE_UNKNOWN ||
	       reason == REASON_CPU_UNKNOWN || reason == REASON_OPTION ||
	       reason == REASON_PHYS_BITS_FIXED || reason == REASON_BACKEND;
}

static enum search_answer answer_of(const struct probe_row *row)
{
	switch (row->outcome) {
	case OUTCOME_ACCEPTED:
		return SEARCH_YES;
	case OUTCOME_REFUSED:
		return is_final(row) ? SEARCH_NEVER : SEARCH_NO;
	case OUTCOME_CRASH:
		return SEARCH_CRASH;
	case OUTCOME_TIMEOUT:
		/* A guest that hangs is no guest, as far as its deadline can tell. */
		return outcome_is_hang(row->outcome, row->stage) ? SEARCH_NO : SEARCH_STOP;
	case OUTCOME_HOST_LIMIT:
		/* A smaller guest needs less memory, but the same accelerator and firmware. */
		return row->reason == REASON_MEMORY || row->reason == REASON_KILLED ? SEARCH_HOST
										    : SEARCH_STOP;
	default:
		return SEARCH_STOP;
	}
}

static const struct probe_row *tried_at(const struct work *work, int64_t position)
{
	return position < 0 ? NULL : g_hash_table_lookup(work->tried, &position);
}

static enum search_answer try(int64_t position, void *user)
{
	struct work *work = user;
	const struct limit_question *question = work->question;
	const struct probe_place place = {question->section, question->cell, 0};
	const struct probe_row *known = tried_at(work, position);
	struct probe_row *row;
	struct point *point;

	if (known != NULL)
		return answer_of(known);
	point = axis_point(&work->axis, question->point, position);
	row = prober_probe(work->prober, point, &place, &work->error);
	point_free(point);
	if (row == NULL)
		return SEARCH_STOP;
	g_hash_table_insert(work->tried, g_memdup2(&position, sizeof(position)), row);
	return answer_of(row);
}

static uint64_t value_at(const struct work *work, int64_t position)
{
	return position < 0 ? UNSET : axis_value(&work->axis, position);
}

static const char *status_of(const struct search_result *result)
{
	switch (result->status) {
	case SEARCH_EXACT:
		return LIMIT_EXACT;
	case SEARCH_EVERYTHING:
		return LIMIT_EVERYTHING;
	case SEARCH_NOTHING:
		return LIMIT_NOTHING;
	case SEARCH_NON_MONOTONE:
		return LIMIT_NON_MONOTONE;
	default:
		return LIMIT_UNDECIDED;
	}
}

/* -1 when the model has no opinion or there is no answer to compare with. */
static int agreement(const struct work *work, const struct axis_guess *guess,
		     const struct search_result *result)
{
	const struct probe_row *refused = tried_at(work, result->no);

	if (!guess->known || result->status == SEARCH_UNDECIDED)
		return -1;
	/* A mistyped CPU is no contradiction of arithmetic. */
	if (refused != NULL && is_final(refused) && guess->position != result->yes)
		return -1;
	return guess->position == result->yes;
}

/* The probe that says most about the row: the refusal, or what kept the search from an answer. */
static void explain(const struct work *work, const struct search_result *result,
		    struct limit_row *row)
{
	const struct probe_row *why =
		tried_at(work, result->status == SEARCH_UNDECIDED ? result->other : result->no);
	const struct probe_row *from = tried_at(work, result->yes);

	if (why != NULL) {
		row->reason = why->reason;
		row->message = g_strdup(why->message);
	}
	if (from == NULL)
		from = why;
	if (from != NULL) {
		row->qemu_version = g_strdup(from->qemu_version);
		row->qemu_package = g_strdup(from->qemu_package);
		row->libvirt_version = g_strdup(from->libvirt_version);
		row->machine_type = g_strdup(from->machine_type);
	}
}

static void fill_row(const struct work *work, const struct axis_guess *guess,
		     const struct search_result *result, struct limit_row *row)
{
	const struct limit_question *question = work->question;
	const struct probe_row *accepted = tried_at(work, result->yes),
			       *refused = tried_at(work, result->no);

	*row = (struct limit_row){
		.section = question->section,
		.cell = question->cell,
		.point = point_copy(question->point),
		.axis = g_strdup(question->axis),
		.status = g_strdup(status_of(result)),
		.limit = value_at(work, result->yes),
		.refused = value_at(work, result->no),
		.step = work->axis.step,
		.reason = REASON_NONE,
		.counterexample = value_at(work, result->counterexample),
		.probes = g_hash_table_size(work->tried),
		.agrees_with_model = agreement(work, guess, result),
		.predicted = guess->known ? value_at(work, guess->position) : UNSET,
		.accepted_probe = accepted != NULL ? accepted->id : 0,
		.refused_probe = refused != NULL ? refused->id : 0,
		.confirmed = -1,
	};
	explain(work, result, row);
}

/* Moves a probe out of the table of those tried. */
static struct probe_row *take(const struct work *work, int64_t position)
{
	void *key = NULL, *row = NULL;

	if (position >= 0 && g_hash_table_steal_extended(work->tried, &position, &key, &row))
		g_free(key);
	return row;
}

static void row_free(void *row)
{
	prober_row_free(row);
}

static gboolean check_question(const struct limit_question *question, GError **error)
{
	if (question->confirm == NULL || !point_uses_engine(question->point, question->confirm))
		return TRUE;
	return input_error(error, "confirm = %s: engine %s searches itself", question->confirm,
			   question->confirm);
}

/* Searches, fills @row and has it confirmed. On failure the row is empty. */
static gboolean search(struct work *work, const struct axis_guess *guess, struct limit_row *row,
		       struct limit_proof *proof, GError **error)
{
	const struct limit_question *question = work->question;
	const struct search_plan plan = {
		.last = work->axis.last,
		.guess = guess->position,
		.coarse = MAX(work->axis.coarse, 1),
		.samples = question->samples,
		.seed = question->seed,
	};
	struct search_result result;

	search_edge(&plan, try, work, &result);
	if (work->error != NULL) {
		g_propagate_error(error, work->error);
		return FALSE;
	}
	fill_row(work, guess, &result, row);
	if (question->confirm != NULL &&
	    !confirm_limit(work->prober, question->confirm, row, error)) {
		limit_row_clear(row);
		return FALSE;
	}
	if (proof != NULL) {
		proof->accepted = take(work, result.yes);
		proof->refused = take(work, result.no);
	}
	return TRUE;
}

gboolean limit_find(struct prober *prober, const struct limit_question *question,
		    struct limit_row *row, struct limit_proof *proof, GError **error)
{
	struct work work = {.prober = prober, .question = question};
	struct emulator emulator = prober_emulator(prober, question->point);
	struct axis_guess guess;
	gboolean ok;

	if (!check_question(question, error) ||
	    !axis_init(&work.axis, question->axis, question->point, &emulator, error))
		return FALSE;
	work.tried = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, row_free);
	guess = axis_guess(&work.axis, question->point, &emulator);
	ok = search(&work, &guess, row, proof, error);
	g_hash_table_unref(work.tried);
	return ok;
}

void limit_proof_clear(struct limit_proof *proof)
{
	g_clear_pointer(&proof->accepted, prober_row_free);
	g_clear_pointer(&proof->refused, prober_row_free);
}
