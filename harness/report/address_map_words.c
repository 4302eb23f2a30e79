/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/address_map.h"

#include "base/size.h"

static void say(GPtrArray *words, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(GPtrArray *words, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(words, g_strdup_vprintf(format, args));
	va_end(args);
}

static const struct region *find(const struct layout *layout, enum region_kind kind)
{
	for (unsigned i = 0; i < layout->n_regions; i++)
		if (layout->regions[i].kind == kind)
			return &layout->regions[i];
	return NULL;
}

static char *size_of(const struct layout *layout, enum region_kind kind)
{
	const struct region *region = find(layout, kind);

	return region != NULL ? size_human(region->end - region->start) : NULL;
}

/* The region that the CPU's last address cuts, or the lowest one that it does not reach. */
static const struct region *crossing(const struct layout *layout)
{
	for (unsigned i = 0; i < layout->n_regions; i++)
		if (layout->regions[i].end - 1 > layout->roof)
			return &layout->regions[i];
	return NULL;
}

static void say_balance(GPtrArray *words, const struct layout_input *input,
			const struct layout *layout)
{
	g_autofree char *used = size_human(layout->used + 1), *room = size_human(layout->roof + 1);
	gboolean fits = layout->used <= layout->roof;
	g_autofree char *difference =
		size_human(fits ? layout->roof - layout->used : layout->used - layout->roof);
	const struct region *region = crossing(layout);

	say(words,
	    "The guest uses addresses up to %#" G_GINT64_MODIFIER "x (%s), a CPU with %u phys-bits "
	    "has them up to %#" G_GINT64_MODIFIER "x (%s): %s %s.",
	    layout->used, used, input->phys_bits, layout->roof, room, difference,
	    fits ? "are left" : "too much");
	if (!fits && region != NULL)
		say(words, "What crosses the limit is the %s.", region_name(region->kind));
	if (!layout->checked)
		say(words, "This QEMU does not compare the two for this CPU: it starts the guest "
			   "whatever lies beyond, and the guest has to do without.");
}

static void say_hotplug(GPtrArray *words, const struct layout_input *input,
			const struct layout *layout)
{
	g_autofree char *memory = size_of(layout, REGION_DEVICE_MEMORY);
	g_autofree char *reserve = size_of(layout, REGION_SLOT_RESERVE);
	const struct region *device = find(layout, REGION_DEVICE_MEMORY);

	if (memory != NULL)
		say(words,
		    "maxmem - size = %s are device memory, taken although nothing is plugged.",
		    memory);
	if (reserve != NULL)
		say(words,
		    "slots=%" G_GUINT64_FORMAT " reserve %s although nothing is plugged: 1 GiB for "
		    "each slot, to align what may come.",
		    input->slots, reserve);
	if (device != NULL && device->start > layout->ram_end && layout->ram_end > 4 * GIB) {
		g_autofree char *gap = size_human(device->start - layout->ram_end);

		say(words, "Device memory begins at a whole GiB: %s in front of it are lost.", gap);
	}
}

/* Machine types up to 2.4 place the 64-bit PCI hole as if there were no device memory. */
static void say_overlap(GPtrArray *words, const struct layout *layout)
{
	for (unsigned i = 1; i < layout->n_regions; i++)
		if (layout->regions[i].start < layout->regions[i - 1].end)
			say(words, "This machine type forgets device memory and slots when it "
				   "places the 64-bit PCI hole: the two overlap, and only the hole "
				   "counts.");
}

static void say_rest(GPtrArray *words, const struct layout_input *input,
		     const struct layout *layout)
{
	g_autofree char *high = size_of(layout, REGION_HIGH_RAM);
	g_autofree char *low = size_of(layout, REGION_LOW_RAM);
	g_autofree char *hole = size_of(layout, REGION_PCI_HOLE64);
	g_autofree char *cxl = size_of(layout, REGION_CXL);

	if (high != NULL)
		say(words, "%s of RAM lie below 4 GiB, the other %s above.", low, high);
	if (hole != NULL)
		say(words, "The 64-bit PCI hole takes %s%s.", hole,
		    input->machine.family == FAMILY_Q35 && input->hole64 == 32 * GIB
			    ? ", which is q35's own choice: pci-hole64 makes it smaller"
			    : "");
	if (cxl != NULL)
		say(words, "CXL takes %s.", cxl);
	if (layout->relocated)
		say(words,
		    "The CPU is AMD's: what would run into the HyperTransport hole below 1 TiB "
		    "makes all RAM above 4 GiB move to 1 TiB.");
}

GPtrArray *address_map_words(const struct layout_input *input, const struct layout *layout)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	say_balance(words, input, layout);
	say_hotplug(words, input, layout);
	say_overlap(words, layout);
	say_rest(words, input, layout);
	return words;
}
