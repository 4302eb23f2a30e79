/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much was asked and how it ended, in numbers; and which rows should be looked at first. */
#include "report/cells.h"
#include "report/html.h"
#include "report/html_moved.h"
#include "report/html_text.h"
#include "report/verdict_md.h"

/* More rows than this are found by sorting and filtering. */
#define MOST_ATTENTION 60

static gboolean is_status(const struct report_row *row, const char *status)
{
	return g_str_equal(row->status, status);
}

static void tally_limit(struct html_tally *tally, const struct report_row *row)
{
	tally->limits++;
	tally->exact += is_status(row, LIMIT_EXACT);
	tally->nothing += is_status(row, LIMIT_NOTHING);
	tally->everything += is_status(row, LIMIT_EVERYTHING);
	tally->undecided += is_status(row, LIMIT_UNDECIDED);
	tally->non_monotone += is_status(row, LIMIT_NON_MONOTONE);
	tally->disagree += row->disagrees;
	tally->confirmed += row->confirmed == 1;
	tally->not_confirmed += row->confirmed == 0;
}

static void tally_verdicts(const struct html_section *it)
{
	for (unsigned i = 0; it->section->cases != NULL && i < N_VERDICTS; i++)
		it->page->tally.verdicts[i] += it->section->cases->counts[i];
}

static void tally_row(const struct html_section *it, const struct report_row *row)
{
	struct html_tally *tally = &it->page->tally;

	if (it->section->is_limit) {
		tally_limit(tally, row);
	} else if (it->samples != NULL) {
		tally->starts++;
		tally->failed_starts += row->outcome != OUTCOME_ACCEPTED;
	} else {
		tally->probes++;
		tally->outcomes[row->outcome]++;
	}
}

/* "differs from the model, which expects 22 GiB" */
static char *disagreement(const struct html_section *it, const struct report_row *row)
{
	g_autofree char *value = row->predicted != UNSET
					 ? report_axis_value(it->section, row->predicted)
					 : g_strdup("nothing to be accepted");

	return g_strdup_printf("differs from the model, which expects %s", value);
}

/* Why a row should be looked at, newly allocated; NULL where nothing is odd. */
static char *oddity(const struct html_section *it, const struct report_row *row)
{
	g_autofree char *mark =
		it->samples == NULL ? verdict_md_mark(it->section, row) : g_strdup("");
	gboolean failed = row->outcome == OUTCOME_CRASH || row->outcome == OUTCOME_BROKEN ||
			  row->outcome == OUTCOME_HOST_LIMIT;

	/* The mark says so behind the number. */
	if (*mark != '\0')
		return g_strdup("not as expected");
	if (!it->section->is_limit)
		return it->samples == NULL && failed ? g_strdup(row->status) : NULL;
	if (is_status(row, LIMIT_NON_MONOTONE))
		return g_strdup("NON-MONOTONE");
	if (is_status(row, LIMIT_UNDECIDED))
		return g_strdup("undecided");
	if (row->confirmed == 0)
		return g_strdup("not confirmed");
	return row->disagrees ? disagreement(it, row) : NULL;
}

static void list_row(const struct html_section *it, const struct report_row *row, unsigned index,
		     const char *what)
{
	GString *html = it->page->attention;
	g_autofree char *names = report_combination(it->section, row, ~0U);
	g_autofree char *id = html_row_id(it, index);
	g_autofree char *limit = cell_of_row(it->section, row);

	if (it->page->n_attention++ >= MOST_ATTENTION)
		return;
	g_string_append(html, "<li>");
	html_add(html, it->section->name, HTML_LINE);
	g_string_append(html, *names != '\0' ? ", " : "");
	html_add(html, names, HTML_LINE);
	g_string_append(html, ": ");
	html_add(html, what, HTML_LINE);
	g_string_append_printf(html, ": <a class=\"proof\" href=\"#%s\">", id);
	html_add(html, limit, HTML_LINE);
	g_string_append(html, "</a></li>\n");
}

void html_tally_section(struct html_section *it)
{
	const GArray *rows = it->section->rows;

	if (it->samples != NULL)
		it->page->tally.points += it->samples->cells->len;
	else
		it->page->tally.points += rows->len;
	tally_verdicts(it);
	it->page->tally.points_asked += it->section->n_points;
	for (unsigned i = 0; i < rows->len; i++) {
		const struct report_row *row = &g_array_index(rows, struct report_row, i);
		g_autofree char *what = oddity(it, row);

		tally_row(it, row);
		it->has_guests = it->has_guests || row->guest_memory != UNSET;
		it->has_marks = it->has_marks || html_mark(it, row) != NULL;
		it->has_disagreements = it->has_disagreements || row->disagrees;
		if (what != NULL)
			list_row(it, row, i, what);
	}
}

static void add_number(GString *html, uint64_t n, const char *what, const char *class)
{
	g_string_append_printf(
		html, "<div class=\"%s\"><dt>%s</dt><dd>%" G_GUINT64_FORMAT "</dd></div>\n", class,
		what, n);
}

/* Where there is something of it. */
static void add_known(GString *html, uint64_t n, const char *what, const char *class)
{
	if (n > 0)
		add_number(html, n, what, class);
}

void html_write_tally(const struct html_tally *tally, GString *html)
{
	g_string_append(html, "<dl class=\"tally\">\n");
	if (tally->points + tally->verdicts[VERDICT_SKIP] < tally->points_asked)
		add_number(html,
			   tally->points_asked - tally->points - tally->verdicts[VERDICT_SKIP],
			   "points not done yet", "odd");
	if (tally->limits > 0) {
		add_number(html, tally->limits, "limits", "all");
		add_number(html, tally->exact, "exact", "good");
		add_known(html, tally->nothing, "nothing accepted", "plain");
		add_known(html, tally->everything, "everything accepted", "plain");
		add_known(html, tally->confirmed, "confirmed by another engine", "good");
		add_known(html, tally->not_confirmed, "NOT CONFIRMED", "odd");
		add_number(html, tally->undecided, "undecided",
			   tally->undecided > 0 ? "odd" : "plain");
		add_number(html, tally->non_monotone, "NON-MONOTONE",
			   tally->non_monotone > 0 ? "odd" : "plain");
		add_number(html, tally->disagree, "differ from the model",
			   tally->disagree > 0 ? "odd" : "plain");
	}
	for (unsigned i = 0; i < N_VERDICTS; i++)
		add_known(html, tally->verdicts[i], verdict_name(i),
			  i == VERDICT_PASS   ? "good"
			  : i == VERDICT_SKIP ? "plain"
					      : "odd");
	add_known(html, tally->probes, "probes", "all");
	for (unsigned i = 0; i < N_OUTCOMES; i++)
		add_known(html, tally->outcomes[i], outcome_name(i), "plain");
	add_known(html, tally->starts, "timed starts", "all");
	add_known(html, tally->failed_starts, "starts that failed", "odd");
	g_string_append(html, "</dl>\n");
}
