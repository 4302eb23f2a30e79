/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest's address space as a drawing and in words. Pure: from the model's layout to text. */
#ifndef MEMROOF_REPORT_ADDRESS_MAP_H
#define MEMROOF_REPORT_ADDRESS_MAP_H

#include "model/layout.h"

#include <stdio.h>

/*
 * Draws @layout of @input with the highest address on top, not to scale, in ASCII and 80 columns:
 * every region with its bounds and size, the CPU's limit as a line where it lies, and what is
 * beyond it.
 */
void address_map_write(const struct layout_input *input, const struct layout *layout, FILE *out);

/* The same as a self-contained SVG under @title; newly allocated. */
char *address_map_svg(const struct layout_input *input, const struct layout *layout,
		      const char *title);

/*
 * What it comes down to, a sentence each (GPtrArray of char *): what is used, what the CPU allows
 * and by how much that is too much or enough; what slots, device memory, the 64-bit PCI hole,
 * rounding and relocation take.
 */
GPtrArray *address_map_words(const struct layout_input *input, const struct layout *layout);

/* One part of the map from below, gaps between regions among them; for those who draw. */
struct map_part {
	const char *name;
	uint64_t start, end; /* bytes; end is the first byte behind the part */
	gboolean is_gap;
	uint64_t beyond; /* bytes of it above the CPU's last address; 0 where QEMU does not look */
};

/* All parts from 0 up (GArray of struct map_part). */
GArray *address_map_parts(const struct layout *layout);

#endif
