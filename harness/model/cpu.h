/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a CPU model decides about the address space. Mirrors the models in QEMU's
 * target/i386/cpu.c. */
#ifndef MEMROOF_MODEL_CPU_H
#define MEMROOF_MODEL_CPU_H

#include "model/machine.h"

struct cpu_kind {
	gboolean amd;       /* vendor AuthenticAMD: has the HyperTransport hole */
	gboolean long_mode; /* CPUID LM: a 64-bit CPU */
	gboolean pse36;
	gboolean pae;
	gboolean pages_1g; /* CPUID pdpe1gb: pages of 1 GiB */
};

/* The kind of "model,property=value,…"; NULL is the default CPU of @family. An unknown model is
 * taken for a 64-bit Intel. */
struct cpu_kind cpu_kind(const char *cpu, enum machine_family family);

#endif
