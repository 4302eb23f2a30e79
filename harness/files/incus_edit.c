/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/incus_edit.h"

#include "base/error.h"
#include "files/incus_value.h"

#include <string.h>

/* A part of a text, and what becomes of it. */
struct text_edit {
	size_t start, end;
	char *with;
};

struct incus_edit {
	const struct config *config;
	const struct incus_instance *instance;
	char *limits[2];    /* by enum incus_limit; NULL: as it is */
	GArray *conf;       /* struct text_edit, of raw.qemu.conf */
	GArray *lines;      /* the same, new behind what may be edited at the same place */
	GArray *words;      /* the same of raw.qemu */
	GString *section;   /* keys of a new section [memory] */
	GString *arguments; /* to add to raw.qemu */
};

static void text_edit_clear(struct text_edit *edit)
{
	g_free(edit->with);
}

static GArray *text_edits_new(void)
{
	GArray *edits = g_array_new(FALSE, FALSE, sizeof(struct text_edit));

	g_array_set_clear_func(edits, (GDestroyNotify)text_edit_clear);
	return edits;
}

struct incus_edit *incus_edit_new(const struct config *config,
				  const struct incus_instance *instance)
{
	struct incus_edit *edit = g_new0(struct incus_edit, 1);

	edit->config = config;
	edit->instance = instance;
	edit->conf = text_edits_new();
	edit->lines = text_edits_new();
	edit->words = text_edits_new();
	edit->section = g_string_new(NULL);
	edit->arguments = g_string_new(NULL);
	return edit;
}

void incus_edit_free(struct incus_edit *edit)
{
	g_free(edit->limits[INCUS_MEMORY]);
	g_free(edit->limits[INCUS_HOTPLUG]);
	g_array_unref(edit->conf);
	g_array_unref(edit->lines);
	g_array_unref(edit->words);
	g_string_free(edit->section, TRUE);
	g_string_free(edit->arguments, TRUE);
	g_free(edit);
}

static struct tree_entry *limit_entry(const struct incus_edit *edit, enum incus_limit limit)
{
	return limit == INCUS_MEMORY ? edit->instance->options.memory
				     : edit->instance->options.hotplug;
}

void incus_edit_size(struct incus_edit *edit, enum incus_limit limit, uint64_t bytes)
{
	const char *like = incus_value(limit_entry(edit, limit));

	/* A word has no unit, not even where it is a digit. */
	if (limit == INCUS_HOTPLUG && (incus_is_true(like) || incus_is_false(like)))
		like = NULL;
	g_free(edit->limits[limit]);
	edit->limits[limit] = incus_size_write(bytes, like);
}

void incus_edit_no_hotplug(struct incus_edit *edit)
{
	g_free(edit->limits[INCUS_HOTPLUG]);
	edit->limits[INCUS_HOTPLUG] = g_strdup("false");
}

static void add_edit(GArray *edits, size_t start, size_t end, const char *with)
{
	struct text_edit one = {start, end, g_strdup(with)};

	g_array_append_val(edits, one);
}

void incus_edit_place(struct incus_edit *edit, struct place place, const char *value)
{
	add_edit(edit->conf, place.start, place.end, value);
}

gboolean incus_edit_key(struct incus_edit *edit, const char *section, const char *key,
			const char *value, GError **error)
{
	const struct incus_conf *conf = &edit->instance->conf;
	const struct incus_key *found = incus_conf_find(conf, section, 0, key);
	const struct incus_section *last = incus_conf_last(conf, section, 0);
	g_autofree char *line = g_strdup_printf("\n%s = \"%s\"", key, value);

	if (incus_conf_removes(conf, section, 0))
		return input_error(error,
				   "raw.qemu.conf takes [%s] away, so nothing can be set there",
				   section);
	if (found == NULL && conf->has_rest)
		return input_error(error,
				   "raw.qemu.conf has text that Incus passes over: nothing can "
				   "be added to it");
	if (found != NULL)
		add_edit(edit->conf, found->value_start, found->value_end, value);
	else if (last != NULL)
		add_edit(edit->lines, last->end, last->end, line);
	else if (edit->section->len == 0)
		g_string_printf(edit->section, "[%s]%s", section, line);
	else
		g_string_append(edit->section, line);
	return TRUE;
}

gboolean incus_edit_remove_section(struct incus_edit *edit, const char *section, uint64_t index,
				   GError **error)
{
	const struct incus_section *last = incus_conf_last(&edit->instance->conf, section, index);
	const char *text = incus_value(edit->instance->options.conf);
	size_t start, end;

	if (last == NULL || text == NULL)
		return input_error(error, "Incus has no option that takes [%s] away", section);
	start = last->start;
	end = last->end;
	if (start == 0)
		end += strspn(text + end, "\r\n");
	while (start > 0 && strchr("\r\n", text[start - 1]) != NULL)
		start--;
	add_edit(edit->conf, start, end, "");
	return TRUE;
}

gboolean incus_edit_word(struct incus_edit *edit, struct place place, const char *value,
			 GError **error)
{
	const char *text = edit->instance->options.words->text;

	for (size_t i = place.start; i < place.end; i++)
		if (strchr("'\"\\", text[i]) != NULL)
			return input_error(error, "a value in raw.qemu is quoted in pieces: write "
						  "it in one to have it changed");
	add_edit(edit->words, place.start, place.end, value);
	return TRUE;
}

void incus_edit_remove_words(struct incus_edit *edit, struct place place)
{
	const char *text = edit->instance->options.words->text;

	if (place.start == 0)
		place.end += strspn(text + place.end, " \n");
	while (place.start > 0 && g_ascii_isspace(text[place.start - 1]))
		place.start--;
	add_edit(edit->words, place.start, place.end, "");
}

void incus_edit_add_global(struct incus_edit *edit, const char *driver, const char *property,
			   const char *value)
{
	g_string_append_printf(edit->arguments, "%s-global %s.%s=%s",
			       edit->arguments->len > 0 ? " " : "", driver, property, value);
}

/* What is new in a text goes behind its last word. */
static void append(GArray *edits, const struct tree_entry *entry, const char *between,
		   const GString *new)
{
	size_t end = entry != NULL ? entry->length : 0;
	g_autofree char *with = NULL;

	while (end > 0 && g_ascii_isspace(entry->text[end - 1]))
		end--;
	if (entry == NULL || new->len == 0)
		return;
	with = g_strconcat(end > 0 ? between : "", new->str, NULL);
	add_edit(edits, end, end, with);
}

static gboolean finish_text(struct incus_edit *edit, const struct tree_entry *entry, GArray *all,
			    struct edits *edits, GError **error)
{
	g_autofree size_t *origins = all->len > 0 ? tree_origins(edit->config, entry) : NULL;

	for (unsigned i = 0; i < all->len; i++) {
		const struct text_edit *one = &g_array_index(all, struct text_edit, i);

		if (!tree_edit(edit->config, entry, origins, one->start, one->end, one->with,
			       edits))
			return input_error(error,
					   "%s on line %u is written in a way that memroof "
					   "does not change: write it as a block behind |-",
					   entry->key, entry->line);
	}
	return TRUE;
}

/* Sizes need no quotes; numbers and words of YAML's own do, to stay texts. */
static gboolean needs_quotes(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0' || incus_is_true(text) ||
	       incus_is_false(text);
}

static char *as_value(const char *text, const struct tree_entry *like)
{
	if (like != NULL && like->style == TREE_SINGLE_QUOTED)
		return g_strdup_printf("'%s'", text);
	if (needs_quotes(text) ||
	    (like != NULL && like->style == TREE_DOUBLE_QUOTED && !needs_quotes(like->text)))
		return g_strdup_printf("\"%s\"", text);
	return g_strdup(text);
}

static gboolean finish_limits(struct incus_edit *edit, struct edits *edits, GError **error)
{
	for (enum incus_limit limit = INCUS_MEMORY; limit <= INCUS_HOTPLUG; limit++) {
		const struct tree_entry *entry = limit_entry(edit, limit);
		g_autofree char *value = NULL;

		if (entry == NULL || edit->limits[limit] == NULL)
			continue;
		if (entry->style == TREE_LITERAL || entry->style == TREE_FOLDED ||
		    entry->start == entry->end)
			return input_error(error,
					   "%s on line %u has no value on its line: write "
					   "one there",
					   entry->key, entry->line);
		value = as_value(edit->limits[limit], entry);
		edits_replace(edits, entry->start, entry->end, value);
	}
	return TRUE;
}

/* The options that are new, in the order of their names. */
static gboolean finish_new(struct incus_edit *edit, struct edits *edits, GError **error)
{
	const struct incus_options *options = &edit->instance->options;
	const char *limits[] = {"limits.memory", "limits.memory.hotplug"};
	struct tree_new new[4];
	unsigned n = 0;
	gboolean good;

	for (enum incus_limit limit = INCUS_MEMORY; limit <= INCUS_HOTPLUG; limit++)
		if (edit->limits[limit] != NULL && limit_entry(edit, limit) == NULL)
			new[n++] = (struct tree_new){limits[limit],
						     as_value(edit->limits[limit], NULL), FALSE};
	if (options->words == NULL && edit->arguments->len > 0)
		new[n++] = (struct tree_new){"raw.qemu", g_strdup(edit->arguments->str), FALSE};
	if (options->conf == NULL && edit->section->len > 0)
		new[n++] = (struct tree_new){"raw.qemu.conf", g_strdup(edit->section->str), TRUE};
	good = tree_add(edit->config, edit->instance->root, edit->instance->config, new, n, edits,
			error);
	for (unsigned i = 0; i < n; i++)
		g_free(new[i].value);
	return good;
}

gboolean incus_edit_finish(struct incus_edit *edit, struct edits *edits, GError **error)
{
	append(edit->lines, edit->instance->options.conf, "\n\n", edit->section);
	append(edit->words, edit->instance->options.words, " ", edit->arguments);
	return finish_text(edit, edit->instance->options.conf, edit->conf, edits, error) &&
	       finish_text(edit, edit->instance->options.conf, edit->lines, edits, error) &&
	       finish_text(edit, edit->instance->options.words, edit->words, edits, error) &&
	       finish_limits(edit, edits, error) && finish_new(edit, edits, error);
}
