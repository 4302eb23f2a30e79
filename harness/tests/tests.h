/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the test suites share. Each file of suites mirrors a module; main.c runs them all in one
 * runner. */
#ifndef MEMROOF_TESTS_TESTS_H
#define MEMROOF_TESTS_TESTS_H

#include <check.h>
#include <glib.h>

/* Asserts that @error is set with @code (enum memroof_error) and that its text contains @part, then
 * clears it. */
void assert_error(GError **error, int code, const char *part);

/* Asserts that two texts are equal; frees @actual. */
void assert_text(char *actual, const char *expected);

/* How often @part stands in @text. */
unsigned count_text(const char *text, const char *part);

/* A fresh directory below TMPDIR; the runner removes them all at its end; newly allocated. */
char *make_directory(void);

/* The path of a file below harness/tests/data; newly allocated. */
char *data_path(const char *name);

#endif
