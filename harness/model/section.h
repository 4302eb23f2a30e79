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
void section_free(struct section *section);

#endif
