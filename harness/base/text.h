/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small text helpers: typing-error hints, pasteable command lines, bounded files. */
#ifndef MEMROOF_BASE_TEXT_H
#define MEMROOF_BASE_TEXT_H

#include <glib.h>

/*
 * The word of the NULL-terminated @words that is nearest to @word, or NULL when none is close
 * enough to be meant (more than a third of its letters differ). Owned by @words.
 */
const char *text_nearest(const char *word, const char *const *words);

/* " (did you mean 'X'?)" or "" for the nearest of @words. */
char *text_hint(const char *word, const char *const *words);

/* A command line that a shell reads as exactly @argv; quotes only what needs it. */
char *text_shell_line(const char *const *argv);

/*
 * Reads a regular UTF-8 text file of at most @max_bytes. A missing file, a directory, a device, a
 * larger file and anything that is not text are input errors that name @path.
 */
char *text_read_file(const char *path, size_t max_bytes, GError **error);

/*
 * The same, but NUL bytes may be in it, as in /proc/PID/cmdline; @path NULL is stdin, which may be
 * a pipe. A NUL byte follows the last of the *@length bytes.
 */
char *text_read_bytes(const char *path, size_t max_bytes, size_t *length, GError **error);
/* The same from what is open as @fd, whatever it is, up to its end; @name is for messages. */
char *text_read_stream(int fd, const char *name, size_t max_bytes, GError **error);

/* A copy of @text with control characters other than newline replaced, at most @max_bytes long
 * (at least 3). */
char *text_printable(const char *text, size_t max_bytes);

#endif
