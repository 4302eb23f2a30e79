/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a remedy costs, and how it is said. */
#include "base/size.h"
#include "model/remedy_ways.h"

#include <string.h>

#define OVMF_WINDOW (32 * GIB)
#define HYPERTRANSPORT_START (UINT64_C(0xfd) << 32)

/* The first byte behind everything that a guest has or can be given. */
static uint64_t memory_end(const struct layout *layout)
{
	return MAX(MAX(layout->ram_end, layout->hotplug_end), 4 * GIB);
}

uint64_t remedy_largest_bar(const struct layout_input *in, const struct layout *layout)
{
	uint64_t roof = in->phys_bits < 63 ? UINT64_C(1) << in->phys_bits : SIZE_LIMIT;
	uint64_t end = memory_end(layout);

	if (in->cpu.amd && roof <= TIB)
		roof = MIN(roof, HYPERTRANSPORT_START);
	for (uint64_t bar = UINT64_C(1) << 61; bar >= MIB; bar >>= 1)
		if (add_saturated(round_up(end, bar), bar) <= roof)
			return bar;
	return 0;
}

gboolean remedy_leaves_ovmf_room(const struct layout_input *in, const struct layout *layout)
{
	uint64_t roof = in->phys_bits < 63 ? UINT64_C(1) << in->phys_bits : SIZE_LIMIT;

	return round_up(memory_end(layout), OVMF_WINDOW) + OVMF_WINDOW <= roof;
}

/* What is left for PCI behind the memory. Measured: docs/starts-but-does-not-boot.md. */
static void add_pci_cost(GString *cost, const struct layout_input *in)
{
	struct layout layout;
	uint64_t bar;

	layout_compute(in, &layout);
	bar = remedy_largest_bar(in, &layout);
	if (bar >= GIB && bar < TIB) {
		g_autofree char *human = size_human(bar);

		g_string_append_printf(cost, "; PCI BARs above %s find no place", human);
	} else if (bar < GIB) {
		g_string_append(cost, "; there is no room for PCI BARs behind the memory, without "
				      "which SeaBIOS 1.17 places none");
	}
	if (!remedy_leaves_ovmf_room(in, &layout))
		g_string_append(cost, "; not for OVMF: without 32 GiB for PCI behind the memory it "
				      "hangs or loses devices");
}

static char *cost_words(enum remedy_kind kind, const struct point *point,
			const struct layout_input *in)
{
	GString *cost = g_string_new(NULL);
	const char *text;

	switch (kind) {
	case REMEDY_FEWER_SLOTS:
		g_string_append_printf(cost, "; no more than %" G_GUINT64_FORMAT " DIMM%s",
				       point->slots, point->slots == 1 ? "" : "s");
		break;
	case REMEDY_MACHINE_PC:
		g_string_append(cost, "; no PCIe, and the guest finds its devices elsewhere");
		add_pci_cost(cost, in);
		break;
	case REMEDY_SMALLER_HOLE:
		add_pci_cost(cost, in);
		break;
	case REMEDY_VIRTIO_MEM:
		g_string_append(cost, "; no DIMMs, and the guest needs a driver for virtio-mem "
				      "(Linux 5.8 or newer)");
		break;
	case REMEDY_NO_HOTPLUG:
	case REMEDY_LESS_SIZE:
		g_string_append(cost, "; the guest cannot grow while it runs");
		break;
	case REMEDY_WIDER_CPU:
		g_string_append_printf(
			cost,
			"; it cannot move to hosts with fewer than %" G_GUINT64_FORMAT " phys-bits",
			point->phys_bits);
		break;
	default:
		break;
	}
	text = cost->len > 0 ? cost->str + strlen("; ") : NULL;
	text = text != NULL ? g_strdup(text) : NULL;
	g_string_free(cost, TRUE);
	return (char *)text;
}

/* The hole as the machine has it, whoever asked for it. */
static char *hole_words(const struct layout_input *in)
{
	return in->hole64 > 0 ? size_human(in->hole64) : g_strdup("nothing");
}

static char *slots_words(const struct point *point, const struct point *before)
{
	const char *plural = point->slots == 1 ? "" : "s";

	if (before->slots == UNSET || before->slots == point->slots)
		return g_strdup_printf("%" G_GUINT64_FORMAT " slot%s", point->slots, plural);
	return g_strdup_printf("%" G_GUINT64_FORMAT " slot%s instead of %" G_GUINT64_FORMAT,
			       point->slots, plural, before->slots);
}

static char *remedy_words(enum remedy_kind kind, const struct point *point,
			  const struct point *before, const struct layout_input *in,
			  const struct layout_input *was)
{
	uint64_t memory = point->maxmem != UNSET ? point->maxmem : point_size(point);
	g_autofree char *now = size_human(memory), *then = NULL, *hole = hole_words(in),
			*old_hole = hole_words(was);

	switch (kind) {
	case REMEDY_FEWER_SLOTS:
		return slots_words(point, before);
	case REMEDY_LESS_MAXMEM:
		then = size_human(before->maxmem);
		return g_strdup_printf("maxmem %s instead of %s", now, then);
	case REMEDY_SMALLER_HOLE:
		return g_strdup_printf("a 64-bit PCI hole of %s instead of %s", hole, old_hole);
	case REMEDY_MACHINE_PC:
		return g_strdup_printf("machine %s instead of %s", point->machine, before->machine);
	case REMEDY_VIRTIO_MEM:
		return g_strdup(point->slots == UNSET ? "virtio-mem without slots"
						      : "virtio-mem, with the one slot that "
							"libvirt asks for");
	case REMEDY_NO_HOTPLUG:
		return g_strdup_printf("no hotplug: %s from the start", now);
	case REMEDY_WIDER_CPU:
		return g_strdup_printf("a CPU with %u phys-bits instead of %u", in->phys_bits,
				       was->phys_bits);
	case REMEDY_LESS_SIZE:
		then = size_human(point_size(before));
		return g_strdup_printf("size %s instead of %s, without hotplug", now, then);
	default:
		return point->slots != UNSET &&
				       (before->slots == UNSET || point->maxmem != before->maxmem)
			       ? slots_words(point, before)
			       : g_strdup("as asked for");
	}
}

static uint64_t largest_memory(const struct point *point, const struct emulator *emulator)
{
	uint64_t maxmem = point->maxmem != UNSET ? way_largest_maxmem(point, emulator) : UNSET;

	if (point->maxmem == UNSET)
		return point_size(point);
	/* What was asked for may be no whole GiB, and more than the largest that is. */
	return maxmem != UNSET ? MAX(maxmem, point->maxmem) : point->maxmem;
}

struct remedy *way_new(enum remedy_kind kind, struct point *point, const struct point *before,
		       const struct emulator *emulator)
{
	struct remedy *remedy = g_new0(struct remedy, 1);
	struct emulator own = way_emulator(point, before, emulator);
	struct layout_input in, was;

	layout_input_init(&in, point, &own);
	layout_input_init(&was, before, emulator);
	*remedy = (struct remedy){
		.kind = kind,
		.point = point,
		.words = remedy_words(kind, point, before, &in, &was),
		.cost = cost_words(kind, point, &in),
		.largest = largest_memory(point, &own),
	};
	return remedy;
}
