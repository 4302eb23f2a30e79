/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/markup_rst.h"

#include <glib.h>
#include <string.h>

static gboolean is(cmark_node *node, const char *type)
{
	return g_str_equal(cmark_node_get_type_string(node), type);
}

/* What would begin a reference, emphasis or a substitution. */
static void add_text(GString *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("*`_|\\", *text) != NULL)
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
}

static void add_inlines(GString *out, cmark_node *parent);

static void add_link(GString *out, cmark_node *node)
{
	g_string_append_c(out, '`');
	add_inlines(out, node);
	g_string_append_printf(out, " <%s>`__", cmark_node_get_url(node));
}

static void add_marked(GString *out, const char *mark, cmark_node *node)
{
	g_string_append(out, mark);
	add_inlines(out, node);
	g_string_append(out, mark);
}

static void add_inline(GString *out, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
		add_text(out, cmark_node_get_literal(node));
		break;
	case CMARK_NODE_CODE:
		g_string_append_printf(out, "``%s``", cmark_node_get_literal(node));
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		g_string_append_c(out, '\n');
		break;
	default:
		if (is(node, "strong"))
			add_marked(out, "**", node);
		else if (is(node, "emph"))
			add_marked(out, "*", node);
		else if (is(node, "link"))
			add_link(out, node);
		else
			add_inlines(out, node);
	}
}

static void add_inlines(GString *out, cmark_node *parent)
{
	for (cmark_node *node = cmark_node_first_child(parent); node != NULL;
	     node = cmark_node_next(node))
		add_inline(out, node);
}

/* The text of a block without its newline; newly allocated. A sign in front would make a list, a
 * field or a comment of it. */
static char *inlines(cmark_node *node)
{
	GString *text = g_string_new(NULL);

	add_inlines(text, node);
	if (*text->str != '\0' && strchr("-+.:>=~#", *text->str) != NULL)
		g_string_prepend_c(text, '\\');
	return g_string_free(text, FALSE);
}

/* Lines behind the first begin under it. */
static void add_indented(GString *out, const char *text, const char *first, const char *others)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		g_string_append_printf(out, "%s%s\n", line == lines ? first : others, *line);
}

static void add_heading(GString *out, cmark_node *node)
{
	static const char marks[] = "=-~^\"'";
	int level = CLAMP(cmark_node_get_heading_level(node), 1, 6);
	g_autofree char *text = inlines(node);
	g_autofree char *line = g_strnfill((gsize)g_utf8_strlen(text, -1), marks[level - 1]);

	g_string_append_printf(out, "%s\n%s\n", text, line);
}

static void add_blocks(GString *out, cmark_node *parent);

static void add_list(GString *out, cmark_node *list)
{
	gboolean ordered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;

	for (cmark_node *item = cmark_node_first_child(list); item != NULL;
	     item = cmark_node_next(item)) {
		GString *text = g_string_new(NULL);

		add_blocks(text, item);
		g_string_truncate(text, text->len - (text->len > 0));
		add_indented(out, text->str, ordered ? "#. " : "- ", ordered ? "   " : "  ");
		g_string_free(text, TRUE);
	}
}

/* All cells, row by row, as texts of one line. */
static GPtrArray *cells_of(cmark_node *table)
{
	GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);

	for (cmark_node *row = cmark_node_first_child(table); row != NULL;
	     row = cmark_node_next(row))
		for (cmark_node *cell = cmark_node_first_child(row); cell != NULL;
		     cell = cmark_node_next(cell))
			g_ptr_array_add(cells, inlines(cell));
	return cells;
}

static unsigned n_columns(cmark_node *table)
{
	cmark_node *row = cmark_node_first_child(table);
	unsigned n = 0;

	for (cmark_node *cell = row != NULL ? cmark_node_first_child(row) : NULL; cell != NULL;
	     cell = cmark_node_next(cell))
		n++;
	return n;
}

static unsigned width_of(const GPtrArray *cells, unsigned column, unsigned n)
{
	unsigned width = 1;

	for (unsigned i = column; i < cells->len; i += n)
		width = MAX(width, (unsigned)g_utf8_strlen(cells->pdata[i], -1));
	return width;
}

static void add_rule(GString *out, const unsigned *widths, unsigned n, char mark)
{
	for (unsigned i = 0; i < n; i++) {
		g_autofree char *line = g_strnfill(widths[i] + 2, mark);

		g_string_append_printf(out, "+%s", line);
	}
	g_string_append(out, "+\n");
}

static void add_table(GString *out, cmark_node *table)
{
	g_autoptr(GPtrArray) cells = cells_of(table);
	unsigned n = n_columns(table);
	g_autofree unsigned *widths = g_new0(unsigned, n + 1);

	for (unsigned i = 0; i < n; i++)
		widths[i] = width_of(cells, i, n);
	add_rule(out, widths, n, '-');
	for (unsigned i = 0; i < cells->len; i++) {
		const char *text = cells->pdata[i];
		gboolean last = i % n == n - 1;

		g_string_append_printf(out, "| %s%*s ", text,
				       (int)(widths[i % n] - (unsigned)g_utf8_strlen(text, -1)),
				       "");
		if (!last)
			continue;
		g_string_append(out, "|\n");
		add_rule(out, widths, n, i == n - 1 ? '=' : '-');
	}
}

static void add_code(GString *out, cmark_node *node)
{
	g_autofree char *code = g_strdup(cmark_node_get_literal(node));

	g_string_append(out, "::\n\n");
	add_indented(out, g_strchomp(code), "    ", "    ");
}

static void add_block(GString *out, cmark_node *node)
{
	g_autofree char *text = NULL;

	if (is(node, "heading")) {
		add_heading(out, node);
	} else if (is(node, "list")) {
		add_list(out, node);
	} else if (is(node, "table")) {
		add_table(out, node);
	} else if (is(node, "code_block")) {
		add_code(out, node);
	} else if (is(node, "thematic_break")) {
		g_string_append(out, "----\n");
	} else if (is(node, "block_quote")) {
		GString *quoted = g_string_new(NULL);

		add_blocks(quoted, node);
		g_string_truncate(quoted, quoted->len - (quoted->len > 0));
		add_indented(out, quoted->str, "    ", "    ");
		g_string_free(quoted, TRUE);
	} else {
		text = inlines(node);
		add_indented(out, text, "", "");
	}
}

/* With a line between each two. */
static void add_blocks(GString *out, cmark_node *parent)
{
	for (cmark_node *node = cmark_node_first_child(parent); node != NULL;
	     node = cmark_node_next(node)) {
		if (node != cmark_node_first_child(parent))
			g_string_append_c(out, '\n');
		add_block(out, node);
	}
}

char *markup_rst(cmark_node *document)
{
	GString *out = g_string_new(NULL);

	add_blocks(out, document);
	return g_string_free(out, FALSE);
}
