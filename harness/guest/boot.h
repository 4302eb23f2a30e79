/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The boot guest: it says what QEMU and the firmware tell it about memory, touches that memory, and
 * leaves. One set of sources makes three images: boot.elf (32 bits, entered by its PVH note),
 * boot-multiboot.elf (the same, for old machine types) and boot.efi (64 bits, for UEFI firmware).
 * This file is what its parts know of each other.
 */
#ifndef MEMROOF_GUEST_BOOT_H
#define MEMROOF_GUEST_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUEST_PAGE 4096
#define RANGES_MAX 128

/* The first byte, and the first byte behind it. */
struct range {
	uint64_t start;
	uint64_t end;
};

/* Ascending, neighbours joined. */
struct ranges {
	unsigned count;
	struct range range[RANGES_MAX];
};

struct cpu {
	char vendor[13];
	bool has_pae;
	bool has_long_mode;
	uint32_t address_bits;
};

/* Where the image lies in memory, with its stack and tables; set by the linker script. */
extern char image_start[];
extern char image_end[];

/* acpi.c: says how long the tables are that the RSDP leads to (0: there is none). */
void say_acpi(const struct cpu *cpu, uint64_t rsdp);
bool is_rsdp(const void *bytes);

/* boot.c: everything after the firmware has been asked for its memory map and its ACPI tables. */
_Noreturn void boot(const struct ranges *usable, uint64_t rsdp);

/* command_line.c */
void read_command_line(const char *line);

/* console.c: a line is gathered and written at once; hex and decimal are preceded by a space. */
void say(const char *text);
void say_hex(uint64_t value);
void say_decimal(uint32_t value);
void say_digits(uint32_t value, unsigned digits);
void end_line(void);
_Noreturn void leave_said(void);
_Noreturn void leave_lost(void);

/* cpu.c */
void cpu_read(struct cpu *cpu);

/* fw_cfg.c: says what QEMU declares by its fw_cfg device. */
void fw_cfg_open(void);
void say_declared(void);
void say_reserved_end(void);

/* pci.c: says every 64-bit memory BAR. */
void say_bars(const struct cpu *cpu);

/* ranges.c */
void ranges_add(struct ranges *ranges, uint64_t start, uint64_t end);

/* touch.c: which pages to touch, and touching them. */
void touch_add(uint64_t address);
void touch_add_range(const struct range *range);
void touch_all(void);
bool touch_under_way(uint64_t *address);

/* traps.c */
void traps_open(void);

/* window.c: physical memory through a window that is moved. */
void window_open(const struct cpu *cpu);
bool window_reaches(uint64_t address);
volatile uint64_t *window_on(uint64_t page);

#endif
