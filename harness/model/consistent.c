/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/consistent.h"

#include "base/size.h"

static const uint64_t SLOTS[] = {0, 1, 2, 4, 8, 16, 32, 64};
static const uint64_t SIZES[] = {GIB, 2 * GIB, 4 * GIB, 8 * GIB, 16 * GIB};
static const uint64_t MOST_SLOTS = 256; /* that QEMU takes */

/* From here on AMD's CPUs are laid out otherwise: where HyperTransport begins. */
#define HYPERTRANSPORT (UINT64_C(0xfd) << 32)

static const char *const MACHINES[] = {"q35", "pc"};

/* One combination under examination. */
struct search {
	struct layout_input input;
	uint64_t used;
};

static uint64_t used_with(const struct search *search, uint64_t maxmem)
{
	struct layout_input input = search->input;
	struct layout layout;

	input.maxmem = maxmem;
	layout_compute(&input, &layout);
	return layout.used;
}

/* The largest maxmem from size on that uses no more than @used, in pages; the address grows with
 * maxmem. UNSET when none does. */
static uint64_t largest_below(const struct search *search, uint64_t used)
{
	uint64_t low = search->input.size, high = SIZE_LIMIT;

	if (used_with(search, low) > used)
		return UNSET;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (used_with(search, middle) <= used)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void try_combination(GArray *found, const struct point *point,
			    const struct emulator *emulator, uint64_t used)
{
	struct search search = {.used = used};
	struct consistent result = {g_intern_string(point->machine),
				    g_intern_string(point->cpu),
				    point->size,
				    point->slots,
				    UNSET,
				    UNSET};
	uint64_t up_to, above;

	if (!layout_input_init(&search.input, point, emulator))
		return;
	/* Where nothing is compared, no message comes. */
	up_to = largest_below(&search, used);
	if (up_to == UNSET || used_with(&search, up_to) != used)
		return;
	above = largest_below(&search, used - 1);
	if (above == UNSET)
		above = search.input.size;
	if (point->maxmem != UNSET && (point->maxmem <= above || point->maxmem > up_to))
		return;
	/* Slots cost nothing where there is no hotplug, and none can be asked for. */
	if (up_to <= search.input.size && point->slots != 0)
		return;
	if (up_to > search.input.size) {
		result.above = above;
		result.up_to = up_to;
	}
	g_array_append_val(found, result);
}

static void try_slots(GArray *found, const struct point *known, struct point *point,
		      const struct emulator *emulator, uint64_t used)
{
	if (known->slots != UNSET) {
		try_combination(found, point, emulator, used);
		return;
	}
	/* Where maxmem is known few slots fit, and those may be any number. */
	for (point->slots = 0; known->maxmem != UNSET && point->slots <= MOST_SLOTS; point->slots++)
		try_combination(found, point, emulator, used);
	for (unsigned i = 0; known->maxmem == UNSET && i < G_N_ELEMENTS(SLOTS); i++) {
		point->slots = SLOTS[i];
		try_combination(found, point, emulator, used);
	}
}

static void try_sizes(GArray *found, const struct point *known, struct point *point,
		      const struct emulator *emulator, uint64_t used)
{
	if (known->size != UNSET) {
		try_slots(found, known, point, emulator, used);
		return;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(SIZES); i++) {
		point->size = SIZES[i];
		try_slots(found, known, point, emulator, used);
	}
}

static void try_machines(GArray *found, const struct point *known, const char *cpu,
			 const struct emulator *emulator, uint64_t used)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(MACHINES); i++) {
		struct point *point = point_copy(known);

		if (point->machine == NULL)
			point->machine = g_strdup(MACHINES[i]);
		if (point->cpu == NULL)
			point->cpu = g_strdup(cpu);
		try_sizes(found, known, point, emulator, used);
		point_free(point);
		if (known->machine != NULL)
			return;
	}
}

GArray *consistent_find(const struct point *known, const struct emulator *emulator, uint64_t used)
{
	GArray *found = g_array_new(FALSE, TRUE, sizeof(struct consistent));

	try_machines(found, known, NULL, emulator, used);
	if (known->cpu == NULL && used >= HYPERTRANSPORT)
		try_machines(found, known, CONSISTENT_INTEL, emulator, used);
	return found;
}
