/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/plot_script.h"

#include "report/plot.h"

#include <string.h>

/* The small print that fits across the picture, in characters: readable, and the smallest. */
#define FOOTER_LINE 125
#define SMALLEST_LINE 175

/* Letters, digits, dots and dashes only. */
static char *file_name(const char *text)
{
	char *name = g_strdup(text);

	g_strcanon(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", '-');
	if (*name == '.') /* a hidden file would be lost to its reader */
		*name = '-';
	return name;
}

static gboolean is_taken(const GPtrArray *plots, const char *name)
{
	for (unsigned i = 0; i < plots->len; i++)
		if (g_str_equal(((const struct plot *)plots->pdata[i])->name, name))
			return TRUE;
	return FALSE;
}

/* The file name for @text that no other picture has; newly allocated. */
static char *free_name(const GPtrArray *plots, const char *text)
{
	g_autofree char *first = file_name(text);
	char *name = g_strdup(first);

	for (unsigned n = 2; is_taken(plots, name); n++) {
		g_free(name);
		name = g_strdup_printf("%s-%u", first, n);
	}
	return name;
}

void plots_add(GPtrArray *plots, const char *name, char *script)
{
	struct plot *plot = g_new0(struct plot, 1);

	plot->name = free_name(plots, name);
	plot->script = script;
	g_ptr_array_add(plots, plot);
}

void script_add_number(GString *script, double number)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	g_string_append(script, g_ascii_dtostr(text, sizeof(text), number));
}

void script_add_numbers(GString *script, unsigned n, const double *numbers)
{
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			g_string_append_c(script, ' ');
		script_add_number(script, numbers[i]);
	}
	g_string_append_c(script, '\n');
}

/* @text with at most @most characters and without those that do not print: controls would end the
 * line or make the SVG no XML, marks of direction would turn the rest around. */
static char *legible(const char *text, unsigned most)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	long length = g_utf8_strlen(valid, -1), cut = length > (long)most ? length - most + 1 : 0;
	long from = ((long)most - 1) / 2, at = 0;
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p), at++) {
		gunichar c = g_utf8_get_char(p);

		if (cut > 0 && at == from)
			g_string_append(out, "…");
		if (cut == 0 || at < from || at >= from + cut)
			g_string_append_unichar(out, g_unichar_isprint(c) ? c : '?');
	}
	return g_string_free(out, FALSE);
}

char *script_text(const char *text, unsigned most)
{
	g_autofree char *short_text = legible(text, most);

	return gnuplot_quoted(short_text);
}

char *script_tic(const char *text, unsigned most)
{
	g_autofree char *short_text = legible(text, most);
	g_auto(GStrv) parts = g_strsplit(short_text, "%", -1);
	g_autofree char *escaped = g_strjoinv("%%", parts);

	return gnuplot_quoted(escaped);
}

void script_add_title(GString *script, const char *title)
{
	g_autofree char *text = script_text(title, PLOT_LINE);

	g_string_append_printf(script, "set title %s\n", text);
}

void script_add_footer(GString *script, const char *text)
{
	g_autofree char *line = script_text(text, SMALLEST_LINE);
	gboolean fits = g_utf8_strlen(line, -1) <= FOOTER_LINE;

	g_string_append_printf(script,
			       "set label 1 %s at screen 0.99, screen 0.015 right font \",%u\"\n",
			       line, fits ? 11U : 8U);
}

const char *script_colour(unsigned i)
{
	static const char *const colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
					      "#000000", "#e69f00", "#56b4e9"};

	return colours[i % G_N_ELEMENTS(colours)];
}

unsigned script_mark(unsigned i)
{
	static const unsigned marks[] = {7, 5, 9, 13, 6, 4, 8, 12};

	return marks[i % G_N_ELEMENTS(marks)];
}
