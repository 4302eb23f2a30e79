/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ways out for a guest that does not fit its CPU: for each kind of change the smallest one that the
 * model accepts. Pure arithmetic; who offers one to people tries it first. All go by the point's
 * proof: a point whose proof boots gets remedies that are expected to boot.
 */
#ifndef MEMROOF_MODEL_REMEDY_H
#define MEMROOF_MODEL_REMEDY_H

#include "model/layout.h"

enum remedy_kind {
	REMEDY_NONE,         /* the point itself: it fits */
	REMEDY_FEWER_SLOTS,  /* the same maxmem with the most slots that fit */
	REMEDY_LESS_MAXMEM,  /* the same slots with the largest maxmem that fits */
	REMEDY_SMALLER_HOLE, /* a smaller 64-bit PCI hole: large BARs lose their place */
	REMEDY_MACHINE_PC,   /* pc instead of q35: a smaller hole, and no PCIe */
	REMEDY_VIRTIO_MEM,   /* no slots: memory grows by a virtio-mem device */
	REMEDY_NO_HOTPLUG,   /* no slots and no maxmem */
	REMEDY_WIDER_CPU,    /* more phys-bits, where the host has them */
	REMEDY_LESS_SIZE,    /* the largest size that fits without hotplug */
	N_REMEDY_KINDS,
};

struct remedy {
	enum remedy_kind kind;
	struct point *point; /* changed */
	char *words;         /* what to do: "8 slots instead of 16" */
	char *cost;          /* what it costs, or NULL: "PCI BARs above 2 GiB find no place" */
	uint64_t largest;    /* the most that the guest could have in this way: a maxmem, or without
				hotplug its size */
};

/* Slots of who wants to plug DIMMs and does not say how many. */
#define USUAL_SLOTS 8

/*
 * The remedies for @point on a host whose CPU has @host_phys_bits (0: not known), the one that
 * changes least first; REMEDY_NONE alone for a point that fits; an empty array when the model knows
 * none. The largest maxmem and size are whole GiB where there is one, else whole MiB. GPtrArray of
 * struct remedy *, which frees them.
 */
GPtrArray *remedies_for(const struct point *point, const struct emulator *emulator,
			unsigned host_phys_bits);

/*
 * The ways to the memory wanted: @wanted has phys-bits, size, perhaps slots (USUAL_SLOTS if not)
 * and maxmem. For each number of slots (up to 8 all, above that the halves) the largest maxmem, and
 * the other kinds with the largest maxmem each, but none with more than @wanted's; those that reach
 * @wanted's maxmem first, with the least change in front, then the ones with most memory. Without a
 * maxmem to reach what was asked for comes first. What was asked for is REMEDY_NONE.
 */
GPtrArray *remedies_to_reach(const struct point *wanted, const struct emulator *emulator,
			     unsigned host_phys_bits);

const char *remedy_kind_name(enum remedy_kind kind);

/* What the guest of a remedy can have in the end: its maxmem, or without hotplug its size. */
uint64_t remedy_memory(const struct remedy *remedy);

/*
 * The largest BAR that SeaBIOS places behind all memory: a power of two, aligned to itself, below
 * the end of the CPU's reach, and before the HyperTransport hole; 0 where there is no room.
 */
uint64_t remedy_largest_bar(const struct layout_input *input, const struct layout *layout);

/* Whether OVMF's window of 32 GiB fits behind all memory. Where it does not OVMF hangs, or gives
 * devices addresses that the CPU cannot reach. */
gboolean remedy_leaves_ovmf_room(const struct layout_input *input, const struct layout *layout);

#endif
