/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What QEMU's loader for Multiboot hands to the guest: a memory map and a command line. ACPI tables
 * are to be found in the way of a PC.
 */
#include "guest/boot.h"

#define HAS_COMMAND_LINE (1 << 2)
#define HAS_MAP (1 << 6)
#define MAP_RAM 1

#define EBDA_SEGMENT 0x40e
#define EBDA_BYTES 1024
#define BIOS_START 0xe0000
#define BIOS_END 0x100000
#define RSDP_ALIGNMENT 16

struct multiboot_info {
	uint32_t flags;
	uint32_t memory[2];
	uint32_t boot_device;
	uint32_t command_line;
	uint32_t modules[2];
	uint32_t symbols[4];
	uint32_t map_bytes;
	uint32_t map;
};

struct map_entry {
	uint32_t bytes; /* of what follows */
	uint64_t start;
	uint64_t length;
	uint32_t type;
} __attribute__((packed));

_Noreturn void multiboot_boot(const struct multiboot_info *info);

static struct ranges usable;

/* Its address, or 0. */
static uint32_t search_rsdp(uint32_t at, uint32_t end)
{
	for (; at < end; at += RSDP_ALIGNMENT) {
		if (is_rsdp((const void *)(uintptr_t)at))
			return at;
	}
	return 0;
}

static uint32_t find_rsdp(void)
{
	uint32_t ebda, rsdp;

	/* The compiler takes a pointer into the first page for a mistake. */
	__asm__ volatile("movzwl %c1, %0" : "=r"(ebda) : "i"(EBDA_SEGMENT));
	ebda <<= 4;
	rsdp = ebda ? search_rsdp(ebda, ebda + EBDA_BYTES) : 0;
	return rsdp ? rsdp : search_rsdp(BIOS_START, BIOS_END);
}

_Noreturn void multiboot_boot(const struct multiboot_info *info)
{
	uint32_t at = info->map, end = info->map + info->map_bytes;

	if (!(info->flags & HAS_MAP))
		leave_lost();
	while (at < end) {
		const struct map_entry *entry = (const struct map_entry *)(uintptr_t)at;

		if (entry->type == MAP_RAM)
			ranges_add(&usable, entry->start, entry->start + entry->length);
		at += entry->bytes + sizeof(entry->bytes);
	}
	if (info->flags & HAS_COMMAND_LINE)
		read_command_line((const char *)(uintptr_t)info->command_line);
	boot(&usable, find_rsdp());
}
