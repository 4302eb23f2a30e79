/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the key args says about memory, and that the model keeps out of what it does not know. */
#include "base/size.h"
#include "model/layout.h"
#include "model/more_args.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#define LARGEST (UINT64_MAX - 8191)

static const struct {
	const char *args;
	gboolean found;
	uint64_t bytes;
} SIZES[] = {
	{NULL, FALSE, 0},
	{"", FALSE, 0},
	{"-S", FALSE, 0},
	{"-m", FALSE, 0},
	{"-machine q35", FALSE, 0},
	{"-m slots=1,maxmem=4G", FALSE, 0},
	{"-m ''", FALSE, 0},
	{"-m '2G", FALSE, 0},
	{"-m 2G", TRUE, 2 * GIB},
	{"--m 2g,slots=1", TRUE, 2 * GIB},
	{"-m slots=1,size=2G", TRUE, 2 * GIB},
	{"-m 1000", TRUE, 1000 * MIB},
	{"-m 1", TRUE, MIB},
	{"-m 1B", TRUE, 8192},
	{"-m 8193B", TRUE, 16384},
	{"-m 3K", TRUE, 8192},
	{"-m 1t", TRUE, TIB},
	{"-m 1P", TRUE, 1024 * TIB},
	{"-m 15E", TRUE, UINT64_C(15) << 60},
	{"-m size=0x400", TRUE, GIB},
	{"-m 0x80000000b", TRUE, UINT64_C(0x80000000b) * MIB},
	{"-m 2G -m 3G", TRUE, 3 * GIB},
	{"-m 2G,size=3G", TRUE, 3 * GIB},
	{"-m 2G -m slots=1", TRUE, 2 * GIB},
	{"-device x -m 2G -S", TRUE, 2 * GIB},
	{"-m 18446744073709551615B", TRUE, LARGEST},
	{"-m 18446744073709543424B", TRUE, LARGEST},
	{"-m 18446744073709543423B", TRUE, LARGEST},
	/* What only QEMU knows how to read. */
	{"-m 18446744073709551616B", TRUE, UNSET},
	{"-m 18446744073709551615", TRUE, UNSET},
	{"-m 16E", TRUE, UNSET},
	{"-m 1.5G", TRUE, UNSET},
	{"-m 2GB", TRUE, UNSET},
	{"-m 2X", TRUE, UNSET},
	{"-m x", TRUE, UNSET},
	{"-m -1", TRUE, UNSET},
	{"-m size=", TRUE, UNSET},
};

START_TEST(a_size_is_read_as_qemu_reads_it)
{
	uint64_t bytes = 0;

	ck_assert_int_eq(more_args_size(SIZES[_i].args, &bytes), SIZES[_i].found);
	ck_assert_msg(!SIZES[_i].found || bytes == SIZES[_i].bytes, "%s: %" G_GUINT64_FORMAT,
		      SIZES[_i].args, bytes);
}
END_TEST

static const struct {
	const char *args;
	gboolean change;
} ARGS[] = {
	{NULL, FALSE},
	{"", FALSE},
	{"-device virtio-rng-pci -S", FALSE},
	{"-object memory-backend-ram,id=m,size=1G -numa node,memdev=m", FALSE},
	{"-name -machines", FALSE},
	{"-m 2G", TRUE},
	{"-S -m maxmem=4G", TRUE},
	{"--m 2G", TRUE},
	{"-M q35", TRUE},
	{"-machine q35", TRUE},
	{"-cpu max", TRUE},
	{"-global q35-pcihost.pci-hole64-size=0", TRUE},
};

START_TEST(the_model_knows_what_it_does_not_know)
{
	struct point *point = make_point("machine=q35 size=2G");
	struct emulator emulator = make_emulator("7.2");
	struct layout_input in;

	point->args = g_strdup(ARGS[_i].args);
	ck_assert_int_eq(more_args_change_layout(point->args), ARGS[_i].change);
	ck_assert_int_eq(layout_input_init(&in, point, &emulator), !ARGS[_i].change);
	ck_assert_uint_eq(in.size, 2 * GIB);
	point_free(point);
}
END_TEST

START_TEST(a_cxl_window_beyond_all_sizes_has_no_model)
{
	static const struct {
		const char *size;
		gboolean known;
	} windows[] = {{"256M", TRUE}, {"1E", TRUE}, {"18446744073441116160", FALSE}, {"x", FALSE}};
	struct emulator emulator = make_emulator("7.2");

	for (unsigned i = 0; i < G_N_ELEMENTS(windows); i++) {
		g_autofree char *text = g_strdup_printf(
			"machine=q35,cxl=on,cxl-fmw.0.size=%s size=2G", windows[i].size);
		struct point *point = make_point(text);
		struct layout_input in;

		ck_assert_msg(layout_input_init(&in, point, &emulator) == windows[i].known, "%s",
			      windows[i].size);
		point_free(point);
	}
}
END_TEST

Suite *suite_more_args(void)
{
	Suite *suite = suite_create("more_args");
	TCase *tc = tcase_create("more_args");

	tcase_add_loop_test(tc, a_size_is_read_as_qemu_reads_it, 0, G_N_ELEMENTS(SIZES));
	tcase_add_loop_test(tc, the_model_knows_what_it_does_not_know, 0, G_N_ELEMENTS(ARGS));
	tcase_add_test(tc, a_cxl_window_beyond_all_sizes_has_no_model);
	suite_add_tcase(suite, tc);
	return suite;
}
