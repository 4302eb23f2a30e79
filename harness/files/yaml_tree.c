/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/yaml_tree.h"

#include <string.h>
#include <yaml.h>

#define MAX_DEPTH 16      /* an instance has 3 */
#define MAX_EVENTS 100000 /* a line each, and more */

#define STRING_TAG "tag:yaml.org,2002:str"

struct level {
	struct tree_entry *entry;
	GHashTable *keys;           /* of a mapping: its children's, which own them */
	struct tree_entry *pending; /* has its key and waits for its value */
};

struct reader {
	const struct config *config;
	yaml_parser_t parser;
	struct level levels[MAX_DEPTH];
	unsigned depth;
	struct tree_entry *root;
	unsigned events;

	/* libyaml counts characters, from behind a byte order mark. The byte at which character
	 * @characters begins. */
	size_t characters, bytes;
};

void tree_free(struct tree_entry *entry)
{
	if (entry == NULL)
		return;
	g_clear_pointer(&entry->children, g_ptr_array_unref);
	g_free(entry->key);
	g_free(entry->text);
	g_free(entry);
}

struct tree_entry *tree_get(const struct tree_entry *mapping, const char *key)
{
	if (mapping == NULL || mapping->kind != TREE_MAPPING)
		return NULL;
	for (unsigned i = 0; i < mapping->children->len; i++) {
		struct tree_entry *entry = mapping->children->pdata[i];

		if (strcmp(entry->key, key) == 0)
			return entry;
	}
	return NULL;
}

/* Marks come in ascending order but for ends, which a few characters may follow. */
static size_t byte_of(struct reader *reader, size_t character)
{
	const struct config *config = reader->config;

	while (reader->characters > character) {
		reader->bytes--;
		reader->characters -= ((unsigned char)config->text[reader->bytes] & 0xc0) != 0x80;
	}
	while (reader->characters < character && reader->bytes < config->length) {
		do
			reader->bytes++;
		while (reader->bytes < config->length &&
		       ((unsigned char)config->text[reader->bytes] & 0xc0) == 0x80);
		reader->characters++;
	}
	return reader->bytes;
}

static gboolean parser_error(const struct reader *reader, GError **error)
{
	const yaml_parser_t *parser = &reader->parser;
	unsigned line = (unsigned)parser->problem_mark.line + 1;

	if (parser->error == YAML_READER_ERROR)
		line = config_line(reader->config, parser->problem_offset);
	return config_error(reader->config, line, error, "not YAML: %s",
			    parser->problem != NULL ? parser->problem : "it cannot be read");
}

static struct tree_entry *entry_new(struct reader *reader, const yaml_event_t *event)
{
	struct tree_entry *entry = g_new0(struct tree_entry, 1);

	entry->line = (unsigned)event->start_mark.line + 1;
	entry->start = byte_of(reader, event->start_mark.index);
	entry->place = entry->start;
	entry->end = byte_of(reader, event->end_mark.index);
	return entry;
}

/* An entry for the value that @event begins: the one that waits with its key, or a new one. */
static struct tree_entry *entry_of_value(struct reader *reader, const yaml_event_t *event)
{
	struct level *level = reader->depth > 0 ? &reader->levels[reader->depth - 1] : NULL;
	struct tree_entry *entry = entry_new(reader, event);

	if (level == NULL) {
		reader->root = entry;
	} else if (level->entry->kind == TREE_SEQUENCE) {
		g_ptr_array_add(level->entry->children, entry);
	} else {
		struct tree_entry *pending = g_steal_pointer(&level->pending);

		pending->start = entry->start;
		pending->end = entry->end;
		tree_free(entry);
		entry = pending;
	}
	return entry;
}

static gboolean takes_key(const struct reader *reader)
{
	const struct level *level = reader->depth > 0 ? &reader->levels[reader->depth - 1] : NULL;

	return level != NULL && level->entry->kind == TREE_MAPPING && level->pending == NULL;
}

static gboolean add_key(struct reader *reader, const yaml_event_t *event, GError **error)
{
	struct level *level = &reader->levels[reader->depth - 1];
	struct tree_entry *entry = entry_new(reader, event);
	const struct tree_entry *first;

	entry->key = g_strdup((const char *)event->data.scalar.value);
	first = g_hash_table_lookup(level->keys, entry->key);
	if (first != NULL) {
		g_autofree char *key = g_steal_pointer(&entry->key);

		tree_free(entry);
		return config_error(reader->config, (unsigned)event->start_mark.line + 1, error,
				    "%s: expected once, and it is on line %u already", key,
				    first->line);
	}
	g_hash_table_insert(level->keys, entry->key, entry);
	g_ptr_array_add(level->entry->children, entry);
	level->pending = entry;
	return TRUE;
}

static enum tree_style style_of(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return TREE_SINGLE_QUOTED;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return TREE_DOUBLE_QUOTED;
	case YAML_LITERAL_SCALAR_STYLE:
		return TREE_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return TREE_FOLDED;
	default:
		return TREE_PLAIN;
	}
}

static gboolean take_scalar(struct reader *reader, const yaml_event_t *event, GError **error)
{
	struct tree_entry *entry;

	if (takes_key(reader))
		return add_key(reader, event, error);
	entry = entry_of_value(reader, event);
	entry->kind = TREE_SCALAR;
	entry->style = style_of(event->data.scalar.style);
	entry->length = strlen((const char *)event->data.scalar.value);
	entry->text = g_strdup((const char *)event->data.scalar.value);
	if (entry->length == event->data.scalar.length)
		return TRUE;
	return config_error(reader->config, entry->line, error,
			    "%s: a NUL character: expected text",
			    entry->key != NULL ? entry->key : "a value");
}

static gboolean open_level(struct reader *reader, const yaml_event_t *event, enum tree_kind kind,
			   gboolean flow, GError **error)
{
	struct level *level = &reader->levels[reader->depth];
	unsigned line = (unsigned)event->start_mark.line + 1;

	if (takes_key(reader))
		return config_error(reader->config, line, error,
				    "a mapping or a list as a key: expected text");
	if (reader->depth == MAX_DEPTH)
		return config_error(reader->config, line, error,
				    "nested deeper than %d: expected an instance", MAX_DEPTH);
	level->entry = entry_of_value(reader, event);
	level->entry->kind = kind;
	level->entry->flow = flow;
	level->entry->children = g_ptr_array_new_with_free_func((GDestroyNotify)tree_free);
	level->keys = kind == TREE_MAPPING ? g_hash_table_new(g_str_hash, g_str_equal) : NULL;
	level->pending = NULL;
	reader->depth++;
	return TRUE;
}

static void close_level(struct reader *reader, const yaml_event_t *event)
{
	struct level *level = &reader->levels[--reader->depth];

	level->entry->end = byte_of(reader, event->end_mark.index);
	g_clear_pointer(&level->keys, g_hash_table_unref);
}

/* What a value may carry besides itself. */
static gboolean check_marks(const struct reader *reader, const yaml_event_t *event,
			    const yaml_char_t *anchor, const yaml_char_t *tag, GError **error)
{
	unsigned line = (unsigned)event->start_mark.line + 1;

	if (anchor != NULL)
		return config_error(reader->config, line, error,
				    "&%s: an anchor: expected the value itself", anchor);
	if (tag != NULL && strcmp((const char *)tag, STRING_TAG) != 0)
		return config_error(reader->config, line, error, "%s: a tag: expected plain text",
				    tag);
	return TRUE;
}

static gboolean take(struct reader *reader, const yaml_event_t *event, GError **error)
{
	unsigned line = (unsigned)event->start_mark.line + 1;

	if (++reader->events > MAX_EVENTS)
		return config_error(reader->config, line, error,
				    "more than %d values: expected an instance", MAX_EVENTS);
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return config_error(reader->config, line, error,
				    "*%s: an alias: expected the value itself",
				    event->data.alias.anchor);
	case YAML_SCALAR_EVENT:
		return check_marks(reader, event, event->data.scalar.anchor, event->data.scalar.tag,
				   error) &&
		       take_scalar(reader, event, error);
	case YAML_MAPPING_START_EVENT:
		return check_marks(reader, event, event->data.mapping_start.anchor,
				   event->data.mapping_start.tag, error) &&
		       open_level(reader, event, TREE_MAPPING,
				  event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
				  error);
	case YAML_SEQUENCE_START_EVENT:
		return check_marks(reader, event, event->data.sequence_start.anchor,
				   event->data.sequence_start.tag, error) &&
		       open_level(reader, event, TREE_SEQUENCE,
				  event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
				  error);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		close_level(reader, event);
		return TRUE;
	case YAML_DOCUMENT_START_EVENT:
		return reader->root == NULL ||
		       config_error(reader->config, line, error,
				    "a second document: expected one instance in a file");
	default:
		return TRUE;
	}
}

static gboolean read_events(struct reader *reader, GError **error)
{
	gboolean done = FALSE, good = TRUE;

	while (good && !done) {
		yaml_event_t event;

		if (!yaml_parser_parse(&reader->parser, &event))
			return parser_error(reader, error);
		done = event.type == YAML_STREAM_END_EVENT;
		good = take(reader, &event, error);
		yaml_event_delete(&event);
	}
	return good;
}

struct tree_entry *tree_read(const struct config *config, GError **error)
{
	struct reader reader = {.config = config};
	size_t mark = g_str_has_prefix(config->text, "\xef\xbb\xbf") ? 3 : 0;
	gboolean good;

	if (!yaml_parser_initialize(&reader.parser))
		g_error("libyaml: out of memory");
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)config->text + mark,
				     config->length - mark);
	reader.bytes = mark;
	good = read_events(&reader, error);
	yaml_parser_delete(&reader.parser);
	while (reader.depth > 0)
		g_clear_pointer(&reader.levels[--reader.depth].keys, g_hash_table_unref);
	if (good && reader.root == NULL)
		good = config_error(config, 1, error, "empty: expected an instance");
	if (good)
		return reader.root;
	tree_free(reader.root);
	return NULL;
}
