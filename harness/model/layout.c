/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/layout.h"

#include "base/size.h"
#include "model/more_args.h"
#include "model/options.h"

/* hw/i386/pc.c: AMD_HT_START and AMD_ABOVE_1TB_START */
#define HYPERTRANSPORT_START (UINT64_C(0xfd) << 32)
#define ABOVE_HYPERTRANSPORT TIB

#define CXL_HOST_BYTES MIB
#define CXL_WINDOW_ALIGNMENT (256 * MIB)
#define SLOT_BYTES GIB

const char *region_name(enum region_kind kind)
{
	static const char *const names[N_REGION_KINDS] = {
		[REGION_LOW_RAM] = "RAM below 4 GiB",
		[REGION_PCI_HOLE32] = "32-bit PCI hole",
		[REGION_HIGH_RAM] = "RAM above 4 GiB",
		[REGION_HYPERTRANSPORT] = "HyperTransport hole",
		[REGION_DEVICE_MEMORY] = "device memory",
		[REGION_SLOT_RESERVE] = "slot reserve",
		[REGION_CXL] = "CXL windows",
		[REGION_PCI_HOLE64] = "64-bit PCI hole",
	};

	return names[kind];
}

static gboolean qemu_at_least(const struct layout_input *in, unsigned major, unsigned minor)
{
	return version_at_least(in->qemu, major, minor);
}

static gboolean machine_at_least(const struct layout_input *in, unsigned major, unsigned minor)
{
	return version_at_least(in->machine.version, major, minor);
}

/* target/i386/cpu.c: x86_cpu_realizefn. A 32-bit CPU has a width of its own; since 8.2 PAE counts
 * as well. */
static unsigned effective_width(const struct layout_input *in, uint64_t wanted)
{
	if (in->cpu.long_mode)
		return wanted != UNSET ? (unsigned)wanted : DEFAULT_PHYS_BITS;
	return in->cpu.pse36 || (in->cpu.pae && qemu_at_least(in, 8, 2)) ? 36 : 32;
}

/* FALSE when a window is larger than sizes can be here. */
static gboolean read_cxl(struct layout_input *in, const char *machine)
{
	in->cxl = options_get_flag(machine, "cxl", FALSE);
	for (in->cxl_windows = 0; in->cxl; in->cxl_windows++) {
		g_autofree char *name = g_strdup_printf("cxl-fmw.%u.size", in->cxl_windows);
		g_autofree char *text = options_get(machine, name);
		uint64_t bytes;

		if (text == NULL)
			break;
		if (!size_parse(text, &bytes, NULL))
			return FALSE;
		in->cxl_window_bytes = add_saturated(in->cxl_window_bytes, bytes);
	}
	return TRUE;
}

static gboolean read_machine(struct layout_input *in, const struct point *point,
			     const struct emulator *emulator)
{
	g_autofree char *below = options_get(point->machine, "max-ram-below-4g");

	in->machine = machine_kind(emulator->machine != NULL ? emulator->machine : point->machine);
	if (!in->machine.versioned)
		in->machine.version = emulator->version;
	if (below == NULL || !size_parse(below, &in->max_ram_below_4g, NULL))
		in->max_ram_below_4g = 0;
	in->hole64 = point->pci_hole64;
	if (in->hole64 == UNSET)
		in->hole64 = in->machine.family == FAMILY_Q35 ? 32 * GIB : 2 * GIB;
	return read_cxl(in, point->machine);
}

gboolean layout_input_init(struct layout_input *in, const struct point *point,
			   const struct emulator *emulator)
{
	gboolean readable;

	*in = (struct layout_input){
		.qemu = emulator->version,
		.lacks_machine = emulator->lacks_machine,
		.size = round_up(point_size(point), SIZE_GRANULARITY),
		.maxmem = point->maxmem,
		.slots = point->slots,
		.phys_bits_given = point->phys_bits != UNSET,
		.phys_bits_known = point->phys_bits != UNSET || g_strcmp0(point->accel, "kvm") != 0,
	};
	in->proof = point_proof(point);
	in->ovmf = point_uses_uefi(point);
	readable = read_machine(in, point, emulator);
	in->cpu = cpu_kind(point->cpu, in->machine.family);
	in->phys_bits = effective_width(in, point->phys_bits);
	return readable && !more_args_change_layout(point->args) && in->phys_bits_known &&
	       (in->machine.family == FAMILY_PC || in->machine.family == FAMILY_Q35);
}

/* hw/i386/pc_q35.c: pc_q35_init */
static uint64_t q35_low_ram(const struct layout_input *in, uint64_t *split)
{
	uint64_t low = in->size >= Q35_SPLIT ? 0x80000000 : Q35_SPLIT;

	*split = Q35_SPLIT;
	if (in->max_ram_below_4g != 0) {
		low = MIN(low, in->max_ram_below_4g);
		*split = MIN(*split, in->max_ram_below_4g);
	}
	return MIN(in->size, low);
}

/* hw/i386/pc_piix.c: pc_init1 */
static uint64_t i440fx_low_ram(const struct layout_input *in, uint64_t *split)
{
	uint64_t low = in->max_ram_below_4g != 0 ? in->max_ram_below_4g : 0xe0000000;

	*split = low;
	if (in->size >= low && machine_at_least(in, 2, 0))
		low = MIN(low, 0xc0000000);
	return MIN(in->size, low);
}

static gboolean has_hotplug(const struct layout_input *in)
{
	return in->maxmem != UNSET && in->maxmem > in->size;
}

static void add_region(struct layout *layout, enum region_kind kind, uint64_t start, uint64_t end)
{
	if (end > start)
		layout->regions[layout->n_regions++] = (struct region){kind, start, end};
}

/* Device memory and the room for aligning each slot; returns the end of both. From 2.2 on slots are
 * charged. */
static uint64_t place_device_memory(const struct layout_input *in, struct layout *layout,
				    uint64_t high_end)
{
	uint64_t base = round_up(high_end, GIB), end, reserve = 0;

	if (!has_hotplug(in))
		return high_end;
	end = add_saturated(base, in->maxmem - in->size);
	if (machine_at_least(in, 2, 2) && in->slots != UNSET)
		reserve = mul_saturated(in->slots, SLOT_BYTES);
	add_region(layout, REGION_DEVICE_MEMORY, base, end);
	add_region(layout, REGION_SLOT_RESERVE, end, add_saturated(end, reserve));
	return add_saturated(end, reserve);
}

/* hw/i386/pc.c: pc_get_cxl_range_end. Up to 8.1 the start is rounded even where nothing can be
 * plugged. */
static uint64_t place_cxl(const struct layout_input *in, struct layout *layout, uint64_t start)
{
	uint64_t end;

	if (!in->cxl)
		return start;
	if (!has_hotplug(in) && !qemu_at_least(in, 8, 2))
		start = round_up(start, GIB);
	end = add_saturated(start, CXL_HOST_BYTES);
	if (in->cxl_windows > 0)
		end = add_saturated(round_up(end, CXL_WINDOW_ALIGNMENT), in->cxl_window_bytes);
	add_region(layout, REGION_CXL, start, end);
	return end;
}

/* Since 8.2 a CPU without long mode is charged for its memory only: nothing needs a 64-bit PCI hole
 * there. */
static gboolean is_32bit(const struct layout_input *in)
{
	return !in->cpu.long_mode && qemu_at_least(in, 8, 2);
}

/* Places everything with the high RAM at @high_base and sets layout->used. */
static void place_all(const struct layout_input *in, struct layout *layout, uint64_t high_base)
{
	uint64_t low = in->machine.family == FAMILY_Q35 ? q35_low_ram(in, &layout->split)
							: i440fx_low_ram(in, &layout->split);
	uint64_t high_end = high_base + (in->size - low);
	uint64_t memory_end, hole_start;

	layout->n_regions = 0;
	add_region(layout, REGION_LOW_RAM, 0, low);
	add_region(layout, REGION_PCI_HOLE32, low, 4 * GIB);
	if (high_base == ABOVE_HYPERTRANSPORT)
		add_region(layout, REGION_HYPERTRANSPORT, HYPERTRANSPORT_START,
			   ABOVE_HYPERTRANSPORT);
	add_region(layout, REGION_HIGH_RAM, high_base, high_end);
	memory_end = place_device_memory(in, layout, high_end);
	layout->ram_end = in->size > low ? high_end : low;
	layout->hotplug_end = memory_end > high_end ? round_up(memory_end, GIB) : 0;
	if (is_32bit(in)) {
		layout->used = memory_end - 1;
		return;
	}
	/* Up to machine type 2.4 the end of device memory was forgotten (broken_reserved_end). */
	if (has_hotplug(in) && !machine_at_least(in, 2, 5))
		memory_end = round_up(high_end, GIB);
	hole_start = round_up(place_cxl(in, layout, memory_end), GIB);
	add_region(layout, REGION_PCI_HOLE64, hole_start, add_saturated(hole_start, in->hole64));
	layout->used = add_saturated(hole_start, in->hole64) - 1;
}

/* Which QEMU compares used and roof at all, and for which CPUs. */
static gboolean is_checked(const struct layout_input *in)
{
	if (!qemu_at_least(in, 7, 1))
		return FALSE;
	if (!qemu_at_least(in, 8, 2))
		return in->phys_bits > 32;
	return in->cpu.long_mode || machine_at_least(in, 8, 2);
}

void layout_compute(const struct layout_input *in, struct layout *layout)
{
	*layout = (struct layout){
		/* The shift count wraps at 64, as QEMU 11.1 does on x86. */
		.roof = (UINT64_C(1) << (in->phys_bits & 63)) - 1,
		.checked = is_checked(in),
	};
	place_all(in, layout, 4 * GIB);
	/* Where nothing is checked, QEMU does not compute used either. */
	if (layout->checked && in->cpu.amd && machine_at_least(in, 7, 1) &&
	    qemu_at_least(in, 7, 1) && layout->used >= HYPERTRANSPORT_START) {
		layout->relocated = TRUE;
		place_all(in, layout, ABOVE_HYPERTRANSPORT);
	}
}

gboolean layout_fits(const struct layout *layout)
{
	return !layout->checked || layout->used <= layout->roof;
}
