/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shell script as simple commands of words, as far as that can be told without running it. Each
 * byte of a word knows where it stands in the text.
 */
#ifndef MEMROOF_FILES_SHELL_WORDS_H
#define MEMROOF_FILES_SHELL_WORDS_H

#include "files/config.h"
#include "files/qemu_settings.h"

/* Where one byte of a word stands; several bytes of a text where a backslash is in front. */
struct byte_place {
	uint32_t start, end;
	gboolean is_unknown; /* it is part of "$NAME" and the like: the shell puts another text in
				its place */
};

struct word {
	char *text; /* without quotes; what the shell expands is left as it is written */
	size_t length;
	GArray *bytes; /* struct byte_place, one for each byte of @text */
	struct place place;
	unsigned line;
	unsigned command;    /* words with the same number are one command */
	gboolean is_unknown; /* some of it */
	gboolean is_quoted;
};

enum shell_dialect {
	SHELL_SCRIPT,    /* a command ends with its line */
	SHELL_ARGUMENTS, /* one command, however many lines it has */
	SHELL_NUL,       /* words that end with NUL bytes, as in /proc/PID/cmdline */
};

/* Takes @text over. Its bytes stand nowhere, until somebody says where. */
struct word *word_new(char *text, unsigned line);
void word_free(struct word *word);

/*
 * The words in bytes @from to @to of @config's text (GPtrArray of struct word *, which frees them).
 * Comments, redirections and what stands between commands are left out. NULL with an input error
 * for quotes that do not end, and for here-documents.
 */
GPtrArray *shell_words(const struct config *config, size_t from, size_t to,
		       enum shell_dialect dialect, GError **error);

/* The place in the text of bytes @start to before @end of a word. */
struct place word_place(const struct word *word, size_t start, size_t end);

/* TRUE when any of these bytes is for the shell to know. */
gboolean word_is_unknown(const struct word *word, size_t start, size_t end);

#endif
