/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a report needs to know of the probes behind the numbers of a section. */
#ifndef MEMROOF_REPORT_EVIDENCE_H
#define MEMROOF_REPORT_EVIDENCE_H

#include "report/rows.h"

struct evidence {
	struct point *point;
	enum outcome outcome;
	enum stage stage;
	enum reason reason;
	uint64_t used_gpa; /* or UNSET */
	int64_t run;
	int64_t elapsed_us;
	char *message; /* "" when accepted */
	char *command; /* pasteable */
	char *guest;   /* what the guest said of itself and each step of hotplug, in lines; or "" */
	char *console; /* its last lines where it did not get far enough; or "" */
	char *finished; /* UTC */
};

/* The probes that the rows of @section name: int64_t * (the probe) → struct evidence *. NULL with
 * @error set on failure. */
GHashTable *evidence_load(struct store *store, const struct report_section *section,
			  GError **error);

/* That of the probe @id; NULL where there is none. */
const struct evidence *evidence_find(GHashTable *evidence, int64_t id);

#endif
