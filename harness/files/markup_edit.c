/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/markup_edit.h"

#include <string.h>

static gboolean is_indentation(char c)
{
	return c == ' ' || c == '\t';
}

/* Where the blanks before @at begin, if they are all that its line has before it. */
static gboolean is_first_on_line(const char *text, size_t at, size_t *line_start)
{
	while (at > 0 && is_indentation(text[at - 1]))
		at--;
	*line_start = at;
	return at > 0 && text[at - 1] == '\n';
}

/* What @element is indented by; NULL where it does not begin its line. */
static char *indentation(const char *text, size_t at)
{
	size_t start;

	return is_first_on_line(text, at, &start) ? g_strndup(text + start, at - start) : NULL;
}

/* What the first child has more than the root. */
static char *find_step(const char *text, const struct element *root)
{
	g_autofree char *outer = indentation(text, root->all.start), *inner = NULL;

	if (root->children->len > 0)
		inner = indentation(text,
				    ((const struct element *)root->children->pdata[0])->all.start);
	if (inner != NULL && g_str_has_prefix(inner, outer != NULL ? outer : "") &&
	    strlen(inner) > strlen(outer != NULL ? outer : ""))
		return g_strdup(inner + strlen(outer != NULL ? outer : ""));
	return g_strdup("  ");
}

void markup_style_init(struct markup_style *style, const struct config *config,
		       const struct element *root)
{
	const char *line_end = strchr(config->text, '\n');
	const struct attribute *attribute =
		root->attributes->len > 0 ? &g_array_index(root->attributes, struct attribute, 0)
					  : NULL;

	style->text = config->text;
	style->newline =
		line_end != NULL && line_end > config->text && line_end[-1] == '\r' ? "\r\n" : "\n";
	style->quote = attribute != NULL ? config->text[attribute->span.start - 1] : '\'';
	style->step = find_step(config->text, root);
}

void markup_style_clear(struct markup_style *style)
{
	g_clear_pointer(&style->step, g_free);
}

void markup_set_text(struct edits *edits, const struct element *element, const char *words)
{
	edits_replace(edits, element->text_span.start, element->text_span.end, words);
}

/* Where attributes and blanks of a start tag end. */
static size_t tag_tail(const char *text, const struct element *element)
{
	size_t at = element->tag.end - 1;

	if (element_is_empty(element))
		at--;
	while (g_ascii_isspace(text[at - 1]))
		at--;
	return at;
}

void markup_set_attribute(const struct markup_style *style, struct edits *edits,
			  const struct element *element, const char *name, const char *words)
{
	const struct attribute *attribute = element_find(element, name);
	g_autofree char *added = NULL;
	size_t at = tag_tail(style->text, element);

	if (attribute != NULL) {
		edits_replace(edits, attribute->span.start, attribute->span.end, words);
		return;
	}
	added = g_strdup_printf(" %s=%c%s%c", name, style->quote, words, style->quote);
	edits_replace(edits, at, at, added);
}

void markup_remove(const struct markup_style *style, struct edits *edits,
		   const struct element *element)
{
	size_t start, end = element->all.end;
	gboolean first = is_first_on_line(style->text, element->all.start, &start);

	while (is_indentation(style->text[end]) || style->text[end] == '\r')
		end++;
	if (first && style->text[end] == '\n')
		edits_replace(edits, start, end + 1, "");
	else
		edits_replace(edits, element->all.start, element->all.end, "");
}

/* @lines below @indent; all in one line where that is NULL. */
static char *lay_out(const struct markup_style *style, const char *lines, const char *indent)
{
	GString *out = g_string_new(indent);

	for (; *lines != '\0'; lines++) {
		if (*lines == '\n' && indent != NULL)
			g_string_append_printf(out, "%s%s", style->newline, indent);
		else if (*lines == '\t' && indent != NULL)
			g_string_append(out, style->step);
		else if (*lines != '\n' && *lines != '\t')
			g_string_append_c(out, *lines == '\'' ? style->quote : *lines);
	}
	return g_string_free(out, FALSE);
}

/* <name/> becomes <name>…</name>; an element with nothing in it is filled. */
static void fill(const struct markup_style *style, struct edits *edits,
		 const struct element *parent, const char *lines)
{
	gboolean empty = element_is_empty(parent);
	g_autofree char *outer = indentation(style->text, parent->all.start);
	g_autofree char *inner = outer != NULL ? g_strconcat(outer, style->step, NULL) : NULL;
	g_autofree char *laid = lay_out(style, lines, inner);
	const char *newline = outer != NULL ? style->newline : "";
	size_t at = empty ? tag_tail(style->text, parent) : parent->tag.end;
	g_autofree char *all =
		g_strdup_printf("%s%s%s%s%s%s%s%s", empty ? ">" : "", newline, laid, newline,
				outer != NULL ? outer : "", empty ? "</" : "",
				empty ? parent->name : "", empty ? ">" : "");

	edits_replace(edits, at, empty ? parent->all.end : parent->content_end, all);
}

void markup_add_child(const struct markup_style *style, struct edits *edits,
		      const struct element *parent, const char *lines)
{
	const struct element *last;
	g_autofree char *indent = NULL, *laid = NULL, *line = NULL;
	size_t start;

	if (parent->children->len == 0 && parent->text_span.end == 0) {
		gboolean blank = TRUE;

		/* A comment stays. */
		for (size_t i = parent->tag.end; i < parent->content_end; i++)
			blank = blank && g_ascii_isspace(style->text[i]);
		if (blank) {
			fill(style, edits, parent, lines);
			return;
		}
	}
	if (!is_first_on_line(style->text, parent->content_end, &start)) {
		laid = lay_out(style, lines, NULL);
		edits_replace(edits, parent->content_end, parent->content_end, laid);
		return;
	}
	last = parent->children->len > 0 ? parent->children->pdata[parent->children->len - 1]
					 : NULL;
	if (last != NULL)
		indent = indentation(style->text, last->all.start);
	if (indent == NULL) {
		g_autofree char *outer =
			g_strndup(style->text + start, parent->content_end - start);

		indent = g_strconcat(outer, style->step, NULL);
	}
	laid = lay_out(style, lines, indent);
	line = g_strconcat(laid, style->newline, NULL);
	edits_replace(edits, start, start, line);
}

void markup_add_before(const struct markup_style *style, struct edits *edits,
		       const struct element *sibling, const char *lines)
{
	g_autofree char *indent = indentation(style->text, sibling->all.start);
	g_autofree char *laid = lay_out(style, lines, indent), *line = NULL;
	size_t at = sibling->all.start - (indent != NULL ? strlen(indent) : 0);

	line = g_strconcat(laid, indent != NULL ? style->newline : "", NULL);
	edits_replace(edits, at, at, line);
}
