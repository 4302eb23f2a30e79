/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A choice of points by their keys: "qemu=7.2", "slots=0-16", "firmware=". */
#ifndef MEMROOF_MODEL_SELECTION_H
#define MEMROOF_MODEL_SELECTION_H

#include "model/keys.h"

/* One value of one key. Values of the same key are alternatives; different keys must all hold. */
struct condition {
	const struct key *key;
	struct point *point; /* has the value and nothing else; or not even that: the key is unset
			      */
};

struct selection {
	GArray *conditions; /* struct condition, those of one key side by side */
	GPtrArray *texts;   /* char *, as they were given */
};

struct selection *selection_new(void);
void selection_free(struct selection *selection);

/*
 * Adds "KEY=VALUES": a key of points, and its values as a scenario writes them; without a value the
 * key must be unset. Anything else is an input error that names the nearest known key.
 */
gboolean selection_add(struct selection *selection, const char *text, GError **error);

/* TRUE when the point is chosen. */
gboolean selection_has(const struct selection *selection, const struct point *point);

/* "qemu=7.2 slots=0-8": as it was given; newly allocated. */
char *selection_text(const struct selection *selection);

#endif
