/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A point: one complete configuration of one start of one virtual machine. A plain value; what is
 * UNSET is left to QEMU. The keys that fill it are in model/keys.h.
 */
#ifndef MEMROOF_MODEL_POINT_H
#define MEMROOF_MODEL_POINT_H

#include <glib.h>
#include <stdint.h>

#define UNSET UINT64_MAX

/* QEMU's own defaults, where arithmetic needs a number for an unset key. */
#define DEFAULT_SIZE (UINT64_C(128) << 20) /* hw/core/machine.c: default_ram_size */
#define DEFAULT_PHYS_BITS 40               /* target/i386/cpu.h: TCG_PHYS_ADDR_BITS */

struct point {
	char *engine;
	char *uri;  /* of libvirt */
	char *numa; /* "auto" or "none": whether libvirt's guest gets a NUMA cell */
	char *qemu;
	char *accel;
	char *machine;
	char *cpu;
	uint64_t phys_bits;
	uint64_t size; /* bytes */
	uint64_t slots;
	uint64_t maxmem;     /* bytes */
	uint64_t pci_hole64; /* bytes */
	char *firmware;
	char *backend;
	char *proof;
	char *hotplug;
	uint64_t bar;  /* bytes */
	uint64_t disk; /* bytes */
	char *boot_from;
	uint64_t timeout; /* milliseconds, for each stage */
	char *args;       /* more QEMU arguments, quoted as for a shell */
	char *fake;       /* what the fake engine's world looks like */
};

struct point *point_new(void);
struct point *point_copy(const struct point *point);
void point_free(struct point *point);

/*
 * The canonical text, "machine=q35 phys-bits=36 size=2G": set keys only, in the order of the key
 * table, quoted as for a shell. Equal points have equal texts.
 */
char *point_text(const struct point *point);

/*
 * Contradictions that no single value shows: keys of one engine used with another, pci-hole64 on a
 * machine that has none, unreadable arguments. What QEMU itself judges is left to QEMU.
 */
gboolean point_check(const struct point *point, GError **error);

/* The size that the guest has: the one asked for, or QEMU's default. In bytes. */
uint64_t point_size(const struct point *point);

/* How far an accepted point must get: docs/proofs.md. */
enum proof {
	PROOF_ACCEPT, /* the machine is built and QMP answers */
	PROOF_BOOT,   /* the freestanding guest has seen and touched all its memory */
	PROOF_LINUX,  /* a Linux kernel reports it */
	PROOF_PLUG,   /* hotplug fills the guest up to maxmem */
};

enum proof point_proof(const struct point *point);

/* The word for it, also where the key is unset. */
const char *point_proof_name(const struct point *point);

/* TRUE when the firmware is a UEFI (OVMF), which boots other guests than a BIOS does. */
gboolean point_uses_uefi(const struct point *point);

gboolean point_uses_virtio_mem(const struct point *point);
gboolean point_boots_from_disk(const struct point *point);

/* Where libvirt's driver runs inside memroof, in a directory of its own. */
#define EMBEDDED_URI "embed"

/* The URI that engine libvirt connects to: one of libvirt's, or EMBEDDED_URI. */
const char *point_uri(const struct point *point);

/* TRUE when QEMU runs on another host, whose programs and files are not ours to look at. */
gboolean point_is_remote(const struct point *point);

/* TRUE when the point is to be tried by the engine called @name. */
gboolean point_uses_engine(const struct point *point, const char *name);

#endif
