/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is made of the command table, the commands' own options and the key table for others to
 * read: the manual page, and the words for a shell's completion. One source with --help.
 */
#ifndef MEMROOF_CLI_MANUAL_H
#define MEMROOF_CLI_MANUAL_H

/* Prints memroof.1, in the man macros. */
void manual_print(void);

/* Prints the script that completes memroof's words in bash, and in zsh by its bashcompinit. */
void completion_print(void);

#endif
