/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/predict.h"

#include "base/size.h"

#define MAX_SLOTS_OF_QEMU 256 /* include/hw/acpi: ACPI_MAX_RAM_SLOTS */
#define PAGE_BYTES UINT64_C(4096)

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

static enum reason check_address_space(const struct layout_input *in, struct layout *layout)
{
	layout_compute(in, layout);
	return layout_fits(layout) ? REASON_NONE : REASON_PHYS_BITS;
}

struct prediction predict(const struct layout_input *in, struct layout *layout)
{
	struct layout scratch;
	enum reason reason = check_options(in);

	if (reason == REASON_NONE && in->lacks_machine)
		reason = REASON_MACHINE_UNKNOWN;
	if (reason == REASON_NONE)
		reason = check_cpu(in);
	if (reason == REASON_NONE)
		reason = check_address_space(in, layout != NULL ? layout : &scratch);
	if (reason == REASON_NONE)
		reason = check_hotplug(in);
	return (struct prediction){reason == REASON_NONE ? OUTCOME_ACCEPTED : OUTCOME_REFUSED,
				   reason};
}
