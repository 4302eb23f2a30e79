/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/shell_words.h"

#include "files/format.h"

#include <string.h>

struct lexer {
	const struct config *config;
	const char *text;
	size_t at, to;
	unsigned line;
	enum shell_dialect dialect;
	unsigned command;
	gboolean skip_next; /* the next word is the file of a redirection */
	GPtrArray *words;
	struct word *word; /* the one being read, or NULL */
	GString *decoded;
	GError **error;
};

struct word *word_new(char *text, unsigned line)
{
	struct word *word = g_new0(struct word, 1);

	word->text = text;
	word->length = strlen(text);
	word->line = line;
	word->bytes = g_array_new(FALSE, TRUE, sizeof(struct byte_place));
	g_array_set_size(word->bytes, (guint)word->length);
	return word;
}

void word_free(struct word *word)
{
	g_array_unref(word->bytes);
	g_free(word->text);
	g_free(word);
}

struct place word_place(const struct word *word, size_t start, size_t end)
{
	const struct byte_place *bytes = (const struct byte_place *)word->bytes->data;

	if (start < end)
		return (struct place){bytes[start].start, bytes[end - 1].end};
	if (start < word->length)
		return (struct place){bytes[start].start, bytes[start].start};
	if (start > 0)
		return (struct place){bytes[start - 1].end, bytes[start - 1].end};
	/* An empty word is a pair of quotes, or a NUL byte. */
	if (word->place.end > word->place.start)
		return (struct place){word->place.start + 1, word->place.start + 1};
	return word->place;
}

gboolean word_is_unknown(const struct word *word, size_t start, size_t end)
{
	const struct byte_place *bytes = (const struct byte_place *)word->bytes->data;

	for (size_t i = start; word->is_unknown && i < end; i++) {
		if (bytes[i].is_unknown)
			return TRUE;
	}
	return FALSE;
}

static char peek(const struct lexer *lexer, size_t ahead)
{
	return lexer->at + ahead < lexer->to ? lexer->text[lexer->at + ahead] : '\0';
}

/* Moves on by @n bytes, and counts their lines. */
static void skip(struct lexer *lexer, size_t n)
{
	for (; n > 0 && lexer->at < lexer->to; n--)
		lexer->line += lexer->text[lexer->at++] == '\n';
}

static void begin_word(struct lexer *lexer)
{
	if (lexer->word != NULL)
		return;
	lexer->word = g_new0(struct word, 1);
	lexer->word->bytes = g_array_new(FALSE, FALSE, sizeof(struct byte_place));
	lexer->word->place.start = lexer->at;
	lexer->word->line = lexer->line;
	g_string_truncate(lexer->decoded, 0);
}

static void end_word(struct lexer *lexer)
{
	struct word *word = g_steal_pointer(&lexer->word);

	if (word == NULL)
		return;
	word->place.end = lexer->at;
	word->text = g_strndup(lexer->decoded->str, lexer->decoded->len);
	word->length = lexer->decoded->len;
	word->command = lexer->command;
	if (lexer->skip_next)
		word_free(word);
	else
		g_ptr_array_add(lexer->words, word);
	lexer->skip_next = FALSE;
}

/* Takes the byte that stands @before bytes ahead into the word, and moves behind it. */
static void take(struct lexer *lexer, size_t before, gboolean is_unknown)
{
	struct byte_place place = {(uint32_t)lexer->at, (uint32_t)(lexer->at + before + 1),
				   is_unknown};

	begin_word(lexer);
	g_string_append_c(lexer->decoded, peek(lexer, before));
	g_array_append_val(lexer->word->bytes, place);
	lexer->word->is_unknown |= is_unknown;
	skip(lexer, before + 1);
}

static gboolean no_end(struct lexer *lexer, unsigned line, const char *what)
{
	return config_error(lexer->config, line, lexer->error, "%s has no end", what);
}

/* The length of "(…)" or "{…}" at @ahead, to the bracket that ends it; 0 when none does. */
static size_t bracketed(const struct lexer *lexer, size_t ahead, char open, char close)
{
	size_t depth = 0;
	char quote = '\0';

	for (size_t i = ahead; lexer->at + i < lexer->to; i++) {
		char c = peek(lexer, i);

		if (c == '\\')
			i++;
		else if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '\'' || c == '"')
			quote = c;
		else if (c == open)
			depth++;
		else if (c == close && --depth == 0)
			return i - ahead + 1;
	}
	return 0;
}

/* How many bytes an expansion at the "$" has; 0 when its bracket does not end. A lone "$" is 1. */
static size_t expansion_length(const struct lexer *lexer)
{
	size_t n = 1;

	if (peek(lexer, 1) == '(' || peek(lexer, 1) == '{') {
		char open = peek(lexer, 1);

		n = bracketed(lexer, 1, open, open == '(' ? ')' : '}');
		return n == 0 ? 0 : n + 1;
	}
	if (g_ascii_isdigit(peek(lexer, 1)) ||
	    (peek(lexer, 1) != '\0' && strchr("@*#?$!-", peek(lexer, 1))))
		return 2;
	while (g_ascii_isalnum(peek(lexer, n)) || peek(lexer, n) == '_')
		n++;
	return n;
}

static gboolean take_expansion(struct lexer *lexer)
{
	size_t n = expansion_length(lexer);
	unsigned line = lexer->line;

	if (n == 0)
		return no_end(lexer, line, "the bracket behind $");
	for (size_t i = 0; i < n; i++)
		take(lexer, 0, n > 1);
	return TRUE;
}

static gboolean take_backquotes(struct lexer *lexer)
{
	unsigned line = lexer->line;

	do {
		take(lexer, 0, TRUE);
		if (lexer->at >= lexer->to)
			return no_end(lexer, line, "the command in backquotes");
	} while (peek(lexer, 0) != '`');
	take(lexer, 0, TRUE);
	return TRUE;
}

static gboolean take_single_quotes(struct lexer *lexer)
{
	unsigned line = lexer->line;

	begin_word(lexer);
	lexer->word->is_quoted = TRUE;
	skip(lexer, 1);
	while (lexer->at < lexer->to && peek(lexer, 0) != '\'')
		take(lexer, 0, FALSE);
	if (lexer->at >= lexer->to)
		return no_end(lexer, line, "the text in single quotes");
	skip(lexer, 1);
	return TRUE;
}

/* What stands next between double quotes. */
static gboolean take_quoted(struct lexer *lexer)
{
	char c = peek(lexer, 0), next = peek(lexer, 1);

	if (c == '$')
		return take_expansion(lexer);
	if (c == '`')
		return take_backquotes(lexer);
	if (c == '\\' && next == '\n')
		skip(lexer, 2);
	else if (c == '\\' && next != '\0' && strchr("\\\"$`", next) != NULL)
		take(lexer, 1, FALSE);
	else
		take(lexer, 0, FALSE);
	return TRUE;
}

static gboolean take_double_quotes(struct lexer *lexer)
{
	unsigned line = lexer->line;

	begin_word(lexer);
	lexer->word->is_quoted = TRUE;
	skip(lexer, 1);
	while (lexer->at < lexer->to && peek(lexer, 0) != '"') {
		if (!take_quoted(lexer))
			return FALSE;
	}
	if (lexer->at >= lexer->to)
		return no_end(lexer, line, "the text in double quotes");
	skip(lexer, 1);
	return TRUE;
}

/* ">file", "2>&1", "<<<word". A number that touches it belongs to it. */
static gboolean redirection(struct lexer *lexer)
{
	gboolean is_number = lexer->word != NULL && !lexer->word->is_quoted &&
			     strspn(lexer->decoded->str, "0123456789") == lexer->decoded->len;

	if (is_number)
		g_clear_pointer(&lexer->word, word_free);
	end_word(lexer);
	if (peek(lexer, 0) == '<' && peek(lexer, 1) == '<' && peek(lexer, 2) != '<')
		return config_error(
			lexer->config, lexer->line, lexer->error,
			"memroof does not read here-documents: expected a command line");
	while (peek(lexer, 0) != '\0' && strchr("<>&|", peek(lexer, 0)) != NULL)
		skip(lexer, 1);
	lexer->skip_next = TRUE;
	return TRUE;
}

static void end_command(struct lexer *lexer)
{
	end_word(lexer);
	lexer->skip_next = FALSE;
	lexer->command++;
	skip(lexer, 1);
}

static void skip_comment(struct lexer *lexer)
{
	while (lexer->at < lexer->to && peek(lexer, 0) != '\n')
		skip(lexer, 1);
}

/* One step; FALSE on an error. */
static gboolean step(struct lexer *lexer)
{
	char c = peek(lexer, 0), next = peek(lexer, 1);

	switch (c) {
	case '\\':
		if (next == '\n')
			skip(lexer, 2);
		else if (next == '\r' && peek(lexer, 2) == '\n')
			skip(lexer, 3);
		else if (lexer->at + 1 < lexer->to)
			take(lexer, 1, FALSE);
		else
			skip(lexer, 1);
		return TRUE;
	case '\'':
		return take_single_quotes(lexer);
	case '"':
		return take_double_quotes(lexer);
	case '$':
		return take_expansion(lexer);
	case '`':
		return take_backquotes(lexer);
	case '<':
	case '>':
		return redirection(lexer);
	case '\n':
		if (lexer->dialect == SHELL_ARGUMENTS) {
			end_word(lexer);
			skip(lexer, 1);
			return TRUE;
		}
		end_command(lexer);
		return TRUE;
	case '&':
		if (next == '>')
			return redirection(lexer);
		end_command(lexer);
		return TRUE;
	case ';':
	case '|':
	case '(':
	case ')':
		end_command(lexer);
		return TRUE;
	case ' ':
	case '\t':
	case '\r':
		end_word(lexer);
		skip(lexer, 1);
		return TRUE;
	case '#':
		if (lexer->word == NULL)
			skip_comment(lexer);
		else
			take(lexer, 0, FALSE);
		return TRUE;
	case '\0':
		return config_error(lexer->config, lexer->line, lexer->error,
				    "expected text, not a NUL byte");
	default:
		take(lexer, 0, FALSE);
		return TRUE;
	}
}

static void split_at_nul(struct lexer *lexer)
{
	while (lexer->at < lexer->to) {
		begin_word(lexer);
		while (lexer->at < lexer->to && peek(lexer, 0) != '\0')
			take(lexer, 0, FALSE);
		end_word(lexer);
		skip(lexer, 1);
	}
}

GPtrArray *shell_words(const struct config *config, size_t from, size_t to,
		       enum shell_dialect dialect, GError **error)
{
	struct lexer lexer = {
		.config = config,
		.text = config->text,
		.at = from,
		.to = to,
		.line = config_line(config, from),
		.dialect = dialect,
		.words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free),
		.decoded = g_string_new(NULL),
		.error = error,
	};
	gboolean ok = TRUE;

	if (dialect == SHELL_NUL)
		split_at_nul(&lexer);
	while (ok && lexer.at < lexer.to)
		ok = step(&lexer);
	end_word(&lexer);
	g_string_free(lexer.decoded, TRUE);
	if (ok)
		return lexer.words;
	g_ptr_array_unref(lexer.words);
	return NULL;
}
