/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Axes of memory in the steps that libvirt can be asked for. */
#include "base/size.h"
#include "model/axis.h"
#include "model/keys.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

/* The guess is the limit that the model expects. */
static const struct {
	const char *axis, *point;
	uint64_t step, first, guess;
} AXES[] = {
	{"maxmem", "machine=q35 phys-bits=36 size=2G", 4096, 2 * GIB, 30 * GIB},
	{"maxmem", "engine=libvirt machine=q35 phys-bits=36 size=2G", MIB, 2 * GIB, 30 * GIB},
	{"maxmem", "machine=q35 phys-bits=36 size=2G slots=1", 4096, 2 * GIB + 4096, 29 * GIB},
	{"maxmem", "engine=libvirt machine=q35 phys-bits=36 size=2G slots=1", MIB, 2 * GIB + MIB,
	 29 * GIB},
	/* libvirt never gives a guest what lies between: the search stays where it does */
	{"maxmem", "engine=libvirt machine=q35 phys-bits=36 size=2147491840 slots=1", MIB,
	 2 * GIB + 2 * MIB, 29 * GIB},
	{"size", "machine=q35 phys-bits=36 pci-hole64=60G", 8192, MIB, 2816 * MIB - 8192},
	{"size", "engine=libvirt machine=q35 phys-bits=36 pci-hole64=60G", MIB, MIB, 2815 * MIB},
	{"size", "engine=libvirt machine=pc phys-bits=36 pci-hole64=60G", MIB, MIB, 3583 * MIB},
	{"size", "engine=libvirt machine=q35 phys-bits=36 slots=1 maxmem=2147487744", MIB, MIB,
	 2 * GIB},
	{"slots", "engine=libvirt machine=q35 phys-bits=36 size=2G maxmem=22G", 1, 0, 8},
	{"phys-bits", "engine=libvirt machine=q35 size=2G", 1, 52, 36},
};

START_TEST(libvirt_is_asked_for_whole_mib)
{
	struct emulator emulator = make_emulator("7.2");
	struct point *point = make_point(AXES[_i].point);
	struct axis axis;
	struct axis_guess guess;

	ck_assert(axis_init(&axis, AXES[_i].axis, point, &emulator, NULL));
	ck_assert_uint_eq(axis.step, AXES[_i].step);
	ck_assert_uint_eq(axis_value(&axis, 0), AXES[_i].first);
	if (axis.step > 1)
		ck_assert_int_eq(axis.coarse * (int64_t)axis.step, (int64_t)GIB);
	guess = axis_guess(&axis, point, &emulator);
	ck_assert(guess.known);
	ck_assert_uint_eq(axis_value(&axis, guess.position), AXES[_i].guess);
	point_free(point);
}
END_TEST

Suite *suite_axis_libvirt(void)
{
	Suite *suite = suite_create("axis-libvirt");
	TCase *tcase = tcase_create("steps");

	tcase_add_loop_test(tcase, libvirt_is_asked_for_whole_mib, 0, G_N_ELEMENTS(AXES));
	suite_add_tcase(suite, tcase);
	return suite;
}
