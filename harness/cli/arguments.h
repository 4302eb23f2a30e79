/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of one command: the keys of the key table as --KEY VALUE, and the command's own
 * options. */
#ifndef MEMROOF_CLI_ARGUMENTS_H
#define MEMROOF_CLI_ARGUMENTS_H

#include "cli/cli.h"
#include "model/scenario.h"
#include "model/selection.h"

/* Which keys a command takes, and as what. */
enum key_use {
	KEYS_NONE,
	KEYS_POINT,     /* one value each, into arguments.point */
	KEYS_LIMIT,     /* the same, and the options of limit sections into arguments.section */
	KEYS_OVERRIDES, /* texts, into arguments.overrides */
};

struct arguments {
	struct point *point;
	struct section_options section;
	GArray *overrides; /* struct override */
	gboolean help;
	char **words; /* what is neither option nor behind "--" */
	char **more;  /* what stands behind "--" */
};

/*
 * Reads @argv. @own are the command's own options (may be NULL). On an input error, or when --help
 * was asked for and has been printed, returns FALSE with *@status set; @arguments must be cleared
 * in any case.
 */
gboolean arguments_parse(struct arguments *arguments, const struct command *command,
			 enum key_use use, const GOptionEntry *own, int argc, char **argv,
			 int *status);
void arguments_clear(struct arguments *arguments);

/* Prints @text, which begins at column @indent, in lines that fit 80 columns. */
void arguments_print_wrapped(const char *text, int indent);

/*
 * What prints a command's help: its own options and the keys it takes, each ending with an empty
 * entry; @own may be NULL. For who asks every command for its help, to write the manual of it.
 */
typedef void (*help_printer)(const struct command *command, const GOptionEntry *own,
			     const GOptionEntry *keys);

/* Prints the help of every command by @printer. */
void arguments_print_all_help(help_printer printer);

/* Prints the command's help. */
void arguments_print_help(const struct command *command, enum key_use use, const GOptionEntry *own);

/* Adds the texts of the option --only (may be NULL) to @selection. */
gboolean arguments_select(struct selection *selection, char *const *only, GError **error);

/* An input error unless there are exactly @n words; @what they are. */
gboolean arguments_expect(const struct arguments *arguments, unsigned n, const char *what,
			  GError **error);

#endif
