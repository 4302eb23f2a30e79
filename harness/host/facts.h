/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts of this machine that a measurement has to name: CPU, memory, overcommit, kernel. */
#ifndef MEMROOF_HOST_FACTS_H
#define MEMROOF_HOST_FACTS_H

#include <glib.h>
#include <stdint.h>

struct host_facts {
	char *cpu_vendor;   /* "AuthenticAMD"; "" when it cannot be told */
	char *cpu_model;    /* as /proc/cpuinfo says; "" when it does not */
	unsigned phys_bits; /* CPUID 0x80000008; 0 when it cannot be told */
	uint64_t memory;    /* MemTotal in bytes */
	uint64_t available; /* MemAvailable in bytes */
	uint64_t swap;      /* SwapTotal in bytes */
	int overcommit;     /* vm.overcommit_memory: 0, 1, 2; -1 when it cannot be told */
	char *kernel;       /* "Linux 6.1.0-56-cloud-amd64 x86_64" */
};

void host_facts_read(struct host_facts *facts);
void host_facts_clear(struct host_facts *facts);

/* What vm.overcommit_memory means, in words. */
const char *overcommit_words(int overcommit);

#endif
