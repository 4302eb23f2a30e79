/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages of the documentation: their examples, and the tools that make what is in them. */
#ifndef MEMROOF_TESTS_PAGES_H
#define MEMROOF_TESTS_PAGES_H

#include "tests/program.h"

/* A file of the project; newly allocated. */
char *page_read(const char *path);

/* Runs a shell command in the project's directory, which must succeed; what it prints is in
 * program->out. */
void page_tool(struct program *program, const char *command);

/*
 * Runs each command that @path shows in a line "    $ memroof ...", and fails unless the lines
 * below it are printed, in this order. "[...]" stands for what is left out, and so does an empty
 * line. What a page shows below "    $ cat FILE" is there as a file for the commands behind it.
 * Returns how many commands there were.
 */
unsigned page_check_examples(const char *path);

#endif
