/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/remedy.h"

#include "model/remedy_ways.h"

const char *remedy_kind_name(enum remedy_kind kind)
{
	static const char *const names[N_REMEDY_KINDS] = {
		[REMEDY_NONE] = "as-asked",           [REMEDY_FEWER_SLOTS] = "fewer-slots",
		[REMEDY_LESS_MAXMEM] = "less-maxmem", [REMEDY_SMALLER_HOLE] = "smaller-hole",
		[REMEDY_MACHINE_PC] = "machine-pc",   [REMEDY_VIRTIO_MEM] = "virtio-mem",
		[REMEDY_NO_HOTPLUG] = "no-hotplug",   [REMEDY_WIDER_CPU] = "wider-cpu",
		[REMEDY_LESS_SIZE] = "less-size",
	};

	return names[kind];
}

uint64_t remedy_memory(const struct remedy *remedy)
{
	return remedy->point->maxmem != UNSET ? remedy->point->maxmem : point_size(remedy->point);
}

static gboolean has_slots(const struct point *point)
{
	return point->slots != UNSET && point->slots > 0;
}

static void fewer_slots(struct problem *problem)
{
	uint64_t slots = has_slots(problem->point) ? problem_most_slots(problem, problem->point,
									problem->point->slots - 1)
						   : 0;
	struct point *point;

	if (slots == 0)
		return;
	point = point_copy(problem->point);
	way_set_slots(point, slots);
	problem_offer(problem, REMEDY_FEWER_SLOTS, point);
}

static void less_maxmem(struct problem *problem)
{
	uint64_t maxmem = problem_largest_maxmem(problem, problem->point);
	struct point *point;

	if (problem->point->maxmem == UNSET || maxmem >= problem->point->maxmem)
		return;
	point = point_copy(problem->point);
	point->maxmem = maxmem;
	problem_offer(problem, REMEDY_LESS_MAXMEM, point);
}

static void virtio_mem(struct problem *problem)
{
	struct point *point;

	if (problem->point->maxmem == UNSET || !has_slots(problem->point))
		return;
	point = point_copy(problem->point);
	way_set_virtio_mem(point);
	problem_offer(problem, REMEDY_VIRTIO_MEM, point);
}

static void smaller_hole(struct problem *problem)
{
	gboolean found = machine_hole64_property(problem->point->machine) == NULL;

	for (unsigned i = 0; i < WAY_N_HOLES && !found; i++) {
		struct point *point;

		if (WAY_HOLES[i] >= problem->input.hole64)
			continue;
		point = point_copy(problem->point);
		point->pci_hole64 = WAY_HOLES[i];
		found = problem_offer(problem, REMEDY_SMALLER_HOLE, point);
	}
}

static void wider_cpu(struct problem *problem)
{
	unsigned widest = MIN(problem->host_phys_bits, WIDEST_CPU);
	gboolean found = FALSE;

	for (unsigned bits = problem->input.phys_bits + 1; bits <= widest && !found; bits++) {
		struct point *point = point_copy(problem->point);

		point->phys_bits = bits;
		found = problem_offer(problem, REMEDY_WIDER_CPU, point);
	}
}

static void machine_pc(struct problem *problem)
{
	struct point *point = point_copy(problem->point);

	if (way_set_pc(point))
		problem_offer(problem, REMEDY_MACHINE_PC, point);
	else
		point_free(point);
}

static void no_hotplug(struct problem *problem)
{
	struct point *point = point_copy(problem->point);

	way_set_no_hotplug(point);
	problem_offer(problem, REMEDY_NO_HOTPLUG, point);
}

static void less_size(struct problem *problem)
{
	uint64_t size = way_largest_size(problem->point, problem->emulator);
	struct point *point;

	if (size >= point_size(problem->point))
		return;
	point = point_copy(problem->point);
	way_set_no_hotplug(point);
	point->size = size;
	problem_offer(problem, REMEDY_LESS_SIZE, point);
}

GPtrArray *remedies_for(const struct point *point, const struct emulator *emulator,
			unsigned host_phys_bits)
{
	static void (*const kinds[])(struct problem *) = {
		fewer_slots, less_maxmem, virtio_mem, smaller_hole,
		wider_cpu,   machine_pc,  no_hotplug, less_size,
	};
	struct problem problem = problem_begin(point, emulator, host_phys_bits);

	if (!layout_input_init(&problem.input, point, emulator) ||
	    problem_offer(&problem, REMEDY_NONE, point_copy(point)))
		return problem.remedies;
	for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
		kinds[i](&problem);
	return problem.remedies;
}
