/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/address_map.h"

#include "base/size.h"

#include <math.h>
#include <string.h>

#define WIDTH 800
#define LEFT 190
#define BOX_WIDTH 340
#define TOP 70
#define LOWEST_BOX 30
#define HIGHEST_BOX 110
#define LINE_HEIGHT 20
#define LINE_CHARACTERS 92
#define FONT "font-family='sans-serif' font-size='14'"

/* By kind of what is drawn: light, and told apart without colours by their names. */
static const char *colour(const struct map_part *part)
{
	if (part->is_gap)
		return "#ffffff";
	return part->beyond > 0 ? "#f6c9c0" : "#d6e6f5";
}

/* Not to scale: each doubling of a part adds the same to its height. */
static double height_of(const struct map_part *part)
{
	double gib = (double)(part->end - part->start) / (double)GIB;
	double height = LOWEST_BOX + 10 * MAX(0, log2(gib));

	return part->is_gap ? LOWEST_BOX : MIN(height, HIGHEST_BOX);
}

static void append_text(GString *svg, double x, double y, const char *anchor, const char *text)
{
	g_autofree char *escaped = g_markup_escape_text(text, -1);

	g_string_append_printf(svg, "<text x='%.0f' y='%.0f' text-anchor='%s'>%s</text>\n", x, y,
			       anchor, escaped);
}

static void append_address(GString *svg, double y, uint64_t address)
{
	g_autofree char *text = g_strdup_printf("%#" G_GINT64_MODIFIER "x", address);

	append_text(svg, LEFT - 10, y + 5, "end", address == 0 ? "0x0" : text);
}

static void append_limit(GString *svg, double y, const struct layout_input *input,
			 const struct layout *layout)
{
	g_autofree char *room = size_human(layout->roof + 1);
	g_autofree char *words =
		g_strdup_printf("%u phys-bits end here: %s", input->phys_bits, room);

	g_string_append_printf(svg,
			       "<line x1='%d' y1='%.0f' x2='%d' y2='%.0f' stroke='#c02010' "
			       "stroke-width='3' stroke-dasharray='8 4'/>\n",
			       LEFT - 15, y, WIDTH - 10, y);
	append_text(svg, LEFT + BOX_WIDTH + 10, y - 6, "start", words);
}

static void append_part(GString *svg, double y, double height, const struct map_part *part)
{
	g_autofree char *size = size_human(part->end - part->start);
	g_autofree char *beyond = size_human(part->beyond);
	g_autofree char *words = part->beyond > 0
					 ? g_strdup_printf("%s: %s beyond", part->name, beyond)
					 : g_strdup(part->name);

	g_string_append_printf(svg,
			       "<rect x='%d' y='%.0f' width='%d' height='%.0f' fill='%s' "
			       "stroke='#404040'%s/>\n",
			       LEFT, y, BOX_WIDTH, height, colour(part),
			       part->is_gap ? " stroke-dasharray='3 3'" : "");
	append_text(svg, LEFT + 10, y + height / 2 + 5, "start", words);
	append_text(svg, LEFT + BOX_WIDTH - 10, y + height / 2 + 5, "end", size);
}

/* Where in a box the CPU ends: by its share of the part, kept away from the edges. */
static double cut_of(const struct map_part *part, double y, double height)
{
	double share = (double)part->beyond / (double)(part->end - part->start);

	return y + height * CLAMP(share, 0.15, 0.85);
}

static double append_parts(GString *svg, const GArray *parts, const struct layout_input *input,
			   const struct layout *layout)
{
	gboolean drawn = FALSE;
	double y = TOP;

	for (unsigned i = parts->len; i > 0; i--) {
		const struct map_part *part = &g_array_index(parts, struct map_part, i - 1);
		double height = height_of(part);

		if (!drawn && layout->roof >= part->end - 1) {
			append_limit(svg, layout->roof == part->end - 1 ? y : y - 14, input,
				     layout);
			drawn = TRUE;
		}
		append_part(svg, y, height, part);
		append_address(svg, y, part->end - 1);
		if (!drawn && layout->roof >= part->start) {
			append_limit(svg, cut_of(part, y, height), input, layout);
			drawn = TRUE;
		}
		y += height;
	}
	append_address(svg, y, 0);
	return y;
}

/* A sentence in lines; returns where the next one goes. */
static double append_wrapped(GString *svg, double y, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	GString *line = g_string_new(NULL);

	for (char **word = words; *word != NULL; word++) {
		if (line->len > 0 && line->len + 1 + strlen(*word) > LINE_CHARACTERS) {
			append_text(svg, 10, y, "start", line->str);
			g_string_truncate(line, 0);
			y += LINE_HEIGHT;
		}
		g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", *word);
	}
	append_text(svg, 10, y, "start", line->str);
	g_string_free(line, TRUE);
	return y + LINE_HEIGHT;
}

char *address_map_svg(const struct layout_input *input, const struct layout *layout,
		      const char *title)
{
	g_autoptr(GArray) parts = address_map_parts(layout);
	g_autoptr(GPtrArray) words = address_map_words(input, layout);
	GString *body = g_string_new(NULL), *svg = g_string_new(NULL);
	double y = append_parts(body, parts, input, layout) + 35;

	append_wrapped(body, 24, title);
	for (unsigned i = 0; i < words->len; i++)
		y = append_wrapped(body, y, words->pdata[i]);
	g_string_printf(svg,
			"<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%.0f' "
			"viewBox='0 0 %d %.0f' " FONT ">\n"
			"<rect width='100%%' height='100%%' fill='#ffffff'/>\n%s</svg>\n",
			WIDTH, y, WIDTH, y, body->str);
	g_string_free(body, TRUE);
	return g_string_free(svg, FALSE);
}
