/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Workflow commands of GitHub Actions: an annotation for each point that is FAIL, BROKEN or
 * skipped, at the line where it stands. */
#include "base/text.h"
#include "report/case_list.h"

#include <string.h>

/* An annotation is no log. */
#define LONGEST_TEXT 4000

/* A command ends with its line; in a property a colon and a comma end it, too. */
static void write_escaped(FILE *out, const char *text, gboolean property)
{
	g_autofree char *printable = text_printable(text, LONGEST_TEXT);

	for (const char *p = printable; *p != '\0'; p++) {
		if (strchr(property ? "%\r\n:," : "%\r\n", *p) != NULL)
			fprintf(out, "%%%02X", (unsigned char)*p);
		else
			fputc(*p, out);
	}
}

/* @item is NULL for what is said of the section. */
static void open_command(FILE *out, const char *command, const struct report_cases *cases,
			 const struct report_case *item, enum verdict verdict)
{
	g_autofree char *title = cases_title(cases, item);
	g_autofree char *words = g_strdup_printf("%s %s", verdict_name(verdict), title);
	int64_t line;

	fprintf(out, "::%s file=", command);
	write_escaped(out, cases_place(cases, item, &line), TRUE);
	if (line > 0)
		fprintf(out, ",line=%" G_GINT64_FORMAT, line);
	fputs(",title=", out);
	write_escaped(out, words, TRUE);
	fputs("::", out);
}

static void write_case(FILE *out, const struct report_cases *cases, const struct report_case *item)
{
	gboolean skipped = item->verdict == VERDICT_SKIP;
	g_autofree char *words = cases_words(item);
	const char *lines[] = {skipped ? NULL : item->why, item->command};

	if (item->verdict == VERDICT_PASS || item->verdict == VERDICT_MEASURED)
		return;
	open_command(out, skipped ? "notice" : "error", cases, item, item->verdict);
	write_escaped(out, words, FALSE);
	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
		if (lines[i] == NULL || *lines[i] == '\0')
			continue;
		fputs("%0A", out);
		write_escaped(out, lines[i], FALSE);
	}
	fputc('\n', out);
}

static void write_missing(FILE *out, const struct report_cases *cases)
{
	open_command(out, "error", cases, NULL, VERDICT_BROKEN);
	fprintf(out, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " points are not done\n",
		cases->missing, cases->n_points);
}

static void write_github(const struct case_list *list, FILE *out)
{
	for (unsigned i = 0; i < list->sections->len; i++) {
		const struct report_cases *cases = list->sections->pdata[i];

		for (unsigned j = 0; j < cases->cases->len; j++)
			write_case(out, cases, cases->cases->pdata[j]);
		if (cases->missing > 0)
			write_missing(out, cases);
	}
}

const struct case_format case_format_github = {.name = "github", .write = write_github};
