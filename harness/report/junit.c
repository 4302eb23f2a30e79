/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JUnit's XML, as GitLab, Jenkins and others read it: a suite for each section, a case for each
 * point. FAIL is a failure, BROKEN an error, SKIP is skipped.
 */
#include "report/case_list.h"
#include "vm/libvirt_xml_writer.h"

#include <string.h>

/* Suites and all: what stands in their heads. */
struct sums {
	uint64_t tests, failures, errors, skipped;
	int64_t elapsed_us;
};

static void add_sums(struct sums *sums, const struct report_cases *cases)
{
	sums->tests += cases->cases->len + (cases->missing > 0);
	sums->failures += cases->counts[VERDICT_FAIL];
	sums->errors += cases->counts[VERDICT_BROKEN] + (cases->missing > 0);
	sums->skipped += cases->counts[VERDICT_SKIP];
	sums->elapsed_us += cases->elapsed_us;
}

/* "12.345", in whatever locale. */
static char *seconds(int64_t us)
{
	return g_strdup_printf("%" G_GINT64_FORMAT ".%03d", us / 1000000,
			       (int)(us % 1000000 / 1000));
}

static char *sums_attributes(const struct sums *sums)
{
	g_autofree char *time = seconds(sums->elapsed_us);

	return g_strdup_printf("tests=\"%" G_GUINT64_FORMAT "\" failures=\"%" G_GUINT64_FORMAT
			       "\" errors=\"%" G_GUINT64_FORMAT "\" skipped=\"%" G_GUINT64_FORMAT
			       "\" time=\"%s\"",
			       sums->tests, sums->failures, sums->errors, sums->skipped, time);
}

static void write_property(struct xml *xml, const char *name, const char *value)
{
	g_autofree char *escaped = value != NULL ? xml_escaped(value) : NULL;

	if (escaped != NULL && *escaped != '\0')
		xml_line(xml, "<property name=\"%s\" value=\"%s\"/>", name, escaped);
}

/* The lines of a failure, of which some may be missing. */
static char *details(const struct report_case *item)
{
	GString *text = g_string_new(NULL);
	const struct {
		const char *name, *value;
	} lines[] = {
		{"expected", item->expected},    {"found", item->found}, {"message", item->why},
		{"command", item->command},      {"QEMU", item->qemu},   {"libvirt", item->libvirt},
		{"machine", item->machine_type},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *value =
			lines[i].value != NULL ? xml_escaped(lines[i].value) : NULL;

		if (value != NULL && *value != '\0')
			g_string_append_printf(text, "%s: %s\n", lines[i].name, value);
	}
	return g_string_free(text, FALSE);
}

static void write_verdict(struct xml *xml, const struct report_case *item)
{
	g_autofree char *words = cases_words(item), *message = xml_escaped(words);
	g_autofree char *text = NULL;
	const char *element = item->verdict == VERDICT_FAIL ? "failure" : "error";

	if (item->verdict == VERDICT_SKIP)
		xml_line(xml, "<skipped message=\"%s\"/>", message);
	if (item->verdict != VERDICT_FAIL && item->verdict != VERDICT_BROKEN)
		return;
	text = details(item);
	xml_line(xml, "<%s type=\"%s\" message=\"%s\">%s</%s>", element,
		 verdict_name(item->verdict), message, text, element);
}

static char *class_of(const struct report_cases *cases)
{
	g_autofree char *path = g_strdup(cases->path), *name = NULL;

	if (g_str_has_suffix(path, ".ini"))
		path[strlen(path) - strlen(".ini")] = '\0';
	name = g_strdup_printf("%s.%s.%s", path, cases->kind, cases->name);
	return xml_escaped(name);
}

/* @item is NULL for what stands for the section. */
static void open_case(struct xml *xml, const struct report_cases *cases,
		      const struct report_case *item, const char *name)
{
	int64_t line;
	g_autofree char *class = class_of(cases);
	g_autofree char *file = xml_escaped(cases_place(cases, item, &line));
	g_autofree char *escaped = xml_escaped(name);
	g_autofree char *time = seconds(item != NULL ? item->elapsed_us : 0);
	g_autofree char *at =
		line > 0 ? g_strdup_printf(" line=\"%" G_GINT64_FORMAT "\"", line) : g_strdup("");

	xml_open(xml, "<testcase classname=\"%s\" name=\"%s\" file=\"%s\"%s time=\"%s\">", class,
		 escaped, file, at, time);
}

static void write_case(struct xml *xml, const struct report_cases *cases,
		       const struct report_case *item)
{
	open_case(xml, cases, item, *item->name != '\0' ? item->name : cases->name);
	if (item->qemu != NULL || item->machine_type != NULL || item->libvirt != NULL) {
		xml_open(xml, "<properties>");
		write_property(xml, "qemu", item->qemu);
		write_property(xml, "machine-type", item->machine_type);
		write_property(xml, "libvirt", item->libvirt);
		xml_close(xml, "properties");
	}
	write_verdict(xml, item);
	xml_close(xml, "testcase");
}

/* What is not done must not look as if all were well. */
static void write_missing(struct xml *xml, const struct report_cases *cases)
{
	open_case(xml, cases, NULL, "not done");
	xml_line(xml,
		 "<error type=\"BROKEN\" message=\"%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
		 " points are not done\"/>",
		 cases->missing, cases->n_points);
	xml_close(xml, "testcase");
}

/* Nothing where it is not known when. */
static char *timestamp_attribute(const struct case_list *list)
{
	g_autofree char *started = list->started != NULL ? xml_escaped(list->started) : NULL;

	return started != NULL ? g_strdup_printf(" timestamp=\"%s\"", started) : g_strdup("");
}

static void write_suite(struct xml *xml, const struct report_cases *cases,
			const struct case_list *list)
{
	struct sums sums = {0};
	g_autofree char *title = cases_title(cases, NULL), *name = xml_escaped(title);
	g_autofree char *attributes = NULL, *started = timestamp_attribute(list);

	add_sums(&sums, cases);
	attributes = sums_attributes(&sums);
	xml_open(xml, "<testsuite name=\"%s\"%s %s>", name, started, attributes);
	xml_open(xml, "<properties>");
	write_property(xml, "memroof", list->memroof);
	write_property(xml, "kernel", list->kernel);
	write_property(xml, "host-cpu", list->cpu);
	xml_close(xml, "properties");
	for (unsigned i = 0; i < cases->cases->len; i++)
		write_case(xml, cases, cases->cases->pdata[i]);
	if (cases->missing > 0)
		write_missing(xml, cases);
	xml_close(xml, "testsuite");
}

static void write_suites(const struct case_list *list, FILE *out)
{
	const GPtrArray *sections = list->sections;
	struct xml xml = {.text = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")};
	struct sums sums = {0};
	g_autofree char *attributes = NULL;

	for (unsigned i = 0; i < sections->len; i++)
		add_sums(&sums, sections->pdata[i]);
	attributes = sums_attributes(&sums);
	xml_open(&xml, "<testsuites name=\"memroof\" %s>", attributes);
	for (unsigned i = 0; i < sections->len; i++) {
		write_suite(&xml, sections->pdata[i], list);
		fputs(xml.text->str, out);
		g_string_truncate(xml.text, 0);
	}
	xml_close(&xml, "testsuites");
	fputs(xml.text->str, out);
	g_string_free(xml.text, TRUE);
}

const struct case_format case_format_junit = {.name = "junit", .write = write_suites};
