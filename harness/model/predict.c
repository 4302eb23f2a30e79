/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/predict.h"

#include "base/size.h"

#define MAX_SLOTS_OF_QEMU 256 /* include/hw/acpi: ACPI_MAX_RAM_SLOTS */
#define PAGE_BYTES UINT64_C(4096)
#define IO_APIC UINT64_C(0xfec00000)
#define SMBIOS_DIMM (16 * GIB)
#define SMBIOS_DIMMS 512   /* numbers that are kept for DIMMs */
#define SMBIOS_PIECES 3328 /* and, behind them, for pieces of RAM */
#define OVMF_WINDOW (32 * GIB)
#define OVMF_WIDEST 47 /* bits; later versions take 46 */

/* hw/core/machine.c: machine_set_mem and its older form in softmmu/vl.c */
static enum reason check_options(const struct layout_input *in)
{
	if (in->maxmem == UNSET)
		return in->slots != UNSET ? REASON_SLOTS : REASON_NONE;
	if (in->maxmem < in->size)
		return REASON_MAXMEM_BELOW_SIZE;
	if (in->maxmem == in->size && in->slots != UNSET && in->slots > 0)
		return REASON_SLOTS;
	return REASON_NONE;
}

/* target/i386/cpu.c: x86_cpu_realizefn */
static enum reason check_cpu(const struct layout_input *in)
{
	if (!in->phys_bits_given)
		return REASON_NONE;
	if (!in->cpu.long_mode)
		return REASON_PHYS_BITS_FIXED;
	if (!version_at_least(in->qemu, 7, 1))
		return in->phys_bits == DEFAULT_PHYS_BITS ? REASON_NONE : REASON_PHYS_BITS_RANGE;
	if (in->phys_bits < 32 || (in->phys_bits > 52 && !version_at_least(in->qemu, 11, 0)))
		return REASON_PHYS_BITS_RANGE;
	return REASON_NONE;
}

/* hw/i386/pc.c: pc_memory_init, after the check of the address space */
static enum reason check_hotplug(const struct layout_input *in)
{
	gboolean hotplug = in->maxmem != UNSET && in->maxmem > in->size;

	if (!hotplug)
		return REASON_NONE;
	if (!version_at_least(in->machine.version, 2, 1))
		return REASON_NO_HOTPLUG;
	if (in->slots != UNSET && in->slots > MAX_SLOTS_OF_QEMU)
		return REASON_SLOTS;
	return in->maxmem % PAGE_BYTES != 0 ? REASON_ALIGNMENT : REASON_NONE;
}

static const struct region *find_region(const struct layout *layout, enum region_kind kind)
{
	for (unsigned i = 0; i < layout->n_regions; i++)
		if (layout->regions[i].kind == kind)
			return &layout->regions[i];
	return NULL;
}

/* hw/pci-host/i440fx.c: i440fx_pcihost_realize. The 32-bit PCI hole ends at the I/O APIC, and
 * nobody asks whether low RAM does, too. */
static gboolean aborts_at_ioapic(const struct layout_input *in, const struct layout *layout)
{
	const struct region *low = find_region(layout, REGION_LOW_RAM);

	return in->machine.family == FAMILY_PC && low != NULL && low->end >= IO_APIC;
}

/* hw/smbios/smbios.c: smbios_build_type_19_table wants the last byte of a piece of RAM behind its
 * first. */
static gboolean is_one_byte(const struct region *ram)
{
	return ram != NULL && ram->end - ram->start == 1;
}

/*
 * hw/smbios/smbios.c: smbios_get_tables. DIMMs, then pieces of RAM, then the rest have numbers from
 * fixed bases; the pieces make way for the DIMMs and must not run into the rest. From machine type
 * 9.1 on the DIMMs are too large for that.
 */
static gboolean numbers_collide(const struct layout_input *in, unsigned n_pieces)
{
	uint64_t dimms = in->size / SMBIOS_DIMM + (in->size % SMBIOS_DIMM != 0);

	return version_at_least(in->qemu, 7, 1) && !version_at_least(in->machine.version, 9, 1) &&
	       dimms > SMBIOS_DIMMS && dimms - SMBIOS_DIMMS + n_pieces >= SMBIOS_PIECES;
}

static gboolean aborts_at_smbios(const struct layout_input *in, const struct layout *layout)
{
	const struct region *low = find_region(layout, REGION_LOW_RAM);
	const struct region *high = find_region(layout, REGION_HIGH_RAM);

	return is_one_byte(low) || is_one_byte(high) ||
	       numbers_collide(in, (low != NULL) + (high != NULL));
}

/* The address space, and what QEMU checks behind it. In 10.0 the PCI host comes before, in 7.2 it
 * does not; 8.2 is taken to be as 10.0. */
static struct prediction predict_machine(const struct layout_input *in, struct layout *layout)
{
	static const struct prediction aborted = {OUTCOME_CRASH, REASON_ASSERTION};
	enum reason reason;

	layout_compute(in, layout);
	if (version_at_least(in->qemu, 8, 2) && aborts_at_ioapic(in, layout))
		return aborted;
	reason = layout_fits(layout) ? check_hotplug(in) : REASON_PHYS_BITS;
	if (reason != REASON_NONE)
		return (struct prediction){OUTCOME_REFUSED, reason};
	if (aborts_at_ioapic(in, layout) || aborts_at_smbios(in, layout))
		return aborted;
	return (struct prediction){OUTCOME_ACCEPTED, REASON_NONE};
}

/* What QEMU lets through although the CPU cannot reach it. */
static enum reason check_reach(const struct layout_input *in, const struct layout *layout)
{
	unsigned reach = in->cpu.long_mode || in->cpu.pae ? in->phys_bits : 32;
	uint64_t roof = reach < 64 ? UINT64_C(1) << reach : UINT64_MAX;

	if (layout->ram_end > roof)
		return REASON_MEMORY_FAULT;
	return layout->hotplug_end > roof ? REASON_HOTPLUG_REGION : REASON_NONE;
}

/*
 * The width that OVMF takes the address space to have; 0 where it goes by what the memory needs
 * instead. It believes a CPU only above 40 bits and at the widths that real CPUs of the vendor
 * have, because QEMU used to make up the others, and without pages of 1 GiB it maps no more than 40
 * bits (OvmfPkg/Library/PlatformInitLib/MemDetect.c). Found with Debian's 2022.11 and 2025.02.
 */
static unsigned ovmf_width(const struct layout_input *in)
{
	unsigned most = in->cpu.pages_1g ? OVMF_WIDEST : 40;

	if (in->phys_bits > 40)
		return MIN(in->phys_bits, most);
	if (in->cpu.amd)
		return in->phys_bits == 40 ? 40 : 0;
	/* Newer machine types hide the vendor where OVMF looks for it (vendor-cpuid-only-v2). */
	if (version_at_least(in->machine.version, 10, 1))
		return 0;
	return in->phys_bits == 36 || in->phys_bits == 39 ? in->phys_bits : 0;
}

/* It wants a 64-bit PCI window of 32 GiB, aligned to that, behind all memory, and where its address
 * space has no room for one it stops without a word. */
static gboolean ovmf_hangs(const struct layout_input *in, const struct layout *layout)
{
	uint64_t end =
		round_up(MAX(MAX(layout->ram_end, 4 * GIB), layout->hotplug_end), OVMF_WINDOW);
	unsigned width = ovmf_width(in);

	return in->ovmf && width > 0 && add_saturated(end, OVMF_WINDOW) > UINT64_C(1) << width;
}

static struct prediction predict_boot(const struct layout_input *in, const struct layout *layout)
{
	enum reason reason = check_reach(in, layout);

	if (reason != REASON_NONE)
		return (struct prediction){OUTCOME_REFUSED, reason};
	if (ovmf_hangs(in, layout))
		return (struct prediction){OUTCOME_TIMEOUT, REASON_DEADLINE};
	return (struct prediction){OUTCOME_ACCEPTED, REASON_NONE};
}

struct prediction predict(const struct layout_input *in, struct layout *layout)
{
	struct layout scratch;
	struct prediction prediction;
	enum reason reason = check_options(in);

	if (reason == REASON_NONE && in->lacks_machine)
		reason = REASON_MACHINE_UNKNOWN;
	if (reason == REASON_NONE)
		reason = check_cpu(in);
	if (reason != REASON_NONE)
		return (struct prediction){OUTCOME_REFUSED, reason};
	if (layout == NULL)
		layout = &scratch;
	prediction = predict_machine(in, layout);
	if (prediction.outcome == OUTCOME_ACCEPTED && in->proof > PROOF_ACCEPT)
		return predict_boot(in, layout);
	return prediction;
}
