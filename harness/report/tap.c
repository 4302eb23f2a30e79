/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TAP, version 13: a line for each point, and below it what there is to know of it as YAML. */
#include "base/text.h"
#include "report/case_list.h"

#include <jansson.h>
#include <string.h>

/* QEMU's words may be long; a line of YAML need not be. */
#define LONGEST_TEXT 4000

struct writer {
	FILE *out;
	uint64_t n;
};

/* A description: a # would begin a directive. */
static void write_description(FILE *out, const char *text)
{
	g_autofree char *line = text_printable(text, LONGEST_TEXT);

	for (const char *p = g_strdelimit(line, "\n", ' '); *p != '\0'; p++) {
		if (*p == '#' || *p == '\\')
			fputc('\\', out);
		fputc(*p, out);
	}
}

/* A text in double quotes, which JSON and YAML write alike, but that YAML has two characters less.
 */
static void write_entry(FILE *out, const char *name, const char *value)
{
	g_autofree char *printable = value != NULL ? text_printable(value, LONGEST_TEXT) : NULL;
	GString *text;
	json_t *json;
	char *quoted;

	if (printable == NULL)
		return;
	text = g_string_new(printable);
	g_string_replace(text, "\xef\xbf\xbe", "?", 0);
	g_string_replace(text, "\xef\xbf\xbf", "?", 0);
	json = json_string(text->str);
	quoted = json_dumps(json, JSON_ENCODE_ANY);
	fprintf(out, "  %s: %s\n", name, quoted);
	free(quoted);
	json_decref(json);
	g_string_free(text, TRUE);
}

static const char *severity(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_FAIL:
		return "fail";
	case VERDICT_BROKEN:
		return "broken";
	default:
		return NULL;
	}
}

static void write_details(FILE *out, const struct report_cases *cases,
			  const struct report_case *item)
{
	const char *fails = severity(item->verdict);
	g_autofree char *words = fails != NULL ? cases_words(item) : NULL;
	int64_t line;
	const char *file = cases_place(cases, item, &line);
	g_autofree char *place =
		line > 0 ? g_strdup_printf("%s:%" G_GINT64_FORMAT, file, line) : g_strdup(file);

	fputs("  ---\n", out);
	write_entry(out, "message", words);
	write_entry(out, "severity", fails);
	write_entry(out, "expected", item->expected);
	write_entry(out, "found", item->found);
	write_entry(out, "why", fails != NULL ? item->why : NULL);
	write_entry(out, "command", fails != NULL ? item->command : NULL);
	write_entry(out, "qemu", item->qemu);
	write_entry(out, "libvirt", item->libvirt);
	write_entry(out, "machine-type", item->machine_type);
	write_entry(out, "at", place);
	/* Rows that are compared took their time elsewhere. */
	if (item->elapsed_us > 0)
		fprintf(out, "  duration_ms: %" G_GINT64_FORMAT "\n", item->elapsed_us / 1000);
	fputs("  ...\n", out);
}

static void write_case(struct writer *writer, const struct report_cases *cases,
		       const struct report_case *item)
{
	g_autofree char *title = cases_title(cases, item);
	FILE *out = writer->out;

	fprintf(out, "%sok %" G_GUINT64_FORMAT " - ", severity(item->verdict) != NULL ? "not " : "",
		++writer->n);
	write_description(out, title);
	if (item->verdict == VERDICT_SKIP) {
		fputs(" # SKIP ", out);
		write_description(out, item->why);
	}
	fputc('\n', out);
	if (item->verdict != VERDICT_SKIP)
		write_details(out, cases, item);
}

static void write_missing(struct writer *writer, const struct report_cases *cases)
{
	g_autofree char *title = cases_title(cases, NULL);
	FILE *out = writer->out;

	fprintf(out, "not ok %" G_GUINT64_FORMAT " - ", ++writer->n);
	write_description(out, title);
	fprintf(out,
		" not done\n  ---\n  message: \"%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
		" points are not done\"\n  severity: \"broken\"\n  ...\n",
		cases->missing, cases->n_points);
}

static void write_tap(const struct case_list *list, FILE *out)
{
	const GPtrArray *sections = list->sections;
	struct writer writer = {.out = out};
	uint64_t n = 0;

	for (unsigned i = 0; i < sections->len; i++) {
		const struct report_cases *cases = sections->pdata[i];

		n += cases->cases->len + (cases->missing > 0);
	}
	fprintf(out, "TAP version 13\n1..%" G_GUINT64_FORMAT "\n", n);
	for (unsigned i = 0; i < sections->len; i++) {
		const struct report_cases *cases = sections->pdata[i];

		for (unsigned j = 0; j < cases->cases->len; j++)
			write_case(&writer, cases, cases->cases->pdata[j]);
		if (cases->missing > 0)
			write_missing(&writer, cases);
	}
}

const struct case_format case_format_tap = {.name = "tap", .write = write_tap};
