/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is refused first, the closed formula, and the regions that the address map consists of. */
#include "base/size.h"
#include "model/predict.h"
#include "tests/ensure.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define ALL "5.2 7.2 10.0 11.1"
#define CHECKING "7.2 10.0 11.1"

static const struct {
	const char *qemus, *point;
	enum reason reason;
} REFUSALS[] = {
	{ALL, "machine=q35 size=2G", REASON_NONE},
	{ALL, "machine=q35 size=2G maxmem=2G", REASON_NONE},
	{ALL, "machine=q35 size=2G slots=0 maxmem=2G", REASON_NONE},
	{ALL, "machine=q35 size=2G maxmem=4G", REASON_NONE},
	{ALL, "machine=q35 size=2G slots=256 maxmem=4G", REASON_NONE},
	{ALL, "machine=q35 size=2G slots=1", REASON_SLOTS},
	{ALL, "machine=q35 size=2G slots=0", REASON_SLOTS},
	{ALL, "machine=q35 size=2G slots=1 maxmem=2G", REASON_SLOTS},
	{ALL, "machine=q35 size=2G slots=257 maxmem=4G", REASON_SLOTS},
	{ALL, "machine=q35 size=2G maxmem=1G", REASON_MAXMEM_BELOW_SIZE},
	{ALL, "machine=q35 maxmem=127M", REASON_MAXMEM_BELOW_SIZE},
	{ALL, "machine=q35 size=2147483649 maxmem=2147483649", REASON_MAXMEM_BELOW_SIZE},
	{ALL, "machine=q35 size=2147483649 maxmem=2097160K", REASON_NONE},
	{ALL, "machine=q35 size=2G maxmem=2147483649", REASON_ALIGNMENT},
	{ALL, "machine=q35 size=2G slots=1 maxmem=4294971391", REASON_ALIGNMENT},
	{ALL, "machine=q35 size=2G slots=1 maxmem=4294971392", REASON_NONE},

	/* The rules of -m come before the CPU, and that before the address space. */
	{ALL, "machine=q35 phys-bits=31 size=2G maxmem=1G", REASON_MAXMEM_BELOW_SIZE},
	{ALL, "machine=q35 phys-bits=31 size=2G slots=1", REASON_SLOTS},
	{ALL, "machine=q35 phys-bits=31 size=2G slots=1 maxmem=4000T", REASON_PHYS_BITS_RANGE},
	{ALL, "machine=q35 cpu=pentium phys-bits=36 size=512M", REASON_PHYS_BITS_FIXED},
	{ALL, "machine=q35 cpu=pentium phys-bits=31 size=512M", REASON_PHYS_BITS_FIXED},
	{ALL, "machine=q35 cpu=qemu64,-lm phys-bits=40 size=512M", REASON_PHYS_BITS_FIXED},
	{ALL, "machine=q35 phys-bits=40 size=2G", REASON_NONE},
	{"5.2", "machine=q35 phys-bits=36 size=2G", REASON_PHYS_BITS_RANGE},
	{"5.2", "machine=q35 phys-bits=52 size=2G", REASON_PHYS_BITS_RANGE},
	{CHECKING, "machine=q35 phys-bits=52 size=2G", REASON_NONE},
	{"7.2 10.0", "machine=q35 phys-bits=53 size=2G", REASON_PHYS_BITS_RANGE},
	{"7.2 10.0", "machine=q35 phys-bits=65 size=2G", REASON_PHYS_BITS_RANGE},
	{"11.1", "machine=q35 phys-bits=53 size=2G", REASON_NONE},
	{"11.1", "machine=q35 phys-bits=63 size=2G", REASON_NONE},
	{"11.1", "machine=q35 phys-bits=65 size=1G", REASON_PHYS_BITS},

	/* The address space comes before the rest of hotplug. */
	{CHECKING, "machine=q35 phys-bits=36 size=2G slots=257 maxmem=4G", REASON_PHYS_BITS},
	{CHECKING, "machine=q35 phys-bits=46 size=2G slots=257 maxmem=4G", REASON_SLOTS},
	{CHECKING, "machine=q35 phys-bits=46 size=2G slots=257 maxmem=4294967297", REASON_SLOTS},
	{CHECKING, "machine=q35 phys-bits=36 size=2G slots=8 maxmem=23622320129", REASON_PHYS_BITS},
	{CHECKING, "machine=q35 phys-bits=36 size=2G slots=8 maxmem=23622324223", REASON_PHYS_BITS},
	{CHECKING, "machine=q35 phys-bits=36 size=2G slots=8 maxmem=23622320127", REASON_ALIGNMENT},
	{CHECKING, "machine=pc phys-bits=36 size=3584M slots=1 maxmem=63995012710",
	 REASON_PHYS_BITS},
	{CHECKING, "machine=pc phys-bits=36 size=3583M slots=1 maxmem=63995012710",
	 REASON_ALIGNMENT},
	{"5.2 7.2", "machine=pc-i440fx-2.0 size=1G slots=1 maxmem=2G", REASON_NO_HOTPLUG},
	{"5.2 7.2", "machine=pc-i440fx-2.0 size=1G maxmem=1073741825", REASON_NO_HOTPLUG},
	{"5.2 7.2", "machine=pc-i440fx-2.0 size=1G slots=0 maxmem=1G", REASON_NONE},
	{"5.2 7.2", "machine=pc-i440fx-2.0 size=1G slots=257 maxmem=2G", REASON_NO_HOTPLUG},
	{"7.2", "machine=pc-i440fx-2.0 phys-bits=33 size=8G slots=1 maxmem=9G", REASON_PHYS_BITS},
	{"5.2 7.2", "machine=pc-i440fx-2.1 size=1G slots=1 maxmem=2G", REASON_NONE},
};

START_TEST(the_first_refusal_is_the_one_that_is_predicted)
{
	g_auto(GStrv) qemus = g_strsplit(REFUSALS[_i].qemus, " ", -1);

	for (char **qemu = qemus; *qemu != NULL; qemu++) {
		struct layout_input in = make_input(*qemu, REFUSALS[_i].point);
		struct prediction prediction = predict(&in, NULL);

		ck_assert_msg(prediction.reason == REFUSALS[_i].reason, "%s on %s: %s",
			      REFUSALS[_i].point, *qemu, reason_name(prediction.reason));
		ck_assert_int_eq(prediction.outcome, prediction.reason == REASON_NONE
							     ? OUTCOME_ACCEPTED
							     : OUTCOME_REFUSED);
	}
}
END_TEST

START_TEST(one_gib_above_the_edge_the_same_address_is_named)
{
	struct layout_input in =
		make_input("10.0", "machine=q35 phys-bits=36 size=2815M slots=1 maxmem=1T");
	uint64_t edge = 2815 * MIB + 27 * GIB;
	struct layout layout;

	for (uint64_t beyond = 1; beyond <= GIB;
	     beyond = beyond * 2 + (beyond == GIB / 2 ? 0 : 1)) {
		in.maxmem = edge + MIN(beyond, GIB);
		layout_compute(&in, &layout);
		ck_assert_uint_eq(layout.used, 0x103fffffff);
	}
	in.maxmem = edge + GIB;
	layout_compute(&in, &layout);
	ck_assert_uint_eq(layout.used, 0x103fffffff);
	in.maxmem = edge + GIB + 1;
	layout_compute(&in, &layout);
	ck_assert_uint_eq(layout.used, 0x107fffffff);
}
END_TEST

static uint64_t random_below(GRand *random, uint64_t limit)
{
	return ((uint64_t)g_rand_int(random) << 32 | g_rand_int(random)) % limit;
}

/* Random points of pc and q35 with a 64-bit Intel CPU, without properties. */
static struct layout_input random_input(GRand *random)
{
	static const char *const qemus[] = {"7.2", "10.0", "11.1"};
	struct layout_input in =
		make_input(qemus[g_rand_int_range(random, 0, 3)],
			   g_rand_boolean(random) ? "machine=q35 cpu=Skylake-Server"
						  : "machine=pc cpu=Skylake-Server");

	in.phys_bits = (unsigned)g_rand_int_range(random, 36, 53);
	/* Above some 60 TiB QEMU 7.2 aborts: see test_aborts.c. */
	in.size =
		round_up(1 + random_below(random, MIN(UINT64_C(1) << (in.phys_bits - 3), 59 * TIB)),
			 SIZE_GRANULARITY);
	in.slots = random_below(random, 257);
	if (g_rand_boolean(random))
		in.hole64 = random_below(random, 64 * GIB);
	return in;
}

/* The arithmetic of docs and manual pages, written down once more and in another way. */
static uint64_t formula(const struct layout_input *in)
{
	gboolean q35 = in->machine.family == FAMILY_Q35;
	uint64_t split = (q35 ? 2816 : 3584) * MIB, low = (q35 ? 2 : 3) * GIB;
	uint64_t above = in->size >= split ? in->size - low : 0;
	uint64_t base = 4 * GIB + (above + GIB - 1) / GIB * GIB;
	uint64_t room = ((UINT64_C(1) << in->phys_bits) - in->hole64) / GIB * GIB;

	if (room < base + in->slots * GIB)
		return 0;
	return in->size + room - base - in->slots * GIB;
}

START_TEST(the_closed_formula_gives_the_same_edge)
{
	GRand *random = g_rand_new_with_seed(1);
	unsigned edges = 0;

	for (int i = 0; i < 5000; i++) {
		struct layout_input in = random_input(random);
		uint64_t edge = formula(&in);

		in.maxmem = edge;
		if (edge > in.size) {
			ck_assert_int_eq(predict(&in, NULL).reason, REASON_NONE);
			edges++;
		}
		in.maxmem = MAX(edge, in.size) + 4096;
		ck_assert_int_eq(predict(&in, NULL).reason, REASON_PHYS_BITS);
	}
	ck_assert_uint_gt(edges, 1000);
	g_rand_free(random);
}
END_TEST

static uint64_t bytes_of(const struct layout *layout, enum region_kind kind, uint64_t *start)
{
	for (unsigned i = 0; i < layout->n_regions; i++) {
		const struct region *region = &layout->regions[i];

		*start = region->start;
		if (region->kind == kind)
			return region->end - region->start;
	}
	*start = 0;
	return 0;
}

static void assert_ascending(const struct layout *layout)
{
	uint64_t end = 0;

	ENSURE(layout->n_regions >= 2);
	ENSURE(layout->n_regions <= N_REGION_KINDS);
	for (unsigned i = 0; i < layout->n_regions; i++) {
		const struct region *region = &layout->regions[i];

		ENSURE(region->start >= end);
		ENSURE(region->end > region->start);
		ENSURE(i == 0 || region->kind > region[-1].kind ||
		       region->kind == REGION_HYPERTRANSPORT ||
		       region[-1].kind == REGION_HYPERTRANSPORT);
		end = region->end;
	}
}

static void assert_regions(const struct layout_input *in, const struct layout *layout)
{
	uint64_t high_base = layout->relocated ? TIB : 4 * GIB, start, low, high, hotplug;

	assert_ascending(layout);
	low = bytes_of(layout, REGION_LOW_RAM, &start);
	ENSURE(start == 0);
	ENSURE(bytes_of(layout, REGION_PCI_HOLE32, &start) == 4 * GIB - low);
	high = bytes_of(layout, REGION_HIGH_RAM, &start);
	ENSURE(high == 0 || start == high_base);
	ENSURE(low + high == in->size);
	hotplug = bytes_of(layout, REGION_DEVICE_MEMORY, &start);
	ENSURE(hotplug == (in->maxmem > in->size ? in->maxmem - in->size : 0));
	ENSURE(hotplug == 0 || start == round_up(high_base + high, GIB));
	ENSURE(bytes_of(layout, REGION_SLOT_RESERVE, &start) ==
	       (hotplug == 0 ? 0 : in->slots * GIB));
	ENSURE(bytes_of(layout, REGION_PCI_HOLE64, &start) == in->hole64);
	ENSURE(in->hole64 == 0 || (start % GIB == 0 && layout->used == start + in->hole64 - 1));
	ENSURE(bytes_of(layout, REGION_HYPERTRANSPORT, &start) ==
	       (layout->relocated ? 12 * GIB : 0));
}

START_TEST(regions_ascend_without_overlap_and_hold_what_was_asked_for)
{
	GRand *random = g_rand_new_with_seed(2);
	unsigned relocated = 0;

	for (int i = 0; i < 5000; i++) {
		struct layout_input in = random_input(random);
		struct layout layout;

		in.maxmem = in.size + random_below(random, UINT64_C(1) << in.phys_bits);
		in.cpu.amd = g_rand_boolean(random);
		in.cxl = g_rand_boolean(random);
		in.cxl_windows = in.cxl && g_rand_boolean(random) ? 1 : 0;
		in.cxl_window_bytes = in.cxl_windows * 256 * MIB;
		layout_compute(&in, &layout);
		assert_regions(&in, &layout);
		relocated += (unsigned)layout.relocated;
	}
	ck_assert_uint_gt(relocated, 100);
	g_rand_free(random);
}
END_TEST

/* Measured with query-memory-devices. */
static const struct {
	const char *point;
	gboolean relocated;
	uint64_t start; /* of device memory */
} PLACES[] = {
	{"machine=q35 phys-bits=40 size=2G slots=2 maxmem=975.5G", FALSE, 0x100000000},
	{"machine=q35 phys-bits=41 size=2G slots=2 maxmem=976.5G", TRUE, 0x10000000000},
	{"machine=q35 phys-bits=41 cpu=Dhyana size=2G slots=2 maxmem=976.5G", FALSE, 0x100000000},
	{"machine=q35 phys-bits=40 size=8G slots=2 maxmem=16G", FALSE, 0x280000000},
};

START_TEST(device_memory_starts_where_it_was_measured)
{
	struct layout_input in = make_input("10.0", PLACES[_i].point);
	struct layout layout;
	uint64_t start;

	layout_compute(&in, &layout);
	ck_assert_int_eq(layout.relocated, PLACES[_i].relocated);
	ck_assert_uint_gt(bytes_of(&layout, REGION_DEVICE_MEMORY, &start), 0);
	ck_assert_uint_eq(start, PLACES[_i].start);
}
END_TEST

/* Where nobody checks, 7.2 and the old machine types do not ask for the HyperTransport hole either.
 */
static const struct {
	const char *qemu, *point;
} STAYING[] = {
	{"7.2", "machine=q35 cpu=qemu64 phys-bits=32 size=2G slots=1 maxmem=2T"},
	{"10.0", "machine=pc-q35-8.1 cpu=athlon size=2G slots=1 maxmem=2T"},
};

START_TEST(what_is_not_checked_is_not_moved)
{
	struct layout_input in = make_input(STAYING[_i].qemu, STAYING[_i].point);
	struct layout layout;

	layout_compute(&in, &layout);
	ck_assert(layout_fits(&layout));
	ck_assert(!layout.relocated);
}
END_TEST

START_TEST(slots_reserve_address_space_from_machine_type_2_2_on)
{
	struct layout_input in = make_input("7.2", "machine=pc-i440fx-2.1 slots=4 maxmem=4G");
	struct layout layout;
	uint64_t start;

	layout_compute(&in, &layout);
	ck_assert_uint_eq(bytes_of(&layout, REGION_SLOT_RESERVE, &start), 0);
	in.machine.version.minor = 2;
	layout_compute(&in, &layout);
	ck_assert_uint_eq(bytes_of(&layout, REGION_SLOT_RESERVE, &start), 4 * GIB);
}
END_TEST

START_TEST(sums_near_the_end_of_64_bits_saturate)
{
	struct layout_input in =
		make_input("10.0", "machine=q35 cpu=Skylake-Server size=2G slots=4");
	struct layout layout;

	in.phys_bits = 52;
	for (uint64_t maxmem = 1; maxmem != 0; maxmem <<= 1) {
		in.maxmem = UINT64_MAX - maxmem;
		in.hole64 = maxmem;
		layout_compute(&in, &layout);
		ck_assert(maxmem == UINT64_C(1) << 63 || !layout_fits(&layout));
	}
}
END_TEST

START_TEST(machines_without_arithmetic_are_not_predicted)
{
	static const char *const machines[] = {"machine=microvm", "machine=none", "machine=isapc"};
	struct emulator emulator = make_emulator("10.0");
	struct point *point = make_point(machines[_i]);
	struct layout_input in;

	ck_assert(!layout_input_init(&in, point, &emulator));
	ck_assert_uint_eq(in.size, DEFAULT_SIZE);
	point_free(point);
}
END_TEST

START_TEST(an_alias_follows_qemu_and_a_resolved_type_itself)
{
	struct emulator emulator = make_emulator("10.0");
	struct point *point = make_point("machine=q35 cpu=qemu64");
	struct layout_input in;

	ck_assert(layout_input_init(&in, point, &emulator));
	ck_assert_uint_eq(in.machine.version.major, 10);
	emulator.machine = "pc-q35-7.0";
	ck_assert(layout_input_init(&in, point, &emulator));
	ck_assert_uint_eq(in.machine.version.major, 7);
	ck_assert_uint_eq(in.qemu.major, 10);
	point_free(point);
}
END_TEST

START_TEST(every_region_has_a_name)
{
	for (unsigned i = 0; i < N_REGION_KINDS; i++)
		for (unsigned j = 0; j <= i; j++)
			ck_assert_int_eq(strcmp(region_name(i), region_name(j)) == 0, i == j);
}
END_TEST

Suite *suite_predict(void)
{
	Suite *suite = suite_create("predict");
	TCase *order = tcase_create("order"), *map = tcase_create("map");

	tcase_add_loop_test(order, the_first_refusal_is_the_one_that_is_predicted, 0,
			    G_N_ELEMENTS(REFUSALS));
	tcase_add_test(order, one_gib_above_the_edge_the_same_address_is_named);
	tcase_add_test(order, the_closed_formula_gives_the_same_edge);
	suite_add_tcase(suite, order);
	tcase_add_test(map, regions_ascend_without_overlap_and_hold_what_was_asked_for);
	tcase_add_loop_test(map, device_memory_starts_where_it_was_measured, 0,
			    G_N_ELEMENTS(PLACES));
	tcase_add_loop_test(map, what_is_not_checked_is_not_moved, 0, G_N_ELEMENTS(STAYING));
	tcase_add_test(map, slots_reserve_address_space_from_machine_type_2_2_on);
	tcase_add_test(map, sums_near_the_end_of_64_bits_saturate);
	tcase_add_loop_test(map, machines_without_arithmetic_are_not_predicted, 0, 3);
	tcase_add_test(map, an_alias_follows_qemu_and_a_resolved_type_itself);
	tcase_add_test(map, every_region_has_a_name);
	tcase_set_timeout(order, 60);
	tcase_set_timeout(map, 60);
	suite_add_tcase(suite, map);
	return suite;
}
