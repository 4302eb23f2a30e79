/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html_moved.h"

#include "report/diff_pieces.h"
#include "report/diff_sections.h"
#include "report/diff_words.h"
#include "report/html_text.h"

/* More lines than this of one list are counted. */
#define MOST_LINES 60

/* More differences than these would leave no room for the rows themselves. */
#define MOST_DIFFERENCES 10000

static void add_line(GString *html, const char *text)
{
	html_add_element(html, "li", text);
	g_string_append_c(html, '\n');
}

static void add_lines(GString *html, const char *title, const GPtrArray *lines)
{
	if (lines->len == 0)
		return;
	g_string_append_printf(html, "<h3>%s</h3>\n<ul>\n", title);
	for (unsigned i = 0; i < MIN(lines->len, MOST_LINES); i++)
		add_line(html, lines->pdata[i]);
	if (lines->len > MOST_LINES)
		g_string_append_printf(html, "<li>and %u more</li>\n", lines->len - MOST_LINES);
	g_string_append(html, "</ul>\n");
}

/* "2 maxmem limits: -12 GiB (phys-bits); all with machine q35", as the text of memroof diff. */
static GPtrArray *finding_lines(const struct diff *diff)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < diff->findings->len; i++) {
		const struct finding *finding = diff->findings->pdata[i];
		g_autofree char *count = diff_words_count(finding);
		g_autofree char *change = diff_words_change(finding);
		g_autofree char *where = diff_words_where(finding);

		g_ptr_array_add(lines, g_strdup_printf("%s: %s%s%s", count, change,
						       *where != '\0' ? "; " : "", where));
	}
	return lines;
}

static GPtrArray *unanswered_lines(const struct diff *diff)
{
	const GArray *all = diff->comparison->unanswered;
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < all->len; i++) {
		const struct pair *pair = &g_array_index(all, struct pair, i);
		g_autofree char *point = diff_words_point(pair);
		g_autofree char *why = diff_words_unanswered(pair);

		g_ptr_array_add(lines, g_strdup_printf("%s: %s", point, why));
	}
	return lines;
}

/* A value as a number; NULL where it is none. */
static char *side_sort(const struct reference_row *row, const struct start_change *start,
		       double median)
{
	if (start != NULL)
		return html_sort_of_number(median);
	return row != NULL && row->limit != UNSET ? html_sort_of_number((double)row->limit) : NULL;
}

static char *delta_sort(const struct difference *difference)
{
	int64_t delta;

	if (difference->start != NULL)
		return html_sort_of_number(difference->start->change);
	return difference_delta(difference, &delta) ? html_sort_of_number((double)delta) : NULL;
}

/* "maxmem limit moved", "start time slower". */
static char *what(const struct difference *difference)
{
	const struct reference_row *row = diff_any_row(&difference->pair);
	const char *kind = diff_words_kind(difference);
	g_autofree char *text =
		row->kind == SECTION_LIMIT   ? g_strdup_printf("%s limit %s", row->axis, kind)
		: row->kind == SECTION_PROBE ? g_strdup_printf("probe %s", kind)
					     : g_strdup_printf("start time %s", kind);

	return diff_printable(text);
}

/* What the cell that leads to the facts shows: there is not always a number. */
static char *change(const struct difference *difference)
{
	g_autofree char *delta = diff_words_delta(difference);

	if (difference->kind == DIFFERENCE_VANISHED)
		return g_strdup("gone");
	if (difference->kind == DIFFERENCE_APPEARED)
		return g_strdup("new");
	return *delta != '\0' ? g_steal_pointer(&delta) : g_strdup("otherwise");
}

/* What a fact is called, of BASE and of NEW. */
struct side_names {
	const char *side, *accepted, *refused, *command;
};

static const struct side_names BASE_NAMES = {"BASE", "command accepted in BASE",
					     "command refused in BASE", "command of BASE"};
static const struct side_names NEW_NAMES = {"NEW", "command accepted in NEW",
					    "command refused in NEW", "command of NEW"};

static void add_side(struct html_table *table, const struct side_names *names,
		     const struct reference *reference, const struct reference_row *row)
{
	g_autofree char *words = row != NULL ? diff_words_side(row) : g_strdup("not there");
	g_autofree char *place =
		row != NULL && row->line > 0 ? reference_row_place(reference, row) : NULL;
	g_autofree char *text = place != NULL ? g_strdup_printf("%s (%s)", words, place) : NULL;
	gboolean is_limit = row != NULL && row->kind == SECTION_LIMIT;

	html_table_fact(table, names->side, text != NULL ? text : words, HTML_WORDS);
	if (row == NULL)
		return;
	html_table_fact(table, is_limit ? names->accepted : names->command,
			row->accepted_by.command, HTML_COMMAND);
	html_table_fact(table, names->refused, row->refused_by.command, HTML_COMMAND);
}

static void add_facts(struct html_table *table, const struct comparison *comparison,
		      const struct difference *difference)
{
	g_autofree char *row = diff_words_row(difference);
	g_autofree char *point = diff_words_point(&difference->pair);

	html_table_fact(table, "change", row, HTML_WORDS);
	html_table_fact(table, "point", point, HTML_WORDS);
	add_side(table, &BASE_NAMES, comparison->base, difference->pair.base);
	add_side(table, &NEW_NAMES, comparison->new, difference->pair.new);
}

static void add_difference(struct html_table *table, const struct comparison *comparison,
			   const struct difference *difference, const char *name)
{
	const struct pair *pair = &difference->pair;
	const struct reference_row *row = diff_any_row(pair);
	const struct start_change *start = difference->start;
	g_autofree char *section = g_strdup_printf("%s [%s %s]", row->scenario,
						   section_kind_name(row->kind), row->section);
	g_autofree char *kind = what(difference), *delta = change(difference);
	g_autofree char *from = diff_words_from(difference), *to = diff_words_to(difference);
	g_autofree char *from_sort = side_sort(pair->base, start, start != NULL ? start->base : 0);
	g_autofree char *to_sort = side_sort(pair->new, start, start != NULL ? start->new : 0);
	g_autofree char *by = delta_sort(difference), *reason = diff_words_reason(difference);

	html_table_cell(table, kind, NULL);
	html_table_cell(table, section, NULL);
	html_table_cell(table, name, NULL);
	html_table_cell(table, from, from_sort);
	html_table_cell(table, to, to_sort);
	html_table_proof(table, delta, by);
	html_table_cell(table, reason, NULL);
	add_facts(table, comparison, difference);
	html_table_end_row(table);
}

/* What each difference is called in its section: → char *. */
static GHashTable *names_of(const struct diff *diff)
{
	g_autoptr(GPtrArray) sections = diff_sections(diff);
	GHashTable *names = g_hash_table_new_full(NULL, NULL, NULL, g_free);

	for (unsigned i = 0; i < sections->len; i++) {
		const struct diff_section *section = sections->pdata[i];

		for (unsigned j = 0; j < section->pairs->len; j++) {
			const struct reference_row *row =
				diff_any_row(&g_array_index(section->pairs, struct pair, j));

			g_hash_table_insert(names, (void *)row, diff_section_name(section, row));
		}
	}
	return names;
}

static void add_columns(struct html_table *table)
{
	static const char *const before[] = {"difference", "section", "keys", "from", "to"};

	for (unsigned i = 0; i < G_N_ELEMENTS(before); i++)
		html_table_column(table, before[i], FALSE);
	html_table_column(table, "change", TRUE);
	html_table_column(table, "reason", FALSE);
}

static void write_table(struct html_page *page, const struct diff *diff)
{
	const GArray *all = diff->comparison->differences;
	struct html_pool *pool;
	unsigned n = html_page_room(page, page->moved, all->len, MOST_DIFFERENCES, "memroof diff",
				    &pool);
	g_autofree char *caption = html_count(n, "difference", "differences");
	g_autoptr(GHashTable) names = names_of(diff);
	struct html_table *table = html_table_new(page->moved, "m", caption, pool);

	add_columns(table);
	for (unsigned i = 0; i < n; i++) {
		const struct difference *difference = &g_array_index(all, struct difference, i);

		add_difference(table, diff->comparison, difference,
			       g_hash_table_lookup(names, diff_any_row(&difference->pair)));
	}
	html_table_end(table);
}

void html_write_moved(struct html_page *page, const struct diff *diff)
{
	GString *html = page->moved;
	g_autoptr(GPtrArray) findings = finding_lines(diff), unanswered = unanswered_lines(diff);
	g_autoptr(GPtrArray) notes = diff_words_start_notes(diff);
	g_autoptr(GPtrArray) base = diff_words_provenance(diff->comparison->base);
	g_autofree char *verdict = diff_words_verdict(diff), *compared = diff_words_compared(diff);
	g_autofree char *words = g_strdup_printf("%s (%s). BASE is the reference, NEW is what this "
						 "report shows.",
						 verdict, compared);

	html_add_element(html, "p", words);
	g_string_append_c(html, '\n');
	add_lines(html, "In words", findings);
	if (diff->comparison->differences->len > 0)
		write_table(page, diff);
	add_lines(html, "Without an answer, so that nothing is said", unanswered);
	add_lines(html, "Notes on the start times", notes);
	add_lines(html, "BASE", base);
}

static void add_tile(GString *html, unsigned n, const char *what, const char *class)
{
	g_string_append_printf(html, "<div class=\"%s\"><dt>%s</dt><dd>%u</dd></div>\n",
			       n > 0 ? class : "plain", what, n);
}

void html_write_moved_tally(const struct diff *diff, GString *html)
{
	const struct comparison *comparison = diff->comparison;
	const unsigned *n = comparison->n_different;
	unsigned slower = 0;

	for (unsigned i = 0; i < comparison->differences->len; i++) {
		const struct difference *difference =
			&g_array_index(comparison->differences, struct difference, i);

		slower += difference->start != NULL && difference->start->change > 0;
	}
	g_string_append(html, "<h3>Against <small>");
	html_add(html, comparison->base->path, HTML_LINE);
	g_string_append(html, "</small></h3>\n<dl class=\"tally\">\n");
	add_tile(html, comparison_n_compared(comparison), "compared", "all");
	add_tile(html, n[DIFFERENCE_LIMIT] + n[DIFFERENCE_CONFIRM] + n[DIFFERENCE_OUTCOME], "moved",
		 "odd");
	add_tile(html, slower, "slower", "odd");
	add_tile(html, n[DIFFERENCE_TIME] - slower, "faster", "odd");
	add_tile(html, n[DIFFERENCE_VANISHED] + n[DIFFERENCE_APPEARED], "only in one", "odd");
	if (comparison->unanswered->len > 0)
		add_tile(html, comparison->unanswered->len, "without an answer", "odd");
	g_string_append(html, "</dl>\n");
}
