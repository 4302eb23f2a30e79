/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/markup.h"

#include <string.h>

/*
 * The parser gets the text byte by byte, so that what has been read when it tells of a tag, a
 * comment or a section ends where that ends; and because it goes on after some errors of its own.
 */
struct reader {
	const struct config *config;
	struct element *root, *current;
	unsigned depth, elements;
	unsigned line; /* in which byte @line_at stands */
	size_t line_at;
	size_t got;        /* bytes that the parser has */
	size_t token_end;  /* of the last tag, comment or section that it has told of */
	size_t error_at;   /* a byte of what is wrong */
	gboolean complete; /* the root has ended */
};

static void attribute_clear(struct attribute *attribute)
{
	g_free(attribute->name);
	g_free(attribute->value);
}

static struct element *element_new(const char *name, struct element *parent)
{
	struct element *element = g_new0(struct element, 1);

	element->name = g_strdup(name);
	element->attributes = g_array_new(FALSE, FALSE, sizeof(struct attribute));
	g_array_set_clear_func(element->attributes, (GDestroyNotify)attribute_clear);
	element->children = g_ptr_array_new_with_free_func((GDestroyNotify)element_free);
	element->text = g_string_new(NULL);
	element->parent = parent;
	return element;
}

void element_free(struct element *element)
{
	g_array_unref(element->attributes);
	g_ptr_array_unref(element->children);
	g_string_free(element->text, TRUE);
	g_free(element->name);
	g_free(element);
}

static void complain(struct reader *reader, size_t at, GError **error, const char *words)
{
	reader->error_at = at;
	g_set_error_literal(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, words);
}

/* Where the token that has just been read begins: only text stands before it. */
static size_t token_start(const struct reader *reader)
{
	size_t at = reader->token_end;

	while (at < reader->got && reader->config->text[at] != '<')
		at++;
	return at;
}

/* Counts on from the last element; a text is read only forwards. */
static unsigned line_of(struct reader *reader, size_t at)
{
	for (; reader->line_at < at; reader->line_at++)
		reader->line += reader->config->text[reader->line_at] == '\n';
	return reader->line;
}

/* Finds the values in a start tag that the parser has taken, which has them in the same order. */
static void locate_attributes(const char *text, struct element *element)
{
	size_t at = element->tag.start + 1 + strlen(element->name);

	for (unsigned i = 0; i < element->attributes->len; i++) {
		struct attribute *attribute =
			&g_array_index(element->attributes, struct attribute, i);

		while (at < element->tag.end && text[at] != '"' && text[at] != '\'')
			at++;
		attribute->span.start = at + 1;
		attribute->span.end = attribute->span.start;
		while (attribute->span.end < element->tag.end &&
		       text[attribute->span.end] != text[at])
			attribute->span.end++;
		at = attribute->span.end + 1;
	}
}

static gboolean add_attributes(struct reader *reader, struct element *element, const char **names,
			       const char **values, GError **error)
{
	for (; *names != NULL; names++, values++) {
		struct attribute *attribute;

		if (element->attributes->len == MARKUP_MAX_ATTRIBUTES ||
		    element_find(element, *names) != NULL) {
			complain(reader, element->tag.start, error,
				 element_find(element, *names) != NULL
					 ? "an attribute is there twice"
					 : "more attributes than any element has");
			return FALSE;
		}
		g_array_set_size(element->attributes, element->attributes->len + 1);
		attribute = &g_array_index(element->attributes, struct attribute,
					   element->attributes->len - 1);
		attribute->name = g_strdup(*names);
		attribute->value = g_strdup(*values);
	}
	locate_attributes(reader->config->text, element);
	return TRUE;
}

static void on_start(GMarkupParseContext *context, const char *name, const char **names,
		     const char **values, void *data, GError **error)
{
	struct reader *reader = data;
	struct element *element;
	size_t start = token_start(reader);

	(void)context;
	if (reader->complete) {
		complain(reader, start, error, "a second element behind the first one");
		return;
	}
	if (++reader->depth > MARKUP_MAX_DEPTH) {
		complain(reader, start, error, "elements are nested too deeply");
		return;
	}
	if (++reader->elements > MARKUP_MAX_ELEMENTS) {
		complain(reader, start, error, "more elements than any domain has");
		return;
	}
	element = element_new(name, reader->current);
	if (reader->current != NULL)
		g_ptr_array_add(reader->current->children, element);
	else
		reader->root = element;
	reader->current = element;
	/* It is told of <name/> at the slash. */
	reader->token_end = reader->got + (reader->config->text[reader->got - 1] == '/');
	element->line = line_of(reader, start);
	element->tag = (struct span){start, reader->token_end};
	element->all = element->tag;
	element->content_end = reader->token_end;
	add_attributes(reader, element, names, values, error);
}

static void on_end(GMarkupParseContext *context, const char *name, void *data, GError **error)
{
	struct reader *reader = data;
	struct element *element = reader->current;

	(void)context, (void)name, (void)error;
	if (reader->got != element->tag.end) {
		element->content_end = token_start(reader);
		element->all.end = reader->got;
	}
	reader->token_end = reader->got;
	reader->current = element->parent;
	reader->complete = element->parent == NULL;
	reader->depth--;
}

/* @from to @to is how the text is written. */
static void add_text(struct reader *reader, const char *text, gsize length, size_t from, size_t to)
{
	struct element *element = reader->current;
	const char *raw = reader->config->text;

	g_string_append_len(element->text, text, (gssize)length);
	while (from < to && g_ascii_isspace(raw[from]))
		from++;
	while (to > from && g_ascii_isspace(raw[to - 1]))
		to--;
	if (from == to)
		return;
	if (element->text_span.end == 0)
		element->text_span.start = from;
	element->text_span.end = to;
}

static gboolean is_blank(const char *text, gsize length)
{
	while (length > 0 && g_ascii_isspace(*text))
		text++, length--;
	return length == 0;
}

static void on_text(GMarkupParseContext *context, const char *text, gsize length, void *data,
		    GError **error)
{
	struct reader *reader = data;

	(void)context;
	if (reader->current != NULL)
		add_text(reader, text, length, reader->token_end, token_start(reader));
	else if (!is_blank(text, length))
		complain(reader, reader->token_end, error, "text outside of the root element");
}

/* Comments, processing instructions, CDATA and DOCTYPE. */
static void on_other(GMarkupParseContext *context, const char *text, gsize length, void *data,
		     GError **error)
{
	static const char cdata[] = "<![CDATA[", doctype[] = "<!DOCTYPE";
	struct reader *reader = data;
	size_t start = token_start(reader), skip = strlen(cdata);

	(void)context;
	reader->token_end = reader->got;
	if (g_str_has_prefix(text, doctype)) {
		complain(reader, start, error,
			 "DOCTYPE: expected none, because memroof reads no DTD");
	} else if (g_str_has_prefix(text, cdata) && length >= skip + 3) {
		if (reader->current != NULL)
			add_text(reader, text + skip, length - skip - 3, start + skip,
				 reader->got - 3);
		else
			complain(reader, start, error, "text outside of the root element");
	}
}

static gboolean feed(struct reader *reader, GMarkupParseContext *context, GError **error)
{
	const struct config *config = reader->config;
	size_t at = g_str_has_prefix(config->text, "\xef\xbb\xbf") ? 3 : 0;

	reader->token_end = at;
	for (; at < config->length; at++) {
		reader->got = at + 1;
		reader->error_at = at;
		if (!g_markup_parse_context_parse(context, config->text + at, 1, error) ||
		    *error != NULL)
			return FALSE;
	}
	if (!g_markup_parse_context_end_parse(context, error))
		return FALSE;
	if (reader->root == NULL)
		complain(reader, config->length, error, "expected an element");
	return reader->root != NULL;
}

/* Where in the text it was begins GLib's words, in a count that is not ours; what they quote may
 * be any of the text. */
static char *plain_words(const char *message)
{
	const char *colon = strstr(message, ": ");
	GString *words;

	if (g_str_has_prefix(message, "Error on line ") && colon != NULL)
		message = colon + 2;
	words = g_string_new(message);
	/* Its quotes are not ASCII. */
	g_string_replace(words, "\xe2\x80\x9c", "'", 0);
	g_string_replace(words, "\xe2\x80\x9d", "'", 0);
	return g_string_free(words, FALSE);
}

struct element *markup_read(const struct config *config, GError **error)
{
	static const GMarkupParser parser = {.start_element = on_start,
					     .end_element = on_end,
					     .text = on_text,
					     .passthrough = on_other};
	struct reader reader = {.config = config, .line = 1};
	g_autoptr(GMarkupParseContext) context =
		g_markup_parse_context_new(&parser, 0, &reader, NULL);
	g_autoptr(GError) malformed = NULL;
	g_autofree char *words = NULL;

	if (memchr(config->text, '\0', config->length) != NULL) {
		config_error(config, config_line(config, strlen(config->text)), error,
			     "expected XML, found a NUL byte");
		return NULL;
	}
	if (feed(&reader, context, &malformed))
		return reader.root;
	words = plain_words(malformed->message);
	config_error(config, config_line(config, reader.error_at), error, "bad XML: %s", words);
	if (reader.root != NULL)
		element_free(reader.root);
	return NULL;
}

gboolean element_is(const struct element *element, const char *name)
{
	return strcmp(element->name, name) == 0;
}

gboolean element_is_empty(const struct element *element)
{
	return element->all.end == element->tag.end;
}

struct element *element_child(const struct element *element, const char *name)
{
	for (unsigned i = 0; element != NULL && i < element->children->len; i++)
		if (element_is(element->children->pdata[i], name))
			return element->children->pdata[i];
	return NULL;
}

const struct attribute *element_find(const struct element *element, const char *name)
{
	for (unsigned i = 0; element != NULL && i < element->attributes->len; i++) {
		const struct attribute *attribute =
			&g_array_index(element->attributes, struct attribute, i);

		if (strcmp(attribute->name, name) == 0)
			return attribute;
	}
	return NULL;
}

const char *element_get(const struct element *element, const char *name)
{
	const struct attribute *attribute = element_find(element, name);

	return attribute != NULL ? attribute->value : NULL;
}

const char *element_local_name(const struct element *element)
{
	const char *colon = strchr(element->name, ':');

	return colon != NULL ? colon + 1 : element->name;
}

const char *element_namespace(const struct element *element)
{
	const char *colon = strchr(element->name, ':');
	g_autofree char *prefix =
		colon != NULL ? g_strndup(element->name, (gsize)(colon - element->name)) : NULL;
	g_autofree char *name =
		prefix != NULL ? g_strconcat("xmlns:", prefix, NULL) : g_strdup("xmlns");

	for (; element != NULL; element = element->parent)
		if (element_find(element, name) != NULL)
			return element_get(element, name);
	return NULL;
}
