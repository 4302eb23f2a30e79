/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One section of a scenario: plots, tables, all rows, address maps, notes. */
#include "report/cells.h"
#include "report/html.h"
#include "report/html_text.h"
#include "report/limit_findings.h"
#include "report/notes.h"
#include "report/plot_start_time.h"
#include "report/remarks.h"
#include "report/start_time_notes.h"
#include "report/verdict_md.h"
#include "report/written.h"

/* More sentences about one section are for those who read it. */
#define MOST_FINDINGS 8

/* Lines under a table. */
#define MOST_NOTES 60

/* More combinations than these have their notes together. */
#define MOST_TABLES 12

/* More sections than these do not get a link of their own. */
#define MOST_LINKS 200

static void write_heading(struct html_section *it)
{
	const struct report_section *section = it->section;
	g_autofree char *what = section->is_limit ? g_strdup_printf("limits of %s", section->axis)
				: it->samples     ? g_strdup("start times")
						  : g_strdup("probes");

	g_string_append_printf(it->html,
			       "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">",
			       it->id, it->id, it->id);
	html_add(it->html, section->name, HTML_LINE);
	g_string_append(it->html, " <small>");
	html_add(it->html, what, HTML_LINE);
	g_string_append(it->html, ", ");
	html_add(it->html, it->database, HTML_LINE);
	g_string_append(it->html, "</small></h2>\n");
	if (it->page->n_sections > MOST_LINKS)
		return;
	g_string_append_printf(it->page->nav, "<li><a href=\"#%s\">", it->id);
	html_add(it->page->nav, section->name, HTML_LINE);
	g_string_append(it->page->nav, "</a></li>\n");
}

/* "2 points are skipped: …", a line for each reason; newly allocated. */
static char *written_skips(const struct report_section *section)
{
	struct written written;

	written_begin(&written);
	verdict_md_write_skips(section, written.out);
	return written_end(&written);
}

static void write_progress(struct html_section *it)
{
	unsigned done = it->samples != NULL ? it->samples->cells->len : it->section->rows->len;
	uint64_t skipped = verdict_md_n_skipped(it->section);
	g_autofree char *why = NULL;

	if (skipped > 0) {
		why = written_skips(it->section);
		html_add_list(it->html, why, MOST_NOTES);
	}
	if (done + skipped < it->section->n_points)
		g_string_append_printf(it->html,
				       "<p class=\"odd\">%u of %" G_GUINT64_FORMAT
				       " points are done.</p>\n",
				       done, it->section->n_points);
}

/* The sentences that open the page. */
static void write_findings(struct html_section *it, const char *list)
{
	GString *html = it->page->findings;

	if (*list == '\0')
		return;
	g_string_append_printf(html, "<h3><a href=\"#%s\">", it->id);
	html_add(html, it->section->name, HTML_LINE);
	g_string_append(html, "</a></h3>\n");
	html_add_list(html, list, MOST_FINDINGS);
}

/* As the Markdown list that notes are. */
static char *limit_sentences(const struct report_section *section)
{
	g_autoptr(GPtrArray) found = limit_findings(section);
	GString *list = g_string_new(NULL);

	for (unsigned i = 0; i < found->len; i++)
		g_string_append_printf(list, "- %s\n", (const char *)found->pdata[i]);
	return g_string_free(list, FALSE);
}

static char *cost_sentences(const struct section_samples *samples)
{
	g_autoptr(GPtrArray) costs = samples_costs(samples);
	GString *list = g_string_new(NULL);

	for (unsigned i = 0; i < costs->len; i++) {
		const struct cost_line *cost = costs->pdata[i];
		g_autofree char *words = start_time_cost_words(cost);

		g_string_append_printf(list, "- %s%s%s\n", cost->combination,
				       *cost->combination != '\0' ? ": " : "", words);
	}
	return g_string_free(list, FALSE);
}

/* "4 of 6 accepted; 2 of 6 refused", and QEMU's words. */
static char *probe_sentences(const struct html_section *it)
{
	const GArray *rows = it->section->rows;
	unsigned n[N_OUTCOMES] = {0};
	GString *list = g_string_new(NULL);
	g_autoptr(GPtrArray) all = report_all_rows(it->section);
	g_autofree char *notes = html_notes_of(it->section, all, remarks_write);

	for (unsigned i = 0; i < rows->len; i++)
		n[g_array_index(rows, struct report_row, i).outcome]++;
	for (unsigned i = 0; i < N_OUTCOMES; i++)
		if (n[i] > 0)
			g_string_append_printf(list, "%s%u of %u %s", list->len > 0 ? "; " : "- ",
					       n[i], rows->len, outcome_name(i));
	g_string_append_printf(list, "\n%s", notes);
	return g_string_free(list, FALSE);
}

static void find(struct html_section *it)
{
	g_autoptr(GPtrArray) rows = report_all_rows(it->section);
	g_autofree char *list = it->samples != NULL     ? cost_sentences(it->samples)
				: it->section->is_limit ? limit_sentences(it->section)
							: probe_sentences(it);

	/* Limits of which nothing varies: how they were refused. */
	if (*list == '\0' && it->section->is_limit) {
		g_free(list);
		list = html_notes_of(it->section, rows, remarks_write);
	}
	write_findings(it, list);
}

/* Tables side by side have their own. */
static void write_notes(struct html_section *it)
{
	g_autoptr(GPtrArray) rows = report_all_rows(it->section);
	g_autofree char *notes = NULL;

	if (rows->len == 0 || report_key_index(it->section, it->section->columns) >= 0)
		return;
	notes = html_notes_of(it->section, rows, notes_write);
	g_string_append(it->html, "<h3>Notes</h3>\n");
	html_add_list(it->html, notes, MOST_NOTES);
}

/* The same for the starts of one table. */
static void write_start_notes(struct html_section *it, const GPtrArray *cells, const char *title)
{
	const struct report_section *section = it->section;
	g_autofree char *notes = NULL;
	struct written written;

	written_begin(&written);
	start_time_notes_write(it->samples, cells, report_row_key(section),
			       report_key_index(section, section->columns), written.out);
	notes = written_end(&written);
	if (*title != '\0')
		html_add_element(it->html, "h4", title);
	html_add_list(it->html, notes, MOST_NOTES);
}

static void write_all_start_notes(struct html_section *it)
{
	const struct report_section *section = it->section;
	int row_key = report_row_key(section);
	int column_key = report_key_index(section, section->columns);
	unsigned mask =
		~((row_key >= 0 ? 1U << row_key : 0) | (column_key >= 0 ? 1U << column_key : 0));
	g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) tables = samples_split(section, it->samples->cells, mask, titles);

	if (tables->len == 0)
		return;
	g_string_append(it->html, "<h3>Notes</h3>\n");
	for (unsigned i = 0; i < MIN(tables->len, MOST_TABLES); i++)
		write_start_notes(it, tables->pdata[i], titles->pdata[i]);
}

static gboolean write_plots(struct html_section *it, const char *run, GError **error)
{
	g_autoptr(GPtrArray) plots = g_ptr_array_new_with_free_func(plot_free);

	if (it->samples != NULL)
		plots_add_start_times(plots, it->samples, run);
	else if (it->section->is_limit)
		plots_add_limits(plots, it->section, run);
	return html_write_plots(it, plots, error);
}

static gboolean write_section(struct html_section *it, const char *run, GError **error)
{
	gboolean ok;

	html_tally_section(it);
	find(it);
	write_heading(it);
	write_progress(it);
	ok = write_plots(it, run, error);
	if (it->samples != NULL) {
		html_write_starts(it);
		write_all_start_notes(it);
	} else {
		html_write_pivots(it);
		write_notes(it);
		ok = ok && html_write_maps(it, error);
		html_write_rows(it);
	}
	g_string_append(it->html, "</section>\n");
	return ok;
}

gboolean html_add_section(struct html_page *page, struct store *store,
			  const struct report_section *section, const char *database,
			  const char *run, GError **error)
{
	gboolean is_start_time = g_str_equal(section->kind, "start-time");
	struct section_samples *samples =
		is_start_time ? samples_load(store, section, error) : NULL;
	struct html_section it = {.page = page,
				  .section = section,
				  .samples = samples,
				  .database = database,
				  .id = g_strdup_printf("s%u", ++page->n_sections),
				  .html = page->sections};
	gboolean ok = samples != NULL || !is_start_time;

	it.evidence = ok ? evidence_load(store, section, error) : NULL;
	ok = it.evidence != NULL && write_section(&it, run, error);
	if (it.evidence != NULL)
		g_hash_table_unref(it.evidence);
	samples_free(samples);
	g_free(it.id);
	return ok;
}
