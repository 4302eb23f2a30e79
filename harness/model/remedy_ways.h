/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the two lists of remedies are made from: the largest values that fit, and words. */
#ifndef MEMROOF_MODEL_REMEDY_WAYS_H
#define MEMROOF_MODEL_REMEDY_WAYS_H

#include "model/remedy.h"

#define WIDEST_CPU 52 /* x86-64 paging ends here */

/* TRUE when the model expects that @point starts. */
gboolean way_fits(const struct point *point, const struct emulator *emulator);

/* The largest maxmem that fits @point, or UNSET: whole GiB where there is one, else whole MiB. */
uint64_t way_largest_maxmem(const struct point *point, const struct emulator *emulator);

/* The same for the size of @point without hotplug. */
uint64_t way_largest_size(const struct point *point, const struct emulator *emulator);

/* Changes: each makes of @point what its kind of remedy is. @slots may be 0 for no DIMMs. */
void way_set_slots(struct point *point, uint64_t slots);
void way_set_virtio_mem(struct point *point);
void way_set_no_hotplug(struct point *point);

/* FALSE for another machine than q35, or one with CXL, which pc has not got. */
gboolean way_set_pc(struct point *point);

/* The QEMU for @point where the machine type is not the one that the emulator was asked about. */
struct emulator way_emulator(const struct point *point, const struct point *asked,
			     const struct emulator *emulator);

/* The sizes of a 64-bit PCI hole to be tried, the largest first; the last one is 0. In bytes. */
extern const uint64_t WAY_HOLES[];
extern const unsigned WAY_N_HOLES;

/* A remedy that takes @point over; words and cost compare it with @before. */
struct remedy *way_new(enum remedy_kind kind, struct point *point, const struct point *before,
		       const struct emulator *emulator);

/* What is being remedied, and how so far. */
struct problem {
	const struct point *point;
	const struct emulator *emulator;
	unsigned host_phys_bits;
	struct layout_input input; /* of the point; to be filled by the caller */
	GPtrArray *remedies;       /* struct remedy *, which it frees */
};

struct problem problem_begin(const struct point *point, const struct emulator *emulator,
			     unsigned host_phys_bits);

/* way_fits() and way_largest_maxmem() for a change of the problem's point. */
gboolean problem_fits(const struct problem *problem, const struct point *point);
uint64_t problem_largest_maxmem(const struct problem *problem, const struct point *point);

/* The most slots that leave room for @point's maxmem, from 1 to @most; 0 when none does. */
uint64_t problem_most_slots(const struct problem *problem, const struct point *point,
			    uint64_t most);

/* Takes @point over, as a remedy when it fits; says whether it does. */
gboolean problem_offer(struct problem *problem, enum remedy_kind kind, struct point *point);

#endif
