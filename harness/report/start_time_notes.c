/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/start_time_notes.h"

#include "model/keys.h"
#include "report/notes.h"
#include "report/number_text.h"
#include "report/remarks.h"
#include "run/bootstrap.h"

#include <math.h>

#define LEVEL 0.95

/* More names in a chain than this do not help: then only its ends are given. */
#define MOST_NAMES 8

/* What the notes to a table need to know of it. */
struct scope {
	const struct report_section *section;
	const GPtrArray *cells;
	int row_key, column_key;
};

/* "slot", "GiB of size". */
static char *unit_words(const struct cost_line *cost)
{
	gboolean of = cost->key->type == KEY_SIZE || g_str_equal(cost->unit, "bit");

	return g_strdup_printf("%s%s%s", cost->unit, of ? " of " : "", of ? cost->key->name : "");
}

/* What makes a plain number of milliseconds for each unit misleading. */
static void append_doubts(GString *words, const struct cost_line *cost)
{
	if (cost->robust_slope < cost->low || cost->robust_slope > cost->high) {
		g_autofree char *robust = number_text(cost->robust_slope);

		g_string_append_printf(words, "; the median of all slopes is %s ms", robust);
	}
	if (cost->missed != NULL) {
		g_autofree char *distance = number_text(fabs(cost->missed_by));

		g_string_append_printf(words, "; no straight line: %s %s is %s ms %s one",
				       cost->key->name, cost->missed, distance,
				       cost->missed_by > 0 ? "above" : "below");
	}
}

char *start_time_cost_words(const struct cost_line *cost)
{
	g_autofree char *unit = unit_words(cost);
	gboolean saves = cost->high < 0;
	double sign = saves ? -1 : 1;
	g_autofree char *interval =
		number_with_interval(sign * cost->slope, "ms", saves ? -cost->high : cost->low,
				     saves ? -cost->low : cost->high);
	GString *words;

	if (cost->low <= 0 && cost->high >= 0) {
		words = g_string_new(NULL);
		g_string_printf(words, "what each %s costs is within the noise: %s", unit,
				interval);
	} else {
		words = g_string_new(NULL);
		g_string_printf(words, "each %s %s %s", unit, saves ? "saves" : "costs", interval);
		if (!isnan(cost->steepest_slope))
			g_string_append_printf(words, ", %s of it in %s",
					       cost->steepest_slope / cost->slope > 0.5
						       ? "most"
						       : "the largest part",
					       metric_name(cost->steepest));
	}
	append_doubts(words, cost);
	return g_string_free(words, FALSE);
}

static void write_cost(const struct scope *scope, const GPtrArray *cells, const char *prefix,
		       FILE *out)
{
	struct cost_line *cost = samples_cost(scope->section, cells, (unsigned)scope->row_key);
	g_autofree char *words = cost != NULL ? start_time_cost_words(cost) : NULL;

	if (words != NULL)
		fprintf(out, "- %s%s%s\n", prefix, *prefix != '\0' ? ": " : "", words);
	cost_line_free(cost);
}

static enum difference_verdict compare(const struct cell_samples *a, const struct cell_samples *b)
{
	const GArray *total_a = a->samples[METRIC_TOTAL], *total_b = b->samples[METRIC_TOTAL];
	const struct bootstrap_plan plan = {.level = LEVEL, .seed = (uint64_t)a->cell};

	return bootstrap_difference((const double *)(void *)total_a->data, total_a->len,
				    (const double *)(void *)total_b->data, total_b->len, &plan)
		.verdict;
}

/* "0 – 8 – 64", or its ends and how many there are. */
static void append_chain(GString *text, const struct scope *scope, const GPtrArray *cells,
			 unsigned first, unsigned last)
{
	unsigned n = last - first + 1;

	g_string_append(text, text->len > 0 ? "; " : "");
	for (unsigned i = first; i <= last; i++) {
		const struct cell_samples *cell = cells->pdata[i];

		if (n > MOST_NAMES && i > first && i < last)
			continue;
		g_string_append_printf(text, "%s%s", i > first ? " – " : "",
				       cell->values[scope->row_key]);
		if (n > MOST_NAMES && i == first)
			g_string_append(text, " – …");
	}
	if (n > MOST_NAMES)
		g_string_append_printf(text, " (%u values)", n);
}

/* Which rows cannot be told from the next one. Only neighbours are compared: with all pairs, some
 * would differ by chance. */
static void write_noise(const struct scope *scope, const GPtrArray *cells, const char *prefix,
			FILE *out)
{
	const struct key *key = scope->section->keys->pdata[scope->row_key];
	g_autoptr(GString) chains = g_string_new(NULL);
	const char *colon = *prefix != '\0' ? ": " : "";
	unsigned pairs = cells->len - 1, within = 0, unknown = 0, first = 0;

	if (cells->len < 2)
		return;
	for (unsigned i = 0; i < pairs; i++) {
		enum difference_verdict verdict = compare(cells->pdata[i], cells->pdata[i + 1]);
		gboolean same = verdict == DIFFERENCE_WITHIN_NOISE;

		within += same;
		unknown += verdict == DIFFERENCE_UNKNOWN;
		if (same && i + 1 < pairs)
			continue;
		if (i + same > first)
			append_chain(chains, scope, cells, first, i + same);
		first = i + 1;
	}
	if (unknown == pairs)
		fprintf(out, "- %s%stoo few runs to compare neighbours\n", prefix, colon);
	else if (within == pairs)
		fprintf(out, "- %s%sno two neighbours differ by more than the noise\n", prefix,
			colon);
	else if (within == 0 && unknown == 0)
		fprintf(out, "- %s%sall neighbours differ by more than the noise\n", prefix, colon);
	else if (within > 0)
		fprintf(out, "- %s%swithin the noise of the next: %s %s\n", prefix, colon,
			key->name, chains->str);
	if (unknown > 0 && unknown < pairs)
		fprintf(out, "- %s%stoo few runs to compare %u of %u neighbours\n", prefix, colon,
			unknown, pairs);
}

/* Those of @cells that have samples. */
static GPtrArray *measured(const GPtrArray *cells)
{
	GPtrArray *found = g_ptr_array_new();

	for (unsigned i = 0; i < cells->len; i++)
		if (((const struct cell_samples *)cells->pdata[i])->rounds->len > 0)
			g_ptr_array_add(found, cells->pdata[i]);
	return found;
}

/* What is said of the rows of one column after the other. */
static void write_columns(const struct scope *scope,
			  void (*write)(const struct scope *scope, const GPtrArray *cells,
					const char *prefix, FILE *out),
			  FILE *out)
{
	unsigned mask = scope->column_key >= 0 ? 1U << scope->column_key : 0;
	g_autoptr(GPtrArray) cells = measured(scope->cells);
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) columns = samples_split(scope->section, cells, mask, titles);

	for (unsigned i = 0; scope->row_key >= 0 && i < columns->len; i++)
		write(scope, columns->pdata[i], titles->pdata[i], out);
}

/* "slots 8, proof boot", or "" where nothing names a cell. */
static char *cell_name(const struct scope *scope, const struct cell_samples *cell)
{
	unsigned mask = (scope->row_key >= 0 ? 1U << scope->row_key : 0) |
			(scope->column_key >= 0 ? 1U << scope->column_key : 0);

	return report_combination(scope->section, cell->rows->pdata[0], mask);
}

/* "slots 8 (1 of 10); slots 64 (2 of 10)" */
static void write_outliers(const struct scope *scope, FILE *out)
{
	g_autoptr(GString) names = g_string_new(NULL);
	unsigned n = 0;

	for (unsigned i = 0; i < scope->cells->len; i++) {
		const struct cell_samples *cell = scope->cells->pdata[i];
		g_autofree char *name = cell_name(scope, cell);

		if (cell->n_outliers == 0 || ++n > MOST_NAMES)
			continue;
		g_string_append_printf(names, "%s%s%s%u of %u%s", n > 1 ? "; " : "", name,
				       *name != '\0' ? " (" : "", cell->n_outliers,
				       cell->rounds->len, *name != '\0' ? ")" : "");
	}
	if (n > MOST_NAMES)
		g_string_append_printf(names, "; and %u more", n - MOST_NAMES);
	if (n > 0)
		fprintf(out, "- outliers, which count like the others: %s\n", names->str);
}

static void write_slow_first(const struct scope *scope, FILE *out)
{
	g_autoptr(GString) names = g_string_new(NULL);
	unsigned n = 0, most = 0;

	for (unsigned i = 0; i < scope->cells->len; i++) {
		const struct cell_samples *cell = scope->cells->pdata[i];
		g_autofree char *name = cell_name(scope, cell);

		most += cell->rounds->len > FIRST_RUN_REST;
		if (cell->slow_first && ++n <= MOST_NAMES)
			g_string_append_printf(names, "%s%s", n > 1 ? "; " : "", name);
	}
	if (n == 0)
		return;
	fprintf(out, "- the first run is slow%s%s", names->len > 0 ? ": " : "", names->str);
	if (most > 1)
		fprintf(out, " (%u of %u; some are by chance)", n, most);
	fputc('\n', out);
}

/* The points of a failure, and how it ended; the message is a quote. */
static struct remark on_failure(const struct report_section *section, const struct report_row *row)
{
	(void)section;
	if (row->outcome == OUTCOME_ACCEPTED)
		return (struct remark){NULL, NULL};
	return (struct remark){g_strdup_printf("%s at stage %s: %s", row->status,
					       stage_name(row->stage), reason_name(row->reason)),
			       row->message};
}

/* One row for each cell: its first failure, if there is one. */
static void write_failures(const struct scope *scope, FILE *out)
{
	g_autofree struct report_row *copies = g_new(struct report_row, scope->cells->len);
	g_autoptr(GPtrArray) rows = g_ptr_array_new();

	for (unsigned i = 0; i < scope->cells->len; i++) {
		const struct cell_samples *cell = scope->cells->pdata[i];

		copies[i] = *(const struct report_row *)cell->rows->pdata[0];
		if (cell->failures->len > 0)
			copies[i] = *(const struct report_row *)cell->failures->pdata[0];
		/* A warm-up that failed is forgiven by a run that did not. */
		else if (cell->rounds->len > 0)
			copies[i].outcome = OUTCOME_ACCEPTED;
		g_ptr_array_add(rows, &copies[i]);
	}
	remarks_write_each(scope->section, rows, scope->row_key, scope->column_key, on_failure,
			   out);
}

static void write_reading(const struct scope *scope, FILE *out)
{
	gboolean too_few = FALSE, plugged = FALSE;

	for (unsigned i = 0; i < scope->cells->len; i++) {
		const struct cell_samples *cell = scope->cells->pdata[i];

		too_few = too_few || (cell->rounds->len > 1 && cell->summary[METRIC_TOTAL].too_few);
		plugged = plugged || cell->online->len > 0;
	}
	if (too_few)
		fputs("- intervals with a question mark are of too few runs to be 95 %\n", out);
	if (plugged)
		fputs("- the hotplug is a part of end\n", out);
}

static void write_provenance(const struct section_samples *samples, const struct scope *scope,
			     FILE *out)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new();
	g_autofree char *provenance = NULL;

	for (unsigned i = 0; i < scope->cells->len; i++) {
		const struct cell_samples *cell = scope->cells->pdata[i];

		for (unsigned j = 0; j < cell->rows->len; j++)
			g_ptr_array_add(rows, cell->rows->pdata[j]);
	}
	provenance = notes_provenance(rows);
	fprintf(out, "- %s%s%s\n", provenance, samples->pinned != NULL ? "; on processor " : "",
		samples->pinned != NULL ? samples->pinned : "");
}

void start_time_notes_write(const struct section_samples *samples, const GPtrArray *cells,
			    int row_key, int column_key, FILE *out)
{
	struct scope scope = {samples->section, cells, row_key, column_key};

	fputc('\n', out);
	write_columns(&scope, write_cost, out);
	write_columns(&scope, write_noise, out);
	write_failures(&scope, out);
	write_outliers(&scope, out);
	write_slow_first(&scope, out);
	write_reading(&scope, out);
	write_provenance(samples, &scope, out);
}
