/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/size.h"
#include "model/remedy_ways.h"

/*
 * Gives @point the maxmem wanted where that fits, else the largest that does, which is less. FALSE
 * when there is none.
 */
static gboolean grow(const struct problem *problem, struct point *point)
{
	point->maxmem = problem->point->maxmem;
	if (point->maxmem != UNSET && problem_fits(problem, point))
		return TRUE;
	point->maxmem = problem_largest_maxmem(problem, point);
	return point->maxmem != UNSET;
}

static gboolean reaches(const struct problem *problem, const struct point *point)
{
	uint64_t wanted = problem->point->maxmem;

	return wanted != UNSET && point->maxmem == wanted;
}

static void offer_grown(struct problem *problem, enum remedy_kind kind, struct point *point)
{
	if (grow(problem, point))
		problem_offer(problem, kind, point);
	else
		point_free(point);
}

static void offer_slots(struct problem *problem, uint64_t slots, uint64_t asked)
{
	struct point *point = point_copy(problem->point);

	way_set_slots(point, slots);
	offer_grown(problem, slots == asked ? REMEDY_NONE : REMEDY_FEWER_SLOTS, point);
}

static void reach_by_slots(struct problem *problem, uint64_t asked)
{
	uint64_t reaching = problem->point->maxmem != UNSET
				    ? problem_most_slots(problem, problem->point, asked)
				    : 0;

	for (uint64_t slots = asked, next; slots > 0; slots = next) {
		next = slots > 8 ? MAX(slots / 2, 8) : slots - 1;
		offer_slots(problem, slots, asked);
		if (reaching < slots && reaching > next)
			offer_slots(problem, reaching, asked);
	}
}

/* Where what was asked for fits, anything else only costs more. */
static gboolean reach_as_asked(struct problem *problem, uint64_t slots)
{
	struct point *point = point_copy(problem->point);

	way_set_slots(point, slots);
	if (point->maxmem != UNSET)
		return problem_offer(problem, slots > 0 ? REMEDY_NONE : REMEDY_VIRTIO_MEM, point);
	point_free(point);
	return FALSE;
}

static void reach_by_hole(struct problem *problem, uint64_t slots)
{
	struct point *best = NULL;

	if (machine_hole64_property(problem->point->machine) == NULL)
		return;
	for (unsigned i = 0; i < WAY_N_HOLES; i++) {
		struct point *point = point_copy(problem->point);

		point->pci_hole64 = WAY_HOLES[i];
		way_set_slots(point, slots);
		/* Where nothing says how small it has to be, it is as in machine pc. */
		if (WAY_HOLES[i] >= problem->input.hole64 || !grow(problem, point) ||
		    (!reaches(problem, point) && best != NULL && WAY_HOLES[i] < 2 * GIB)) {
			point_free(point);
			continue;
		}
		g_clear_pointer(&best, point_free);
		best = point;
		if (reaches(problem, point))
			break;
	}
	if (best != NULL)
		problem_offer(problem, REMEDY_SMALLER_HOLE, best);
}

static void reach_by_pc(struct problem *problem, uint64_t slots)
{
	struct point *point = point_copy(problem->point);

	way_set_slots(point, slots);
	if (way_set_pc(point))
		offer_grown(problem, REMEDY_MACHINE_PC, point);
	else
		point_free(point);
}

/* The narrowest CPU that reaches what is wanted, or else the host's. */
static void reach_by_cpu(struct problem *problem, uint64_t slots)
{
	unsigned widest = MIN(problem->host_phys_bits, WIDEST_CPU);

	for (unsigned bits = problem->input.phys_bits + 1; bits <= widest; bits++) {
		struct point *point = point_copy(problem->point);

		point->phys_bits = bits;
		way_set_slots(point, slots);
		if (grow(problem, point) && (bits == widest || reaches(problem, point))) {
			problem_offer(problem, REMEDY_WIDER_CPU, point);
			return;
		}
		point_free(point);
	}
}

static void reach_from_the_start(struct problem *problem)
{
	uint64_t size = way_largest_size(problem->point, problem->emulator);
	uint64_t wanted = problem->point->maxmem;
	struct point *point = point_copy(problem->point);
	enum remedy_kind kind = REMEDY_NO_HOTPLUG;

	way_set_no_hotplug(point);
	if (wanted != UNSET) {
		point->size = wanted;
		if (problem_fits(problem, point))
			size = wanted;
	}
	if (size == UNSET) {
		point_free(point);
		return;
	}
	if (size < point_size(problem->point)) {
		point->size = point_size(problem->point);
		/* Only a size that is no whole GiB lies between. */
		if (problem_fits(problem, point))
			size = point->size;
		else
			kind = REMEDY_LESS_SIZE;
	}
	point->size = size;
	problem_offer(problem, kind, point);
}

/* How much is changed, in the order of remedies_for(). */
static unsigned change(const struct remedy *remedy)
{
	static const unsigned ranks[N_REMEDY_KINDS] = {
		[REMEDY_NONE] = 0,       [REMEDY_FEWER_SLOTS] = 1,  [REMEDY_LESS_MAXMEM] = 2,
		[REMEDY_VIRTIO_MEM] = 3, [REMEDY_SMALLER_HOLE] = 4, [REMEDY_WIDER_CPU] = 5,
		[REMEDY_MACHINE_PC] = 6, [REMEDY_NO_HOTPLUG] = 7,   [REMEDY_LESS_SIZE] = 8,
	};

	return ranks[remedy->kind];
}

/* The first of two remedies comes first where this is negative. The sort keeps equal ones. */
static int compare(const void *a, const void *b, void *data)
{
	const struct remedy *first = *(struct remedy *const *)a;
	const struct remedy *second = *(struct remedy *const *)b;
	const struct point *wanted = data;
	gboolean first_reaches, second_reaches;

	if (wanted->maxmem != UNSET) {
		first_reaches = remedy_memory(first) >= wanted->maxmem;
		second_reaches = remedy_memory(second) >= wanted->maxmem;
	} else {
		first_reaches = first->kind == REMEDY_NONE;
		second_reaches = second->kind == REMEDY_NONE;
	}
	if (first_reaches != second_reaches)
		return first_reaches ? -1 : 1;
	if (!first_reaches && remedy_memory(first) != remedy_memory(second))
		return remedy_memory(first) > remedy_memory(second) ? -1 : 1;
	return (int)change(first) - (int)change(second);
}

GPtrArray *remedies_to_reach(const struct point *wanted, const struct emulator *emulator,
			     unsigned host_phys_bits)
{
	struct problem problem = problem_begin(wanted, emulator, host_phys_bits);
	uint64_t slots = wanted->slots != UNSET ? wanted->slots : USUAL_SLOTS;
	struct point *point;

	if (!layout_input_init(&problem.input, wanted, emulator))
		return problem.remedies;
	if (reach_as_asked(&problem, slots))
		return problem.remedies;
	reach_by_slots(&problem, slots);
	point = point_copy(wanted);
	way_set_virtio_mem(point);
	offer_grown(&problem, REMEDY_VIRTIO_MEM, point);
	reach_by_hole(&problem, slots);
	reach_by_cpu(&problem, slots);
	reach_by_pc(&problem, slots);
	reach_from_the_start(&problem);
	g_ptr_array_sort_with_data(problem.remedies, compare, (void *)wanted);
	return problem.remedies;
}
