/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparing two measurements as the options say, for all commands that compare. */
#ifndef MEMROOF_CLI_COMPARING_H
#define MEMROOF_CLI_COMPARING_H

#include "run/comparison.h"

/* The options of comparing behind a command's own (ending with an empty entry, as what is returned
 * does); newly allocated. A process runs one command, so they are kept here. */
GOptionEntry *comparing_options(const GOptionEntry *own);

/* Whether any of them was given. */
gboolean comparing_is_asked(void);

struct comparing_rule {
	struct comparison_options options;
	unsigned kinds; /* a bit for each section_kind */
};

/* What the options mean; an input error that names the one that means nothing. */
gboolean comparing_read(struct comparing_rule *rule, GError **error);

/*
 * Compares what is left of both when other kinds are dropped. NULL with an input error when rows
 * cannot be told apart, and with a broken one when no row has an answer on both sides.
 */
struct comparison *comparing_make(struct reference *base, struct reference *new,
				  const struct comparing_rule *rule, GError **error);

#endif
