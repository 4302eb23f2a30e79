/* SPDX-License-Identifier: GPL-2.0-or-later */
/* New keys of a mapping, where programs that sort their keys would print them. */
#include "base/error.h"
#include "files/yaml_tree.h"

#include <string.h>

static size_t line_start(const struct config *config, size_t at)
{
	while (at > 0 && config->text[at - 1] != '\n')
		at--;
	return at;
}

static const char *line_break(const struct config *config)
{
	const char *first = memchr(config->text, '\n', config->length);

	return first != NULL && first > config->text && first[-1] == '\r' ? "\r\n" : "\n";
}

/* Lines for @new behind @indent blanks, each with its end. */
static char *lines_of(const struct config *config, const struct tree_new *new, size_t indent)
{
	const char *end = line_break(config);
	GString *text = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;

	g_string_append_printf(text, "%*s%s: %s%s", (int)indent, "", new->key,
			       new->block ? "|-" : new->value, end);
	lines = g_strsplit(new->block ? new->value : "", "\n", -1);
	for (unsigned i = 0; lines[i] != NULL; i++)
		g_string_append_printf(text, "%*s%s%s", *lines[i] != '\0' ? (int)indent + 2 : 0, "",
				       lines[i], end);
	return g_string_free(text, FALSE);
}

/* The place behind a mapping: the line of what follows it in @root, or the file's end. */
static size_t place_behind(const struct config *config, const struct tree_entry *root,
			   const struct tree_entry *mapping)
{
	for (unsigned i = 0; i + 1 < root->children->len; i++) {
		const struct tree_entry *next = root->children->pdata[i + 1];

		if (root->children->pdata[i] == mapping)
			return line_start(config, next->place);
	}
	return config->length;
}

static size_t place_of(const struct config *config, const struct tree_entry *root,
		       const struct tree_entry *mapping, const char *key)
{
	for (unsigned i = 0; i < mapping->children->len; i++) {
		const struct tree_entry *entry = mapping->children->pdata[i];

		if (strcmp(entry->key, key) > 0)
			return line_start(config, entry->place);
	}
	return place_behind(config, root, mapping);
}

static void insert(const struct config *config, const struct tree_entry *root,
		   const struct tree_entry *mapping, const struct tree_new *new,
		   struct edits *edits)
{
	const struct tree_entry *first = mapping->children->pdata[0];
	g_autofree char *lines =
		lines_of(config, new, first->place - line_start(config, first->place));
	size_t at = place_of(config, root, mapping, new->key);
	const char *end = line_break(config);
	g_autofree char *with = NULL;

	/* A file whose last line has no end keeps that. */
	if (at > 0 && config->text[at - 1] != '\n') {
		lines[strlen(lines) - strlen(end)] = '\0';
		with = g_strconcat(end, lines, NULL);
	}
	edits_replace(edits, at, at, with != NULL ? with : lines);
}

/* {} becomes lines. */
static void fill(const struct config *config, const struct tree_entry *mapping,
		 const struct tree_new *new, unsigned n, struct edits *edits)
{
	size_t indent = mapping->place - line_start(config, mapping->place) + 2;
	const char *end = line_break(config);
	g_autoptr(GString) text = g_string_new(end);
	size_t start = mapping->start;

	for (unsigned i = 0; i < n; i++) {
		g_autofree char *lines = lines_of(config, &new[i], indent);

		g_string_append(text, lines);
	}
	g_string_truncate(text, text->len - strlen(end));
	while (start > 0 && config->text[start - 1] == ' ')
		start--;
	edits_replace(edits, start, mapping->end, text->str);
}

gboolean tree_add(const struct config *config, const struct tree_entry *root,
		  const struct tree_entry *mapping, const struct tree_new *new, unsigned n,
		  struct edits *edits, GError **error)
{
	if (n == 0)
		return TRUE;
	if (mapping->flow && mapping->children->len > 0)
		return input_error(error,
				   "%s on line %u is written in braces: write one key on "
				   "each line",
				   mapping->key, mapping->line);
	if (mapping->children->len == 0)
		fill(config, mapping, new, n, edits);
	for (unsigned i = 0; mapping->children->len > 0 && i < n; i++)
		insert(config, root, mapping, &new[i], edits);
	return TRUE;
}
