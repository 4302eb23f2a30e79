/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Marks at the rows that are otherwise than in the reference. */
#include "report/diff_pieces.h"
#include "report/diff_words.h"
#include "report/html_moved.h"

static void add_mark(GHashTable *marks, const struct reference_proof *proof,
		     const struct difference *difference)
{
	if (proof->probe != 0)
		g_hash_table_insert(marks, (void *)&proof->probe, (void *)difference);
}

GHashTable *html_marks_new(const struct diff *diff, unsigned source)
{
	const GArray *all = diff->comparison->differences;
	GHashTable *marks = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (unsigned i = 0; i < all->len; i++) {
		const struct difference *difference = &g_array_index(all, struct difference, i);
		const struct reference_row *row = difference->pair.new;

		if (row == NULL || row->source != source)
			continue;
		add_mark(marks, &row->accepted_by, difference);
		add_mark(marks, &row->refused_by, difference);
	}
	return marks;
}

const struct difference *html_mark(const struct html_section *it, const struct report_row *row)
{
	GHashTable *marks = it->page->marks;
	const struct difference *mark =
		marks != NULL ? g_hash_table_lookup(marks, &row->accepted_probe) : NULL;

	if (mark == NULL && marks != NULL)
		mark = g_hash_table_lookup(marks, &row->refused_probe);
	return mark;
}

const struct difference *html_mark_of_any(const struct html_section *it, const GPtrArray *rows)
{
	const struct difference *mark = NULL;

	for (unsigned i = 0; mark == NULL && i < rows->len; i++)
		mark = html_mark(it, rows->pdata[i]);
	return mark;
}

void html_mark_column(const struct html_section *it, struct html_table *table)
{
	if (it->has_marks)
		html_table_column(table, "against BASE", FALSE);
}

/* "moved, was 22 GiB". */
static char *words_of(const struct difference *mark)
{
	g_autofree char *was = diff_words_from(mark);

	if (mark->pair.base == NULL)
		return g_strdup("not in BASE");
	return g_strdup_printf("%s, was %s", diff_words_kind(mark), was);
}

void html_mark_cell(const struct html_section *it, struct html_table *table,
		    const struct difference *mark)
{
	g_autofree char *words = mark != NULL ? words_of(mark) : NULL;
	g_autofree char *row = mark != NULL ? diff_words_row(mark) : NULL;

	if (!it->has_marks)
		return;
	html_table_cell(table, words, NULL);
	html_table_fact(table, "against BASE", row, HTML_WORDS);
}
