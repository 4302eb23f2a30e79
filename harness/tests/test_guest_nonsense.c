/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What guests must not say, and where it is noticed. */
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

/* A piece may end anywhere: what one line is must not depend on it. */
START_TEST(noise_is_no_banner_wherever_it_is_cut)
{
	for (unsigned n = 1; n < 600; n++) {
		g_autofree char *noise = g_strnfill(n, 'x');
		g_autofree char *text = g_strconcat(noise, CPU, NULL);
		struct guest_report report;

		guest_report_init(&report);
		for (const char *c = text; *c != '\0'; c++)
			ENSURE(guest_report_feed(&report, c, 1));
		ENSURE_MSG(!report.begun, "%u bytes of noise", n);
		guest_report_clear(&report);
	}
}
END_TEST

#define BAD_LINE "an unreadable line: "
#define BAD_PLACE "a line out of place: "

static const struct {
	const char *text, *complaint;
} BAD[] = {
	/* banners */
	{"memroof-guest\n", "an unreadable banner: memroof-guest"},
	{"memroof-guest 1\n", "an unreadable banner"},
	{"memroof-guest 1 boot now\n", "an unreadable banner"},
	{"memroof-guest 2 boot\n", "another version than 1: memroof-guest 2 boot"},
	{"memroof-guest 01 boot\n", "another version than 1"},
	{"memroof-guest 1 Boot\n", "an unknown guest"},
	/* lines that are none, or stand elsewhere */
	{BANNER "\n", "an unknown line"},
	{BANNER "hello\n", "an unknown line: hello"},
	{BANNER "CPU GenuineIntel 40 1 1\n", "an unknown line"},
	{CPU "kernel 6.1\n", "an unknown line"},
	{CPU "state 1 1 1 1\n", "an unknown line"},
	{LINUX_CPU "declared 0x0 0x1000\n", "an unknown line"},
	{LINUX_CPU "touched 1\n", "an unknown line"},
	{CPU BANNER, "an unknown line: memroof-guest 1 boot"},
	{BANNER "usable 0x0 0x1000\n", BAD_PLACE},
	{BANNER "end 0x811c9dc5\n", BAD_PLACE},
	{CPU "cpu GenuineIntel 40 1 1\n", BAD_PLACE},
	{CPU "usable 0x0 0x1000\ndeclared 0x0 0x1000\n", BAD_PLACE},
	{CPU "touched 1\ntouched 1\n", BAD_PLACE},
	{CPU "touched 1\nbad 0x0 0x0\n", BAD_PLACE},
	{CPU "reserved-end 0x1\nreserved-end 0x1\n", BAD_PLACE},
	{CPU "acpi 1\nacpi 1\n", BAD_PLACE},
	{CPU "acpi 1\nusable 0x0 0x1000\n", BAD_PLACE},
	{CPU "acpi 1\nreserved-end 0x1\n", BAD_PLACE},
	{CPU "bar 00:01.0 2 0x0 0x1000\nacpi 1\n", BAD_PLACE},
	{BANNER "acpi 1\n", BAD_PLACE},
	{LINUX_CPU "acpi 1\nacpi 1\n", BAD_PLACE},
	{LINUX_CPU "acpi 1\nusable 0x0 0x1000\n", BAD_PLACE},
	{LINUX_CPU "kernel 6.1\nacpi 1\n", BAD_PLACE},
	{CPU "fault 1 0x0 0x0\nfault 1 0x0 0x0\n", BAD_PLACE},
	{LINUX_CPU "state 1 1 1 1\n", BAD_PLACE},
	/* words */
	{BANNER "cpu GenuineIntel 40 1\n", BAD_LINE},
	{BANNER "cpu GenuineIntel 40 1 1 1\n", BAD_LINE},
	{BANNER "cpu GenuineInte 40 1 1\n", BAD_LINE},
	{BANNER "cpu GenuineIntell 40 1 1\n", BAD_LINE},
	{BANNER "cpu  GenuineIntel 40 1 1\n", BAD_LINE},
	{BANNER "cpu GenuineIntel 40 1 1 \n", BAD_LINE},
	{BANNER "cpu GenuineIntel 256 1 1\n", BAD_LINE},
	{BANNER "cpu GenuineIntel 40 2 1\n", BAD_LINE},
	{BANNER "cpu\n", BAD_LINE},
	/* numbers */
	{CPU "usable 0x0\n", BAD_LINE},
	{CPU "usable 0 0x1000\n", BAD_LINE},
	{CPU "usable 0x 0x1000\n", BAD_LINE},
	{CPU "usable 0x00 0x1000\n", BAD_LINE},
	{CPU "usable 0x0 0x01000\n", BAD_LINE},
	{CPU "usable 0x0 0xA000\n", BAD_LINE},
	{CPU "usable 0X0 0x1000\n", BAD_LINE},
	{CPU "usable 0x0x0 0x1000\n", BAD_LINE},
	{CPU "usable 0x-1 0x1000\n", BAD_LINE},
	{CPU "usable 0x0 0x1000z\n", BAD_LINE},
	{CPU "usable 0x0 0xffffffffffffffff\n", BAD_LINE},
	{CPU "usable 0x0 0x10000000000000000\n", BAD_LINE},
	{CPU "touched 0x1\n", BAD_LINE},
	{CPU "touched -1\n", BAD_LINE},
	{CPU "touched +1\n", BAD_LINE},
	{CPU "touched 01\n", BAD_LINE},
	{CPU "touched 1.5\n", BAD_LINE},
	{CPU "touched 9223372036854775808\n", BAD_LINE},
	{CPU "fault 256 0x0 0x0\n", BAD_LINE},
	{CPU "acpi\n", BAD_LINE},
	{CPU "acpi 0\n", BAD_LINE},
	{CPU "acpi 0x1\n", BAD_LINE},
	{CPU "acpi 1 1\n", BAD_LINE},
	/* ranges and BARs */
	{CPU "usable 0x1000 0x1000\n", BAD_LINE},
	{CPU "usable 0x2000 0x1000\n", BAD_LINE},
	{CPU "usable 0x0 0x2000\nusable 0x1000 0x3000\n", BAD_LINE},
	{CPU "usable 0x1000 0x2000\nusable 0x0 0x1000\n", BAD_LINE},
	{CPU "bar 00:01.0 2 0x0 0x0\n", BAD_LINE},
	{CPU "bar 00:01.0 2 0x0 0x3000\n", BAD_LINE},
	{CPU "bar 00:01.0 6 0x0 0x1000\n", BAD_LINE},
	{CPU "bar 0:1.0 2 0x0 0x1000\n", BAD_LINE},
	{CPU "bar 00:01.0x 2 0x0 0x1000\n", BAD_LINE},
	{CPU "bar +1:01.0 2 0x0 0x1000\n", BAD_LINE},
	{CPU "bar 00:0A.0 2 0x0 0x1000\n", BAD_LINE},
	{CPU "bar x 2 0x0 0x1000\n", BAD_LINE},
	/* Linux */
	{LINUX_CPU "blocks 2 1 0x1000\n", BAD_LINE},
	{LINUX_CPU "blocks 1 1 0x0\n", BAD_LINE},
	{LINUX_CPU "memory 9007199254740992\n", BAD_LINE},
	{LINUX_CPU "booted floppy\n", BAD_LINE},
	{LINUX_CPU "disk 0x1000\n", BAD_LINE},
	{LINUX_CPU "kernel\n", BAD_LINE},
	{LINUX_CPU "kernel Linux 6.1\n", BAD_LINE},
	/* the sum */
	{CPU "end 0x0\n", "its sum does not fit: end 0x0"},
	{CPU "end\n", "its sum does not fit"},
};

START_TEST(nonsense_is_named_once)
{
	g_autofree char *first = NULL;
	struct guest_report report;

	guest_report_init(&report);
	ck_assert_msg(!feed(&report, BAD[_i].text), "'%s' was taken", BAD[_i].text);
	ck_assert(g_str_has_prefix(report.error, "the guest's report: "));
	ck_assert_msg(strstr(report.error, BAD[_i].complaint) != NULL, "%s", report.error);
	first = g_strdup(report.error);
	ck_assert(!feed(&report, "more nonsense\n"));
	ck_assert_str_eq(report.error, first);
	ck_assert(!report.ended);
	guest_report_clear(&report);
}
END_TEST

START_TEST(nothing_but_states_follows_the_end)
{
	static const char *const lines[] = {"end 0x0\n",
					    "cpu GenuineIntel 40 1 1\n",
					    "x\n",
					    "\n",
					    "booted kernel\n",
					    "state 2 24 24 1\n",
					    "state 1 25 24 1\n",
					    "state 1 24 24 1 1\n"};

	for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *text = with_sum(LINUX_LINES);
		struct guest_report report;

		guest_report_init(&report);
		ck_assert(feed(&report, text));
		ck_assert_msg(!feed(&report, lines[i]), "%s", lines[i]);
		guest_report_clear(&report);
	}
}
END_TEST

static const struct {
	const char *data;
	size_t n;
} WITH_NUL[] = {
	{"cpu GenuineIntel 40 1 1\0\n", 25},
	{"cpu GenuineIntel 40 1 1\0 and more\n", 34},
	{"\0\n", 2},
	{"\0cpu GenuineIntel 40 1 1\n", 25},
};

START_TEST(a_nul_in_a_line_makes_it_unreadable)
{
	struct guest_report report;

	guest_report_init(&report);
	ck_assert(feed(&report, BANNER));
	ck_assert(!guest_report_feed(&report, WITH_NUL[_i].data, WITH_NUL[_i].n));
	ck_assert_ptr_nonnull(strstr(report.error, "an unreadable line"));
	guest_report_clear(&report);
}
END_TEST

/* As long as a line may be, and one more; in one piece or with its end in another. */
START_TEST(a_long_line_is_given_up)
{
	for (size_t n = 255; n <= 258; n++) {
		g_autofree char *name = g_strnfill(n - strlen("kernel "), 'x');
		g_autofree char *line = g_strdup_printf("kernel %s\n", name);

		for (int in_pieces = 0; in_pieces < 2; in_pieces++) {
			struct guest_report report;
			gboolean ok;

			guest_report_init(&report);
			ck_assert(feed(&report, LINUX_CPU));
			ok = guest_report_feed(&report, line, in_pieces ? n : n + 1) &&
			     (!in_pieces || feed(&report, "\n"));
			ck_assert_int_eq(ok, n <= 256);
			guest_report_clear(&report);
		}
	}
}
END_TEST

START_TEST(there_is_an_end_to_ranges)
{
	struct guest_report report;
	unsigned taken = 0;

	guest_report_init(&report);
	ck_assert(feed(&report, CPU));
	for (unsigned i = 0; i < 5000; i++) {
		g_autofree char *line =
			g_strdup_printf("usable 0x%x 0x%x\n", i * 8192 + 1, i * 8192 + 4097);

		taken += feed(&report, line);
	}
	ck_assert_uint_eq(taken, 4096);
	ck_assert_uint_eq(report.usable->len, 4096);
	ck_assert(strstr(report.error, "an unreadable line") != NULL);
	guest_report_clear(&report);
}
END_TEST

Suite *suite_guest_nonsense(void)
{
	Suite *suite = suite_create("guest-nonsense");
	TCase *tc = tcase_create("nonsense");

	tcase_add_test(tc, noise_is_no_banner_wherever_it_is_cut);
	tcase_add_loop_test(tc, nonsense_is_named_once, 0, G_N_ELEMENTS(BAD));
	tcase_add_test(tc, nothing_but_states_follows_the_end);
	tcase_add_loop_test(tc, a_nul_in_a_line_makes_it_unreadable, 0, G_N_ELEMENTS(WITH_NUL));
	tcase_add_test(tc, a_long_line_is_given_up);
	tcase_add_test(tc, there_is_an_end_to_ranges);
	suite_add_tcase(suite, tc);
	return suite;
}
