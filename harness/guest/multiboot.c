/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What QEMU's loader for Multiboot hands to the guest: a memory map and a command line. */
#include "guest/boot.h"

#define HAS_COMMAND_LINE (1 << 2)
#define HAS_MAP (1 << 6)
#define MAP_RAM 1

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
	boot(&usable);
}
