/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What CPUID says about the CPU and the width of its physical addresses. */
#include "guest/boot.h"

#define LEAF_FEATURES 1
#define LEAF_EXTENDED 0x80000000
#define LEAF_EXTENDED_FEATURES 0x80000001
#define LEAF_ADDRESS_BITS 0x80000008

/* EDX of the features, and of the extended ones. */
#define HAS_PAE (1U << 6)
#define HAS_PSE36 (1U << 17)
#define HAS_LONG_MODE (1U << 29)

#define BITS_WITHOUT_PAE 32
#define BITS_WITH_PAE 36

struct registers {
	uint32_t a, b, c, d;
};

static struct registers cpuid(uint32_t leaf)
{
	struct registers r;

	__asm__ volatile("cpuid" : "=a"(r.a), "=b"(r.b), "=c"(r.c), "=d"(r.d) : "a"(leaf), "c"(0));
	return r;
}

static void read_vendor(char *vendor)
{
	struct registers r = cpuid(0);
	const uint32_t words[] = {r.b, r.d, r.c};

	for (unsigned i = 0; i < 12; i++)
		vendor[i] = (char)(words[i / 4] >> 8 * (i % 4));
	vendor[12] = '\0';
}

void cpu_read(struct cpu *cpu)
{
	uint32_t features = cpuid(LEAF_FEATURES).d;
	uint32_t last = cpuid(LEAF_EXTENDED).a;

	read_vendor(cpu->vendor);
	cpu->has_pae = features & HAS_PAE;
	cpu->address_bits = features & (HAS_PAE | HAS_PSE36) ? BITS_WITH_PAE : BITS_WITHOUT_PAE;

	/* A CPU without extended leaves answers with something that is none of them. */
	cpu->has_long_mode = last >> 31 && last >= LEAF_EXTENDED_FEATURES &&
			     cpuid(LEAF_EXTENDED_FEATURES).d & HAS_LONG_MODE;
	if (last >> 31 && last >= LEAF_ADDRESS_BITS)
		cpu->address_bits = cpuid(LEAF_ADDRESS_BITS).a & 0xff;
}
