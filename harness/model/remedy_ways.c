/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/remedy_ways.h"

#include "base/size.h"
#include "model/options.h"
#include "model/predict.h"

#include <string.h>

/* Powers of two, as BARs are. None at all is the last resort: SeaBIOS 1.17 needs room for every
 * BAR. */
const uint64_t WAY_HOLES[] = {512 * GIB, 256 * GIB, 128 * GIB, 64 * GIB, 32 * GIB, 16 * GIB,
			      8 * GIB,   4 * GIB,   2 * GIB,   GIB,      0};
const unsigned WAY_N_HOLES = G_N_ELEMENTS(WAY_HOLES);

/* A guest whose devices OVMF puts out of reach has booted, and is of no use. */
static gboolean works(const struct layout_input *in)
{
	struct layout layout;

	if (predict(in, NULL).outcome != OUTCOME_ACCEPTED)
		return FALSE;
	if (!in->ovmf || in->proof == PROOF_ACCEPT)
		return TRUE;
	layout_compute(in, &layout);
	return remedy_leaves_ovmf_room(in, &layout);
}

gboolean way_fits(const struct point *point, const struct emulator *emulator)
{
	struct layout_input in;

	return layout_input_init(&in, point, emulator) && works(&in);
}

struct emulator way_emulator(const struct point *point, const struct point *asked,
			     const struct emulator *emulator)
{
	if (g_strcmp0(point->machine, asked->machine) == 0)
		return *emulator;
	return (struct emulator){.version = emulator->version};
}

/* One of the two numbers that are searched for, as a member of @in. */
typedef uint64_t *member(struct layout_input *in);

static uint64_t *maxmem_of(struct layout_input *in)
{
	return &in->maxmem;
}

static uint64_t *size_of(struct layout_input *in)
{
	return &in->size;
}

/* The largest accepted multiple of @unit from @first to @last, or UNSET: acceptance ends once. */
static uint64_t largest(struct layout_input in, member *of, uint64_t unit, uint64_t first,
			uint64_t last)
{
	uint64_t yes = first / unit - 1, no = last / unit + 1;

	while (no > yes + 1) {
		uint64_t middle = yes + (no - yes) / 2;

		*of(&in) = middle * unit;
		if (works(&in))
			yes = middle;
		else
			no = middle;
	}
	return yes * unit < first ? UNSET : yes * unit;
}

/* The same from the first value above @above: whole GiB if possible. */
static uint64_t largest_nice(const struct layout_input *in, member *of, uint64_t above)
{
	uint64_t room = in->phys_bits < 62 ? UINT64_C(1) << in->phys_bits : SIZE_LIMIT;
	uint64_t last = MIN(add_saturated(above, room), SIZE_LIMIT - GIB);
	uint64_t found = largest(*in, of, GIB, round_down(above, GIB) + GIB, last);

	return found != UNSET ? found : largest(*in, of, MIB, round_down(above, MIB) + MIB, last);
}

uint64_t way_largest_maxmem(const struct point *point, const struct emulator *emulator)
{
	struct layout_input in;

	if (!layout_input_init(&in, point, emulator) || in.size > SIZE_LIMIT / 2)
		return UNSET;
	return largest_nice(&in, maxmem_of, in.size);
}

uint64_t way_largest_size(const struct point *point, const struct emulator *emulator)
{
	struct layout_input in;

	if (!layout_input_init(&in, point, emulator))
		return UNSET;
	in.slots = UNSET;
	in.maxmem = UNSET;
	return largest_nice(&in, size_of, 0);
}

void way_set_slots(struct point *point, uint64_t slots)
{
	if (slots == 0) {
		way_set_virtio_mem(point);
		return;
	}
	point->slots = slots;
}

/* libvirt up to 11.2 takes no maxmem without a slot: docs/libvirt.md. */
void way_set_virtio_mem(struct point *point)
{
	point->slots = point_uses_engine(point, "libvirt") ? 1 : UNSET;
}

void way_set_no_hotplug(struct point *point)
{
	point->slots = UNSET;
	point->maxmem = UNSET;
}

gboolean way_set_pc(struct point *point)
{
	const char *machine = point->machine != NULL ? point->machine : "";
	const char *properties = machine + strcspn(machine, ",");
	g_autofree char *type = g_strndup(machine, (size_t)(properties - machine));
	char *changed;

	if (machine_kind(machine).family != FAMILY_Q35 || options_get_flag(machine, "cxl", FALSE))
		return FALSE;
	changed = g_strconcat(g_str_has_prefix(type, "pc-q35-") ? "pc-i440fx-" : "pc",
			      g_str_has_prefix(type, "pc-q35-") ? type + strlen("pc-q35-") : "",
			      properties, NULL);
	g_free(point->machine);
	point->machine = changed;
	return TRUE;
}

static void remedy_free(void *data)
{
	struct remedy *remedy = data;

	point_free(remedy->point);
	g_free(remedy->words);
	g_free(remedy->cost);
	g_free(remedy);
}

struct problem problem_begin(const struct point *point, const struct emulator *emulator,
			     unsigned host_phys_bits)
{
	return (struct problem){point, emulator, host_phys_bits,
				.remedies = g_ptr_array_new_with_free_func(remedy_free)};
}

gboolean problem_fits(const struct problem *problem, const struct point *point)
{
	struct emulator emulator = way_emulator(point, problem->point, problem->emulator);

	return way_fits(point, &emulator);
}

uint64_t problem_largest_maxmem(const struct problem *problem, const struct point *point)
{
	struct emulator emulator = way_emulator(point, problem->point, problem->emulator);

	return way_largest_maxmem(point, &emulator);
}

gboolean problem_offer(struct problem *problem, enum remedy_kind kind, struct point *point)
{
	if (!problem_fits(problem, point)) {
		point_free(point);
		return FALSE;
	}
	g_ptr_array_add(problem->remedies, way_new(kind, point, problem->point, problem->emulator));
	return TRUE;
}

uint64_t problem_most_slots(const struct problem *problem, const struct point *point, uint64_t most)
{
	struct point *tried = point_copy(point);

	while (most > 0) {
		way_set_slots(tried, most);
		if (problem_fits(problem, tried))
			break;
		most--;
	}
	point_free(tried);
	return most;
}
