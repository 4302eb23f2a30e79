/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/plot_strips.h"

#include "report/plot_script.h"

#include <math.h>
#include <string.h>

/* Strips in one picture with names of one line and of two, and below how many there is air. */
#define MOST_STRIPS 20
#define MOST_TALL_STRIPS 12
#define FEW_STRIPS 5

/* Characters in one line of a name. */
#define NAME_LINE 42

/* So many dots make a picture that a browser still shows at once. */
#define MOST_DOTS 6000

const struct cell_samples *strips_cell(const struct strips *strips, unsigned i)
{
	return strips->cells->pdata[i];
}

/* What a point is called, on one line, as valid UTF-8; newly allocated. */
static char *point_name(const struct strips *strips, unsigned i)
{
	const struct report_section *section = strips->times->samples->section;
	const struct cell_samples *cell = strips_cell(strips, i);
	const struct report_row row = {.values = cell->values};
	g_autofree char *text = NULL, *name = NULL;

	if (cell == strips->times->samples->empty)
		return g_strdup(START_TIMES_EMPTY);
	text = report_combination(section, &row, ~0U);
	name = g_utf8_make_valid(*text != '\0' ? text : section->name, -1);
	/* What is cut short may be like another. */
	return g_utf8_strlen(name, -1) <= NAME_LINE + NAME_LINE / 2
		       ? g_steal_pointer(&name)
		       : g_strdup_printf("%" G_GINT64_FORMAT ": %s", cell->cell, name);
}

static gboolean is_long(const char *name)
{
	return g_utf8_strlen(name, -1) > NAME_LINE;
}

/* Where the second line of a long name begins: in the right half of the first line, behind a comma
 * and a space or else between words, or where the line is full. */
static const char *second_line(const char *name)
{
	const char *full = g_utf8_offset_to_pointer(name, NAME_LINE);
	const char *half = g_utf8_offset_to_pointer(name, NAME_LINE / 2);

	for (const char *p = full; p > half; p--)
		if (p[-1] == ' ' && p[-2] == ',')
			return p;
	for (const char *p = full; p > half; p--)
		if (strchr(" ,=-/", p[-1]) != NULL)
			return p;
	return full;
}

/* The name as the label of a tic, on up to two lines. */
static char *strip_label(const struct strips *strips, unsigned i)
{
	g_autofree char *name = point_name(strips, i);
	g_autofree char *first = NULL, *upper = NULL, *lower = NULL;
	const char *second;

	if (!is_long(name))
		return script_tic(name, NAME_LINE);
	second = second_line(name);
	first = g_strndup(name, (size_t)(second - name));
	upper = script_tic(first, NAME_LINE);
	lower = script_tic(second, NAME_LINE);
	upper[strlen(upper) - 1] = '\0';
	return g_strdup_printf("%s\\n%s", upper, lower + 1);
}

char *strips_remark(const struct strips *strips, unsigned i)
{
	const struct cell_samples *cell = strips_cell(strips, i);
	g_autofree char *time = start_times_text(strips->times, cell->summary[METRIC_TOTAL].median);

	if (!start_times_have(cell, METRIC_TOTAL))
		return g_strdup_printf("none of %u accepted", samples_starts(cell));
	if (cell->n_failed > 0)
		return g_strdup_printf("%s, n %u, %u failed", time, cell->rounds->len,
				       cell->n_failed);
	return g_strdup_printf("%s, n %u", time, cell->rounds->len);
}

static void add_axes(const struct strips *strips, const struct page *page, GString *script)
{
	unsigned n = page->to - page->from;
	double air = n < FEW_STRIPS ? (FEW_STRIPS - n) / 2.0 : 0;

	g_string_append(script, "set ytics (");
	for (unsigned i = page->from; i < page->to; i++) {
		g_autofree char *label = strip_label(strips, i);

		g_string_append_printf(script, "%s%s %d", i > page->from ? ", " : "", label,
				       -(int)i);
	}
	g_string_append(script, ")\nset yrange [");
	script_add_number(script, -(double)page->to + 0.4 - air);
	g_string_append_c(script, ':');
	script_add_number(script, -(double)page->from + 0.6 + air);
	g_string_append_printf(script, "]\n%sset xrange [",
			       strips->spread ? "set logscale x 2\n" : "");
	script_add_number(script, strips->low);
	g_string_append_c(script, ':');
	script_add_number(script, strips->high);
	g_string_append(script, "]\n");
}

static char *page_title(const struct strips *strips, const struct page *page)
{
	const char *section = strips->times->samples->section->name;
	unsigned n = strips->cells->len;
	gboolean rest = page->number == START_TIMES_PICTURES - 1 && page->to < n;

	if (page->from == 0 && page->to == n)
		return g_strdup_printf("%s: %s", section, strips->title);
	return g_strdup_printf("%s: %s, %u to %u of %u%s", section, strips->title, page->from + 1,
			       page->to, n, rest ? " (the others are not drawn)" : "");
}

static unsigned page_end(const struct strips *strips, unsigned from, unsigned most)
{
	unsigned to = from, dots = 0;

	while (to < strips->cells->len && to - from < most) {
		dots += strips_cell(strips, to)->samples[METRIC_TOTAL]->len;
		if (dots > MOST_DOTS && to > from)
			break;
		to++;
	}
	return to;
}

void strips_add_pages(GPtrArray *plots, const struct strips *strips,
		      void (*add)(const struct strips *, const struct page *, GString *))
{
	unsigned most = MOST_STRIPS;
	struct page page = {0, 0, 0};

	for (unsigned i = 0; i < strips->cells->len; i++) {
		g_autofree char *name = point_name(strips, i);

		if (is_long(name))
			most = MOST_TALL_STRIPS;
	}
	for (; page.from < strips->cells->len && page.number < START_TIMES_PICTURES;
	     page.number++, page.from = page.to) {
		g_autofree char *name = NULL, *title = NULL;
		GString *script;

		page.to = page_end(strips, page.from, most);
		name = start_times_name(strips->times, strips->what, page.number);
		title = page_title(strips, &page);
		script = start_times_script(strips->times, title);
		add_axes(strips, &page, script);
		add(strips, &page, script);
		plots_add(plots, name, g_string_free(script, FALSE));
	}
}

gboolean strips_have(const struct strips *strips, const struct page *page, enum metric metric)
{
	for (unsigned i = page->from; i < page->to; i++)
		if (start_times_have(strips_cell(strips, i), metric))
			return TRUE;
	return FALSE;
}
