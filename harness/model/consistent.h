/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the address in QEMU's message back to what was asked for. Pure. */
#ifndef MEMROOF_MODEL_CONSISTENT_H
#define MEMROOF_MODEL_CONSISTENT_H

#include "model/layout.h"

/* A model that stands for all that are not of AMD's. */
#define CONSISTENT_INTEL "kvm64"

/* With these values every maxmem above @above, up to @up_to, leads to the address. */
struct consistent {
	const char *machine; /* "q35", "pc" */
	const char *cpu;     /* what is known of it, or NULL; or CONSISTENT_INTEL where an AMD CPU's
				guest would be laid out otherwise, and nobody said which it was */
	uint64_t size, slots, above, up_to; /* bytes; both UNSET: without hotplug */
};

/*
 * What leads to @used as the last address, for @known with the keys that somebody knows (machine,
 * cpu, phys-bits, size, slots, maxmem, pci-hole64) and usual values for the others: GArray of
 * struct consistent.
 */
GArray *consistent_find(const struct point *known, const struct emulator *emulator, uint64_t used);

#endif
