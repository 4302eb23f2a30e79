/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/axis.h"

#include "base/error.h"
#include "base/size.h"
#include "model/keys.h"
#include "model/predict.h"

#include <string.h>

#define PAGE_BYTES UINT64_C(4096)
#define SMALLEST_SIZE                                                                              \
	MIB /* below this no firmware fits, and QEMU's own complaints are about something else */
#define SMALLEST_BAR MIB
#define LARGEST_SLOTS 1024
#define LARGEST_PHYS_BITS 52 /* x86-64 paging ends here */

static void sizes(struct axis *axis, uint64_t first, uint64_t last, uint64_t step)
{
	axis->first = first;
	axis->step = step;
	axis->last = last > first ? (int64_t)((last - first) / step) : 0;
	axis->coarse = (int64_t)(GIB / step);
}

/* libvirt rounds memory to whole MiB: a value between two of them is another one to QEMU. */
static uint64_t page_step(const struct point *point)
{
	return point_uses_engine(point, "libvirt") ? MIB : PAGE_BYTES;
}

static void init_maxmem(struct axis *axis, const struct layout_input *in, uint64_t room,
			uint64_t step)
{
	/* maxmem == size is no hotplug at all; with slots it is an error of its own. */
	gboolean slots = in->slots != UNSET && in->slots > 0;

	sizes(axis, round_up(in->size, step) + (slots ? step : 0),
	      MIN(add_saturated(in->size, room), SIZE_LIMIT), step);
}

static void init_size(struct axis *axis, const struct layout_input *in, uint64_t room,
		      uint64_t step)
{
	sizes(axis, SMALLEST_SIZE, MIN(room, MIN(in->maxmem, SIZE_LIMIT)),
	      MAX(step, SIZE_GRANULARITY));
}

gboolean axis_init(struct axis *axis, const char *name, const struct point *point,
		   const struct emulator *emulator, GError **error)
{
	struct layout_input in;
	uint64_t room;

	*axis = (struct axis){.key = key_lookup(name, error), .step = 1, .coarse = 1};
	if (axis->key == NULL)
		return FALSE;
	if (key_is_set(axis->key, point))
		return input_error(error, "%s is the axis to be searched, and has a value as well",
				   name);
	layout_input_init(&in, point, emulator);
	if (!in.phys_bits_known)
		in.phys_bits = LARGEST_PHYS_BITS;
	room = in.phys_bits < 63 ? UINT64_C(1) << in.phys_bits : SIZE_LIMIT;
	if (strcmp(name, "maxmem") == 0) {
		init_maxmem(axis, &in, room, page_step(point));
	} else if (strcmp(name, "size") == 0) {
		init_size(axis, &in, room, page_step(point));
	} else if (strcmp(name, "slots") == 0) {
		if (point->maxmem == UNSET)
			return input_error(
				error,
				"axis slots needs maxmem: slots without it are refused by QEMU");
		axis->last = LARGEST_SLOTS;
	} else if (strcmp(name, "bar") == 0) {
		*axis = (struct axis){.key = axis->key, .first = SMALLEST_BAR, .coarse = 1};
		axis->doubling = TRUE;
		axis->last = (int64_t)g_bit_nth_msf(room, -1) - g_bit_nth_msf(SMALLEST_BAR, -1);
	} else {
		axis->first = LARGEST_PHYS_BITS;
		axis->last = LARGEST_PHYS_BITS - 1;
		axis->descending = TRUE;
	}
	return TRUE;
}

uint64_t axis_value(const struct axis *axis, int64_t position)
{
	uint64_t offset = (uint64_t)position * axis->step;

	if (axis->doubling)
		return axis->first << position;
	return axis->descending ? axis->first - offset : axis->first + offset;
}

struct point *axis_point(const struct axis *axis, const struct point *point, int64_t position)
{
	struct point *copy = point_copy(point);

	*key_number(axis->key, copy) = axis_value(axis, position);
	return copy;
}

/* The axis being asked about, for one point, without building a point for every value. */
struct question {
	const struct axis *axis;
	struct layout_input input;
};

static gboolean accepts(const struct question *question, int64_t position)
{
	struct layout_input in = question->input;
	uint64_t value = axis_value(question->axis, position);
	const char *name = question->axis->key->name;

	if (strcmp(name, "maxmem") == 0)
		in.maxmem = value;
	else if (strcmp(name, "size") == 0)
		in.size = value;
	else if (strcmp(name, "slots") == 0)
		in.slots = value;
	else if (in.cpu.long_mode)
		in.phys_bits = (unsigned)value;
	if (strcmp(name, "phys-bits") == 0)
		in.phys_bits_given = TRUE;
	return predict(&in, NULL).outcome == OUTCOME_ACCEPTED;
}

/* The last of the accepted positions that begin at 0, where acceptance ends once. */
static int64_t bisect(const struct question *question)
{
	int64_t yes = -1, no = question->axis->last + 1;

	while (no - yes > 1) {
		int64_t middle = yes + (no - yes) / 2;

		if (accepts(question, middle))
			yes = middle;
		else
			no = middle;
	}
	return yes;
}

/*
 * The same for short axes, where acceptance may begin late (5.2 knows no width but 40) and again
 * further on (7.2 does not check at 32 bits): the end of the first run of accepted positions.
 */
static int64_t walk(const struct question *question)
{
	int64_t last = question->axis->last, position = 0;

	while (position <= last && !accepts(question, position))
		position++;
	if (position > last)
		return -1;
	while (position <= last && accepts(question, position))
		position++;
	return position - 1;
}

/*
 * The largest accepted size below a given maxmem. Acceptance begins and ends many times here:
 * within each GiB of RAM above 4 GiB a larger size leaves less device memory, so the top of each
 * such step is its best value, and all tops count the same. So it is enough to look at the last
 * tops and around the sizes where RAM begins to be split. Where QEMU forgets the end of device
 * memory, up to machine type 2.4, acceptance ends once, and bisecting finds it.
 */
static int64_t search_sizes(const struct question *question)
{
	const struct axis *axis = question->axis;
	struct layout_input in = question->input;
	struct layout layout;
	uint64_t largest = axis_value(axis, axis->last);
	uint64_t low, top;
	int64_t best = bisect(question);

	in.size = largest;
	layout_compute(&in, &layout);
	low = layout.regions[0].end;
	top = low + round_down(largest - low, GIB);

	uint64_t candidates[] = {
		largest,
		largest - axis->step,
		top,
		top - MIN(top, GIB),
		layout.split,
		layout.split - axis->step,
		Q35_SPLIT - axis->step,
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(candidates); i++) {
		int64_t position =
			((int64_t)candidates[i] - (int64_t)axis->first) / (int64_t)axis->step;

		if (position > best && position <= axis->last && accepts(question, position))
			best = position;
	}
	return best;
}

struct axis_guess axis_guess(const struct axis *axis, const struct point *point,
			     const struct emulator *emulator)
{
	struct question question = {.axis = axis};
	struct axis_guess guess = {.known = layout_input_init(&question.input, point, emulator)};

	/* The arithmetic has no firmware, which is what places BARs. */
	if (axis->doubling)
		guess.known = FALSE;
	if (!guess.known)
		guess.position = axis->last;
	else if (axis->coarse == 1)
		guess.position = walk(&question);
	else if (strcmp(axis->key->name, "size") == 0 && point->maxmem != UNSET)
		guess.position = search_sizes(&question);
	else
		guess.position = bisect(&question);
	return guess;
}
