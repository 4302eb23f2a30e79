/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guesses of the model against brute force over the same model. */
#include "base/error.h"
#include "base/size.h"
#include "model/axis.h"
#include "model/keys.h"
#include "model/predict.h"
#include "tests/ensure.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* One question: where does this axis of this point end on this QEMU? */
struct world {
	struct emulator emulator;
	struct point *point;
	struct axis axis;
	struct axis_guess guess;
	struct layout_input input; /* without the axis */
	char *label;
};

static void world_init(struct world *world, const char *qemu, const char *axis, const char *point)
{
	GError *error = NULL;

	*world = (struct world){
		.emulator = make_emulator(qemu),
		.point = make_point(point),
		.label = g_strdup_printf("%s of %s on %s", axis, point, qemu),
	};
	ck_assert_msg(axis_init(&world->axis, axis, world->point, &world->emulator, &error),
		      "%s: %s", world->label, error != NULL ? error->message : "");
	world->guess = axis_guess(&world->axis, world->point, &world->emulator);
	layout_input_init(&world->input, world->point, &world->emulator);
}

static void world_clear(struct world *world)
{
	point_free(world->point);
	g_free(world->label);
}

static gboolean accepts(const struct world *world, int64_t position)
{
	struct point *point = axis_point(&world->axis, world->point, position);
	struct layout_input in;

	ENSURE(layout_input_init(&in, point, &world->emulator));
	point_free(point);
	return predict(&in, NULL).outcome == OUTCOME_ACCEPTED;
}

/* The same for maxmem and size only, and fast. */
static gboolean accepts_fast(const struct world *world, int64_t position)
{
	struct layout_input in = world->input;

	if (strcmp(world->axis.key->name, "size") == 0)
		in.size = axis_value(&world->axis, position);
	else
		in.maxmem = axis_value(&world->axis, position);
	return predict(&in, NULL).outcome == OUTCOME_ACCEPTED;
}

static void assert_refused_above(const struct world *world, int64_t position)
{
	if (position <= world->guess.position || position > world->axis.last)
		return;
	ENSURE_MSG(!accepts_fast(world, position),
		   "%s: guess %ld of %ld, but %ld (%lu) is accepted", world->label,
		   world->guess.position, world->axis.last, position,
		   axis_value(&world->axis, position));
}

/* Looks around @n positions that are @stride apart. */
static void look_around(const struct world *world, int64_t from, int64_t stride, int n)
{
	for (int i = 0; i < n; i++)
		for (int64_t near = -2; near <= 2; near++)
			assert_refused_above(world, from + i * stride + near);
}

/*
 * Acceptance can only change where some sum passes a multiple of 64 MiB: all test points are made
 * of those, give or take a few pages. So looking around each of them, counted from what sums begin
 * with, is as good as looking everywhere; far from the guess a look now and then has to do.
 */
static void assert_nothing_above(const struct world *world)
{
	int64_t stride = (int64_t)(64 * MIB / world->axis.step), guess = world->guess.position;
	int64_t last = world->axis.last, zero = -(int64_t)(world->axis.first / world->axis.step);

	look_around(world, guess, stride, 300);
	look_around(world, zero + (guess - zero) / stride * stride, stride, 300);
	look_around(world, last, -stride, 60);
	look_around(world, guess, MAX(stride, (last - guess) / 200), 200);
}

static void assert_guess(const char *qemu, const char *axis, const char *point)
{
	struct world world;
	int64_t guess;

	world_init(&world, qemu, axis, point);
	guess = world.guess.position;
	ck_assert_msg(world.guess.known, "%s: not known", world.label);
	ck_assert_msg(guess >= -1 && guess <= world.axis.last, "%s: guess %ld", world.label, guess);
	ck_assert_msg(guess < 0 || accepts(&world, guess), "%s: guess %ld (%lu) is not accepted",
		      world.label, guess, axis_value(&world.axis, MAX(guess, 0)));
	assert_nothing_above(&world);
	world_clear(&world);
}

static const char *const QEMUS[] = {"5.2", "7.2", "10.0", "11.1"};

static const struct {
	const char *axis, *point;
} POINTS[] = {
	{"maxmem", "machine=q35 phys-bits=36 size=2G slots=8"},
	{"maxmem", "machine=pc phys-bits=36 size=3584M slots=1"},
	{"maxmem", "machine=pc phys-bits=33 size=1G"},
	{"maxmem", "machine=q35 phys-bits=35 size=1G"},
	{"maxmem", "machine=q35 size=2G slots=1"},
	{"maxmem", "machine=q35 phys-bits=41 size=2G slots=1"},
	{"maxmem", "machine=q35 phys-bits=52 size=2G slots=256"},
	{"maxmem", "machine=q35 phys-bits=46 size=2G slots=257"},
	{"maxmem", "machine=q35 phys-bits=63 size=2G slots=1"},
	{"maxmem", "machine=q35 phys-bits=36 size=2147487745 slots=1"},
	{"maxmem", "machine=q35 cpu=pentium size=512M slots=1"},
	{"maxmem", "machine=q35 cpu=n270 size=512M slots=1"},
	{"maxmem", "machine=pc-q35-7.1 cpu=n270 size=512M slots=1"},
	{"maxmem", "machine=q35,cxl=on phys-bits=36 size=3071M slots=1"},
	{"maxmem", "machine=pc-i440fx-2.4 phys-bits=36 size=2G slots=1"},
	{"maxmem", "machine=pc-i440fx-2.0 phys-bits=36 size=2G"},
	{"maxmem", "machine=q35 phys-bits=36 size=2G slots=1 pci-hole64=1"},
	{"size", "machine=q35 phys-bits=36"},
	{"size", "machine=q35 phys-bits=35"},
	{"size", "machine=pc phys-bits=36"},
	{"size", "machine=pc phys-bits=32 pci-hole64=0"},
	{"size", "machine=q35"},
	{"size", "machine=q35 cpu=pentium"},
	{"size", "machine=pc cpu=n270"},
	{"size", "machine=q35 phys-bits=36 slots=1"},
	{"size", "machine=q35 phys-bits=36 maxmem=8G"},
	{"size", "machine=q35 phys-bits=36 slots=1 maxmem=8G"},
	{"size", "machine=q35 phys-bits=36 slots=8 maxmem=22G"},
	{"size", "machine=q35 phys-bits=36 slots=8 maxmem=22.5G"},
	{"size", "machine=q35 phys-bits=36 slots=8 maxmem=23G"},
	{"size", "machine=q35 phys-bits=36 slots=8 maxmem=24G"},
	{"size", "machine=q35 phys-bits=36 slots=1 maxmem=29.75G"},
	{"size", "machine=q35 phys-bits=36 slots=1 maxmem=2G"},
	{"size", "machine=q35 phys-bits=36 slots=1 maxmem=2816M"},
	{"size", "machine=q35 phys-bits=36 slots=1 maxmem=2147487744"},
	{"size", "machine=q35 phys-bits=36 slots=1 maxmem=2147483649"},
	{"size", "machine=q35 phys-bits=36 maxmem=2147483649"},
	{"size", "machine=q35 phys-bits=36 maxmem=512K"},
	{"size", "machine=q35 phys-bits=36 maxmem=1M slots=1"},
	{"size", "machine=q35 phys-bits=36 maxmem=100G slots=1"},
	{"size", "machine=q35 maxmem=980G slots=1"},
	{"size", "machine=q35 phys-bits=46 maxmem=8G slots=257"},
	{"size", "machine=pc phys-bits=36 slots=1 maxmem=59G"},
	{"size", "machine=pc phys-bits=36 slots=1 maxmem=59.5G"},
	{"size", "machine=pc phys-bits=36 slots=1 maxmem=60G"},
	{"size", "machine=pc phys-bits=36 slots=1 maxmem=60.5G"},
	{"size", "machine=pc,max-ram-below-4g=1G phys-bits=36 slots=1 maxmem=58G"},
	{"size", "machine=q35,max-ram-below-4g=2560M phys-bits=36 slots=1 maxmem=29G"},
	{"size", "machine=q35,max-ram-below-4g=2560M phys-bits=36 slots=1 maxmem=29.5G"},
	{"size", "machine=q35,max-ram-below-4g=2560M phys-bits=36 slots=1 maxmem=29.75G"},
	{"size", "machine=q35,cxl=on phys-bits=36 slots=1 maxmem=29G"},
	{"size", "machine=q35 cpu=n270 slots=1 maxmem=61G"},
	{"size", "machine=pc-q35-2.4 phys-bits=36 slots=1 maxmem=8G"},
	{"size", "machine=pc-q35-2.4 phys-bits=36 slots=1 maxmem=100G"},
	{"size", "machine=pc-i440fx-2.4 phys-bits=34 slots=1 maxmem=20G"},
	{"size", "machine=pc-i440fx-2.0 phys-bits=36 maxmem=8G"},
};

START_TEST(the_guess_is_the_last_accepted_position)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(QEMUS); i++)
		assert_guess(QEMUS[i], POINTS[_i].axis, POINTS[_i].point);
}
END_TEST

static char *random_point(GRand *random, const char *axis)
{
	static const char *const machines[] = {"q35",
					       "pc",
					       "pc-q35-7.0",
					       "pc,max-ram-below-4g=1G",
					       "q35,max-ram-below-4g=2560M",
					       "pc,max-ram-below-4g=3328M"};
	static const char *const cpus[] = {"qemu64", "Skylake-Server"};
	GString *text = g_string_new(NULL);
	int bits = g_rand_int_range(random, 34, 43);

	g_string_printf(text, "machine=%s cpu=%s phys-bits=%d pci-hole64=%dM",
			machines[g_rand_int_range(random, 0, G_N_ELEMENTS(machines))],
			cpus[g_rand_int_range(random, 0, G_N_ELEMENTS(cpus))], bits,
			64 * g_rand_int_range(random, 0, 64));
	if (strcmp(axis, "size") != 0)
		g_string_append_printf(text, " size=%dM", 64 * g_rand_int_range(random, 1, 128));
	if (strcmp(axis, "slots") != 0 && g_rand_boolean(random))
		g_string_append_printf(text, " slots=%d", g_rand_int_range(random, 0, 20));
	if (strcmp(axis, "maxmem") != 0)
		g_string_append_printf(text, " maxmem=%luM",
				       (UINT64_C(1) << (bits - 20)) -
					       (uint64_t)g_rand_int_range(random, 0, 200) * 64);
	return g_string_free(text, FALSE);
}

static const char *const SIZES[] = {"maxmem", "size"};

START_TEST(the_guess_is_the_edge_of_random_points)
{
	GRand *random = g_rand_new_with_seed((guint32)_i);

	for (int i = 0; i < 40; i++) {
		g_autofree char *point = random_point(random, SIZES[_i]);

		assert_guess(QEMUS[1 + i % 3], SIZES[_i], point);
	}
	g_rand_free(random);
}
END_TEST

static const struct {
	const char *qemu, *axis, *point;
	int64_t position;
} SHORT_AXES[] = {
	{"7.2", "slots", "machine=q35 phys-bits=36 size=2G maxmem=22G", 8},
	{"10.0", "slots", "machine=q35 phys-bits=36 size=2G maxmem=30G", 0},
	{"10.0", "slots", "machine=q35 phys-bits=36 size=2G maxmem=31G", -1},
	{"10.0", "slots", "machine=q35 phys-bits=36 size=2G maxmem=2G", 0},
	{"10.0", "slots", "machine=q35 phys-bits=46 size=2G maxmem=4G", 256},
	{"5.2", "slots", "machine=q35 size=2G maxmem=4G", 256},
	{"10.0", "slots", "machine=q35 phys-bits=46 size=2G maxmem=1G", -1},
	{"10.0", "slots", "machine=q35 phys-bits=46 size=2G maxmem=4294967297", -1},
	{"7.2", "slots", "machine=pc-q35-2.4 phys-bits=36 size=2G maxmem=1T", 256},
	/* Position 0 is 52 bits. Where 7.2 does not check, at 32 bits, a new range of accepted
	   values begins. */
	{"7.2", "phys-bits", "machine=q35 size=2G", 52 - 36},
	{"7.2", "phys-bits", "machine=pc size=2G", 52 - 32},
	{"10.0", "phys-bits", "machine=pc size=2G", 52 - 33},
	{"10.0", "phys-bits", "machine=pc size=2G pci-hole64=0", 52 - 32},
	{"10.0", "phys-bits", "machine=q35 size=2G slots=1 maxmem=29G", 52 - 36},
	{"10.0", "phys-bits", "machine=q35 size=2G slots=1 maxmem=30G", 52 - 37},
	{"10.0", "phys-bits", "machine=q35 size=2G slots=1 maxmem=978G", 52 - 41},
	{"10.0", "phys-bits", "machine=q35 size=2G slots=1 maxmem=4100000G", 0},
	{"10.0", "phys-bits", "machine=q35 size=2G slots=1 maxmem=4194304G", -1},
	{"10.0", "phys-bits", "machine=q35 cpu=pentium size=512M", -1},
	{"5.2", "phys-bits", "machine=q35 size=2G", 52 - 40},
	{"10.0", "phys-bits", "machine=q35 size=2G slots=1", -1},
};

START_TEST(slots_and_phys_bits_are_guessed_exactly)
{
	struct world world;
	int64_t at = 0;

	world_init(&world, SHORT_AXES[_i].qemu, SHORT_AXES[_i].axis, SHORT_AXES[_i].point);
	ck_assert(world.guess.known);
	ck_assert_int_eq(world.guess.position, SHORT_AXES[_i].position);
	/* The guess ends the first run of accepted positions; 5.2 takes no width above 40. */
	while (at <= world.axis.last && !accepts(&world, at))
		at++;
	for (; at <= world.guess.position; at++)
		ck_assert(accepts(&world, at));
	if (world.guess.position < world.axis.last)
		ck_assert(!accepts(&world, world.guess.position + 1));
	world_clear(&world);
}
END_TEST

START_TEST(no_value_lies_beyond_what_the_cpu_can_address)
{
	static const char *const axes[] = {"maxmem", "size", "slots"};
	GRand *random = g_rand_new_with_seed(7);

	for (int i = 0; i < 500; i++) {
		const char *axis = axes[i % 3];
		g_autofree char *point = random_point(random, axis);
		struct layout_input in = make_input("10.0", point);
		struct world world;
		uint64_t top;

		world_init(&world, "10.0", axis, point);
		top = axis_value(&world.axis, world.axis.last);
		ck_assert_int_ge(world.axis.last, 0);
		ck_assert_uint_ge(top, axis_value(&world.axis, 0));
		ck_assert_uint_le(top, (UINT64_C(1) << in.phys_bits) +
					       (strcmp(axis, "maxmem") == 0 ? in.size : 0));
		world_clear(&world);
	}
	g_rand_free(random);
}
END_TEST

static const struct {
	const char *point;
	uint64_t first, last;
} MAXMEM_AXES[] = {
	{"machine=q35 phys-bits=36 size=2G", 2 * GIB, 66 * GIB},
	{"machine=q35 phys-bits=36 size=2G slots=0", 2 * GIB, 66 * GIB},
	{"machine=q35 phys-bits=36 size=2G slots=1", 2 * GIB + 4096, 66 * GIB},
	{"machine=q35 phys-bits=255 size=2G", 2 * GIB, SIZE_LIMIT - 4095},
	{"machine=q35 phys-bits=63 size=2G", 2 * GIB, SIZE_LIMIT - 4095},
	{"machine=q35 phys-bits=1 size=2G", 2 * GIB, 2 * GIB},
	{"machine=microvm phys-bits=36 size=2G", 2 * GIB, 66 * GIB},
};

START_TEST(maxmem_runs_from_size_to_what_the_cpu_can_address)
{
	struct world world;

	world_init(&world, "11.1", "maxmem", MAXMEM_AXES[_i].point);
	ck_assert_uint_eq(axis_value(&world.axis, 0), MAXMEM_AXES[_i].first);
	ck_assert_uint_eq(axis_value(&world.axis, world.axis.last), MAXMEM_AXES[_i].last);
	ck_assert_int_eq(world.axis.coarse * (int64_t)world.axis.step, (int64_t)GIB);
	world_clear(&world);
}
END_TEST

START_TEST(without_arithmetic_nothing_is_known)
{
	struct world world;

	world_init(&world, "10.0", "maxmem", "machine=microvm size=1G");
	ck_assert(!world.guess.known);
	ck_assert_int_eq(world.guess.position, world.axis.last);
	world_clear(&world);
}
END_TEST

START_TEST(a_point_on_the_axis_has_its_value_and_leaves_the_first_alone)
{
	struct world world;
	struct point *point;

	world_init(&world, "10.0", "phys-bits", "machine=q35 size=2G");
	ck_assert(world.axis.descending);
	ck_assert_uint_eq(axis_value(&world.axis, 0), 52);
	ck_assert_uint_eq(axis_value(&world.axis, world.axis.last), 1);
	point = axis_point(&world.axis, world.point, 16);
	assert_text(point_text(point), "machine=q35 phys-bits=36 size=2G");
	assert_text(point_text(world.point), "machine=q35 size=2G");
	point_free(point);
	world_clear(&world);
}
END_TEST

static const struct {
	const char *axis, *point, *complaint;
} BAD_AXES[] = {
	{"maxmen", "", "unknown key 'maxmen' (did you mean 'maxmem'?)"},
	{"maxmem", "maxmem=4G", "maxmem is the axis to be searched, and has a value as well"},
	{"size", "size=4G", "size is the axis to be searched"},
	{"slots", "slots=4 maxmem=4G", "slots is the axis to be searched"},
	{"phys-bits", "phys-bits=36", "phys-bits is the axis to be searched"},
	{"slots", "size=2G", "axis slots needs maxmem"},
};

START_TEST(an_axis_must_be_free_and_complete)
{
	struct emulator emulator = make_emulator("10.0");
	struct point *point = make_point(BAD_AXES[_i].point);
	struct axis axis;
	GError *error = NULL;

	ck_assert(!axis_init(&axis, BAD_AXES[_i].axis, point, &emulator, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, BAD_AXES[_i].complaint);
	point_free(point);
}
END_TEST

Suite *suite_axis(void)
{
	Suite *suite = suite_create("axis");
	TCase *guess = tcase_create("guess"), *range = tcase_create("range");

	tcase_add_loop_test(guess, the_guess_is_the_last_accepted_position, 0,
			    G_N_ELEMENTS(POINTS));
	tcase_add_loop_test(guess, the_guess_is_the_edge_of_random_points, 0, G_N_ELEMENTS(SIZES));
	tcase_add_loop_test(guess, slots_and_phys_bits_are_guessed_exactly, 0,
			    G_N_ELEMENTS(SHORT_AXES));
	tcase_add_test(guess, without_arithmetic_nothing_is_known);
	tcase_set_timeout(guess, 60);
	suite_add_tcase(suite, guess);
	tcase_add_test(range, no_value_lies_beyond_what_the_cpu_can_address);
	tcase_add_loop_test(range, maxmem_runs_from_size_to_what_the_cpu_can_address, 0,
			    G_N_ELEMENTS(MAXMEM_AXES));
	tcase_add_test(range, a_point_on_the_axis_has_its_value_and_leaves_the_first_alone);
	tcase_add_loop_test(range, an_axis_must_be_free_and_complete, 0, G_N_ELEMENTS(BAD_AXES));
	tcase_set_timeout(range, 60);
	suite_add_tcase(suite, range);
	return suite;
}
