/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building one section of a scenario from its entries. Used by the scenario parser only. */
#ifndef MEMROOF_MODEL_SECTION_H
#define MEMROOF_MODEL_SECTION_H

#include "model/scenario.h"

/* One entry as the file has it. */
struct entry {
	const struct key *key;
	const char *text;
	unsigned line; /* 0 for the command line */
};

/*
 * Makes a section of @kind from @entries (struct entry; later ones replace earlier ones with the
 * same key). Fails with "LINE: …".
 */
struct section *section_build(enum section_kind kind, const char *name, unsigned line,
			      const GArray *entries, GError **error);
/*
 * Gives @dimension of @section other @values (char *, canonical; taken over): what a word stood for
 * that only this host can tell. Too many points and a value that is there twice are input errors
 * "LINE: …".
 */
gboolean section_expand(struct section *section, struct dimension *dimension, GPtrArray *values,
			GError **error);

/*
 * Leaves out the points that @keeps does not want. It is told which value of each dimension a point
 * has.
 */
void section_keep(struct section *section,
		  gboolean (*keeps)(const unsigned *values, const void *user), const void *user);

/* The dimension of the key called @name; NULL when the section does not say it. */
struct dimension *section_dimension(const struct section *section, const char *name);

/* Blames the line of an entry ("LINE: …" in front of @error), or the command line; FALSE. */
gboolean section_blame(unsigned line, GError **error);

void section_free(struct section *section);

#endif
