/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Workflow commands of GitHub Actions: an annotation at the line of the scenario for each point
 * that is FAIL, BROKEN or skipped. */
#include "base/text.h"
#include "report/cases.h"
#include "report/exporter.h"

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

static void open_command(FILE *out, const char *command, const struct report_cases *cases,
			 const char *verdict, const char *title)
{
	g_autofree char *words = g_strdup_printf("%s %s", verdict, title);

	fprintf(out, "::%s file=", command);
	write_escaped(out, cases->file, TRUE);
	if (cases->line > 0)
		fprintf(out, ",line=%" G_GINT64_FORMAT, cases->line);
	fputs(",title=", out);
	write_escaped(out, words, TRUE);
	fputs("::", out);
}

static void write_case(FILE *out, const struct report_cases *cases, const struct report_case *item)
{
	gboolean skipped = item->verdict == VERDICT_SKIP;
	g_autofree char *title = cases_title(cases, item), *words = cases_words(item);
	const char *lines[] = {skipped ? NULL : item->why, item->command};

	if (item->verdict == VERDICT_PASS || item->verdict == VERDICT_MEASURED)
		return;
	open_command(out, skipped ? "notice" : "error", cases, verdict_name(item->verdict), title);
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
	g_autofree char *title = cases_title(cases, NULL);

	open_command(out, "error", cases, verdict_name(VERDICT_BROKEN), title);
	fprintf(out, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " points are not done\n",
		cases->missing, cases->n_points);
}

static gboolean write_github(struct store *store, FILE *out, GError **error)
{
	g_autoptr(GPtrArray) sections = cases_load(store, error);

	for (unsigned i = 0; sections != NULL && i < sections->len; i++) {
		const struct report_cases *cases = sections->pdata[i];

		for (unsigned j = 0; j < cases->cases->len; j++)
			write_case(out, cases, cases->cases->pdata[j]);
		if (cases->missing > 0)
			write_missing(out, cases);
	}
	return sections != NULL;
}

const struct exporter exporter_github = {.name = "github", .write = write_github};
