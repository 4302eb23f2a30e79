/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sections of scenarios as rows of the store: added once, compared when a run is resumed. */
#ifndef MEMROOF_RUN_SECTIONS_H
#define MEMROOF_RUN_SECTIONS_H

#include "model/scenario.h"
#include "run/skips.h"
#include "store/store.h"

/* A section to be run, and the id of its row. */
struct section_job {
	const struct section *section;
	int64_t id;
	struct skips *skips; /* freed with the array; NULL when every point is to be tried */
};

/*
 * Makes a job of each section of @scenarios (GArray of struct section_job). A section that the
 * store has under the same name but with other contents is an input error; what is expected, and
 * how it is shown, may differ and is then kept. NULL on error.
 */
GArray *sections_register(const GPtrArray *scenarios, struct store *store, GError **error);

#endif
