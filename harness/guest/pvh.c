/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the firmware hands to boot.elf: the PVH start info with its memory map, command line and
 * ACPI tables. All are read before any memory is touched.
 */
#include "guest/boot.h"

#define START_MAGIC 0x336ec578
#define VERSION_WITH_MAP 1
#define MAP_RAM 1

struct start_info {
	uint32_t magic;
	uint32_t version;
	uint32_t flags;
	uint32_t modules_count;
	uint64_t modules;
	uint64_t command_line;
	uint64_t rsdp;
	uint64_t map;
	uint32_t map_count;
	uint32_t reserved;
};

struct map_entry {
	uint64_t start;
	uint64_t length;
	uint32_t type;
	uint32_t reserved;
};

_Noreturn void pvh_boot(const struct start_info *info);

static struct ranges usable;

_Noreturn void pvh_boot(const struct start_info *info)
{
	const struct map_entry *map = (const struct map_entry *)(uintptr_t)info->map;

	if (info->magic != START_MAGIC || info->version < VERSION_WITH_MAP)
		leave_lost();
	for (uint32_t i = 0; i < info->map_count; i++) {
		if (map[i].type == MAP_RAM)
			ranges_add(&usable, map[i].start, map[i].start + map[i].length);
	}
	if (info->command_line)
		read_command_line((const char *)(uintptr_t)info->command_line);
	boot(&usable, info->rsdp);
}
