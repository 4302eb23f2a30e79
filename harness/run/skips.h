/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The points of a section that are not tried, because this machine lacks what the section needs. */
#ifndef MEMROOF_RUN_SKIPS_H
#define MEMROOF_RUN_SKIPS_H

#include "model/scenario.h"
#include "run/prober.h"

struct skips;

/*
 * Looks at the machine once for each QEMU that @section names. *@skips is NULL when it needs
 * nothing. FALSE when interrupted.
 */
gboolean skips_find(const struct section *section, struct prober *prober, struct skips **skips,
		    GError **error);
void skips_free(struct skips *skips);

/* Why the point @cell is not tried, or NULL when it is. @skips may be NULL. */
const char *skips_why(const struct skips *skips, uint64_t cell);

/* How many of the section's points are not tried. */
uint64_t skips_count(const struct skips *skips);

/* Writes them into @store, in the place of those that it has of the section with the row @id. */
gboolean skips_keep(const struct skips *skips, struct store *store, int64_t id, GError **error);

#endif
