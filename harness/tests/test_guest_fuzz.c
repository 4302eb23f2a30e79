/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports that were damaged at random: none of them is taken for another valid one. */
#include "tests/ensure.h"
#include "tests/reports.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/guest_report.h"

#include <string.h>

#define N_MUTANTS 20000

/* What can happen to a byte, and to several. */
static void mutate(GRand *random, GString *text)
{
	gssize at = g_rand_int_range(random, 0, (gint32)text->len);
	gssize wanted = g_rand_int_range(random, 1, 30), n = MIN(wanted, (gssize)text->len - at);
	g_autofree char *piece = g_strndup(text->str + at, (gsize)n);

	switch (g_rand_int_range(random, 0, 7)) {
	case 0:
		text->str[at] = (char)(text->str[at] ^ 1 << g_rand_int_range(random, 0, 8));
		break;
	case 1:
		text->str[at] = (char)g_rand_int_range(random, 0, 256);
		break;
	case 2:
		g_string_insert_c(text, at, (char)g_rand_int_range(random, 0, 256));
		break;
	case 3:
		g_string_erase(text, at, n);
		break;
	case 4:
		g_string_insert(text, g_rand_int_range(random, 0, (gint32)text->len), piece);
		break;
	case 5:
		text->str[at] = "0123456789abcdef \n\r"[g_rand_int_range(random, 0, 19)];
		break;
	default:
		g_string_truncate(text, (gsize)at);
	}
}

/* Everything that the report says, as a text. */
static char *digest(const struct guest_report *report)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%d %s %u %d %d", report->kind, report->vendor,
			       report->phys_bits, report->long_mode, report->pae);
	g_string_append_printf(text,
			       " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
			       report->reserved_end, report->acpi_bytes, report->touched);
	g_string_append_printf(
		text, " %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %d",
		report->kernel, report->memory_kib, report->blocks_online, report->blocks,
		report->from_disk);
	for (unsigned i = 0; i < report->usable->len + report->declared->len; i++) {
		gboolean usable = i < report->usable->len;
		const struct guest_range *range =
			&g_array_index(usable ? report->usable : report->declared,
				       struct guest_range, usable ? i : i - report->usable->len);

		g_string_append_printf(text, " %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT,
				       range->start, range->end);
	}
	g_string_append_printf(text, " %u %u", report->bars->len, report->disks->len);
	return g_string_free(text, FALSE);
}

/* Noise before the banner is allowed, so the mutant may be valid: but then it says the same. */
static gboolean is_same_or_refused(const GString *mutant, const char *original)
{
	struct guest_report report;
	gboolean ok = TRUE;

	guest_report_init(&report);
	guest_report_feed(&report, mutant->str, mutant->len);
	if (report.ended && report.error == NULL) {
		g_autofree char *said = digest(&report);

		ok = strcmp(said, original) == 0;
	}
	guest_report_clear(&report);
	return ok;
}

static const char *const REPORTS[] = {BOOT_LINES, LINUX_LINES};

/* With every line that there may be. */
static char *complete(const char *lines)
{
	gboolean is_boot = g_str_has_prefix(lines, "memroof-guest 1 boot");

	return is_boot ? replaced(lines, "bar ", "acpi 8820\nbar ")
		       : replaced(lines, "kernel ", "acpi 8816\nkernel ");
}

START_TEST(no_damage_makes_another_valid_report)
{
	g_autofree char *lines = complete(REPORTS[_i]), *text = with_sum(lines), *original = NULL;
	GRand *random = g_rand_new_with_seed(42);
	struct guest_report report;
	unsigned n_damaged = 0;

	guest_report_init(&report);
	ck_assert(guest_report_feed(&report, text, strlen(text)) && report.ended);
	original = digest(&report);
	guest_report_clear(&report);
	for (unsigned i = 0; i < N_MUTANTS; i++) {
		g_autoptr(GString) mutant = g_string_new(text);

		for (int n = g_rand_int_range(random, 1, 4); n > 0 && mutant->len > 0; n--)
			mutate(random, mutant);
		n_damaged += strcmp(mutant->str, text) != 0;
		ENSURE_MSG(is_same_or_refused(mutant, original), "taken: %s", mutant->str);
	}
	ck_assert_uint_gt(n_damaged, N_MUTANTS * 9 / 10);
	g_rand_free(random);
}
END_TEST

/* With a sum that fits again, what is taken may be something else: but it is always sound. */
START_TEST(damage_with_a_right_sum_is_survived)
{
	GRand *random = g_rand_new_with_seed(43);
	unsigned n_taken = 0;

	for (unsigned i = 0; i < N_MUTANTS; i++) {
		g_autofree char *lines = complete(REPORTS[i % 2]), *text = NULL;
		g_autoptr(GString) mutant = g_string_new(lines);
		struct guest_report report;

		mutate(random, mutant);
		text = with_sum(mutant->str);
		guest_report_init(&report);
		guest_report_feed(&report, text, strlen(text));
		ENSURE(report.error == NULL || !report.ended ||
		       strstr(report.error, "out of place") != NULL);
		n_taken += report.ended;
		for (unsigned j = 0; j < report.usable->len; j++) {
			const struct guest_range *range =
				&g_array_index(report.usable, struct guest_range, j);

			ENSURE(range->start < range->end);
			ENSURE(j == 0 || range[-1].end <= range->start);
		}
		guest_report_clear(&report);
	}
	ck_assert_uint_gt(n_taken, 100);
	g_rand_free(random);
}
END_TEST

START_TEST(bytes_of_any_kind_are_no_report)
{
	GRand *random = g_rand_new_with_seed(44);

	for (unsigned i = 0; i < 2000; i++) {
		struct guest_report report;
		char bytes[512];

		for (unsigned j = 0; j < sizeof(bytes); j++)
			bytes[j] = (char)g_rand_int_range(random, 0, 256);
		guest_report_init(&report);
		if (i % 2 == 0)
			guest_report_feed(&report, BOOT_LINES, strlen(BOOT_LINES));
		guest_report_feed(&report, bytes, sizeof(bytes));
		ENSURE(!report.ended);
		guest_report_clear(&report);
	}
	g_rand_free(random);
}
END_TEST

Suite *suite_guest_fuzz(void)
{
	Suite *suite = suite_create("guest-fuzz");
	TCase *tc = tcase_create("fuzz");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, no_damage_makes_another_valid_report, 0, G_N_ELEMENTS(REPORTS));
	tcase_add_test(tc, damage_with_a_right_sum_is_survived);
	tcase_add_test(tc, bytes_of_any_kind_are_no_report);
	suite_add_tcase(suite, tc);
	return suite;
}
