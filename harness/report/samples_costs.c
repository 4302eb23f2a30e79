/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one unit of a key costs: lines through the samples. */
#include "base/size.h"
#include "model/keys.h"
#include "report/samples.h"
#include "run/regression.h"

#include <math.h>

#define LEVEL 0.95
#define FEWEST_VALUES 3

/* Beyond this many points a line through all their pairs takes too long; then it goes through the
 * medians. */
#define MOST_FOR_PAIRS 2000

/* A median is far from the line when it misses it by this share of what the line climbs. */
#define FAR 0.1

/* A cloud of points: the key's value and the metric. */
struct cloud {
	GArray *x, *y; /* double */
};

static void cloud_init(struct cloud *cloud)
{
	cloud->x = g_array_new(FALSE, FALSE, sizeof(double));
	cloud->y = g_array_new(FALSE, FALSE, sizeof(double));
}

static void cloud_clear(struct cloud *cloud)
{
	g_array_unref(cloud->x);
	g_array_unref(cloud->y);
}

/* The key's value in the units that people count in. */
static double units(const struct key *key, const struct cell_samples *cell)
{
	uint64_t number = *key_number(key, cell->point);

	return key->type == KEY_SIZE ? (double)number / (double)GIB : (double)number;
}

static void add_cell(struct cloud *cloud, const struct key *key, const struct cell_samples *cell,
		     enum metric metric)
{
	g_autoptr(GArray) known = samples_known(cell, metric, NULL);
	double x = units(key, cell);

	for (unsigned i = 0; i < known->len; i++)
		g_array_append_val(cloud->x, x);
	g_array_append_vals(cloud->y, known->data, known->len);
}

static struct line fit(const struct key *key, const GPtrArray *cells, enum metric metric)
{
	struct cloud cloud;
	struct line line;

	cloud_init(&cloud);
	for (unsigned i = 0; i < cells->len; i++)
		add_cell(&cloud, key, cells->pdata[i], metric);
	line = line_fit((double *)(void *)cloud.x->data, (double *)(void *)cloud.y->data,
			cloud.x->len, LEVEL);
	cloud_clear(&cloud);
	return line;
}

static struct robust_line robust_fit(const struct key *key, const GPtrArray *cells)
{
	struct cloud cloud;
	struct robust_line line;
	unsigned n = 0;

	for (unsigned i = 0; i < cells->len; i++)
		n += ((const struct cell_samples *)cells->pdata[i])->rounds->len;
	cloud_init(&cloud);
	for (unsigned i = 0; i < cells->len; i++) {
		const struct cell_samples *cell = cells->pdata[i];
		double x = units(key, cell);

		if (n <= MOST_FOR_PAIRS) {
			add_cell(&cloud, key, cell, METRIC_TOTAL);
			continue;
		}
		g_array_append_val(cloud.x, x);
		g_array_append_val(cloud.y, cell->summary[METRIC_TOTAL].median);
	}
	line = robust_line_fit((double *)(void *)cloud.x->data, (double *)(void *)cloud.y->data,
			       cloud.x->len);
	cloud_clear(&cloud);
	return line;
}

static void find_steepest(struct cost_line *cost, const GPtrArray *cells)
{
	double sign = cost->slope < 0 ? -1 : 1;

	cost->steepest = METRIC_TOTAL;
	cost->steepest_slope = NAN;
	for (unsigned metric = METRIC_GREETING; metric <= METRIC_END; metric++) {
		double slope = fit(cost->key, cells, metric).slope;

		if (isnan(slope) || slope * sign <= cost->steepest_slope * sign)
			continue;
		cost->steepest = metric;
		cost->steepest_slope = slope;
	}
}

/* Where what is measured is no straight line, its slope says little. The line that wild runs do not
 * move shows it. */
static void find_missed(struct cost_line *cost, const struct robust_line *line,
			const GPtrArray *cells, unsigned index)
{
	double least = INFINITY, most = -INFINITY;

	for (unsigned i = 0; i < cells->len; i++) {
		const struct cell_samples *cell = cells->pdata[i];
		const struct metric_summary *total = &cell->summary[METRIC_TOTAL];
		double expected = line->intercept + line->slope * units(cost->key, cell);

		least = MIN(least, total->median);
		most = MAX(most, total->median);
		if ((expected >= total->low && expected <= total->high) || isnan(total->low) ||
		    fabs(total->median - expected) <= fabs(cost->missed_by))
			continue;
		cost->missed = cell->values[index];
		cost->missed_by = total->median - expected;
	}
	if (fabs(cost->missed_by) < FAR * (most - least))
		cost->missed = NULL;
}

static const char *unit_of(const struct key *key)
{
	if (key->type == KEY_SIZE)
		return "GiB";
	if (g_str_equal(key->name, "slots"))
		return "slot";
	return g_str_equal(key->name, "phys-bits") ? "bit" : key->name;
}

/* Those of @cells that have samples and a value for the key. */
static GPtrArray *measured_cells(const struct key *key, const GPtrArray *cells)
{
	GPtrArray *measured = g_ptr_array_new();

	for (unsigned i = 0; i < cells->len; i++) {
		struct cell_samples *cell = cells->pdata[i];

		if (cell->rounds->len > 0 && key_is_set(key, cell->point))
			g_ptr_array_add(measured, cell);
	}
	return measured;
}

struct cost_line *samples_cost(const struct report_section *section, const GPtrArray *cells,
			       unsigned index)
{
	const struct key *key = section->keys->pdata[index];
	g_autoptr(GPtrArray) measured = NULL;
	struct cost_line *cost;
	struct robust_line robust;
	struct line line;

	/* A deadline costs nothing. */
	if (key->type != KEY_INT && key->type != KEY_SIZE)
		return NULL;
	measured = measured_cells(key, cells);
	if (measured->len < FEWEST_VALUES)
		return NULL;
	line = fit(key, measured, METRIC_TOTAL);
	robust = robust_fit(key, measured);
	cost = g_new(struct cost_line, 1);
	*cost = (struct cost_line){
		.key = key,
		.combination = report_combination(
			section, ((const struct cell_samples *)measured->pdata[0])->rows->pdata[0],
			~(1U << index)),
		.unit = unit_of(key),
		.n_cells = measured->len,
		.slope = line.slope,
		.low = line.slope_interval.low,
		.high = line.slope_interval.high,
		.robust_slope = robust.slope,
		.has_interval = line.has_interval,
	};
	find_steepest(cost, measured);
	find_missed(cost, &robust, measured, index);
	return cost;
}

void cost_line_free(void *line)
{
	struct cost_line *cost = line;

	if (cost == NULL)
		return;
	g_free(cost->combination);
	g_free(cost);
}

GPtrArray *samples_costs(const struct section_samples *samples)
{
	const struct report_section *section = samples->section;
	GPtrArray *costs = g_ptr_array_new_with_free_func(cost_line_free);

	for (unsigned i = 0; i < section->keys->len; i++) {
		g_autoptr(GPtrArray) parts =
			samples_split(section, samples->cells, ~(1U << i), NULL);

		for (unsigned j = 0; j < parts->len; j++) {
			struct cost_line *cost = samples_cost(section, parts->pdata[j], i);

			if (cost != NULL)
				g_ptr_array_add(costs, cost);
		}
	}
	return costs;
}
