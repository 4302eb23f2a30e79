/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/command_line.h"

#include "files/qemu_known.h"

#include <string.h>

/* Where the parts of "key=value" are within a word. */
struct pair {
	size_t start, key_end;
	size_t value, end; /* value is @end where there is no "=" */
	gboolean has_value;
};

/* QEMU doubles a comma that is none of its own. */
static size_t value_end(const struct word *word, size_t from)
{
	while (from < word->length && (word->text[from] != ',' ||
				       (from + 1 < word->length && word->text[from + 1] == ',')))
		from += word->text[from] == ',' ? 2 : 1;
	return from;
}

static struct pair read_pair(const struct word *word, size_t from, gboolean may_be_bare)
{
	struct pair pair = {.start = from, .key_end = from};

	while (pair.key_end < word->length && word->text[pair.key_end] != '=' &&
	       word->text[pair.key_end] != ',')
		pair.key_end++;
	pair.has_value = pair.key_end < word->length && word->text[pair.key_end] == '=';
	pair.value = pair.has_value ? pair.key_end + 1 : from;
	if (!pair.has_value && !may_be_bare) {
		pair.end = pair.value = pair.key_end;
		return pair;
	}
	pair.end = value_end(word, pair.value);
	return pair;
}

static char *unescaped(const struct word *word, size_t start, size_t end)
{
	GString *text = g_string_new(NULL);

	for (size_t i = start; i < end; i++) {
		g_string_append_c(text, word->text[i]);
		if (word->text[i] == ',' && i + 1 < end)
			i++;
	}
	return g_string_free(text, FALSE);
}

/* QEMU takes either in the names of a machine's and a CPU's properties. */
static void unify_dashes(const struct qemu_group *group, char *key)
{
	if (strcmp(group->name, "machine") == 0 || strcmp(group->name, "cpu") == 0)
		g_strdelimit(key, "_", '-');
}

static void add_option(const struct word *word, struct qemu_group *group, const char *key,
		       const struct pair *pair)
{
	g_autofree char *value = unescaped(word, pair->value, pair->end);
	g_autofree char *own_key = g_strdup(key);
	gboolean has_value = pair->has_value || pair->value < pair->end;
	struct qemu_option *option;

	unify_dashes(group, own_key);
	if (strcmp(own_key, "id") == 0 && group->id == NULL)
		group->id = g_strdup(value);
	option = qemu_group_add(group, own_key, has_value ? value : NULL, word->line);
	option->value_place = word_place(word, pair->value, pair->end);
	option->place = word_place(word, pair->start, pair->end);
	option->is_unknown = word_is_unknown(word, pair->start, pair->end);
}

/* "driver.property=value", which is no list. */
static gboolean add_global(const struct word *word, struct qemu_group *group)
{
	const char *text = word->text, *equals = strchr(text, '='), *dot = strchr(text, '.');
	g_autofree char *driver = NULL, *property = NULL;
	struct pair pair = {.end = word->length, .has_value = TRUE};

	if (equals == NULL || dot == NULL || dot > equals || dot == text ||
	    strchr(dot + 1, '.') != NULL)
		dot = NULL;
	if (dot == NULL && equals != NULL) {
		/* Some drivers have points in their names, and property names have none. */
		for (const char *p = text; p < equals; p++)
			dot = *p == '.' ? p : dot;
	}
	if (dot == NULL)
		return FALSE;
	driver = g_strndup(text, (gsize)(dot - text));
	property = g_strndup(dot + 1, (gsize)(equals - dot - 1));
	qemu_group_add(group, "driver", driver, word->line);
	qemu_group_add(group, "property", property, word->line);
	pair.value = (size_t)(equals - text) + 1;
	add_option(word, group, "value", &pair);
	return TRUE;
}

gboolean option_value_parse(const struct config *config, const struct word *word, const char *first,
			    struct qemu_group *group, GError **error)
{
	if (word->text[0] == '{' && strcmp(group->name, "memory") != 0)
		return option_json_parse(config, word, group, error);
	if (strcmp(group->name, "global") == 0 && !g_str_has_prefix(word->text, "driver=") &&
	    add_global(word, group))
		return TRUE;
	for (size_t at = 0; at < word->length;) {
		struct pair pair = read_pair(word, at, at == 0);
		g_autofree char *key = g_strndup(word->text + at, pair.key_end - at);

		add_option(word, group, at == 0 && !pair.has_value ? first : key, &pair);
		at = pair.end + 1;
	}
	return TRUE;
}

static struct qemu_group *begin_group(struct command_line *line, unsigned i, const char *name,
				      unsigned n_words)
{
	const struct word *first = g_ptr_array_index(line->words, i);
	const struct word *last = g_ptr_array_index(line->words, i + n_words - 1);
	struct qemu_group *group = qemu_settings_add(line->settings, name, NULL, first->line);

	group->index = i;
	group->place = (struct place){first->place.start, last->place.end};
	return group;
}

/* A value that is no list of keys. */
static void add_plain(const struct word *word, struct qemu_group *group)
{
	struct pair pair = {.end = word->length, .has_value = TRUE};

	add_option(word, group, "", &pair);
}

static gboolean add_known(struct config *config, struct command_line *line, unsigned *i,
			  const char *name, const struct known_option *known, GError **error)
{
	const struct word *word = g_ptr_array_index(line->words, *i), *value = NULL;
	struct qemu_group *group;

	if (known->has_value && *i + 1 >= line->end)
		return config_error(config, word->line, error, "-%s: expected a value behind it",
				    name);
	group = begin_group(line, *i, known->group != NULL ? known->group : name,
			    known->has_value ? 2 : 1);
	if (!known->has_value)
		return TRUE;
	value = g_ptr_array_index(line->words, ++*i);
	if (known->first != NULL)
		return option_value_parse(config, value, known->first, group, error);
	if (known->known != KNOWN_UNIMPORTANT)
		add_plain(value, group);
	return TRUE;
}

/* Whether an unknown option has a value is told by what comes next. */
static void add_unknown(struct command_line *line, unsigned *i, const char *name)
{
	const struct word *next =
		*i + 1 < line->end ? g_ptr_array_index(line->words, *i + 1) : NULL;
	gboolean has_value = next != NULL && next->text[0] != '-';

	begin_group(line, *i, name, has_value ? 2 : 1);
	*i += has_value;
}

gboolean command_line_parse(struct config *config, struct command_line *line, GError **error)
{
	if (line->settings == NULL)
		line->settings = qemu_settings_new();
	if (line->uses_kvm)
		qemu_settings_add(line->settings, "enable-kvm", NULL, 1);
	for (unsigned i = line->first; i < line->end; i++) {
		const struct word *word = g_ptr_array_index(line->words, i);
		const char *name = word->text + (g_str_has_prefix(word->text, "--") ? 2 : 1);
		const struct known_option *known;

		if (word->text[0] != '-' || word->text[1] == '\0') {
			if (word->is_unknown)
				config_remark(config, REMARK_MISSING, word->line,
					      "%s is known only to the shell that runs this",
					      word->text);
			continue;
		}
		known = known_option(name);
		if (known == NULL)
			add_unknown(line, &i, name);
		else if (!add_known(config, line, &i, name, known, error))
			return FALSE;
	}
	return TRUE;
}
