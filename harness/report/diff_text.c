/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For a terminal: one paragraph for each finding, and the verdict at the end, where it is seen. */
#include "report/diff_words.h"
#include "report/wrap.h"

#include <string.h>

/* A finding with this many rows shows them all; one with more shows an example. */
#define FEW_ROWS 3
#define FEW_TIMES 10

/* @first, and @text in lines that begin at column @indent. */
static void write_lines(const char *first, const char *text, int indent, FILE *out)
{
	fputs(first, out);
	wrap_write(text, (int)strlen(first), indent, out);
}

static void write_side(const char *name, const struct reference *reference, FILE *out)
{
	g_autoptr(GPtrArray) lines = diff_words_provenance(reference);

	for (unsigned i = 0; i < lines->len; i++) {
		g_autofree char *first = g_strdup_printf("%-6s", i == 0 ? name : "");

		write_lines(first, lines->pdata[i], 8, out);
	}
}

static void write_row(const struct difference *difference, const char *first, FILE *out)
{
	g_autofree char *words = diff_words_row(difference);
	g_autofree char *point = diff_words_point(&difference->pair);

	write_lines(first, words, 6, out);
	write_lines("      ", point, 8, out);
}

static void write_finding(const struct diff *diff, const struct finding *finding, FILE *out)
{
	g_autofree char *count = diff_words_count(finding), *change = diff_words_change(finding);
	g_autofree char *where = diff_words_where(finding);
	g_autofree char *head = g_strdup_printf("%s: %s", count, change);
	unsigned n = finding->differences->len;
	unsigned few = finding->kind == DIFFERENCE_TIME ? FEW_TIMES : FEW_ROWS;
	gboolean every = diff->all || n <= few;

	fputc('\n', out);
	write_lines("", head, 2, out);
	if (*where != '\0')
		write_lines("  ", where, 4, out);
	for (unsigned i = 0; i < (every ? n : 1); i++)
		write_row(finding->differences->pdata[i], every ? "    " : "    for example ", out);
}

static void write_unanswered(const struct diff *diff, FILE *out)
{
	const GArray *all = diff->comparison->unanswered;

	if (all->len == 0)
		return;
	fprintf(out, "\n%u without an answer, of which nothing is said\n", all->len);
	for (unsigned i = 0; i < all->len && (diff->all || i < FEW_ROWS); i++) {
		const struct pair *pair = &g_array_index(all, struct pair, i);
		g_autofree char *words = diff_words_unanswered(pair);
		g_autofree char *point = diff_words_point(pair);

		write_lines("    ", words, 6, out);
		write_lines("      ", point, 8, out);
	}
}

static void write_text(const struct diff *diff, FILE *out)
{
	const struct comparison *comparison = diff->comparison;
	g_autoptr(GPtrArray) notes = diff_words_start_notes(diff);
	g_autofree char *verdict = diff_words_verdict(diff), *compared = diff_words_compared(diff);
	g_autofree char *last = g_strdup_printf("%s (%s)", verdict, compared);
	gboolean details = comparison->differences->len + comparison->unanswered->len > 0;

	if (details) {
		write_side("BASE", comparison->base, out);
		write_side("NEW", comparison->new, out);
	}
	for (unsigned i = 0; i < diff->findings->len; i++)
		write_finding(diff, diff->findings->pdata[i], out);
	write_unanswered(diff, out);
	if (details)
		fputc('\n', out);
	for (unsigned i = 0; i < notes->len; i++)
		write_lines("note: ", notes->pdata[i], 6, out);
	write_lines("", last, 2, out);
}

const struct diff_format diff_format_text = {.name = "text", .write = write_text};
