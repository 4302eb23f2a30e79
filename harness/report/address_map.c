/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/address_map.h"

#include "base/size.h"

#define BAR "+------------------------------------------+"
#define ADDRESS_COLUMNS 16

static void add_part(GArray *parts, const struct layout *layout, struct map_part part)
{
	uint64_t first_beyond = layout->roof + 1;

	if (part.end <= part.start)
		return;
	if (first_beyond != 0 && part.end > first_beyond)
		part.beyond = part.end - MAX(part.start, first_beyond);
	g_array_append_val(parts, part);
}

GArray *address_map_parts(const struct layout *layout)
{
	GArray *parts = g_array_new(FALSE, TRUE, sizeof(struct map_part));
	uint64_t at = 0;

	for (unsigned i = 0; i < layout->n_regions; i++) {
		const struct region *region = &layout->regions[i];

		add_part(parts, layout, (struct map_part){"nothing", at, region->start, TRUE, 0});
		add_part(parts, layout,
			 (struct map_part){region_name(region->kind), region->start, region->end,
					   FALSE, 0});
		at = region->end;
	}
	return parts;
}

/* "36 phys-bits: 64 GiB" */
static char *limit_words(const struct layout_input *input, const struct layout *layout)
{
	g_autofree char *room = size_human(layout->roof + 1);

	return g_strdup_printf("the CPU ends here: %u phys-bits, %s", input->phys_bits, room);
}

static void write_limit(const struct layout_input *input, const struct layout *layout, FILE *out)
{
	g_autofree char *words = limit_words(input, layout);

	fprintf(out, "%#*" G_GINT64_MODIFIER "x ==== %s ====\n", ADDRESS_COLUMNS, layout->roof,
		words);
}

static void write_bound(uint64_t address, FILE *out)
{
	fprintf(out, "%#*" G_GINT64_MODIFIER "x " BAR "\n", ADDRESS_COLUMNS, address);
}

static void write_part(const struct map_part *part, FILE *out)
{
	g_autofree char *size = size_human(part->end - part->start);
	g_autofree char *beyond = size_human(part->beyond);

	fprintf(out, "%*s | %-22s%18s |", ADDRESS_COLUMNS, "", part->name, size);
	if (part->beyond == part->end - part->start)
		fputs(" out of reach", out);
	else if (part->beyond > 0)
		fprintf(out, " %s beyond", beyond);
	fputc('\n', out);
}

/* Where the CPU ends within a part, the line cuts it. */
void address_map_write(const struct layout_input *input, const struct layout *layout, FILE *out)
{
	g_autoptr(GArray) parts = address_map_parts(layout);
	gboolean drawn = FALSE;

	for (unsigned i = parts->len; i > 0; i--) {
		const struct map_part *part = &g_array_index(parts, struct map_part, i - 1);

		if (!drawn && layout->roof >= part->end - 1) {
			write_limit(input, layout, out);
			drawn = TRUE;
		}
		if (i == parts->len || layout->roof != part->end - 1)
			write_bound(part->end - 1, out);
		write_part(part, out);
		if (!drawn && layout->roof >= part->start) {
			write_limit(input, layout, out);
			drawn = TRUE;
		}
	}
	fprintf(out, "%*s " BAR "\n", ADDRESS_COLUMNS, "0x0");
}
