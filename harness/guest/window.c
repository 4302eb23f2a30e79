/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page tables that map the low 4 GiB as they are, but for the last 2 MiB of them: that is a window
 * onto any other 2 MiB. The tables of PAE serve a CPU of 32 bits as well as, below one or two more
 * levels, long mode, and reach 52 bits of physical addresses in both. A CPU without PAE runs
 * without paging and sees what is below 4 GiB.
 */
#include "guest/boot.h"

#define PRESENT 1U
#define WRITABLE 2U
#define LARGE 0x80U
#define ENTRIES 512
#define LARGE_PAGE 0x200000U
#define WINDOW 0xffe00000U
#define ALIGNED __attribute__((aligned(GUEST_PAGE)))

#define CR0_PAGING (1U << 31)
#define CR4_PAE (1U << 5)
#define CR4_LEVEL5 (1U << 12)

static uint64_t directory[4 * ENTRIES] ALIGNED;
static uint64_t pointers[ENTRIES] ALIGNED;
static bool has_window;
static uint64_t window_page = WINDOW;

static inline uintptr_t read_cr4(void)
{
	uintptr_t value;

	__asm__ volatile("mov %%cr4, %0" : "=r"(value));
	return value;
}

static inline void load_tables(const uint64_t *top)
{
	__asm__ volatile("mov %0, %%cr3" : : "r"(top) : "memory");
}

#ifdef __x86_64__
static uint64_t level4[ENTRIES] ALIGNED;
static uint64_t level5[ENTRIES] ALIGNED;

#define POINTER_FLAGS (PRESENT | WRITABLE)

/* Paging is on; the firmware may have chosen five levels, which cannot be undone in long mode. */
static void start_paging(void)
{
	level4[0] = (uintptr_t)pointers | PRESENT | WRITABLE;
	level5[0] = (uintptr_t)level4 | PRESENT | WRITABLE;
	load_tables(read_cr4() & CR4_LEVEL5 ? level5 : level4);
}
#else
/* Writable is a reserved bit here. */
#define POINTER_FLAGS PRESENT

static void start_paging(void)
{
	uint32_t cr0;

	__asm__ volatile("mov %0, %%cr4" : : "r"(read_cr4() | CR4_PAE));
	load_tables(pointers);
	__asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
	__asm__ volatile("mov %0, %%cr0" : : "r"(cr0 | CR0_PAGING) : "memory");
}
#endif

void window_open(const struct cpu *cpu)
{
	if (!cpu->has_pae)
		return;
	for (uint32_t i = 0; i < 4 * ENTRIES; i++)
		directory[i] = i * LARGE_PAGE | PRESENT | WRITABLE | LARGE;
	for (uint32_t i = 0; i < 4; i++)
		pointers[i] = (uintptr_t)(directory + i * ENTRIES) | POINTER_FLAGS;
	start_paging();
	has_window = true;
}

bool window_reaches(uint64_t address)
{
	return has_window || address >> 32 == 0;
}

volatile uint64_t *window_on(uint64_t page)
{
	uint64_t large = page & -(uint64_t)LARGE_PAGE;

	if (!has_window)
		return (volatile uint64_t *)(uintptr_t)page;
	if (large != window_page) {
		directory[WINDOW / LARGE_PAGE] = large | PRESENT | WRITABLE | LARGE;
		__asm__ volatile("invlpg (%0)" : : "r"((uintptr_t)WINDOW) : "memory");
		window_page = large;
	}
	return (volatile uint64_t *)(uintptr_t)(WINDOW | (uint32_t)(page - large));
}
