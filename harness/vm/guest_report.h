/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest says (harness/guest/protocol.h), read as it comes: bytes in, a checked report out. A
 * guest is not trusted: a line that is unknown, out of order, twice there or not quite a number,
 * and a sum that does not fit, end the report with an error.
 */
#ifndef MEMROOF_VM_GUEST_REPORT_H
#define MEMROOF_VM_GUEST_REPORT_H

#include <glib.h>
#include <stdint.h>

enum guest_kind { GUEST_BOOT, GUEST_LINUX };

/* Guest physical addresses from @start to below @end. */
struct guest_range {
	uint64_t start, end;
};

struct guest_bar {
	unsigned bus, device, function, number;
	uint64_t address; /* 0: the firmware has given it none */
	uint64_t size;
};

/* The first page that was not as it should be, and how. */
struct guest_fault {
	gboolean present;
	unsigned vector;
	uint64_t error, address;
};

struct guest_page {
	gboolean present;
	uint64_t address;
	uint64_t other; /* what it held, or whose key it held */
};

/* A line that a following guest adds. */
struct guest_state {
	uint64_t number; /* 0 before the first */
	uint64_t blocks_online, blocks, memory_kib;
};

struct guest_report {
	enum guest_kind kind;
	char vendor[13];
	unsigned phys_bits;
	gboolean long_mode, pae;
	GArray *declared, *usable; /* struct guest_range, ascending */
	uint64_t reserved_end;     /* or UNSET */
	uint64_t acpi_bytes;       /* or UNSET */
	GArray *bars;              /* struct guest_bar */
	struct guest_fault fault;
	struct guest_page bad, alias;
	uint64_t touched; /* pages; or UNSET */
	char *kernel;
	uint64_t memory_kib;
	uint64_t blocks_online, blocks, block_bytes;
	GArray *disks; /* uint64_t bytes */
	gboolean from_disk;
	struct guest_state state;

	gboolean entered; /* a kernel has said its version, or the banner is there */
	gboolean begun;   /* the banner is there */
	gboolean ended;   /* the report is complete, and its sum fits */
	char *panic;      /* the line in which the guest's kernel gave up, or NULL */
	char *error;      /* the first thing that makes no sense, or NULL */

	GString *partial; /* an unfinished line */
	uint32_t sum;
	int last; /* the kind of the line before, to keep the order */
};

void guest_report_init(struct guest_report *report);
void guest_report_clear(struct guest_report *report);

/* Takes bytes from the guest's console. FALSE once @report->error is set. */
gboolean guest_report_feed(struct guest_report *report, const char *data, size_t n);

/* MemTotal as the guest said last. */
uint64_t guest_memory_kib(const struct guest_report *report);

/* The memory blocks that were online then. */
uint64_t guest_blocks_online(const struct guest_report *report);

/* The bytes in all of @ranges. */
uint64_t guest_ranges_total(const GArray *ranges);

#endif
