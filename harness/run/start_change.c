/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/start_change.h"

#include "run/multiple_tests.h"
#include "run/statistics.h"

#include <math.h>

static const char *const PHASE_NAMES[N_START_PHASES] = {
	[PHASE_GREETING] = "greeting", [PHASE_MACHINE] = "machine", [PHASE_FIRMWARE] = "firmware",
	[PHASE_GUEST] = "guest",       [PHASE_END] = "end",
};

/* What happens in the course of a start, in this order. */
static const enum start_event COURSE[] = {START_GREETING, START_MACHINE, START_GUEST, START_REPORT,
					  START_ELAPSED};

const char *start_phase_name(enum start_phase phase)
{
	return PHASE_NAMES[phase];
}

gboolean start_change_possible(const struct reference_row *base, const struct reference_row *new)
{
	return base->times[START_ELAPSED].n > 0 && new->times[START_ELAPSED].n > 0;
}

/* The times of one event, newly allocated. */
static double *numbers(const struct reference *reference, const struct reference_times *times)
{
	double *values = g_new(double, times->n);

	for (unsigned i = 0; i < times->n; i++)
		values[i] = (double)reference_time(reference, times, i);
	return values;
}

/*
 * The median of a phase; NAN when it is not known of every start. A proof that does not boot has no
 * event between the machine and the end.
 */
static double phase_median(const struct reference *reference, const struct reference_row *row,
			   unsigned phase)
{
	const struct reference_times *to = &row->times[COURSE[phase]], *from = NULL;
	g_autofree double *values = NULL;

	for (unsigned i = 0; i < phase; i++)
		if (row->times[COURSE[i]].n > 0)
			from = &row->times[COURSE[i]];
	if (to->n != row->times[START_ELAPSED].n || (from != NULL && from->n != to->n))
		return NAN;
	values = numbers(reference, to);
	for (unsigned i = 0; from != NULL && i < to->n; i++)
		values[i] -= (double)reference_time(reference, from, i);
	return sample_median(values, to->n);
}

static void find_phase(struct start_change *change, const struct reference *base,
		       const struct reference_row *base_row, const struct reference *new,
		       const struct reference_row *new_row)
{
	double most = 0, sign = change->new < change->base ? -1 : 1;

	change->phase = N_START_PHASES;
	for (unsigned i = 0; i < N_START_PHASES; i++) {
		double before = phase_median(base, base_row, i);
		double after = phase_median(new, new_row, i);
		double part = sign * (after - before);

		/* Nothing is known of a phase that is NAN. */
		if (!(part > most))
			continue;
		most = part;
		change->phase = i;
		change->phase_base = before;
		change->phase_new = after;
	}
}

struct start_change start_change_measure(const struct reference *base,
					 const struct reference_row *base_row,
					 const struct reference *new,
					 const struct reference_row *new_row)
{
	const struct reference_times *before = &base_row->times[START_ELAPSED];
	const struct reference_times *after = &new_row->times[START_ELAPSED];
	g_autofree double *a = numbers(base, before), *b = numbers(new, after);
	struct start_change change = {
		.n_base = before->n,
		.n_new = after->n,
		.base = sample_median(a, before->n),
		.new = sample_median(b, after->n),
		.test = mann_whitney(a, before->n, b, after->n),
	};

	/* No start takes less than a microsecond. */
	change.change = (change.new - change.base) / MAX(change.base, 1);
	change.beyond_empty = change.change;
	find_phase(&change, base, base_row, new, new_row);
	return change;
}

void start_change_correct(struct start_change *change, const struct start_change *empty)
{
	double factor = MAX(empty->base, 1) / MAX(empty->new, 1);

	change->beyond_empty = (change->new *factor - change->base) / MAX(change->base, 1);
}

/* Both changes are as large as they must be, and in the same direction. */
static gboolean is_large(const struct start_change *change, double threshold)
{
	return change->change > 0
		       ? change->change >= threshold && change->beyond_empty >= threshold
		       : change->change <= -threshold && change->beyond_empty <= -threshold;
}

void start_changes_judge(GPtrArray *changes, const struct start_rule *rule)
{
	unsigned n = changes->len, at = 0;
	g_autofree double *least = g_new(double, n), *p = g_new(double, n);
	g_autofree gboolean *able = g_new(gboolean, n);

	for (unsigned i = 0; i < n; i++) {
		const struct start_change *change = changes->pdata[i];

		least[i] = mann_whitney_least_p(change->n_base, change->n_new);
	}
	tests_that_can_tell(least, n, rule->alpha, able);
	for (unsigned i = 0; i < n; i++)
		if (able[i])
			p[at++] = ((struct start_change *)changes->pdata[i])->test.p;
	holm_adjust(p, at);
	at = 0;
	for (unsigned i = 0; i < n; i++) {
		struct start_change *change = changes->pdata[i];

		change->can_tell = able[i];
		change->p = able[i] ? p[at++] : NAN;
		change->changed =
			able[i] && change->p <= rule->alpha && is_large(change, rule->threshold);
	}
}

unsigned start_change_least_samples(unsigned n, const struct start_rule *rule)
{
	unsigned samples = 1;

	while (mann_whitney_least_p(samples, samples) > rule->alpha / (double)n)
		samples++;
	return samples;
}
