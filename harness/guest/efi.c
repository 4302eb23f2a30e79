/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What UEFI firmware hands to boot.efi: its memory map and where the ACPI tables are, which it must
 * give before it is left for good. Memory that only the boot services and this image use is free
 * afterwards.
 */
#include "guest/boot.h"

#define SERVICE __attribute__((ms_abi))
#define EFI_PAGE 4096
#define INVALID_PARAMETER (1ULL << 63 | 2)
#define ATTEMPTS 8
#define ALL_BELOW (1ULL << 32)

enum {
	LOADER_CODE = 1,
	LOADER_DATA,
	BOOT_SERVICES_CODE,
	BOOT_SERVICES_DATA,
	CONVENTIONAL = 7,
};

struct descriptor {
	uint32_t type;
	uint64_t start;
	uint64_t virtual_start;
	uint64_t pages;
	uint64_t attributes;
};

/* Only as far as it is used. */
struct boot_services {
	uint8_t header[24];
	void *before_map[4];
	uint64_t SERVICE (*get_memory_map)(size_t *bytes, void *map, size_t *key,
					   size_t *descriptor_bytes, uint32_t *version);
	void *before_exit[21];
	uint64_t SERVICE (*exit_boot_services)(void *image, size_t key);
};

struct configuration_table {
	uint64_t guid[2];
	uint64_t address;
};

struct system_table {
	uint8_t header[24];
	void *before_services[9];
	const struct boot_services *boot_services;
	size_t configurations;
	const struct configuration_table *configuration;
};

SERVICE void efi_boot(void *image, const struct system_table *table);
_Noreturn void efi_continue(void);

/* The RSDP since ACPI 2.0, and before. */
static const uint64_t ACPI20[] = {0x11d3e4f18868e871, 0x81883cc7800022bc};
static const uint64_t ACPI10[] = {0x11d32d88eb9d2d30, 0x4dc13f279000169a};

static struct ranges usable;
static uint64_t rsdp;

static uint8_t map[32 * 1024] __attribute__((aligned(8)));
static size_t map_bytes;
static size_t descriptor_bytes;

/* Its address, or 0. */
static uint64_t find_table(const struct system_table *table, const uint64_t *guid)
{
	for (size_t i = 0; i < table->configurations; i++) {
		const struct configuration_table *entry = &table->configuration[i];

		if (entry->guid[0] == guid[0] && entry->guid[1] == guid[1])
			return entry->address;
	}
	return 0;
}

/* Asking for the map may change it, and then the firmware wants to be asked again. */
SERVICE void efi_boot(void *image, const struct system_table *table)
{
	const struct boot_services *services = table->boot_services;
	uint64_t status = INVALID_PARAMETER;

	rsdp = find_table(table, ACPI20);
	if (!rsdp)
		rsdp = find_table(table, ACPI10);
	for (unsigned i = 0; i < ATTEMPTS && status == INVALID_PARAMETER; i++) {
		uint32_t version;
		size_t key;

		map_bytes = sizeof map;
		status = services->get_memory_map(&map_bytes, map, &key, &descriptor_bytes,
						  &version);
		if (status == 0)
			status = services->exit_boot_services(image, key);
	}
	if (status != 0)
		leave_lost();
}

static bool is_usable(uint32_t type)
{
	return (type >= LOADER_CODE && type <= BOOT_SERVICES_DATA) || type == CONVENTIONAL;
}

/* On a stack of its own, without the firmware. */
_Noreturn void efi_continue(void)
{
	/* The page tables to come map no more. */
	if ((uintptr_t)image_end > ALL_BELOW)
		leave_lost();
	for (size_t at = 0; at < map_bytes; at += descriptor_bytes) {
		const struct descriptor *part = (const struct descriptor *)(map + at);

		if (is_usable(part->type))
			ranges_add(&usable, part->start, part->start + part->pages * EFI_PAGE);
	}
	boot(&usable, rsdp);
}
