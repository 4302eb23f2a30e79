/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/command_line.h"

#include "base/error.h"
#include "files/qemu_meaning.h"

#include <string.h>

/* A text being changed. What is taken away is collected, because it decides about commas. */
struct rewriting {
	const struct config *config;
	const struct command_line *line;
	struct edits *edits;
	GHashTable *removed; /* const struct qemu_option * */
	GHashTable *added;   /* const struct qemu_group *, to what goes behind it: ",slots=4" */
};

static const struct word *word_at(const struct rewriting *rewriting, unsigned i)
{
	return g_ptr_array_index(rewriting->line->words, i);
}

/* TRUE when the text between two quotes, backslashes and so on is as it was understood. */
static gboolean is_plain(const struct rewriting *rewriting, const struct place *place)
{
	for (size_t i = place->start; i < place->end; i++) {
		if (strchr("'\"\\", rewriting->config->text[i]) != NULL &&
		    rewriting->line->dialect != SHELL_NUL)
			return FALSE;
	}
	return TRUE;
}

/* TRUE when the variable is the option's value, and for nothing else. */
static gboolean is_all_of(const struct qemu_option *option, const struct variable_use *use)
{
	return use->is_only && option->value != NULL &&
	       option->value_place.start == use->place.start &&
	       option->value_place.end == use->place.end &&
	       strlen(option->value) == use->value.end - use->value.start;
}

static gboolean set_value(void *user, const struct qemu_group *group,
			  const struct qemu_option *option, const char *value, GError **error)
{
	struct rewriting *rewriting = user;
	struct place place = option->value_place;
	const struct variable_use *use = variable_use_in(rewriting->line->variables, &place);
	g_autofree char *name = qemu_option_label(group, option);

	if (option->is_unknown)
		return input_error(error, "the value of %s is for the shell to say", name);
	if (use != NULL && !is_all_of(option, use))
		return input_error(error,
				   "the value of %s is made of a variable that is for more than "
				   "that: write the value itself to have it changed",
				   name);
	if (use != NULL)
		place = use->value;
	if (option->value == NULL || !is_plain(rewriting, &place))
		return input_error(error,
				   "the value of %s is quoted in pieces: write it in one to have "
				   "it changed",
				   name);
	edits_replace(rewriting->edits, place.start, place.end, value);
	return TRUE;
}

static gboolean add_option(void *user, const struct qemu_group *group, const char *key,
			   const char *value, GError **error)
{
	struct rewriting *rewriting = user;
	const char *before = g_hash_table_lookup(rewriting->added, group);

	(void)error;
	g_hash_table_insert(rewriting->added, (void *)group,
			    g_strdup_printf("%s,%s=%s", before != NULL ? before : "", key, value));
	return TRUE;
}

static gboolean remove_option(void *user, const struct qemu_group *group,
			      const struct qemu_option *option, GError **error)
{
	struct rewriting *rewriting = user;
	const struct variable_use *use =
		variable_use_in(rewriting->line->variables, &option->place);
	g_autofree char *name = qemu_option_label(group, option);

	if (use != NULL && use->is_list)
		return input_error(error,
				   "%s is in a variable with other options: write it itself to "
				   "have it changed",
				   name);
	if (!is_plain(rewriting, &option->place))
		return input_error(
			error, "%s is quoted in pieces: write it in one to have it changed", name);
	g_hash_table_add(rewriting->removed, (void *)option);
	return TRUE;
}

/* TRUE when there is nothing but blanks, ends of lines and NUL bytes from @start to @end. */
static gboolean is_blank(const struct rewriting *rewriting, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++) {
		char c = rewriting->config->text[i];

		if (c != '\0' && c != '\\' && !g_ascii_isspace(c))
			return FALSE;
	}
	return TRUE;
}

/* What parts two options here: a blank, a continued line, or a NUL byte. */
static struct place separator(const struct rewriting *rewriting)
{
	const struct command_line *line = rewriting->line;

	for (unsigned i = line->end; i > line->first && i > 1; i--) {
		struct place between = {word_at(rewriting, i - 2)->place.end,
					word_at(rewriting, i - 1)->place.start};

		if (word_at(rewriting, i - 1)->text[0] == '-' &&
		    is_blank(rewriting, between.start, between.end))
			return between;
	}
	return (struct place){0, 0};
}

/* The arguments of a new group, with @blank between them. */
static GString *group_words(const struct qemu_group *new, char blank)
{
	GString *words = g_string_new(NULL);

	g_string_append_printf(words, "-%s", strcmp(new->name, "memory") == 0 ? "m" : new->name);
	g_string_append_c(words, blank);
	if (strcmp(new->name, "global") == 0) {
		g_string_append_printf(words, "%s.%s=%s", qemu_group_value(new, "driver"),
				       qemu_group_value(new, "property"),
				       qemu_group_value(new, "value"));
		return words;
	}
	for (unsigned i = 0; i < new->options->len; i++) {
		const struct qemu_option *option = qemu_group_option(new, i);
		gboolean is_first = i == 0 && (strcmp(option->key, "size") == 0 ||
					       strcmp(option->key, "model") == 0);

		g_string_append_printf(words, "%s%s%s%s", i > 0 ? "," : "",
				       is_first ? "" : option->key, is_first ? "" : "=",
				       option->value);
	}
	return words;
}

static gboolean add_group(void *user, const struct qemu_group *new, GError **error)
{
	struct rewriting *rewriting = user;
	const struct command_line *line = rewriting->line;
	struct place between = separator(rewriting);
	gboolean is_nul = line->dialect == SHELL_NUL;
	g_autoptr(GString) words = group_words(new, is_nul ? '\0' : ' ');
	size_t at;

	if (line->end == 0)
		return input_error(error, "there is no option to put another one behind");
	at = word_at(rewriting, line->end - 1)->place.end;
	if (between.start == between.end)
		g_string_prepend_c(words, is_nul ? '\0' : ' ');
	else
		g_string_prepend_len(words, rewriting->config->text + between.start,
				     (gssize)(between.end - between.start));
	edits_replace_bytes(rewriting->edits, at, at, words->str, words->len);
	return TRUE;
}

/* With what parts it from the word in front of it, or behind it where it is the first. */
static gboolean remove_group(void *user, const struct qemu_group *group, GError **error)
{
	struct rewriting *rewriting = user;
	const struct command_line *line = rewriting->line;
	size_t start = group->place.start, end = group->place.end;
	unsigned next = group->index + 2;

	(void)error;
	if (group->index > 0 &&
	    is_blank(rewriting, word_at(rewriting, group->index - 1)->place.end, start))
		start = word_at(rewriting, group->index - 1)->place.end;
	else if (next < line->end &&
		 is_blank(rewriting, end, word_at(rewriting, next)->place.start))
		end = word_at(rewriting, next)->place.start;
	edits_replace(rewriting->edits, start, end, "");
	return TRUE;
}

static gboolean is_removed(const struct rewriting *rewriting, const struct qemu_group *group,
			   unsigned i)
{
	return i < group->options->len &&
	       g_hash_table_contains(rewriting->removed, qemu_group_option(group, i));
}

/* Takes options @i to before @j away, with the commas that are then too many. */
static void remove_run(struct rewriting *rewriting, const struct qemu_group *group, unsigned i,
		       unsigned j)
{
	struct place place = {qemu_group_option(group, i)->place.start,
			      qemu_group_option(group, j - 1)->place.end};

	if (i > 0)
		place.start = qemu_group_option(group, i - 1)->place.end;
	else if (j < group->options->len)
		place.end = qemu_group_option(group, j)->place.start;
	edits_replace(rewriting->edits, place.start, place.end, "");
}

static gboolean finish_group(struct rewriting *rewriting, const struct qemu_group *group,
			     GError **error)
{
	const char *added = g_hash_table_lookup(rewriting->added, group);
	unsigned n = group->options->len, n_removed = 0;
	struct place end;

	for (unsigned i = 0; i < n; i++)
		n_removed += is_removed(rewriting, group, i);
	if (n > 0 && n_removed == n && added == NULL)
		return remove_group(rewriting, group, error);
	for (unsigned i = 0, j; i < n; i = j + 1) {
		for (j = i; is_removed(rewriting, group, j);)
			j++;
		if (j > i)
			remove_run(rewriting, group, i, j);
	}
	if (added == NULL)
		return TRUE;
	if (group->index + 1 >= rewriting->line->words->len)
		return input_error(error, "-%s has no value", group->name);
	/* Behind what is left; without anything left the first comma is one too many. */
	end = n > 0 ? qemu_group_option(group, n - 1)->place
		    : word_place(word_at(rewriting, group->index + 1), 0, 0);
	edits_replace(rewriting->edits, end.end, end.end, n_removed == n ? added + 1 : added);
	return TRUE;
}

static const struct qemu_writer WRITER = {set_value, add_option, remove_option, add_group,
					  remove_group};

gboolean command_line_change(const struct config *config, const struct command_line *line,
			     const struct point *wanted, struct edits *edits, GError **error)
{
	g_autoptr(GHashTable) removed = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) added = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	struct rewriting rewriting = {config, line, edits, removed, added};

	if (!qemu_settings_change(config, line->settings, FALSE, wanted, &WRITER, &rewriting,
				  error))
		return FALSE;
	for (unsigned i = 0; i < line->settings->groups->len; i++) {
		if (!finish_group(&rewriting, qemu_settings_group(line->settings, i), error))
			return FALSE;
	}
	return TRUE;
}
