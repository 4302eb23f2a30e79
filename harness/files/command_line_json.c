/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options in JSON, as libvirt writes them. Only the members of the outermost object are told apart:
 * nothing in deeper ones is about memory. A reader of our own, because it must know where each
 * value stands.
 */
#include "files/command_line.h"

#include <string.h>

struct json {
	const char *text;
	size_t at;
};

static void skip_blanks(struct json *json)
{
	while (g_ascii_isspace(json->text[json->at]))
		json->at++;
}

/* Moves over @c and the blanks around it; FALSE when something else stands there. */
static gboolean skip_byte(struct json *json, char c)
{
	skip_blanks(json);
	if (json->text[json->at] != c)
		return FALSE;
	json->at++;
	skip_blanks(json);
	return TRUE;
}

/* Moves over a string; its content is from @start to before @end. */
static gboolean skip_string(struct json *json, size_t *start, size_t *end)
{
	if (json->text[json->at] != '"')
		return FALSE;
	*start = ++json->at;
	for (; json->text[json->at] != '"'; json->at++) {
		if (json->text[json->at] == '\\')
			json->at++;
		if (json->text[json->at] == '\0')
			return FALSE;
	}
	*end = json->at++;
	return TRUE;
}

/* Moves over an object or a list with all that is in it. */
static gboolean skip_nested(struct json *json)
{
	size_t depth = 0, start, end;

	do {
		char c = json->text[json->at];

		if (c == '\0' || (c == '"' && !skip_string(json, &start, &end)))
			return FALSE;
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		json->at += c != '"';
	} while (depth > 0);
	return TRUE;
}

/* Moves over any value; what is between @start and @end is empty for a nested one. */
static gboolean skip_value(struct json *json, size_t *start, size_t *end)
{
	*start = *end = json->at;
	if (json->text[json->at] == '"')
		return skip_string(json, start, end);
	if (json->text[json->at] == '{' || json->text[json->at] == '[')
		return skip_nested(json);
	json->at += strcspn(json->text + json->at, ",}] \t\r\n");
	*end = json->at;
	return *end > *start;
}

static gboolean add_member(struct json *json, const struct word *word, struct qemu_group *group)
{
	size_t key_start, key_end, start, end;
	g_autofree char *key = NULL, *value = NULL;
	struct qemu_option *option;

	if (!skip_string(json, &key_start, &key_end) || !skip_byte(json, ':') ||
	    !skip_value(json, &start, &end))
		return FALSE;
	if (start == end)
		return TRUE;
	key = g_strndup(json->text + key_start, key_end - key_start);
	value = g_strndup(json->text + start, end - start);
	option = qemu_group_add(group, key, value, word->line);
	option->value_place = word_place(word, start, end);
	option->place = word_place(word, key_start - 1, json->at);
	option->is_unknown = word_is_unknown(word, key_start, end);
	if (strcmp(key, "id") == 0 && group->id == NULL)
		group->id = g_strdup(value);
	return TRUE;
}

gboolean option_json_parse(const struct config *config, const struct word *word,
			   struct qemu_group *group, GError **error)
{
	struct json json = {word->text, 0};
	gboolean ok = skip_byte(&json, '{');

	while (ok && json.text[json.at] != '}') {
		ok = add_member(&json, word, group);
		skip_blanks(&json);
		if (ok && json.text[json.at] != '}')
			ok = skip_byte(&json, ',') && json.text[json.at] == '"';
	}
	ok = ok && skip_byte(&json, '}') && json.text[json.at] == '\0';
	return ok || config_error(config, word->line, error,
				  "-%s: bad JSON: expected {\"KEY\": VALUE, ...}", group->name);
}
