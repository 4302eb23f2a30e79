/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What leads to an address: found again from the address, and nothing else. */
#include "base/size.h"
#include "model/consistent.h"
#include "tests/ensure.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

static uint64_t used_by(const struct point *point, const struct emulator *emulator)
{
	struct layout_input input;
	struct layout layout;

	ck_assert(layout_input_init(&input, point, emulator));
	layout_compute(&input, &layout);
	return layout.used;
}

/* The maxmem of each is found again when it alone is not known, and when the slots are not either.
 */
static const char *const POINTS[] = {
	"machine=q35 phys-bits=36 size=2G slots=8 maxmem=24G",
	"machine=q35 phys-bits=36 size=2G slots=16 maxmem=15G",
	"machine=pc phys-bits=36 size=8G slots=4 maxmem=80G",
	"machine=pc phys-bits=39 size=4G slots=0 maxmem=8191M",
	"machine=q35 cpu=EPYC phys-bits=40 size=8G slots=8 maxmem=2T",
	"machine=q35 phys-bits=36 size=16G slots=64 maxmem=17G pci-hole64=2G",
};

static gboolean holds(const GArray *found, const struct point *point)
{
	for (unsigned i = 0; i < found->len; i++) {
		const struct consistent *one = &g_array_index(found, struct consistent, i);

		if (strcmp(one->machine, point->machine) == 0 && one->size == point->size &&
		    one->slots == point->slots && one->above < point->maxmem &&
		    point->maxmem <= one->up_to)
			return TRUE;
	}
	return FALSE;
}

START_TEST(test_found_again)
{
	struct point *point = make_point(POINTS[_i]), *known = point_copy(point);
	struct emulator emulator = make_emulator("7.2");
	uint64_t used = used_by(point, &emulator);

	known->maxmem = UNSET;
	for (int round = 0; round < 4; round++) {
		g_autoptr(GArray) found = NULL;

		if (round == 1)
			known->slots = UNSET;
		else if (round == 2)
			known->size = UNSET;
		else if (round == 3)
			g_clear_pointer(&known->machine, g_free);
		found = consistent_find(known, &emulator, used);
		ck_assert_msg(holds(found, point), "%s: not in round %d", POINTS[_i], round);
	}
	point_free(known);
	point_free(point);
}
END_TEST

/* Both ends of what is found lead there, and the next page on either side does not. */
START_TEST(test_bounds)
{
	struct point *point = make_point(POINTS[_i]), *known = point_copy(point);
	struct emulator emulator = make_emulator("7.2");
	uint64_t used = used_by(point, &emulator);
	g_autoptr(GArray) found = NULL;

	known->maxmem = known->slots = known->size = UNSET;
	found = consistent_find(known, &emulator, used);
	ck_assert_uint_gt(found->len, 0);
	for (unsigned i = 0; i < found->len; i++) {
		const struct consistent *one = &g_array_index(found, struct consistent, i);

		if (one->up_to == UNSET)
			continue;
		point->size = one->size;
		point->slots = one->slots;
		point->maxmem = one->up_to;
		ck_assert_uint_eq(used_by(point, &emulator), used);
		point->maxmem = one->above + 1;
		ck_assert_uint_eq(used_by(point, &emulator), used);
		point->maxmem = one->up_to + 1;
		ck_assert_uint_gt(used_by(point, &emulator), used);
	}
	point_free(known);
	point_free(point);
}
END_TEST

START_TEST(test_nothing_leads_there)
{
	struct point *known = make_point("machine=q35 phys-bits=36 size=2G slots=8 maxmem=22G");
	struct emulator emulator = make_emulator("7.2");
	g_autoptr(GArray) found = consistent_find(known, &emulator, 0x107fffffff);

	ck_assert_uint_eq(found->len, 0);
	g_array_unref(g_steal_pointer(&found));
	found = consistent_find(known, &emulator, 12345);
	ck_assert_uint_eq(found->len, 0);
	point_free(known);
}
END_TEST

Suite *suite_consistent(void)
{
	Suite *suite = suite_create("consistent");
	TCase *tcase = tcase_create("consistent");

	tcase_add_loop_test(tcase, test_found_again, 0, G_N_ELEMENTS(POINTS));
	tcase_add_loop_test(tcase, test_bounds, 0, G_N_ELEMENTS(POINTS));
	tcase_add_test(tcase, test_nothing_leads_there);
	suite_add_tcase(suite, tcase);
	return suite;
}
