/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest physical address space that QEMU lays out for pc and q35, as pure arithmetic. It
 * mirrors hw/i386/pc.c (pc_memory_init, pc_max_used_gpa, pc_pci_hole64_start,
 * pc_get_device_memory_range, pc_get_cxl_range_end), hw/i386/pc_piix.c and pc_q35.c (the split
 * below 4 GiB) of QEMU 5.2 to 11.1. It predicts; it never decides: what is stored is what QEMU did.
 */
#ifndef MEMROOF_MODEL_LAYOUT_H
#define MEMROOF_MODEL_LAYOUT_H

#include "model/cpu.h"
#include "model/point.h"

/* The QEMU that a prediction is for. */
struct emulator {
	struct version version;
	gboolean lacks_machine; /* it has no machine type of the point's name */
	const char *machine; /* the machine type as QEMU resolves the point's, "pc-q35-7.2", or NULL
				if unknown */
};

/* A point as numbers, so that predicting many values costs no parsing. */
struct layout_input {
	struct version qemu;
	gboolean lacks_machine;
	struct machine_kind machine; /* resolved: always with a version */
	struct cpu_kind cpu;
	unsigned phys_bits;       /* effective width */
	gboolean phys_bits_given; /* somebody asked for a width */
	gboolean phys_bits_known; /* FALSE where the width is the host's: KVM, and nobody asked */
	uint64_t size;            /* bytes, as QEMU rounds it */
	uint64_t maxmem;          /* bytes, or UNSET */
	uint64_t slots;           /* or UNSET */
	uint64_t hole64;
	uint64_t max_ram_below_4g; /* 0: the machine's default */
	gboolean cxl;
	unsigned cxl_windows;
	uint64_t cxl_window_bytes;
	enum proof proof;
	gboolean ovmf; /* the firmware is OVMF */
};

enum region_kind {
	REGION_LOW_RAM,
	REGION_PCI_HOLE32, /* from the end of low RAM to 4 GiB: PCI, firmware, interrupt controllers
			    */
	REGION_HIGH_RAM,   /* RAM above 4 GiB (or above 1 TiB) */
	REGION_HYPERTRANSPORT,
	REGION_DEVICE_MEMORY, /* where hotplugged memory goes: maxmem - size */
	REGION_SLOT_RESERVE,  /* 1 GiB for each slot, for alignment */
	REGION_CXL,
	REGION_PCI_HOLE64,
	N_REGION_KINDS,
};

struct region {
	enum region_kind kind;
	uint64_t start, end; /* bytes; end is the first byte behind the region */
};

struct layout {
	struct region regions[N_REGION_KINDS]; /* in ascending order; empty ones are left out */
	unsigned n_regions;
	uint64_t used;    /* the last address that QEMU counts; the second number in its message */
	uint64_t roof;    /* the CPU's last address; the first number in its message */
	gboolean checked; /* FALSE where this QEMU does not compare the two */
	gboolean relocated;   /* RAM above 4 GiB moved to 1 TiB */
	uint64_t split;       /* from this size on, some RAM lies above 4 GiB; bytes */
	uint64_t ram_end;     /* the first byte behind the last RAM */
	uint64_t hotplug_end; /* the same of the region for hotplug, as firmware is told; or 0 */
};

const char *region_name(enum region_kind kind);

/* From this size on q35 puts only 2 GiB below 4 GiB (hw/i386/pc_q35.c), in bytes. */
#define Q35_SPLIT UINT64_C(0xb0000000)

/* The granularity that QEMU rounds a size up to (hw/core/machine.c), in bytes. */
#define SIZE_GRANULARITY UINT64_C(8192)

/*
 * Reads @point for @emulator into numbers. FALSE when the machine is none of pc and q35, the CPU's
 * width is not known, or args may change what is laid out: then there is no prediction. Only
 * @input->phys_bits, size, slots and maxmem are valid in that case.
 */
gboolean layout_input_init(struct layout_input *input, const struct point *point,
			   const struct emulator *emulator);

/* Lays out @input; never fails. Sums saturate at 2^64 - 1. */
void layout_compute(const struct layout_input *input, struct layout *layout);

/* TRUE when the layout fits the CPU, or nobody checks. */
gboolean layout_fits(const struct layout *layout);

#endif
