/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What guests say, in one piece, in many, and damaged. */
#include "model/point.h"
#include "tests/ensure.h"
#include "tests/reports.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/guest_report.h"

#include <string.h>

#define BANNER "memroof-guest 1 boot\n"
#define CPU BANNER "cpu GenuineIntel 40 1 1\n"
#define LINUX_CPU "memroof-guest 1 linux\ncpu GenuineIntel 40 1 1\n"

static gboolean feed(struct guest_report *report, const char *text)
{
	return guest_report_feed(report, text, strlen(text));
}

static const struct guest_range *range_of(const GArray *ranges, unsigned i)
{
	ck_assert_uint_lt(i, ranges->len);
	return &g_array_index(ranges, struct guest_range, i);
}

static void assert_boot(const struct guest_report *report)
{
	const struct guest_bar *bar;

	ck_assert_pstr_eq(report->error, NULL);
	ck_assert(report->begun && report->ended);
	ck_assert_int_eq(report->kind, GUEST_BOOT);
	ck_assert_str_eq(report->vendor, "AuthenticAMD");
	ck_assert_uint_eq(report->phys_bits, 36);
	ck_assert(report->long_mode && report->pae);
	ck_assert_uint_eq(report->declared->len, 2);
	ck_assert_uint_eq(range_of(report->declared, 1)->start, 0x100000000);
	ck_assert_uint_eq(range_of(report->declared, 1)->end, 0x140000000);
	ck_assert_uint_eq(guest_ranges_total(report->declared), 0xc0000000);
	ck_assert_uint_eq(report->usable->len, 3);
	ck_assert_uint_eq(range_of(report->usable, 0)->end, 0x9fc00);
	ck_assert_uint_eq(report->reserved_end, 0x380000000);
	ck_assert_uint_eq(report->bars->len, 1);
	bar = &g_array_index(report->bars, struct guest_bar, 0);
	ck_assert_uint_eq(bar->device, 1);
	ck_assert_uint_eq(bar->number, 2);
	ck_assert_uint_eq(bar->address, 0x800000000);
	ck_assert_uint_eq(bar->size, 0x40000000);
	ck_assert_uint_eq(report->touched, 7);
	ck_assert(!report->fault.present && !report->bad.present && !report->alias.present);
	ck_assert_ptr_null(report->panic);
}

START_TEST(a_boot_report_is_read)
{
	g_autofree char *text = with_sum(BOOT_LINES);
	struct guest_report report;

	guest_report_init(&report);
	ck_assert_uint_eq(report.touched, UNSET);
	ck_assert_uint_eq(report.reserved_end, UNSET);
	ck_assert(feed(&report, text));
	assert_boot(&report);
	guest_report_clear(&report);
}
END_TEST

START_TEST(pieces_of_any_size_make_the_same_report)
{
	g_autofree char *lines = with_sum(BOOT_LINES);
	g_autofree char *noise = g_strnfill(1000, 'x');
	g_autofree char *text = g_strconcat(noise, "\n", lines, NULL);
	size_t n = strlen(text);

	for (size_t piece = 1; piece <= n; piece++) {
		struct guest_report report;

		guest_report_init(&report);
		for (size_t at = 0; at < n; at += piece)
			ENSURE(guest_report_feed(&report, text + at, MIN(piece, n - at)));
		ENSURE(report.ended && report.error == NULL && report.touched == 7);
		guest_report_clear(&report);
	}
}
END_TEST

static const char *const PREFIXES[] = {
	"",
	"\n\n",
	"SeaBIOS (version 1.16)\r\nBooting from ROM..\r\n",
	"memroof\n",
	"memroof-guest1 1 boot\n",
	" memroof-guest 1 boot\n",
	"x memroof-guest 2 boot\n",
	"\x1b[2J\x1b[01;01H\xff\xfe\n",
	"cpu AuthenticAMD 36 1 1\nend 0x0\n",
};

START_TEST(noise_before_the_banner_is_not_the_guests)
{
	g_autofree char *lines = with_sum(BOOT_LINES);
	g_autofree char *text = g_strconcat(PREFIXES[_i], lines, NULL);
	struct guest_report report;

	guest_report_init(&report);
	ck_assert(feed(&report, text));
	assert_boot(&report);
	guest_report_clear(&report);
}
END_TEST

START_TEST(a_serial_line_ends_lines_in_its_own_way)
{
	g_autofree char *lines = with_sum(BOOT_LINES);
	g_auto(GStrv) split = g_strsplit(lines, "\n", -1);
	g_autofree char *text = g_strjoinv("\r\n", split);
	struct guest_report report;

	guest_report_init(&report);
	ck_assert(guest_report_feed(&report, "noise\0\0\n", 8));
	ck_assert(feed(&report, text));
	assert_boot(&report);
	guest_report_clear(&report);
}
END_TEST

START_TEST(a_linux_report_is_read_and_followed)
{
	g_autofree char *text = with_sum(LINUX_LINES);
	struct guest_report report;

	guest_report_init(&report);
	ck_assert(feed(&report, text));
	ck_assert(report.ended);
	ck_assert_int_eq(report.kind, GUEST_LINUX);
	ck_assert_str_eq(report.kernel, "6.1.0-56-cloud-amd64");
	ck_assert_uint_eq(guest_memory_kib(&report), 2990088);
	ck_assert_uint_eq(guest_blocks_online(&report), 24);
	ck_assert_uint_eq(report.block_bytes, 0x8000000);
	ck_assert_uint_eq(report.disks->len, 1);
	ck_assert_uint_eq(g_array_index(report.disks, uint64_t, 0), 0x40000000);
	ck_assert(!report.from_disk);
	ck_assert(feed(&report, "state 1 25 26 3121160\nstate 2 26 26 3252232\n"));
	ck_assert_uint_eq(guest_memory_kib(&report), 3252232);
	ck_assert_uint_eq(guest_blocks_online(&report), 26);
	ck_assert_uint_eq(report.memory_kib, 2990088);
	ck_assert(!feed(&report, "state 4 26 26 3252232\n"));
	guest_report_clear(&report);
}
END_TEST

/* Each guest may say how long its ACPI tables are, or have none. */
static const struct {
	const char *lines, *before, *after;
} PLACES[] = {
	{BOOT_LINES, "bar ", "acpi 8820\nbar "},
	{BOOT_LINES, "reserved-end 0x380000000\nbar 00:01.0 2 0x800000000 0x40000000\n",
	 "acpi 8820\n"},
	{LINUX_LINES, "kernel ", "acpi 8820\nkernel "},
};

START_TEST(acpi_tables_have_a_length_or_none)
{
	g_autofree char *lines = replaced(PLACES[_i].lines, PLACES[_i].before, PLACES[_i].after);
	g_autofree char *with = with_sum(lines), *without = with_sum(PLACES[_i].lines);
	struct guest_report report;

	guest_report_init(&report);
	ck_assert(feed(&report, with) && report.ended);
	ck_assert_uint_eq(report.acpi_bytes, 8820);
	guest_report_clear(&report);
	guest_report_init(&report);
	ck_assert(feed(&report, without) && report.ended);
	ck_assert_uint_eq(report.acpi_bytes, UNSET);
	guest_report_clear(&report);
}
END_TEST

/* Each of these stands where it may stand. */
START_TEST(what_went_wrong_in_the_guest_is_read)
{
	struct guest_report report;

	guest_report_init(&report);
	ck_assert(feed(&report, CPU "fault 14 0xb 0x100000000\n"));
	ck_assert(report.fault.present);
	ck_assert_uint_eq(report.fault.vector, 14);
	ck_assert_uint_eq(report.fault.error, 0xb);
	ck_assert_uint_eq(report.fault.address, 0x100000000);
	guest_report_clear(&report);

	/* The first of each kind is kept, mixed as they come. */
	guest_report_init(&report);
	ck_assert(feed(&report, CPU "alias 0x1000 0x2000\nbad 0x3000 0xffffffffffffffff\n"
				    "alias 0x4000 0x5000\nbad 0x6000 0x0\ntouched 0\n"));
	ck_assert_uint_eq(report.alias.address, 0x1000);
	ck_assert_uint_eq(report.alias.other, 0x2000);
	ck_assert_uint_eq(report.bad.address, 0x3000);
	ck_assert_uint_eq(report.bad.other, UINT64_MAX);
	ck_assert_uint_eq(report.touched, 0);
	guest_report_clear(&report);
}
END_TEST

#define PANIC "[    1.0] Kernel panic - not syncing: VFS\n"

static const char *const PANICS[] = {PANIC, LINUX_CPU PANIC, LINUX_CPU "usable 0x0 0x1\n" PANIC};

START_TEST(a_panic_is_kept_and_ends_the_reading)
{
	g_autofree char *noise = g_strnfill(1000, 'x');
	struct guest_report report;

	guest_report_init(&report);
	ck_assert(feed(&report, PANICS[_i]));
	ck_assert_str_eq(report.panic, "[    1.0] Kernel panic - not syncing: VFS");
	ck_assert(feed(&report, "Call Trace:\n") && feed(&report, noise) && feed(&report, "\n"));
	ck_assert(feed(&report, "Kernel panic - not syncing: again\n"));
	ck_assert_str_eq(report.panic, "[    1.0] Kernel panic - not syncing: VFS");
	ck_assert(!report.ended);
	guest_report_clear(&report);
}
END_TEST

Suite *suite_guest_report(void)
{
	Suite *suite = suite_create("guest-report");
	TCase *good = tcase_create("good");

	tcase_add_test(good, a_boot_report_is_read);
	tcase_add_test(good, pieces_of_any_size_make_the_same_report);
	tcase_add_loop_test(good, noise_before_the_banner_is_not_the_guests, 0,
			    G_N_ELEMENTS(PREFIXES));
	tcase_add_test(good, a_serial_line_ends_lines_in_its_own_way);
	tcase_add_test(good, a_linux_report_is_read_and_followed);
	tcase_add_loop_test(good, acpi_tables_have_a_length_or_none, 0, G_N_ELEMENTS(PLACES));
	tcase_add_test(good, what_went_wrong_in_the_guest_is_read);
	tcase_add_loop_test(good, a_panic_is_kept_and_ends_the_reading, 0, G_N_ELEMENTS(PANICS));
	suite_add_tcase(suite, good);
	return suite;
}
