/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/shell_variables.h"

#include <string.h>

/* Values that a shell neither splits nor expands, whatever stands around them. */
#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,=:+/@%-"

/* More than any script has; what is beyond stays unknown. */
#define MAX_VALUE 1000 /* bytes */
#define MAX_USES 1000

struct variable {
	const struct word *word; /* NAME=VALUE */
	size_t at;               /* of the value in it */
	unsigned mentions;       /* of its name in words, but for "$NAME" and "${NAME}" */
	unsigned uses;           /* of these, anywhere */
};

static const struct word *word_at(const GPtrArray *words, unsigned i)
{
	return g_ptr_array_index(words, i);
}

static size_t name_length(const char *text)
{
	size_t n = 0;

	while (g_ascii_isalnum(text[n]) || text[n] == '_')
		n++;
	return g_ascii_isdigit(*text) ? 0 : n;
}

/* What stands between two words, without its comments. */
enum between {
	STATEMENT, /* one command has ended, and the next one is run whatever became of it */
	JOINED,    /* it may not be run, or elsewhere; or it is the same command */
	NESTED,    /* and what comes later neither */
};

static enum between between(const char *text, size_t from, size_t to)
{
	enum between found = from == 0 ? STATEMENT : JOINED;

	for (size_t i = from; i < to; i++) {
		if (text[i] == '#')
			i += strcspn(text + i, "\n");
		else if (text[i] == '&' || text[i] == '|')
			return JOINED;
		else if (strchr(" \t\r\n;\\", text[i]) == NULL)
			return NESTED;
		if (text[i] == '\n' || text[i] == ';')
			found = STATEMENT;
	}
	return found;
}

/* Words behind which one cannot tell what is run. */
static gboolean is_compound(const char *word)
{
	static const char *const words[] = {"if",     "case",     "for", "while",  "until",
					    "select", "function", "{",   "coproc", NULL};

	return g_strv_contains(words, word);
}

/* Words that may change any variable. */
static gboolean is_beyond(const char *word)
{
	static const char *const words[] = {"source", ".", "eval", NULL};

	return g_strv_contains(words, word);
}

/* Those that a shell changes by itself. */
static gboolean is_special(const char *name)
{
	static const char *const names[] = {"RANDOM", "SRANDOM", "SECONDS", "LINENO", "UID",
					    "EUID",   "PPID",    "BASHPID", "OPTIND", "OPTARG",
					    "REPLY",  "PWD",     "OLDPWD",  "_",      NULL};

	return g_strv_contains(names, name);
}

static void add(GHashTable *variables, const struct word *word, size_t length)
{
	const char *value = word->text + length + 1;
	g_autofree char *name = g_strndup(word->text, length);
	struct variable *variable;

	/* A quoted name is a command. */
	if (word_place(word, length, length).start != word->place.start + length)
		return;
	if (word->is_unknown || word->length > MAX_VALUE || *value == '\0' ||
	    value[strspn(value, PLAIN)] != '\0' || is_special(name) ||
	    g_hash_table_contains(variables, name))
		return;
	variable = g_new0(struct variable, 1);
	variable->word = word;
	variable->at = length + 1;
	g_hash_table_insert(variables, g_steal_pointer(&name), variable);
}

/* The assignments in front of word @end. */
static GHashTable *find_assignments(const struct config *config, const GPtrArray *words,
				    unsigned end)
{
	GHashTable *variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	size_t at = 0;

	for (unsigned i = 0; i < end; i++) {
		const struct word *word = word_at(words, i);
		size_t length = name_length(word->text);
		enum between before = between(config->text, at, word->place.start);
		size_t next =
			i + 1 < words->len ? word_at(words, i + 1)->place.start : config->length;

		at = word->place.end;
		if (before == NESTED || is_compound(word->text))
			break;
		if (before == STATEMENT && length > 0 && word->text[length] == '=' &&
		    between(config->text, at, next) == STATEMENT)
			add(variables, word, length);
	}
	return variables;
}

/* Counts the names of variables in @text: uses, or whatever else names one. */
static void count(GHashTable *variables, const char *text, gboolean uses)
{
	for (const char *at = text; *at != '\0';) {
		size_t length = name_length(at);
		g_autofree char *name = g_strndup(at, length);
		struct variable *variable =
			length > 0 ? g_hash_table_lookup(variables, name) : NULL;
		gboolean is_use =
			(at > text && at[-1] == '$') ||
			(at > text + 1 && at[-1] == '{' && at[-2] == '$' && at[length] == '}');

		if (variable != NULL && is_use && uses)
			variable->uses++;
		else if (variable != NULL && !is_use && !uses)
			variable->mentions++;
		/* A number is no name, nor are the letters behind it. */
		at += length > 0 ? length : MAX(strspn(at, "0123456789"), 1);
	}
}

/* The variable that "$NAME" or "${NAME}" at @text is, whose bytes are @length; or NULL. */
static const struct variable *variable_at(GHashTable *variables, const char *text, size_t *length)
{
	gboolean in_braces = text[0] == '$' && text[1] == '{';
	size_t start = in_braces ? 2 : 1, n = *text == '$' ? name_length(text + start) : 0;
	g_autofree char *name = g_strndup(text + start, n);
	const struct variable *variable = g_hash_table_lookup(variables, name);

	*length = start + n + in_braces;
	/* The assignment itself is its only other mention. */
	return variable != NULL && variable->mentions == 1 && (!in_braces || text[start + n] == '}')
		       ? variable
		       : NULL;
}

static void add_value(GArray *uses, GString *text, GArray *bytes, const struct variable *variable,
		      const struct place *place)
{
	const struct word *word = variable->word;
	struct variable_use use = {
		.place = *place,
		.value = word_place(word, variable->at, word->length),
		.is_only = variable->uses == 1,
		.is_list = strchr(word->text + variable->at, ',') != NULL,
	};
	struct byte_place byte = {(uint32_t)place->start, (uint32_t)place->end, FALSE};

	g_array_append_val(uses, use);
	for (size_t i = variable->at; i < word->length; i++) {
		g_string_append_c(text, word->text[i]);
		g_array_append_val(bytes, byte);
	}
}

/* An expansion that is not known takes those that touch it along. */
static void substitute(GHashTable *variables, struct word *word, GArray *uses)
{
	const struct byte_place *old = (const struct byte_place *)word->bytes->data;
	GArray *bytes = g_array_new(FALSE, FALSE, sizeof(struct byte_place));
	GString *text = g_string_new(NULL);
	gboolean is_lost = FALSE;

	word->is_unknown = FALSE;
	for (size_t i = 0, n; i < word->length; i += n) {
		const struct variable *variable = NULL;

		is_lost = is_lost && old[i].is_unknown;
		n = 1;
		if (old[i].is_unknown && !is_lost && uses->len < MAX_USES)
			variable = variable_at(variables, word->text + i, &n);
		if (variable != NULL) {
			struct place place = word_place(word, i, i + n);

			add_value(uses, text, bytes, variable, &place);
			continue;
		}
		n = 1;
		is_lost = old[i].is_unknown;
		word->is_unknown |= is_lost;
		g_string_append_c(text, word->text[i]);
		g_array_append_val(bytes, old[i]);
	}
	g_array_unref(word->bytes);
	g_free(word->text);
	word->bytes = bytes;
	word->length = text->len;
	word->text = g_string_free(text, FALSE);
}

GArray *shell_variables(const struct config *config, GPtrArray *words, unsigned first, unsigned end)
{
	GArray *uses = g_array_new(FALSE, FALSE, sizeof(struct variable_use));
	g_autoptr(GHashTable) variables = find_assignments(config, words, first);

	if (g_hash_table_size(variables) == 0 || strstr(config->text, "IFS") != NULL)
		return uses;
	for (unsigned i = 0; i < first; i++)
		if (is_beyond(word_at(words, i)->text))
			return uses;
	count(variables, config->text, TRUE);
	for (unsigned i = 0; i < words->len; i++)
		count(variables, word_at(words, i)->text, FALSE);
	for (unsigned i = first; i < end; i++) {
		struct word *word = g_ptr_array_index(words, i);

		if (word->is_unknown)
			substitute(variables, word, uses);
	}
	return uses;
}

const struct variable_use *variable_use_in(const GArray *uses, const struct place *place)
{
	for (unsigned i = 0; uses != NULL && i < uses->len; i++) {
		const struct variable_use *use = &g_array_index(uses, struct variable_use, i);

		if (use->place.start < place->end && use->place.end > place->start)
			return use;
	}
	return NULL;
}
