/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plots as figures of the page: gnuplot draws into a file beside it, which goes again. */
#include "base/error.h"
#include "base/text.h"
#include "report/html.h"
#include "report/html_text.h"

#include <unistd.h>

/* A picture larger than this is left out: nobody could see its points. */
#define MOST_BYTES (1 << 20)

/* gnuplot's files are larger than what comes of them; one of this size is none of ours. */
#define MOST_FILE_BYTES (256 << 20)

static char *draw(const struct html_section *it, const struct plot *plot, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s.svg", it->page->draft);
	char *svg =
		plot_draw(plot, path, error) ? text_read_file(path, MOST_FILE_BYTES, error) : NULL;

	unlink(path);
	return svg;
}

/* Adds the figure, or nothing where it is too large; @left_out counts those. */
static gboolean add_plot(struct html_section *it, const struct plot *plot, unsigned *left_out,
			 GError **error)
{
	g_autofree char *svg = draw(it, plot, error);
	g_autofree char *prefix = g_strdup_printf("p%u", it->page->plots);
	g_autofree char *label = g_strdup_printf("plot %s", plot->name);
	gsize before = it->html->len;

	if (svg == NULL)
		return FALSE;
	g_string_append(it->html, "<figure class=\"plot\">\n");
	if (!html_add_svg(it->html, svg, prefix, label, error)) {
		g_string_truncate(it->html, before);
		return FALSE;
	}
	g_string_append(it->html, "\n<figcaption>");
	html_add(it->html, plot->name, HTML_LINE);
	g_string_append(it->html, "</figcaption></figure>\n");
	if (it->html->len - before > MOST_BYTES) {
		g_string_truncate(it->html, before);
		++*left_out;
		return TRUE;
	}
	it->page->plots--;
	return TRUE;
}

gboolean html_write_plots(struct html_section *it, const GPtrArray *plots, GError **error)
{
	unsigned left_out = 0, i;
	gboolean ok = TRUE;

	if (plots->len == 0)
		return TRUE;
	g_string_append(it->html, "<div class=\"plots\">\n");
	for (i = 0; ok && i < plots->len && it->page->plots > 0; i++)
		ok = add_plot(it, plots->pdata[i], &left_out, error);
	g_string_append(it->html, "</div>\n");
	left_out += plots->len - i;
	if (ok && left_out > 0)
		g_string_append_printf(it->html,
				       "<p class=\"more\">%u more would make this page too large: "
				       "<code>memroof plot</code> draws all.</p>\n",
				       left_out);
	return ok;
}
