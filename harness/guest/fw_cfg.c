/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU's fw_cfg device, by its ports: which RAM the machine declares, and where its hotplug region
 * ends. */
#include "guest/boot.h"

#include "guest/ports.h"

#define SELECTOR_PORT 0x510
#define DATA_PORT 0x511
#define KEY_SIGNATURE 0
#define KEY_DIRECTORY 0x19
#define E820_RAM 1

/* As it stands in the directory, where numbers are big-endian. */
struct directory_entry {
	uint32_t size;
	uint16_t key;
	uint16_t reserved;
	char name[56];
};

struct e820_entry {
	uint64_t start;
	uint64_t length;
	uint32_t type;
} __attribute__((packed));

struct file {
	uint32_t size;
	uint16_t key;
};

static struct file e820;
static struct file reserved_end;

static bool same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

static void find_files(void)
{
	struct directory_entry entry;
	uint32_t count;

	write_port16(SELECTOR_PORT, KEY_DIRECTORY);
	read_port_bytes(DATA_PORT, &count, sizeof count);
	for (count = __builtin_bswap32(count); count > 0; count--) {
		struct file file;

		read_port_bytes(DATA_PORT, &entry, sizeof entry);
		file.size = __builtin_bswap32(entry.size);
		file.key = __builtin_bswap16(entry.key);
		if (same(entry.name, "etc/e820"))
			e820 = file;
		else if (same(entry.name, "etc/reserved-memory-end"))
			reserved_end = file;
	}
}

void fw_cfg_open(void)
{
	char signature[5] = "";

	write_port16(SELECTOR_PORT, KEY_SIGNATURE);
	read_port_bytes(DATA_PORT, signature, 4);
	if (same(signature, "QEMU"))
		find_files();
}

void say_declared(void)
{
	struct e820_entry entry;

	write_port16(SELECTOR_PORT, e820.key);
	for (uint32_t left = e820.size; left >= sizeof entry; left -= sizeof entry) {
		read_port_bytes(DATA_PORT, &entry, sizeof entry);
		if (entry.type != E820_RAM)
			continue;
		say("declared");
		say_hex(entry.start);
		say_hex(entry.start + entry.length);
		end_line();
	}
}

void say_reserved_end(void)
{
	uint64_t end;

	if (reserved_end.size != sizeof end)
		return;
	write_port16(SELECTOR_PORT, reserved_end.key);
	read_port_bytes(DATA_PORT, &end, sizeof end);
	say("reserved-end");
	say_hex(end);
	end_line();
}
