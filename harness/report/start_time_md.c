/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/start_time_md.h"

#include "model/keys.h"
#include "report/grid.h"
#include "report/number_text.h"
#include "report/start_time_cells.h"
#include "report/start_time_notes.h"
#include "report/verdict_md.h"

#include <math.h>

/* So many DIMMs stand in a table each; then those whose number is a power of two, and the last. */
#define ALL_STEPS 16

/* One table being written. */
struct table {
	const struct section_samples *samples;
	const GPtrArray *cells;  /* const struct cell_samples * */
	int row_key, column_key; /* indices of varied keys, or -1 */
	gboolean keyed, columned;
	gboolean known[N_METRICS]; /* some cell has it */
};

static const char *key_name(const struct table *table, int index)
{
	return ((const struct key *)table->samples->section->keys->pdata[index])->name;
}

static void note_known(struct table *table, const struct cell_samples *cell)
{
	for (unsigned i = 0; cell != NULL && i < N_METRICS; i++)
		table->known[i] = table->known[i] || cell->summary[i].n > 0;
}

static struct table table_of(const struct section_samples *samples, const GPtrArray *cells,
			     int row_key, int column_key)
{
	struct table table = {samples, cells, row_key, column_key};

	for (unsigned i = 0; i < cells->len; i++)
		note_known(&table, cells->pdata[i]);
	note_known(&table, samples->empty);
	/* The empty QEMU needs a name. */
	table.keyed = row_key >= 0 || samples->empty != NULL;
	table.columned = column_key >= 0;
	return table;
}

static void add_head(const struct table *table, struct grid *grid)
{
	static const char *const TITLES[] = {"n", "total", "95 % interval", "MAD", "p95"};

	if (table->keyed)
		grid_add(grid,
			 g_strdup(table->row_key >= 0 ? key_name(table, table->row_key) : ""));
	if (table->columned)
		grid_add(grid, g_strdup(key_name(table, table->column_key)));
	for (unsigned i = 0; i < G_N_ELEMENTS(TITLES); i++)
		grid_add(grid, g_strdup(TITLES[i]));
	for (unsigned i = METRIC_TOTAL + 1; i < N_METRICS; i++)
		if (table->known[i])
			grid_add(grid, g_strdup(start_time_metric_title(i)));
}

static void add_line(const struct table *table, const struct cell_samples *cell, struct grid *grid)
{
	const struct metric_summary *total = &cell->summary[METRIC_TOTAL];
	gboolean empty = cell->cell == START_TIME_EMPTY;

	if (table->keyed && empty)
		grid_add(grid, g_strdup("(empty QEMU)"));
	else if (table->keyed)
		grid_add(grid,
			 g_strdup(table->row_key >= 0 ? cell->values[table->row_key] : "point"));
	if (table->columned)
		grid_add(grid, g_strdup(empty ? "" : cell->values[table->column_key]));
	grid_add(grid, start_time_count(cell));
	grid_add(grid, number_text(total->median));
	grid_add(grid, start_time_interval(total));
	grid_add(grid, number_text(total->mad));
	grid_add(grid, number_text(total->p95));
	for (unsigned i = METRIC_TOTAL + 1; i < N_METRICS; i++)
		if (table->known[i])
			grid_add(grid, start_time_metric(cell, i));
}

static void write_grid(const struct table *table, FILE *out)
{
	unsigned n_columns = 5 + table->keyed + table->columned;
	struct grid grid;

	for (unsigned i = METRIC_TOTAL + 1; i < N_METRICS; i++)
		n_columns += table->known[i];
	grid_init(&grid, n_columns);
	add_head(table, &grid);
	for (unsigned i = 0; i < table->cells->len; i++)
		add_line(table, table->cells->pdata[i], &grid);
	if (table->samples->empty != NULL)
		add_line(table, table->samples->empty, &grid);
	grid_write(&grid, out);
	grid_clear(&grid);
}

/* "slots 8, proof plug": what a cell is called over its column. */
static char *cell_name(const struct table *table, const struct cell_samples *cell)
{
	unsigned mask = (table->row_key >= 0 ? 1U << table->row_key : 0) |
			(table->column_key >= 0 ? 1U << table->column_key : 0);

	return mask != 0 ? report_combination(table->samples->section, cell->rows->pdata[0], mask)
			 : g_strdup("online after");
}

static char *online_cell(const struct cell_samples *cell, unsigned step)
{
	struct metric_summary summary;
	g_autofree char *median = NULL, *interval = NULL;

	if (step >= cell->online->len)
		return g_strdup("");
	summary = samples_summary(cell->online->pdata[step],
				  (uint64_t)cell->cell * N_METRICS + N_METRICS + step);
	median = number_text(summary.median);
	interval = start_time_interval(&summary);
	return *interval != '\0' ? g_strdup_printf("%s (%s)", median, interval)
				 : g_steal_pointer(&median);
}

static gboolean shows_step(unsigned step, unsigned n_steps)
{
	unsigned number = step + 1;

	return number <= ALL_STEPS || number == n_steps || (number & (number - 1)) == 0;
}

/* What each DIMM took, side by side for the cells that plugged any. */
static void write_plugs(const struct table *table, FILE *out)
{
	g_autoptr(GPtrArray) plugged = g_ptr_array_new();
	unsigned n_steps = 0, n_resized = 0;
	struct grid grid;

	for (unsigned i = 0; i < table->cells->len; i++) {
		struct cell_samples *cell = table->cells->pdata[i];

		if (cell->online->len == 0)
			continue;
		g_ptr_array_add(plugged, cell);
		n_steps = MAX(n_steps, cell->online->len);
		n_resized += cell->resized;
	}
	if (n_steps == 0)
		return;
	fprintf(out, "\nHotplug while Linux ran: ms from the command until %s was online%s:\n\n",
		n_resized == 0              ? "each DIMM"
		: n_resized == plugged->len ? "each virtio-mem step"
					    : "each DIMM or virtio-mem step",
		n_steps > ALL_STEPS ? " (then powers of two, and the last)" : "");
	grid_init(&grid, plugged->len + 1);
	grid_add(&grid, g_strdup("number"));
	for (unsigned i = 0; i < plugged->len; i++)
		grid_add(&grid, cell_name(table, plugged->pdata[i]));
	for (unsigned step = 0; step < n_steps; step++) {
		if (!shows_step(step, n_steps))
			continue;
		grid_add(&grid, g_strdup_printf("%u", step + 1));
		for (unsigned i = 0; i < plugged->len; i++)
			grid_add(&grid, online_cell(plugged->pdata[i], step));
	}
	grid_write(&grid, out);
	grid_clear(&grid);
}

static char *share_cell(const struct cost_line *cost)
{
	gboolean noise = cost->low <= 0 && cost->high >= 0;

	return g_strdup(noise                         ? "within the noise"
			: isnan(cost->steepest_slope) ? ""
						      : metric_name(cost->steepest));
}

/* The costs of the keys that no table runs along: rows of different tables make them. */
static void write_other_costs(const struct section_samples *samples, int row_key, FILE *out)
{
	static const char *const HEAD[] = {"key", "other keys",    "values",    "ms for each",
					   "of",  "95 % interval", "Theil–Sen", "most of it in"};
	g_autoptr(GPtrArray) costs = samples_costs(samples);
	struct grid grid;

	grid_init(&grid, G_N_ELEMENTS(HEAD));
	for (unsigned i = 0; i < G_N_ELEMENTS(HEAD); i++)
		grid_add(&grid, g_strdup(HEAD[i]));
	for (unsigned i = 0; i < costs->len; i++) {
		const struct cost_line *cost = costs->pdata[i];

		if (row_key >= 0 && cost->key == samples->section->keys->pdata[row_key])
			continue;
		grid_add(&grid, g_strdup(cost->key->name));
		grid_add(&grid, g_strdup(cost->combination));
		grid_add(&grid, g_strdup_printf("%u", cost->n_cells));
		grid_add(&grid, number_text(cost->slope));
		grid_add(&grid, g_strdup(cost->unit));
		grid_add(&grid, number_range(cost->low, cost->high));
		grid_add(&grid, number_text(cost->robust_slope));
		grid_add(&grid, share_cell(cost));
	}
	if (grid.cells->len > G_N_ELEMENTS(HEAD)) {
		fputs("\n**what the other keys cost**\n\n", out);
		grid_write(&grid, out);
	}
	grid_clear(&grid);
}

static void write_table(const struct table *table, const char *title, FILE *out)
{
	fprintf(out, "%s%s%s\n", *title != '\0' ? "\n**" : "", title, *title != '\0' ? "**\n" : "");
	write_grid(table, out);
	write_plugs(table, out);
	start_time_notes_write(table->samples, table->cells, table->row_key, table->column_key,
			       out);
}

static void write_samples(const struct section_samples *samples, FILE *out)
{
	const struct report_section *section = samples->section;
	int column_key = report_key_index(section, section->columns);
	int row_key = report_row_key(section);
	unsigned mask =
		~((row_key >= 0 ? 1U << row_key : 0) | (column_key >= 0 ? 1U << column_key : 0));
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) tables = samples_split(section, samples->cells, mask, titles);

	if (samples->cells->len + verdict_md_n_skipped(section) < section->n_points)
		fprintf(out, "\n%u of %" G_GUINT64_FORMAT " points have been started.\n",
			samples->cells->len, section->n_points);
	if (tables->len > 0)
		fprintf(out, "\nMedians in ms; the interval is that of the total's.%s\n",
			samples->empty != NULL ? " The empty QEMU (-machine none) is there to "
						 "compare with; it is not subtracted."
					       : "");
	for (unsigned i = 0; i < tables->len; i++) {
		struct table table = table_of(samples, tables->pdata[i], row_key, column_key);

		write_table(&table, titles->pdata[i], out);
	}
	write_other_costs(samples, row_key, out);
}

gboolean start_time_md_write(struct store *store, const struct report_section *section, FILE *out,
			     GError **error)
{
	struct section_samples *samples = samples_load(store, section, error);

	if (samples == NULL)
		return FALSE;
	write_samples(samples, out);
	samples_free(samples);
	return TRUE;
}
