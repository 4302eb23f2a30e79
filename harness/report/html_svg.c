/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SVG files as elements of the page. They are read and written again, so that nothing but what
 * draws gets into it, whatever a title was made of; and names that several pictures use are made
 * apart.
 */
#include "base/error.h"
#include "report/html.h"
#include "report/html_text.h"

#include <stdio.h>
#include <string.h>

/* Of a text, and of a path. */
#define MOST_CHARACTERS 2000
#define MOST_PATH 2000000

/* What the page's policy and other pictures have nothing against. */
static const char *const ELEMENTS[] = {"svg",  "g",       "path",     "rect", "circle",
				       "line", "polygon", "polyline", "text", "tspan",
				       "use",  "defs",    NULL};
static const char *const ATTRIBUTES[] = {"x",
					 "y",
					 "x1",
					 "y1",
					 "x2",
					 "y2",
					 "r",
					 "cx",
					 "cy",
					 "width",
					 "height",
					 "d",
					 "points",
					 "transform",
					 "fill",
					 "stroke",
					 "color",
					 "stroke-width",
					 "stroke-dasharray",
					 "text-anchor",
					 "font-size",
					 "font-weight",
					 "font-style",
					 "fill-opacity",
					 "viewBox",
					 "stroke-linecap",
					 "stroke-linejoin",
					 "xml:space",
					 NULL};

struct copying {
	GString *html;
	const char *prefix, *label;
	unsigned depth;
	unsigned skipped; /* depth inside an element that is left out; 0: none */
	GString *open;    /* the start of a group of which it is not known whether it is empty */
	GArray *pending;  /* where in @open each group begins that has had no content yet */
};

static gboolean is_listed(const char *const *list, const char *name)
{
	return g_strv_contains(list, name);
}

/* Groups without content are left out: gnuplot writes many. */
static void flush(struct copying *copying)
{
	g_string_append_len(copying->html, copying->open->str, (gssize)copying->open->len);
	g_string_truncate(copying->open, 0);
	g_array_set_size(copying->pending, 0);
}

/* "rgb(  0, 114, 178)" as "#0072b2". */
static char *short_colour(const char *value)
{
	unsigned r, g, b;
	int end = 0;

	if (sscanf(value, "rgb( %u , %u , %u )%n", &r, &g, &b, &end) == 3 && end > 0 &&
	    value[end] == '\0' && r < 256 && g < 256 && b < 256)
		return g_strdup_printf("#%02x%02x%02x", r, g, b);
	return g_strdup(value);
}

static void add_attribute(GString *out, const char *name, const char *value)
{
	g_autofree char *stripped = g_strstrip(short_colour(value));

	g_string_append_printf(out, " %s=\"", name);
	html_add(out, stripped, MOST_PATH);
	g_string_append_c(out, '"');
}

/* A name of the picture's own; gnuplot's groups have some that nothing refers to. */
static void add_name(const struct copying *copying, GString *out, const char *name,
		     const char *sign, const char *value)
{
	g_autofree char *text = g_strconcat(sign, copying->prefix, "-", value, NULL);

	if (!g_str_has_prefix(value, "gnuplot_"))
		add_attribute(out, name, text);
}

static void add_attributes(const struct copying *copying, GString *out, const char **names,
			   const char **values)
{
	for (; *names != NULL; names++, values++) {
		if (g_str_equal(*names, "id"))
			add_name(copying, out, "id", "", *values);
		else if (g_str_equal(*names, "xlink:href") && **values == '#')
			add_name(copying, out, "href", "#", *values + 1);
		else if (is_listed(ATTRIBUTES, *names) && strchr(*values, '(') == NULL)
			add_attribute(out, *names, *values);
		else if (g_str_equal(*names, "transform") || g_str_has_prefix(*values, "rgb("))
			add_attribute(out, *names, *values);
	}
}

static void start_element(GMarkupParseContext *context, const char *name, const char **names,
			  const char **values, void *user, GError **error)
{
	struct copying *copying = user;
	GString *out = copying->open;
	guint at = (guint)out->len;

	(void)context;
	copying->depth++;
	if (copying->depth == 1 && !g_str_equal(name, "svg")) {
		broken_error(error, "no SVG: it begins with <%.40s>", name);
		return;
	}
	if (copying->skipped > 0)
		return;
	if (!is_listed(ELEMENTS, name)) {
		copying->skipped = copying->depth;
		return;
	}
	g_string_append_printf(out, "<%s", name);
	add_attributes(copying, out, names, values);
	if (copying->depth == 1) {
		g_string_append(out, " role=\"img\"");
		add_attribute(out, "aria-label", copying->label);
	}
	g_string_append_c(out, '>');
	if (g_str_equal(name, "g"))
		g_array_append_val(copying->pending, at);
	else
		flush(copying);
}

static void end_element(GMarkupParseContext *context, const char *name, void *user, GError **error)
{
	struct copying *copying = user;

	(void)context, (void)error;
	if (copying->skipped == 0 && copying->pending->len > 0 && g_str_equal(name, "g")) {
		guint last = copying->pending->len - 1;

		g_string_truncate(copying->open, g_array_index(copying->pending, guint, last));
		g_array_set_size(copying->pending, last);
	} else if (copying->skipped == 0) {
		g_string_append_printf(copying->html, "</%s>", name);
	}
	if (copying->skipped == copying->depth)
		copying->skipped = 0;
	copying->depth--;
}

static void add_text(GMarkupParseContext *context, const char *text, gsize length, void *user,
		     GError **error)
{
	struct copying *copying = user;
	g_autofree char *copy = g_strndup(text, length);
	const char *element = g_markup_parse_context_get_element(context);

	(void)error;
	if (copying->skipped > 0)
		return;
	if (g_str_equal(element, "text") || g_str_equal(element, "tspan"))
		html_add(copying->html, copy, MOST_CHARACTERS);
}

gboolean html_add_svg(GString *html, const char *svg, const char *prefix, const char *label,
		      GError **error)
{
	static const GMarkupParser parser = {
		.start_element = start_element, .end_element = end_element, .text = add_text};
	g_autofree char *short_label = html_clean(label, HTML_LINE);
	struct copying copying = {.html = html,
				  .prefix = prefix,
				  .label = short_label,
				  .open = g_string_new(NULL),
				  .pending = g_array_new(FALSE, FALSE, sizeof(guint))};
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &copying, NULL);
	gsize before = html->len;
	gboolean ok = g_markup_parse_context_parse(context, svg, -1, error) &&
		      g_markup_parse_context_end_parse(context, error);

	g_markup_parse_context_free(context);
	g_string_free(copying.open, TRUE);
	g_array_unref(copying.pending);
	if (!ok)
		g_string_truncate(html, before);
	return ok;
}
