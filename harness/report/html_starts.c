/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The points of a start-time section, one row each: medians in ms, with all starts behind them. */
#include "report/html.h"
#include "report/html_moved.h"
#include "report/html_table.h"
#include "report/html_text.h"
#include "report/number_text.h"
#include "report/start_time_cells.h"

#include <math.h>

/* The metrics that some point has. */
static void find_known(const struct section_samples *samples, gboolean *known)
{
	for (unsigned i = 0; i < samples->cells->len; i++) {
		const struct cell_samples *cell = samples->cells->pdata[i];

		for (unsigned m = 0; m < N_METRICS; m++)
			known[m] = known[m] || cell->summary[m].n > 0;
	}
}

char *html_sort_of_number(double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	return isfinite(value) ? g_strdup(g_ascii_dtostr(text, sizeof(text), value)) : NULL;
}

static void add_number(struct html_table *table, double value)
{
	g_autofree char *text = number_text(value), *sort = html_sort_of_number(value);

	html_table_cell(table, text, sort);
}

static void add_columns(const struct html_section *it, struct html_table *table,
			const gboolean *known)
{
	html_table_keys(table, it->section);
	html_table_column(table, "total", TRUE);
	html_table_column(table, "95 % interval", FALSE);
	html_table_column(table, "n", TRUE);
	html_table_column(table, "MAD", TRUE);
	html_table_column(table, "p95", TRUE);
	for (unsigned m = METRIC_TOTAL + 1; m < N_METRICS; m++)
		if (known[m])
			html_table_column(table, start_time_metric_title(m), TRUE);
	html_mark_column(it, table);
}

/* "31.2 30.9 33.1": every start in the order of the rounds. */
static char *all_samples(const struct cell_samples *cell)
{
	const GArray *totals = cell->samples[METRIC_TOTAL];
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < totals->len; i++) {
		g_autofree char *number = number_text(g_array_index(totals, double, i));

		g_string_append_printf(text, "%s%s", i > 0 ? " " : "", number);
	}
	return g_string_free(text, FALSE);
}

static void add_facts(const struct html_section *it, struct html_table *table,
		      const struct cell_samples *cell)
{
	const struct report_row *row = cell->rows->pdata[0];
	const struct report_row *failed = cell->failures->len > 0 ? cell->failures->pdata[0] : NULL;
	const struct evidence *probe = evidence_find(it->evidence, row->accepted_probe);
	g_autofree char *samples = all_samples(cell);
	g_autofree char *left_out =
		cell->n_warmups > 0 ? html_count(cell->n_warmups, "warm-up", "warm-ups") : NULL;
	g_autofree char *outliers =
		cell->n_outliers > 0
			? g_strdup_printf("%u, which count like the others", cell->n_outliers)
			: NULL;
	g_autofree char *failures =
		failed != NULL
			? g_strdup_printf("%u, the first: %s at stage %s: %s", cell->n_failed,
					  failed->status, stage_name(failed->stage),
					  reason_name(failed->reason))
			: NULL;

	html_table_fact(table, "every start (ms)", samples, HTML_WORDS);
	html_table_fact(table, "left out", left_out, HTML_WORDS);
	html_table_fact(table, "outliers", outliers, HTML_WORDS);
	html_table_fact(table, "failures", failures, HTML_WORDS);
	html_table_fact(table, "message", failed != NULL ? failed->message : NULL, HTML_LINES);
	html_table_fact(table, "command", probe != NULL ? probe->command : NULL, HTML_COMMAND);
	html_table_fact(table, "guest", probe != NULL ? probe->guest : NULL, HTML_LINES);
	html_table_provenance(it, table, row, probe);
}

static void add_row(const struct html_section *it, struct html_table *table,
		    const struct cell_samples *cell, const gboolean *known)
{
	const struct metric_summary *total = &cell->summary[METRIC_TOTAL];
	g_autofree char *median = number_text(total->median),
			*sort = html_sort_of_number(total->median);
	g_autofree char *interval = start_time_interval(total),
			*low = html_sort_of_number(total->low);
	g_autofree char *count = start_time_count(cell);

	html_table_proof(table, *median != '\0' ? median : "none", sort);
	html_table_cell(table, interval, low);
	html_table_cell(table, count, NULL);
	add_number(table, total->mad);
	add_number(table, total->p95);
	for (unsigned m = METRIC_TOTAL + 1; m < N_METRICS; m++) {
		g_autofree char *text = start_time_metric(cell, m);
		g_autofree char *number = html_sort_of_number(cell->summary[m].median);

		if (known[m])
			html_table_cell(table, text, number);
	}
	html_mark_cell(it, table, html_mark_of_any(it, cell->rows));
	add_facts(it, table, cell);
	html_table_end_row(table);
}

/* The empty QEMU has no values: its name stands where the first of them would. */
static void add_empty(const struct html_section *it, struct html_table *table,
		      const gboolean *known)
{
	const struct cell_samples *empty = it->samples->empty;

	if (empty == NULL || it->section->keys->len == 0)
		return;
	html_table_cell(table, "(empty QEMU)", NULL);
	for (unsigned i = 1; i < it->section->keys->len; i++)
		html_table_cell(table, "", NULL);
	add_row(it, table, empty, known);
}

void html_write_starts(struct html_section *it)
{
	const GPtrArray *cells = it->samples->cells;
	gboolean known[N_METRICS] = {FALSE};
	struct html_pool *pool;
	unsigned n = html_section_room(it, cells->len, &pool);
	struct html_table *table =
		html_table_new(it->html, it->id, "Start times: medians in ms", pool);

	g_string_append(it->html, "<h3>Every point</h3>\n");
	find_known(it->samples, known);
	add_columns(it, table, known);
	for (unsigned i = 0; i < n; i++) {
		const struct cell_samples *cell = cells->pdata[i];

		html_table_values(table, it->section, cell->values);
		add_row(it, table, cell, known);
	}
	add_empty(it, table, known);
	html_table_end(table);
}
