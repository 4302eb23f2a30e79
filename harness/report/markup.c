/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/markup.h"

#include "report/exporter.h"
#include "report/markup_rst.h"
#include "report/written.h"

#include <cmark-gfm-core-extensions.h>
#include <stdlib.h>
#include <string.h>

/* A text in angle brackets, as in messages of QEMU's, looks like a tag. It is meant as it stands.
 */
static void show_tags(cmark_node *document)
{
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter), *text, *block;
		g_autofree char *literal = NULL;
		cmark_node_type type = cmark_node_get_type(node);

		if (type != CMARK_NODE_HTML_INLINE && type != CMARK_NODE_HTML_BLOCK)
			continue;
		text = cmark_node_new(CMARK_NODE_TEXT);
		literal = g_strchomp(g_strdup(cmark_node_get_literal(node)));
		cmark_node_set_literal(text, literal);
		block = text;
		if (type == CMARK_NODE_HTML_BLOCK) {
			block = cmark_node_new(CMARK_NODE_PARAGRAPH);
			cmark_node_append_child(block, text);
		}
		cmark_node_insert_before(node, block);
		cmark_node_unlink(node);
		cmark_node_free(node);
	}
	cmark_iter_free(iter);
}

/* To be freed with cmark_node_free(). */
static cmark_node *parse(const char *markdown)
{
	cmark_parser *parser;
	cmark_node *document;

	cmark_gfm_core_extensions_ensure_registered();
	parser = cmark_parser_new(CMARK_OPT_DEFAULT);
	cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
	cmark_parser_feed(parser, markdown, strlen(markdown));
	document = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	show_tags(document);
	return document;
}

void markup_write_html(const char *markdown, FILE *out)
{
	cmark_node *document = parse(markdown);
	char *text = cmark_render_html(document, CMARK_OPT_DEFAULT, NULL);

	fputs(text, out);
	free(text);
	cmark_node_free(document);
}

/* LaTeX takes few floats without text between them, so tables stand where they are. */
void markup_write_latex(const char *markdown, FILE *out)
{
	cmark_node *document = parse(markdown);
	char *text = cmark_render_latex(document, CMARK_OPT_DEFAULT, 0);
	GString *fixed = g_string_new(text);

	g_string_replace(fixed, "\\begin{table}\n", "\\begin{center}\n", 0);
	g_string_replace(fixed, "\\end{table}\n", "\\end{center}\n", 0);
	fputs(fixed->str, out);
	g_string_free(fixed, TRUE);
	free(text);
	cmark_node_free(document);
}

void markup_write_rst(const char *markdown, FILE *out)
{
	cmark_node *document = parse(markdown);
	char *text = markup_rst(document);

	fputs(text, out);
	g_free(text);
	cmark_node_free(document);
}

/* What exporter md writes, by one of the above. */
static gboolean write_by(void (*markup)(const char *, FILE *), struct store *store, FILE *out,
			 GError **error)
{
	struct written written;
	g_autofree char *markdown = NULL;
	gboolean ok;

	written_begin(&written);
	ok = exporter_md.write(store, written.out, error);
	markdown = written_end(&written);
	if (ok)
		markup(markdown, out);
	return ok;
}

static gboolean write_html(struct store *store, FILE *out, GError **error)
{
	return write_by(markup_write_html, store, out, error);
}

static gboolean write_latex(struct store *store, FILE *out, GError **error)
{
	return write_by(markup_write_latex, store, out, error);
}

static gboolean write_rst(struct store *store, FILE *out, GError **error)
{
	return write_by(markup_write_rst, store, out, error);
}

const struct exporter exporter_html = {.name = "html", .write = write_html};
const struct exporter exporter_latex = {.name = "latex", .write = write_latex};
const struct exporter exporter_rst = {.name = "rst", .write = write_rst};
