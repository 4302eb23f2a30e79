/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the reference format, for those who write it and those who read it. */
#ifndef MEMROOF_REPORT_TABLE_REFERENCE_H
#define MEMROOF_REPORT_TABLE_REFERENCE_H

#include "run/reference.h"

#include <stdio.h>

/* The first line; another number is another format. */
#define REFERENCE_MAGIC "# memroof reference "
#define REFERENCE_VERSION 1

/* The columns between those of the keys and those of the times (start_event_name()). */
enum reference_field {
	REFERENCE_AXIS,
	REFERENCE_LIMIT,
	REFERENCE_REFUSED,
	REFERENCE_REASON,
	REFERENCE_STAGE,
	REFERENCE_OUTCOME,
	REFERENCE_COUNTEREXAMPLE,
	REFERENCE_CONFIRMED,
	REFERENCE_AGREES,
	N_REFERENCE_FIELDS,
};

const char *reference_field_name(enum reference_field field);

/* The first three columns. */
#define REFERENCE_HEAD "scenario,kind,section"

/* Writes notes and rows as they are. Errors of @out itself are left for the caller to find. */
void reference_write(const struct reference *reference, FILE *out);

#endif
