/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Variables that a script gives a constant: "MEM=4G" in a command of its own, before anything that
 * may or may not be run, and nowhere else. Whatever could change one makes it unknown.
 */
#ifndef MEMROOF_FILES_SHELL_VARIABLES_H
#define MEMROOF_FILES_SHELL_VARIABLES_H

#include "files/shell_words.h"

/* A place in which "$NAME" or "${NAME}" became its value. */
struct variable_use {
	struct place place;
	struct place value; /* in the assignment */
	gboolean is_only;   /* nothing else in the text uses the variable */
	gboolean is_list;   /* the value has a comma in it */
};

/*
 * Puts values in the place of variables in words @first to before @end; the bytes of a value stand
 * where the variable does. Returns a GArray of struct variable_use.
 */
GArray *shell_variables(const struct config *config, GPtrArray *words, unsigned first,
			unsigned end);

/* The first use that has bytes in @place, or NULL. */
const struct variable_use *variable_use_in(const GArray *uses, const struct place *place);

#endif
