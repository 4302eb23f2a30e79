/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a scalar's text back to the bytes that say it. The rules of YAML are repeated here, and the
 * result is compared with libyaml's: where they differ, no place is known.
 */
#include "files/yaml_tree.h"

#include <string.h>

/* A text as it is made from the file, byte by byte. */
struct origins {
	const struct config *config;
	const struct tree_entry *scalar;
	size_t *places;
	size_t length; /* so far */
	gboolean same; /* as libyaml's, so far */
};

static void put(struct origins *origins, const char *bytes, size_t n, size_t place)
{
	const struct tree_entry *scalar = origins->scalar;

	if (origins->length + n > scalar->length ||
	    memcmp(scalar->text + origins->length, bytes, n) != 0) {
		origins->same = FALSE;
		return;
	}
	for (size_t i = 0; i < n; i++)
		origins->places[origins->length++] = place;
}

/* The bytes of a line break at @at: 0, 1, or 2 for CRLF. */
static size_t break_at(const struct config *config, size_t at)
{
	const char *text = config->text;

	if (at >= config->length)
		return 0;
	if (text[at] == '\r')
		return at + 1 < config->length && text[at + 1] == '\n' ? 2 : 1;
	return text[at] == '\n' ? 1 : 0;
}

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t line_end(const struct config *config, size_t at)
{
	while (at < config->length && break_at(config, at) == 0)
		at++;
	return at;
}

/* The column of the block's text: what its header says, or how far its first line is indented. */
static size_t block_indent(const struct config *config, const struct tree_entry *scalar,
			   size_t *first_line)
{
	size_t end = line_end(config, scalar->start), at = end + break_at(config, end);

	*first_line = at;
	for (size_t i = scalar->start + 1; i < end && !is_blank(config->text[i]); i++) {
		size_t column = scalar->place;

		if (!g_ascii_isdigit(config->text[i]))
			continue;
		while (column > 0 && config->text[column - 1] != '\n')
			column--;
		return scalar->place - column + (size_t)g_ascii_digit_value(config->text[i]);
	}
	for (;;) {
		size_t indent = 0;

		while (at + indent < config->length && config->text[at + indent] == ' ')
			indent++;
		if (at + indent >= config->length || break_at(config, at + indent) == 0)
			return indent;
		at += indent + break_at(config, at + indent);
	}
}

/* Lines as they are, without their indentation. What is chopped off at the end is left out. */
static void walk_literal(struct origins *origins)
{
	const struct config *config = origins->config;
	const struct tree_entry *scalar = origins->scalar;
	size_t at, indent = block_indent(config, scalar, &at);

	while (origins->same && origins->length < scalar->length) {
		size_t end = line_end(config, at), step = break_at(config, end);

		for (size_t i = 0; i < indent && at < end && config->text[at] == ' '; i++)
			at++;
		for (; origins->same && at < end; at++)
			put(origins, config->text + at, 1, at);
		if (origins->length < scalar->length && step == 0)
			origins->same = FALSE;
		else if (origins->length < scalar->length)
			put(origins, "\n", 1, at);
		if (origins->length < scalar->length)
			at += step;
	}
	origins->places[scalar->length] = at;
}

/* An escape of a double-quoted text at @at, behind its backslash: its bytes to @bytes, whose
 * number is returned; *@at becomes what follows. */
static size_t take_escape(const struct config *config, size_t *at, char bytes[8])
{
	static const char LETTERS[] = "0abt\tnvfre \"/\\",
			  MEANING[] = "\0\a\b\t\t\n\v\f\r\x1b \"/\\";
	static const struct {
		char letter;
		gunichar character;
	} NAMED[] = {{'N', 0x85}, {'_', 0xa0}, {'L', 0x2028}, {'P', 0x2029}};
	char letter = config->text[(*at)++];
	const char *known = strchr(LETTERS, letter);
	unsigned digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
	gunichar character = 0;

	if (letter != '\0' && known != NULL) {
		bytes[0] = MEANING[known - LETTERS];
		return 1;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(NAMED); i++)
		character = NAMED[i].letter == letter ? NAMED[i].character : character;
	for (unsigned i = 0; i < digits && g_ascii_isxdigit(config->text[*at]); i++)
		character = character * 16 + (gunichar)g_ascii_xdigit_value(config->text[(*at)++]);
	return character == 0 ? 0 : (size_t)g_unichar_to_utf8(character, bytes);
}

/* A line break between words is one blank, and each empty line behind it a break; the blanks
 * around it are none of the text. @escaped: a backslash before it takes it away. */
static size_t take_fold(struct origins *origins, size_t at, gboolean escaped)
{
	const struct config *config = origins->config;
	size_t place = at, step, breaks = 0;

	while ((step = break_at(config, at)) > 0) {
		at += step;
		if (breaks++ > 0)
			put(origins, "\n", 1, place);
		while (at < config->length && is_blank(config->text[at]))
			at++;
	}
	if (breaks == 1 && !escaped)
		put(origins, " ", 1, place);
	return at;
}

static size_t take_blanks(struct origins *origins, size_t at)
{
	const struct config *config = origins->config;
	size_t end = at;

	while (end < config->length && is_blank(config->text[end]))
		end++;
	if (break_at(config, end) > 0)
		return end;
	for (; origins->same && at < end; at++)
		put(origins, config->text + at, 1, at);
	return end;
}

static void walk_flow(struct origins *origins)
{
	const struct config *config = origins->config;
	const struct tree_entry *scalar = origins->scalar;
	gboolean quoted = scalar->style != TREE_PLAIN;
	size_t at = scalar->start + quoted, end = scalar->end - quoted;

	while (origins->same && at < end) {
		size_t place = at, n;
		char bytes[8];

		if (is_blank(config->text[at])) {
			at = take_blanks(origins, at);
		} else if (break_at(config, at) > 0) {
			at = take_fold(origins, at, FALSE);
		} else if (scalar->style == TREE_DOUBLE_QUOTED && config->text[at] == '\\') {
			at++;
			if (break_at(config, at) > 0) {
				at = take_fold(origins, at, TRUE);
				continue;
			}
			n = take_escape(config, &at, bytes);
			put(origins, bytes, n, place);
		} else {
			put(origins, config->text + at, 1, place);
			at += 1 + (scalar->style == TREE_SINGLE_QUOTED && config->text[at] == '\'');
		}
	}
	origins->places[scalar->length] = end;
}

size_t *tree_origins(const struct config *config, const struct tree_entry *scalar)
{
	struct origins origins = {config, scalar, NULL, 0, TRUE};

	if (scalar->style == TREE_FOLDED)
		return NULL;
	origins.places = g_new(size_t, scalar->length + 1);
	if (scalar->style == TREE_LITERAL)
		walk_literal(&origins);
	else
		walk_flow(&origins);
	if (!origins.same || origins.length != scalar->length)
		g_clear_pointer(&origins.places, g_free);
	return origins.places;
}

unsigned *tree_lines(const struct config *config, const struct tree_entry *scalar)
{
	g_autofree size_t *places = tree_origins(config, scalar);
	unsigned *lines = g_new(unsigned, scalar->length + 1), line;
	size_t at = scalar->start;

	line = config_line(config, at);
	for (size_t i = 0; i <= scalar->length; i++) {
		for (; places != NULL && at < places[i]; at++)
			line += config->text[at] == '\n';
		lines[i] = line;
	}
	return lines;
}

/* @with, with each of its lines on one of its own behind the block's indentation. */
static char *as_lines(const struct config *config, const struct tree_entry *scalar,
		      const char *with)
{
	size_t first, indent = block_indent(config, scalar, &first);
	const char *step = first >= 2 && config->text[first - 2] == '\r' ? "\r\n" : "\n";
	GString *text = g_string_new(NULL);

	for (; *with != '\0'; with++) {
		if (*with == '\n' && with[1] != '\n' && with[1] != '\0')
			g_string_append_printf(text, "%s%*s", step, (int)indent, "");
		else if (*with == '\n')
			g_string_append(text, step);
		else
			g_string_append_c(text, *with);
	}
	return g_string_free(text, FALSE);
}

static char *as_escapes(const char *with)
{
	GString *text = g_string_new(NULL);

	for (; *with != '\0'; with++) {
		if (*with == '\n')
			g_string_append(text, "\\n");
		else if (*with == '"' || *with == '\\')
			g_string_append_printf(text, "\\%c", *with);
		else
			g_string_append_c(text, *with);
	}
	return g_string_free(text, FALSE);
}

/* A plain text begins with nothing that YAML takes for something else. */
static gboolean begins_plainly(char first, char second)
{
	return g_ascii_isalnum(first) || first == '/' ||
	       (first == '-' && second != '\0' && !g_ascii_isspace(second));
}

/* @with where no escapes are known, or NULL: what would end or fold the text. */
static char *as_unescaped(const struct tree_entry *scalar, size_t start, size_t end,
			  const char *with)
{
	gboolean plain = scalar->style == TREE_PLAIN;
	/* How it will begin, if it does here. */
	g_autofree char *text = g_strdup_printf("%.2s%.2s", with, scalar->text + end);

	if (strpbrk(with, plain ? "\n\"'#:" : "\n'") != NULL ||
	    (plain && (scalar->length == 0 ||
		       (start == 0 && !begins_plainly(text[0], text[0] != '\0' ? text[1] : '\0')))))
		return NULL;
	return g_strdup(with);
}

gboolean tree_edit(const struct config *config, const struct tree_entry *scalar,
		   const size_t *origins, size_t start, size_t end, const char *with,
		   struct edits *edits)
{
	g_autofree char *written = NULL;

	if (origins == NULL || (scalar->style == TREE_LITERAL && scalar->length == 0))
		return FALSE;
	written = scalar->style == TREE_LITERAL         ? as_lines(config, scalar, with)
		  : scalar->style == TREE_DOUBLE_QUOTED ? as_escapes(with)
							: as_unescaped(scalar, start, end, with);
	if (written != NULL)
		edits_replace(edits, origins[start], origins[end], written);
	return written != NULL;
}
