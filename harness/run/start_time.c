/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/start_time.h"

#include "base/clock.h"
#include "run/bootstrap.h"

/* Fisher and Yates. The bias of the modulo is far below what an order could matter. The round is
 * mixed, because the states of neighbouring sequences follow each other. */
uint64_t *start_time_order(uint64_t n, uint64_t seed, int64_t round)
{
	uint64_t *order = g_new(uint64_t, n);
	uint64_t state = (uint64_t)round;

	state = splitmix64(&state) + seed;
	for (uint64_t i = 0; i < n; i++)
		order[i] = i;
	for (uint64_t i = n; i > 1; i--) {
		uint64_t j = splitmix64(&state) % i, other = order[j];

		order[j] = order[i - 1];
		order[i - 1] = other;
	}
	return order;
}

/* What starting QEMU costs when there is nothing to build, by the same binary in the same way. */
static struct point *empty_point(const struct section *section)
{
	struct point *first = section_point(section, 0), *point = point_new();

	point->engine = g_strdup(first->engine);
	point->qemu = g_strdup(first->qemu);
	point->accel = g_strdup(first->accel);
	point->timeout = first->timeout;
	point->fake = g_strdup(first->fake);
	point->machine = g_strdup("none");
	point_free(first);
	return point;
}

static gboolean has_point(const struct section *section, const struct point *wanted)
{
	g_autofree char *wanted_text = point_text(wanted);
	gboolean found = FALSE;

	for (uint64_t i = 0; i < section->n_points && !found; i++) {
		struct point *point = section_point(section, i);
		g_autofree char *text = point_text(point);

		found = g_str_equal(text, wanted_text);
		point_free(point);
	}
	return found;
}

/* The things of each round: the points, and the empty QEMU unless it is one of them. */
static uint64_t n_things(const struct section *section)
{
	struct point *empty = empty_point(section);
	uint64_t n = section->n_points + !has_point(section, empty);

	point_free(empty);
	return n;
}

/* The last of a round's things is the empty QEMU, which is that of the first point. */
static gboolean is_empty(const struct section *section, uint64_t thing)
{
	return thing == section->n_points;
}

static gboolean is_skipped(const struct section *section, const struct skips *skips, uint64_t thing)
{
	return skips_why(skips, is_empty(section, thing) ? 0 : thing) != NULL;
}

uint64_t start_time_starts(const struct section *section, const struct skips *skips)
{
	uint64_t n = n_things(section) - skips_count(skips);

	if (n_things(section) > section->n_points && is_skipped(section, skips, section->n_points))
		n--;
	return n * (section->options.warmups + section->options.runs);
}

static gboolean start(struct prober *prober, const struct start_time_plan *plan, uint64_t thing,
		      int64_t round, GError **error)
{
	gboolean empty = is_empty(plan->section, thing);
	struct point *point =
		empty ? empty_point(plan->section) : section_point(plan->section, thing);
	const struct probe_place place = {plan->id, empty ? START_TIME_EMPTY : (int64_t)thing,
					  round};
	struct probe_row *row = prober_probe(prober, point, &place, error);

	point_free(point);
	if (row == NULL)
		return FALSE;
	if (plan->on_start != NULL)
		plan->on_start(row, plan->user);
	prober_row_free(row);
	return TRUE;
}

static gboolean is_over(int64_t deadline_us)
{
	return deadline_us != 0 && clock_us() >= deadline_us;
}

static gboolean run_round(struct prober *prober, const struct start_time_plan *plan, uint64_t n,
			  int64_t round, GError **error)
{
	g_autofree uint64_t *order = start_time_order(n, plan->section->options.seed, round);

	for (uint64_t i = 0; i < n && !is_over(plan->deadline_us); i++)
		if (!is_skipped(plan->section, plan->skips, order[i]) &&
		    !start(prober, plan, order[i], round, error))
			return FALSE;
	return TRUE;
}

gboolean start_time_run(struct prober *prober, const struct start_time_plan *plan, GError **error)
{
	const struct section_options *options = &plan->section->options;
	int64_t over_us =
		options->budget != UNSET ? clock_us() + (int64_t)options->budget * 1000 : 0;
	uint64_t n = n_things(plan->section);
	/* A first impression has no time for warm-ups. */
	int64_t first = plan->deadline_us != 0 ? 1 : 1 - (int64_t)options->warmups;
	int64_t last = plan->rounds == ROUNDS_FIRST ? first : (int64_t)options->runs;
	gboolean ok = TRUE;

	prober_pin(prober, options->pin != UNSET ? (int)options->pin + 1 : 0);
	for (int64_t round = plan->rounds == ROUNDS_OTHERS ? first + 1 : first;
	     ok && round <= last && !is_over(over_us) && !is_over(plan->deadline_us); round++)
		ok = run_round(prober, plan, n, round, error);
	prober_pin(prober, 0);
	return ok;
}
