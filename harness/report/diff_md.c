/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Markdown, for a comment on a change: the verdict first, a table of findings, and each row on
 * demand. */
#include "report/diff_words.h"
#include "report/grid.h"

/* Nothing in it is taken for markup, but for what breaks out of backquotes. */
static char *code(char *text)
{
	g_autofree char *safe = g_strdelimit(text, "`", '\'');

	return *safe != '\0' ? g_strdup_printf("`%s`", safe) : g_strdup("");
}

static void write_findings(const struct diff *diff, FILE *out)
{
	struct grid grid;

	grid_init(&grid, 4);
	grid_add(&grid, g_strdup("what"));
	grid_add(&grid, g_strdup("change"));
	grid_add(&grid, g_strdup("where"));
	grid_add(&grid, g_strdup("for example"));
	for (unsigned i = 0; i < diff->findings->len; i++) {
		const struct finding *finding = diff->findings->pdata[i];
		const struct difference *first = finding->differences->pdata[0];
		g_autofree char *row = diff_words_row(first);
		g_autofree char *point = code(diff_words_point(&first->pair));

		grid_add(&grid, diff_words_count(finding));
		grid_add(&grid, diff_words_change(finding));
		grid_add(&grid, code(diff_words_where(finding)));
		grid_add(&grid, g_strdup_printf("%s: %s", point, row));
	}
	grid_write(&grid, out);
	grid_clear(&grid);
}

static void write_rows(const struct diff *diff, FILE *out)
{
	struct grid grid;

	grid_init(&grid, 2);
	grid_add(&grid, g_strdup("row"));
	grid_add(&grid, g_strdup("change"));
	for (unsigned i = 0; i < diff->findings->len; i++) {
		const struct finding *finding = diff->findings->pdata[i];

		for (unsigned j = 0; j < finding->differences->len; j++) {
			const struct difference *difference = finding->differences->pdata[j];

			grid_add(&grid, code(diff_words_point(&difference->pair)));
			grid_add(&grid, diff_words_row(difference));
		}
	}
	fputc('\n', out);
	grid_write(&grid, out);
	grid_clear(&grid);
}

static void write_side(const char *name, const struct reference *reference, FILE *out)
{
	g_autoptr(GPtrArray) lines = diff_words_provenance(reference);

	fprintf(out, "- %s: ", name);
	for (unsigned i = 0; i < lines->len; i++) {
		g_autofree char *line = code(g_strdup(lines->pdata[i]));

		fprintf(out, "%s%s", i > 0 ? ", " : "", line);
	}
	fputc('\n', out);
}

static void write_md(const struct diff *diff, FILE *out)
{
	g_autoptr(GPtrArray) notes = diff_words_start_notes(diff);
	g_autofree char *verdict = diff_words_verdict(diff), *compared = diff_words_compared(diff);

	fprintf(out, "**%s** (%s)\n", verdict, compared);
	if (diff->findings->len > 0) {
		fputc('\n', out);
		write_findings(diff, out);
	}
	if (diff->findings->len > 0 && diff->all)
		write_rows(diff, out);
	fputc('\n', out);
	for (unsigned i = 0; i < notes->len; i++) {
		g_autofree char *note = code(g_strdup(notes->pdata[i]));

		fprintf(out, "- %s\n", note);
	}
	write_side("BASE", diff->comparison->base, out);
	write_side("NEW", diff->comparison->new, out);
}

const struct diff_format diff_format_md = {.name = "md", .write = write_md};
