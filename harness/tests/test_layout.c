/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model against what was measured on QEMU 5.2, 7.2, 10.0 and 11.1 under TCG. */
#include "base/size.h"
#include "model/predict.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* What QEMU wants besides the size of a CXL window. */
#define WINDOW(n) "cxl-fmw." #n ".targets.0=cxl.1,"
#define BRIDGE "args='-device pxb-cxl,id=cxl.1,bus=pcie.0,bus_nr=12' "
#define CHECKING "7.2 10.0 11.1" /* the releases that check at all */

/* The largest maxmem, and the last address that QEMU names one page above; 0 when that was not
 * noted. */
static const struct {
	const char *qemus, *point;
	uint64_t edge, used;
} EDGES[] = {
	/* Measured at both sides. */
	{CHECKING, "machine=q35 cpu=qemu64 phys-bits=36 size=2G slots=8", 22 * GIB, 0x103fffffff},
	{CHECKING, "machine=q35 cpu=qemu64 phys-bits=36 size=2G slots=0", 30 * GIB, 0x103fffffff},
	{CHECKING, "machine=pc cpu=qemu64 phys-bits=36 size=2G slots=8", 52 * GIB, 0x103fffffff},
	{CHECKING, "machine=pc cpu=qemu64 phys-bits=33 size=1G slots=0", 3 * GIB, 0x23fffffff},
	{CHECKING, "machine=q35 cpu=qemu64 size=2G slots=1", 977 * GIB, 0x1fc3fffffff},
	{CHECKING, "machine=q35 size=2G slots=1", 977 * GIB, 0x1fc3fffffff},
	{CHECKING, "machine=q35 cpu=Skylake-Server size=2G slots=1", 989 * GIB, 0x1003fffffff},
	{CHECKING, "machine=q35 cpu=Dhyana phys-bits=40 size=2G slots=1", 989 * GIB, 0x1003fffffff},
	{CHECKING, "machine=pc-q35-7.0 cpu=qemu64 size=2G slots=1", 989 * GIB, 0x1003fffffff},
	{CHECKING, "machine=pc-q35-7.1 cpu=qemu64 size=2G slots=1", 977 * GIB, 0x1fc3fffffff},
	{CHECKING, "machine=q35 cpu=qemu64 phys-bits=41 size=2G slots=1", 993 * GIB, 0x2003fffffff},
	{CHECKING, "machine=q35 cpu=Skylake-Server phys-bits=41 size=2G slots=1", 2013 * GIB,
	 0x2003fffffff},
	{CHECKING, "machine=q35 cpu=qemu64 phys-bits=46 size=2G slots=256", 64226 * GIB,
	 0x40003fffffff},
	{CHECKING, "machine=pc,max-ram-below-4g=1G cpu=qemu64 phys-bits=36 size=6G slots=1",
	 58 * GIB, 0x103fffffff},
	{CHECKING,
	 "machine=q35,cxl=on," WINDOW(0) "cxl-fmw.0.size=4G " BRIDGE "phys-bits=36 size=2G slots=1",
	 25 * GIB - MIB, 0x103fffffff},
	{"10.0 11.1", "machine=q35 cpu=pentium,pse36=on size=512M slots=1", 59 * GIB + GIB / 2,
	 0x1000000fff},
	{"7.2", "machine=q35 cpu=pentium,pse36=on size=512M slots=1", 27 * GIB + GIB / 2,
	 0x103fffffff},

	/* The 64-bit PCI hole: each begun GiB of it costs a whole one. */
	{CHECKING, "machine=q35 phys-bits=36 size=2G slots=1 pci-hole64=0", 61 * GIB, 0x103fffffff},
	{CHECKING, "machine=q35 phys-bits=36 size=2G slots=1 pci-hole64=1", 60 * GIB, 0x1000000000},
	{CHECKING, "machine=q35 phys-bits=36 size=2G slots=1 pci-hole64=4G", 57 * GIB,
	 0x103fffffff},

	/* RAM that moves above 4 GiB: not monotonic in size. */
	{CHECKING, "machine=q35 phys-bits=36 size=2815M slots=1", 2815 * MIB + 27 * GIB, 0},
	{CHECKING, "machine=q35 phys-bits=36 size=2816M slots=1", 2816 * MIB + 26 * GIB, 0},
	{CHECKING, "machine=q35 phys-bits=36 size=4G slots=1", 29 * GIB, 0},
	{CHECKING, "machine=q35 phys-bits=36 size=4097M slots=1", 4097 * MIB + 24 * GIB, 0},
	{CHECKING, "machine=pc phys-bits=36 size=3583M slots=1", 3583 * MIB + 57 * GIB, 0},
	{CHECKING, "machine=pc phys-bits=36 size=3584M slots=1", 3584 * MIB + 56 * GIB, 0},
	{CHECKING, "machine=pc,max-ram-below-4g=0 phys-bits=36 size=3584M slots=1",
	 3584 * MIB + 56 * GIB, 0},
	{CHECKING, "machine=q35,max-ram-below-4g=4G phys-bits=36 size=2816M slots=1",
	 2816 * MIB + 26 * GIB, 0},

	/* QEMU rounds the size up to 8 KiB, and so the edge moves. */
	{CHECKING, "machine=q35 phys-bits=36 size=2147479553 slots=1", 29 * GIB, 0x103fffffff},
	{CHECKING, "machine=q35 phys-bits=36 size=2147483649 slots=1", 29 * GIB + 8 * KIB,
	 0x103fffffff},

	/* The HyperTransport hole at 42 bits and up costs 1020 GiB; Intel has none. */
	{CHECKING, "machine=q35 cpu=EPYC phys-bits=42 size=2G slots=1",
	 (4096 - 1020 - 32 - 4 - 1 + 2) * GIB, 0x4003fffffff},
	{CHECKING, "machine=pc cpu=max phys-bits=48 size=8G slots=4",
	 ((UINT64_C(1) << 18) - 1020 - 2 - 9 - 4 + 8) * GIB, 0},
	{CHECKING, "machine=q35 cpu=Skylake-Server,vendor=AuthenticAMD size=2G slots=1", 977 * GIB,
	 0x1fc3fffffff},
	{CHECKING, "machine=q35 cpu=qemu64,vendor=GenuineIntel size=2G slots=1", 989 * GIB,
	 0x1003fffffff},
	{CHECKING, "machine=q35 cpu=Skylake-Server phys-bits=52 size=2G slots=1",
	 ((UINT64_C(1) << 22) - 32 - 4 - 1 + 2) * GIB, 0},
	{"11.1", "machine=q35 cpu=Skylake-Server phys-bits=53 size=2G slots=1",
	 ((UINT64_C(1) << 23) - 32 - 4 - 1 + 2) * GIB, 0},
	{"11.1", "machine=pc-q35-7.0 cpu=qemu64 phys-bits=41 size=2G slots=1", 2013 * GIB,
	 0x2003fffffff},

	/* CPUs without long mode: since 8.2 charged for memory only. */
	{"10.0 11.1", "machine=pc cpu=qemu64,lm=off size=512M slots=0", 60 * GIB + GIB / 2,
	 0x1000000fff},
	{"10.0 11.1", "machine=q35 cpu=n270 size=4G slots=2",
	 4 * GIB + 64 * GIB - 6 * GIB - 2 * GIB, 0x1000000fff},
	{"10.0 11.1", "machine=q35,cxl=on cpu=pentium2 size=512M slots=1", 59 * GIB + GIB / 2,
	 0x1000000fff},
	{"10.0 11.1", "machine=pc-q35-8.2 cpu=pentium2 size=512M slots=1", 59 * GIB + GIB / 2,
	 0x1000000fff},
	{"7.2", "machine=pc cpu=athlon size=512M slots=0", 58 * GIB + GIB / 2, 0x103fffffff},

	/* CXL windows end 1 MiB below a step, or a window below it. */
	{CHECKING, "machine=q35,cxl=on phys-bits=36 size=2G slots=1", 29 * GIB - MIB, 0x103fffffff},
	{CHECKING,
	 "machine=q35,cxl=on," WINDOW(0) "cxl-fmw.0.size=256M " BRIDGE
					 "phys-bits=36 size=2G slots=1",
	 28 * GIB + 768 * MIB - MIB, 0x103fffffff},
	{CHECKING,
	 "machine=q35,cxl=on," WINDOW(0) WINDOW(1) "cxl-fmw.0.size=1G,cxl-fmw.1.size=3G " BRIDGE
						   "phys-bits=36 size=2G slots=1",
	 25 * GIB - MIB, 0x103fffffff},
	{CHECKING, "machine=q35,cxl=off phys-bits=36 size=2G slots=1", 29 * GIB, 0x103fffffff},
	{CHECKING, "machine=pc,cxl=on phys-bits=36 size=2G slots=1", 59 * GIB - MIB, 0x103fffffff},

	{"7.2 10.0", "machine=pc-q35-2.5 phys-bits=36 size=2G slots=8", 22 * GIB, 0x103fffffff},
};

static void assert_edge(const char *qemu, unsigned i)
{
	struct layout_input in = make_input(qemu, EDGES[i].point);
	struct prediction prediction;
	struct layout layout;

	in.maxmem = EDGES[i].edge;
	prediction = predict(&in, &layout);
	ck_assert_msg(prediction.outcome == OUTCOME_ACCEPTED, "%s on %s: %s at the edge",
		      EDGES[i].point, qemu, reason_name(prediction.reason));
	ck_assert(layout_fits(&layout) && layout.used <= layout.roof);
	in.maxmem += 4096;
	prediction = predict(&in, &layout);
	ck_assert_msg(prediction.reason == REASON_PHYS_BITS, "%s on %s: %s above the edge",
		      EDGES[i].point, qemu, reason_name(prediction.reason));
	ck_assert_msg(EDGES[i].used == 0 || layout.used == EDGES[i].used, "%s on %s: used %#lx",
		      EDGES[i].point, qemu, layout.used);
}

START_TEST(maxmem_ends_at_the_measured_edge)
{
	g_auto(GStrv) qemus = g_strsplit(EDGES[_i].qemus, " ", -1);

	for (char **qemu = qemus; *qemu != NULL; qemu++)
		assert_edge(*qemu, (unsigned)_i);
}
END_TEST

/* What is laid out without asking for an edge. */
static const struct {
	const char *qemu, *point;
	uint64_t used;
	gboolean fits;
} USES[] = {
	{"7.2", "machine=q35 phys-bits=35 size=1G slots=0 maxmem=1G", 0x8ffffffff, FALSE},
	{"10.0", "machine=q35 phys-bits=35 size=1G", 0x8ffffffff, FALSE},
	{"11.1", "machine=q35 phys-bits=36 size=1G", 0x8ffffffff, TRUE},
	{"11.1", "machine=q35 phys-bits=33 size=1G", 0x8ffffffff, FALSE},
	{"10.0", "machine=pc phys-bits=33 size=1G", 0x17fffffff, TRUE},
	{"10.0", "machine=pc phys-bits=32 size=1G", 0x17fffffff, FALSE},
	{"10.0", "machine=pc phys-bits=32 size=1G pci-hole64=0", 0xffffffff, TRUE},
	{"11.1", "machine=q35 phys-bits=32 size=2G pci-hole64=0", 0xffffffff, TRUE},
	{"11.1", "machine=q35 phys-bits=32 size=2G maxmem=2G pci-hole64=0", 0xffffffff, TRUE},
	{"11.1", "machine=q35 phys-bits=32 size=2G maxmem=3G pci-hole64=0", 0x13fffffff, FALSE},
	{"10.0", "machine=q35 phys-bits=32 size=2816M pci-hole64=0", 0x13fffffff, FALSE},
	/* Up to machine type 1.7 RAM below 4 GiB is not cut at a whole GiB. */
	{"7.2", "machine=pc-i440fx-1.4 phys-bits=33 size=7G", 0x27fffffff, FALSE},
	{"7.2", "machine=pc-i440fx-1.7 phys-bits=36 size=7680M", 0x27fffffff, TRUE},
	{"7.2", "machine=pc-i440fx-2.0 phys-bits=36 size=7680M", 0x2bfffffff, TRUE},
	/* 7.2 rounds the start of the CXL windows even without hotplug. */
	{"7.2", "machine=q35,cxl=on phys-bits=35 size=3071M", 0x97fffffff, FALSE},
	{"10.0", "machine=q35,cxl=on phys-bits=35 size=3071M", 0x93fffffff, FALSE},
	{"11.1", "machine=q35,cxl=on phys-bits=35 size=3071M", 0x93fffffff, FALSE},
	/* CPUs of 32 bits: no hotplug; without it as long as all RAM lies below 4 GiB. */
	{"10.0", "machine=q35 cpu=pentium size=2815M", 0xffffffff, TRUE},
	{"10.0", "machine=q35 cpu=pentium size=2816M", 0x12fffffff, FALSE},
	{"11.1", "machine=pc cpu=486 size=3583M", 0xffffffff, TRUE},
	{"11.1", "machine=pc cpu=486 size=3584M", 0x11fffffff, FALSE},
	{"11.1", "machine=pc cpu=486 size=1G maxmem=1025M", 0x1000fffff, FALSE},
	/* Nobody checks: 5.2, 7.2 at 32 bits, newer ones for old machine types without long mode.
	 */
	{"5.2", "machine=q35 size=2G slots=1 maxmem=7E", 0, TRUE},
	{"7.2", "machine=q35 cpu=qemu64 phys-bits=32 size=2G slots=1 maxmem=1E", 0, TRUE},
	{"7.2", "machine=q35 cpu=pentium size=2G slots=1 maxmem=1E", 0, TRUE},
	{"7.2", "machine=q35 cpu=qemu32 size=2G slots=1 maxmem=1E", 0, TRUE},
	{"10.0", "machine=pc-q35-7.1 cpu=pentium,pse36=on size=512M slots=1 maxmem=1E", 0, TRUE},
	{"11.1", "machine=pc-q35-8.1 cpu=pentium3 size=512M slots=1 maxmem=1E", 0, TRUE},
	/* Up to 2.4 the end of device memory was forgotten. */
	{"7.2", "machine=pc-q35-2.4 phys-bits=36 size=2G slots=1 maxmem=1E", 0x8ffffffff, TRUE},
	{"10.0", "machine=pc-i440fx-2.4 phys-bits=36 size=2G slots=1 maxmem=1E", 0x17fffffff, TRUE},
	{"7.2", "machine=pc-i440fx-2.1 phys-bits=36 size=2G slots=9 maxmem=1E", 0x17fffffff, TRUE},
	{"10.0", "machine=pc-q35-2.4 phys-bits=35 size=2G slots=1 maxmem=4G", 0x8ffffffff, FALSE},
	/* The shift count wraps. */
	{"11.1", "machine=pc phys-bits=64 size=1G", 0x17fffffff, FALSE},
	{"11.1", "machine=pc phys-bits=96 size=1G", 0x17fffffff, FALSE},
	{"11.1", "machine=pc phys-bits=97 size=1G", 0x17fffffff, TRUE},
};

START_TEST(the_address_space_is_used_as_measured)
{
	struct layout_input in = make_input(USES[_i].qemu, USES[_i].point);
	struct layout layout;

	layout_compute(&in, &layout);
	ck_assert_msg(USES[_i].used == 0 || layout.used == USES[_i].used, "used %#lx", layout.used);
	ck_assert_int_eq(layout_fits(&layout), USES[_i].fits);
	ck_assert_int_eq(predict(&in, NULL).outcome == OUTCOME_ACCEPTED, USES[_i].fits);
}
END_TEST

static const struct {
	unsigned bits;
	uint64_t roof;
} ROOFS[] = {
	{32, 0xffffffff},
	{36, 0xfffffffff},
	{40, 0xffffffffff},
	{52, 0xfffffffffffff},
	{63, INT64_MAX},
	{64, 0},
	{65, 1},
	{96, 0xffffffff},
};

START_TEST(the_roof_is_the_last_address_of_the_cpu)
{
	struct layout_input in = make_input("11.1", "machine=q35");
	struct layout layout;

	in.phys_bits = ROOFS[_i].bits;
	layout_compute(&in, &layout);
	ck_assert_uint_eq(layout.roof, ROOFS[_i].roof);
}
END_TEST

static const struct {
	const char *cpu;
	unsigned old, new; /* width up to 8.1, and since */
} WIDTHS[] = {
	{"qemu64", 40, 40},
	{"EPYC", 40, 40},
	{"max", 40, 40},
	{"486", 32, 32},
	{"pentium", 32, 32},
	{"pentium,pae=on", 32, 36},
	{"pentium,+pse36", 36, 36},
	{"qemu32", 32, 36},
	{"coreduo", 32, 36},
	{"n270", 32, 36},
	{"pentium2", 36, 36},
	{"pentium3", 36, 36},
	{"athlon", 36, 36},
	{"kvm32", 36, 36},
	{"qemu64,lm=off", 36, 36},
};

START_TEST(a_cpu_without_long_mode_has_a_width_of_its_own)
{
	static const char *const qemus[] = {"5.2", "7.2", "10.0", "11.1"};
	g_autofree char *point = g_strdup_printf("machine=q35 cpu=%s", WIDTHS[_i].cpu);

	for (unsigned i = 0; i < G_N_ELEMENTS(qemus); i++)
		ck_assert_uint_eq(make_input(qemus[i], point).phys_bits,
				  i < 2 ? WIDTHS[_i].old : WIDTHS[_i].new);
}
END_TEST

Suite *suite_layout(void)
{
	Suite *suite = suite_create("layout");
	TCase *tc = tcase_create("edges");

	tcase_add_loop_test(tc, maxmem_ends_at_the_measured_edge, 0, G_N_ELEMENTS(EDGES));
	tcase_add_loop_test(tc, the_address_space_is_used_as_measured, 0, G_N_ELEMENTS(USES));
	tcase_add_loop_test(tc, the_roof_is_the_last_address_of_the_cpu, 0, G_N_ELEMENTS(ROOFS));
	tcase_add_loop_test(tc, a_cpu_without_long_mode_has_a_width_of_its_own, 0,
			    G_N_ELEMENTS(WIDTHS));
	suite_add_tcase(suite, tc);
	return suite;
}
