/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who measured the rows of a database, when and where: each value once, as notes of a reference. */
#ifndef MEMROOF_REPORT_PROVENANCE_H
#define MEMROOF_REPORT_PROVENANCE_H

#include "run/reference.h"
#include "store/store.h"

enum provenance_note {
	PROVENANCE_MEMROOF,
	PROVENANCE_MEASURED,
	PROVENANCE_HOST,
	PROVENANCE_KERNEL,
	PROVENANCE_ACCELERATOR,
	PROVENANCE_QEMU,
	PROVENANCE_LIBVIRT,
	N_PROVENANCE_NOTES,
};

/* What the note is called in a reference: "host". */
const char *provenance_name(enum provenance_note note);

struct provenance {
	GHashTable *values[N_PROVENANCE_NOTES]; /* char *, each once */
};

void provenance_init(struct provenance *provenance);
void provenance_clear(struct provenance *provenance);

/* Adds a run: memroof's version, the time, the host. */
void provenance_add_run(struct provenance *provenance, const struct run_row *run);

/* Adds by whom a point was tried; the texts may be NULL. */
void provenance_add_row(struct provenance *provenance, const struct point *point,
			const char *qemu_version, const char *qemu_package, const char *libvirt);

/* Adds the notes to @reference, in the order above and sorted. */
void provenance_note(const struct provenance *provenance, struct reference *reference);

#endif
