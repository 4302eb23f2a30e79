/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each rule by which a guest's report is judged, on both sides of its boundary. */
#include "base/size.h"
#include "tests/points.h"
#include "tests/reports.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/guest_check.h"

#include <string.h>

/* A report that is right for its point, with up to two changes. */
struct check_case {
	const char *point;      /* further keys; the last one wins */
	const char *changes[5]; /* old, new, … */
	enum reason reason;
	const char *message; /* a part of it */
};

static void judge(const char *base, const char *lines, const struct check_case *c)
{
	g_autofree char *text = g_strconcat(base, c->point, NULL), *said = NULL, *message = NULL;
	struct emulator emulator = make_emulator("7.2");
	struct point *point = make_point(text);
	struct guest_report report;
	g_autofree char *changed = g_strdup(lines);
	enum reason reason;

	for (const char *const *change = c->changes; *change != NULL; change += 2) {
		char *next = replaced(changed, change[0], change[1]);

		g_free(changed);
		changed = next;
	}
	said = with_sum(changed);
	guest_report_init(&report);
	ck_assert_msg(guest_report_feed(&report, said, strlen(said)), "%s", report.error);
	ck_assert(report.ended);
	reason = guest_check(&report, point, &emulator, &message);
	ck_assert_msg(reason == c->reason, "%s instead of %s: %s", reason_name(reason),
		      reason_name(c->reason), message);
	ck_assert_int_eq(message == NULL, reason == REASON_NONE);
	if (c->message != NULL)
		ck_assert_msg(strstr(message, c->message) != NULL, "'%s' in '%s'", c->message,
			      message);
	guest_report_clear(&report);
	point_free(point);
}

#define GOOD REASON_NONE, NULL
#define CPU "AuthenticAMD 36 1 1"
#define LOW_END "0x7ffe0000"
#define HIGH "usable 0x100000000 0x140000000"
#define BAR "bar 00:01.0 2 0x800000000 0x40000000\n"
#define END "reserved-end 0x380000000"
#define LOST REASON_BAR_LOST
#define MISMATCH REASON_MEMORY_MISMATCH
#define PROTOCOL REASON_GUEST_PROTOCOL

static const struct check_case BOOTS[] = {
	{"", {NULL}, GOOD},
	{"proof=linux", {NULL}, PROTOCOL, "another guest than the one that was started"},
	{"proof=plug", {NULL}, PROTOCOL, "another guest"},
	/* the CPU: known models only, and not the host's */
	{"", {CPU, "AuthenticAMD 35 1 1"}, REASON_GUEST_CPU, "has 35 phys-bits, not 36"},
	{"", {CPU, "AuthenticAMD 37 1 1"}, REASON_GUEST_CPU, "has 37 phys-bits, not 36"},
	{"", {CPU, "AuthenticAMD 36 0 1"}, REASON_GUEST_CPU, "is 32-bit, not 64-bit"},
	{"cpu=qemu32", {NULL}, REASON_GUEST_CPU, "is 64-bit, not 32-bit"},
	{"cpu=athlon", {CPU, "AuthenticAMD 36 0 1"}, GOOD},
	{"", {CPU, "GenuineIntel 36 1 1"}, REASON_GUEST_CPU, "by 'GenuineIntel', not by AMD"},
	{"cpu=Skylake-Server", {NULL}, REASON_GUEST_CPU, "by 'AuthenticAMD'"},
	{"cpu=Skylake-Server", {CPU, "GenuineIntel 36 1 1"}, GOOD},
	{"cpu=qemu64,vendor=TwelveLetter", {CPU, "TwelveLetter 36 1 1"}, GOOD},
	{"cpu=qemu64,vendor=TwelveLetter", {NULL}, REASON_GUEST_CPU, "not 'TwelveLetter'"},
	{"accel=kvm", {CPU, "GenuineIntel 36 0 1"}, GOOD},
	{"accel=kvm", {CPU, "GenuineIntel 37 1 1"}, REASON_GUEST_CPU, "37 phys-bits"},
	{"machine=microvm", {CPU, "GenuineIntel 36 0 1"}, GOOD},
	{"", {CPU, "AuthenticAMD 36 1 0"}, REASON_MEMORY_FAULT, "without PAE reaches 4 GiB"},
	/* the size, as QEMU rounds it */
	{"size=3221217281", {NULL}, GOOD},
	{"size=3221217280", {NULL}, MISMATCH, "asked for 3221217280 bytes of RAM, QEMU declares"},
	{"size=3221225473", {NULL}, MISMATCH, "asked for 3221233664 bytes"},
	{"", {"0x140000000\nusable", "0x140001000\nusable"}, MISMATCH, "QEMU declares 3221229568"},
	/* what the firmware keeps: 1 MiB below 4 GiB, nothing above; OVMF more everywhere */
	{"", {LOW_END, "0x7ff60400"}, GOOD},
	{"", {LOW_END, "0x7ff603ff"}, MISMATCH, "only 2146435071 bytes reach the guest"},
	{"", {HIGH, "usable 0x100000000 0x13fffffff"}, MISMATCH, "only 1073741823 bytes"},
	{"", {HIGH, "usable 0x100000001 0x140000000"}, MISMATCH, "only 1073741823 bytes"},
	{"", {HIGH "\n", ""}, MISMATCH, "from 0x100000000 to 0x140000000 only 0 bytes"},
	{"firmware=ovmf", {LOW_END, "0x7c060400"}, GOOD},
	{"firmware=ovmf", {LOW_END, "0x7c0603ff"}, MISMATCH, "bytes reach the guest"},
	{"firmware=ovmf", {HIGH, "usable 0x100000000 0x13c000000"}, GOOD},
	{"firmware=ovmf", {HIGH, "usable 0x100000000 0x13bffffff"}, MISMATCH, "only 1006632959"},
	{"", {HIGH, "usable 0x100000000 0x140000001"}, MISMATCH, "QEMU does not declare"},
	{"", {HIGH "\n", HIGH "\nusable 0x200000000 0x200001000\n"}, MISMATCH, "not declare"},
	/* touching */
	{"", {"touched 7", "touched 5"}, GOOD},
	{"", {"touched 7", "touched 4"}, PROTOCOL, "touched 4 pages of 7"},
	{"", {"touched 7", "touched 8"}, PROTOCOL, "touched 8 pages of 7"},
	{"", {"touched 7\n", ""}, PROTOCOL, "does not say how many pages"},
	{"firmware=ovmf", {"touched 7", "touched 4"}, GOOD},
	{"firmware=ovmf", {"touched 7", "touched 3"}, PROTOCOL, "touched 3 pages"},
	{"",
	 {"touched 7\n", "fault 13 0x0 0x100000000\n"},
	 REASON_MEMORY_FAULT,
	 "touching RAM at 0x100000000 raises exception 13 (error code 0x0)"},
	{"",
	 {"touched 7", "bad 0x1000 0x2\ntouched 7"},
	 REASON_MEMORY_BAD,
	 "RAM at 0x1000 does not keep what is written to it, and reads 0x2"},
	{"",
	 {"touched 7", "bad 0x1000 0x2\nalias 0x3000 0x4000\ntouched 5"},
	 REASON_MEMORY_ALIAS,
	 "RAM at 0x3000 is the same as at 0x4000"},
	/* the region for hotplug: as large as it must be, and within reach */
	{"", {END, "reserved-end 0x340000000"}, GOOD},
	{"",
	 {END, "reserved-end 0x33fffffff"},
	 REASON_HOTPLUG_REGION,
	 "ends at 0x33fffffff, below 0x340000000"},
	{"", {END "\n", ""}, REASON_HOTPLUG_REGION, "reserves no addresses for hotplug"},
	{"maxmem=3G", {END "\n", ""}, GOOD},
	{"maxmem=3221233664", {END "\n", ""}, REASON_HOTPLUG_REGION, "reserves no addresses"},
	{"machine=pc-q35-2.4", {END "\n", ""}, GOOD},
	{"machine=pc-q35-2.5", {END "\n", ""}, REASON_HOTPLUG_REGION, "reserves no addresses"},
	{"machine=pc", {END "\n", ""}, REASON_HOTPLUG_REGION, "reserves no addresses"},
	{"machine=microvm", {END "\n", ""}, GOOD},
	{"", {END, "reserved-end 0x1000000000", "0x800000000 0x4", "0x80000000 0x4"}, GOOD},
	{"",
	 {END, "reserved-end 0x1000000001"},
	 REASON_HOTPLUG_REGION,
	 "ends at 0x1000000001, out of reach of a CPU with 36 phys-bits"},
	/* BARs: somewhere, within reach, beside RAM and the region for hotplug */
	{"",
	 {BAR, "bar 00:01.0 2 0x0 0x40000000\n"},
	 LOST,
	 "the firmware gives BAR 2 of PCI device 00:01.0 (1 GiB) no address"},
	{"", {BAR, "bar 00:01.0 2 0xfc0000000 0x40000000\n"}, GOOD},
	{"", {BAR, "bar 00:01.0 2 0xfc0000001 0x40000000\n"}, LOST, "out of reach of 36 phys-bits"},
	{"", {BAR, "bar 00:01.0 2 0xffffffffc0000001 0x40000000\n"}, LOST, "out of reach"},
	{"", {BAR, "bar 00:01.0 2 0x380000000 0x40000000\n"}, GOOD},
	{"", {BAR, "bar 00:01.0 2 0x37fffffff 0x40000000\n"}, LOST, "in the place of memory"},
	{"", {BAR, "bar 00:01.0 2 0x80000000 0x40000000\n"}, GOOD},
	{"", {BAR, "bar 00:01.0 2 0x7fffffff 0x40000000\n"}, LOST, "in the place of memory"},
	{"", {BAR, "bar 00:01.0 2 0xc0000001 0x40000000\n"}, LOST, "in the place of memory"},
	{"", {BAR, BAR "bar 00:02.0 0 0x0 0x1000\n"}, LOST, "BAR 0 of PCI device 00:02.0 (4 KiB)"},
	{"", {BAR, ""}, LOST, "finds no PCI device with a BAR of that size"},
	{"bar=2G", {NULL}, LOST, "finds no PCI device with a BAR of that size"},
};

START_TEST(a_boot_guest_has_what_was_asked_for)
{
	judge(BOOT_POINT, BOOT_LINES, &BOOTS[_i]);
}
END_TEST

static const struct check_case LINUXES[] = {
	{"", {NULL}, GOOD},
	{"proof=plug", {NULL}, GOOD},
	{"proof=boot", {NULL}, PROTOCOL, "another guest than the one that was started"},
	{"", {CPU, "AuthenticAMD 40 1 1"}, REASON_GUEST_CPU, "40 phys-bits, not 36"},
	/* what the firmware leaves to the kernel */
	{"", {HIGH, "usable 0x100000000 0x140080400"}, GOOD},
	{"", {HIGH, "usable 0x100000000 0x140080401"}, MISMATCH, "the kernel is given 3221225473"},
	{"", {HIGH, "usable 0x100000000 0x13c080400"}, GOOD},
	{"", {HIGH, "usable 0x100000000 0x13c0803ff"}, MISMATCH, "the kernel is given 3154116607"},
	/* what the kernel leaves to everybody else */
	{"", {"memory 2990088", "memory 3145215"}, GOOD},
	{"", {"memory 2990088", "memory 3145216"}, MISMATCH, "MemTotal is 3220701184"},
	{"", {"memory 2990088", "memory 2817552"}, GOOD},
	{"", {"memory 2990088", "memory 2817551"}, MISMATCH, "MemTotal is 2885172224"},
	{"", {"memory 2990088\n", ""}, MISMATCH, "MemTotal is 0"},
	{"", {"blocks 24", "blocks 23"}, MISMATCH, "23 of 24 memory blocks are online"},
	/* disks */
	{"",
	 {"0x40000000\nbooted", "0x40000200\nbooted"},
	 REASON_DISK,
	 "the guest finds no disk of 1073741824 bytes"},
	{"", {"disk vda", "disk sda 0x1000\ndisk vda"}, GOOD},
	{"disk=2G", {NULL}, REASON_DISK, "no disk of 2147483648 bytes"},
	{"", {"booted kernel", "booted disk"}, REASON_DISK, "was started from the disk"},
	{"boot-from=disk", {"booted kernel", "booted disk"}, GOOD},
	{"boot-from=disk", {NULL}, REASON_DISK, "from QEMU's -kernel, not from the disk"},
};

START_TEST(linux_has_what_was_asked_for)
{
	judge(LINUX_POINT, LINUX_LINES, &LINUXES[_i]);
}
END_TEST

/* A guest without PAE, up to the last page that it reaches. */
static const struct {
	const char *high;
	enum reason reason;
} SMALL[] = {
	{"0x100000000", REASON_NONE},
	{"0x100002000", REASON_MEMORY_FAULT},
};

START_TEST(a_cpu_without_pae_reaches_4_gib)
{
	g_autofree char *lines = g_strdup_printf("memroof-guest 1 boot\ncpu GenuineIntel 32 0 0\n"
						 "declared 0x0 0x2000\ndeclared 0xffffe000 %s\n"
						 "usable 0x0 0x2000\nusable 0xffffe000 %s\n"
						 "touched 4\n",
						 SMALL[_i].high, SMALL[_i].high);
	struct check_case c = {"", {NULL}, SMALL[_i].reason, NULL};

	judge(SMALL[_i].reason == REASON_NONE ? "cpu=pentium proof=boot size=16K "
					      : "cpu=pentium proof=boot size=24K ",
	      lines, &c);
}
END_TEST

START_TEST(a_guest_without_ram_is_none)
{
	struct check_case c = {
		"", {HIGH "\n", "", "usable 0x0 0x9fc00\n", ""}, MISMATCH, "no RAM at all"};
	g_autofree char *lines = replaced(BOOT_LINES, "usable 0x100000 0x7ffe0000\n", "");

	judge(BOOT_POINT, lines, &c);
}
END_TEST

START_TEST(the_memory_of_a_guest_is_what_it_has_now)
{
	g_autofree char *boot = with_sum(BOOT_LINES), *linux_text = with_sum(LINUX_LINES);
	struct guest_report report;

	guest_report_init(&report);
	ck_assert(guest_report_feed(&report, boot, strlen(boot)));
	ck_assert_uint_eq(guest_memory(&report), 3 * GIB - 0x80400);
	guest_report_clear(&report);
	guest_report_init(&report);
	ck_assert(guest_report_feed(&report, linux_text, strlen(linux_text)));
	ck_assert_uint_eq(guest_memory(&report), 2990088 * KIB);
	ck_assert(guest_report_feed(&report, "state 1 25 25 3000000\n", 22));
	ck_assert_uint_eq(guest_memory(&report), 3000000 * KIB);
	guest_report_clear(&report);
}
END_TEST

Suite *suite_guest_check(void)
{
	Suite *suite = suite_create("guest-check");
	TCase *tc = tcase_create("check");

	tcase_add_loop_test(tc, a_boot_guest_has_what_was_asked_for, 0, G_N_ELEMENTS(BOOTS));
	tcase_add_loop_test(tc, linux_has_what_was_asked_for, 0, G_N_ELEMENTS(LINUXES));
	tcase_add_loop_test(tc, a_cpu_without_pae_reaches_4_gib, 0, G_N_ELEMENTS(SMALL));
	tcase_add_test(tc, a_guest_without_ram_is_none);
	tcase_add_test(tc, the_memory_of_a_guest_is_what_it_has_now);
	suite_add_tcase(suite, tc);
	return suite;
}
