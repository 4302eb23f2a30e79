/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/clock.h"
#include "base/error.h"
#include "base/size.h"
#include "tests/ensure.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define EXBI (UINT64_C(1) << 60)

static const struct {
	const char *text;
	uint64_t bytes;
} GOOD_SIZES[] = {
	{"0", 0},
	{"1", 1},
	{"007", 7},
	{"4097B", 4097},
	{"1k", KIB},
	{"512M", 512 * MIB},
	{"512m", 512 * MIB},
	{"2G", 2 * GIB},
	{"2g", 2 * GIB},
	{"22GiB", 22 * GIB},
	{"22gib", 22 * GIB},
	{"22 GiB", 22 * GIB},
	{"1.5T", TIB + TIB / 2},
	{"1.5 TiB", TIB + TIB / 2},
	{"22.50G", 22 * GIB + GIB / 2},
	{"0.5K", 512},
	{"0.0009765625K", 1},
	{"1.0", 1},
	{"28.75G", 28 * GIB + 3 * GIB / 4},
	{"3P", 3 * 1024 * TIB},
	{"7E", 7 * EXBI},
	{"7.5E", 7 * EXBI + EXBI / 2},
	{"9223372036854775807", SIZE_LIMIT},
	{"8191P", 8191 * 1024 * TIB},
};

START_TEST(size_parse_reads_good_sizes)
{
	GError *error = NULL;
	uint64_t bytes = 99;

	ck_assert_msg(size_parse(GOOD_SIZES[_i].text, &bytes, &error), "'%s' was refused",
		      GOOD_SIZES[_i].text);
	ck_assert_ptr_null(error);
	ck_assert_msg(bytes == GOOD_SIZES[_i].bytes, "'%s' was read as %lu", GOOD_SIZES[_i].text,
		      bytes);
}
END_TEST

static const struct {
	const char *text, *complaint;
} BAD_SIZES[] = {
	{"", "bad size ''"},
	{" ", "bad size ' '"},
	{" 2G", "bad size ' 2G'"},
	{"G", "bad size"},
	{"abc", "bad size"},
	{"22GG", "bad size '22GG': expected 512M, 2G, 1.5T or plain bytes"},
	{"22GB", "bad size"},
	{"22GiBs", "bad size"},
	{"22Gi", "bad size"},
	{"2iB", "bad size"},
	{"2X", "bad size"},
	{"2G 2", "bad size"},
	{"2G ", "bad size"},
	{"2,5G", "bad size"},
	{"-1", "bad size"},
	{"+1", "bad size"},
	{"-0", "bad size"},
	{"0x10", "bad size"},
	{"1e3", "bad size"},
	{".5G", "bad size"},
	{"1.G", "bad size"},
	{"1.2.3G", "bad size"},
	{"1.-5G", "bad size"},
	{"1.0000000000000000000G", "bad size"},
	{"1.99999999999999999999999999G", "bad size"},
	{"2\u00a0G", "bad size"},
	{"\uff12G", "bad size"},
	{"1.5", "not a whole number of bytes"},
	{"0.1K", "not a whole number of bytes"},
	{"7.999E", "not a whole number of bytes"},
	{"8E", "too large: the most is 8E - 1 byte"},
	{"8.0E", "too large"},
	{"16E", "too large"},
	{"8192P", "too large"},
	{"9223372036854775808", "too large"},
	{"18446744073709551615", "too large"},
	{"18446744073709551616", "too large"},
	{"9223372036854775807E", "too large"},
	{"99999999999999999999999999999999999999999999999999G", "too large"},
};

START_TEST(size_parse_refuses_bad_sizes_and_says_why)
{
	GError *error = NULL;
	uint64_t bytes = 99;

	ck_assert_msg(!size_parse(BAD_SIZES[_i].text, &bytes, &error), "'%s' was read as %lu",
		      BAD_SIZES[_i].text, bytes);
	assert_error(&error, MEMROOF_ERROR_INPUT, BAD_SIZES[_i].complaint);
	ck_assert_uint_eq(bytes, 99);
}
END_TEST

static const struct {
	uint64_t bytes;
	const char *exact, *human;
} SIZE_TEXTS[] = {
	{0, "0", "0 B"},
	{1, "1", "1 B"},
	{1023, "1023", "1023 B"},
	{1024, "1K", "1 KiB"},
	{1025, "1025", "1 KiB + 1 B"},
	{1536, "1536", "1.5 KiB"},
	{512 * MIB, "512M", "512 MiB"},
	{2816 * MIB, "2816M", "2.75 GiB"},
	{22 * GIB, "22G", "22 GiB"},
	{22 * GIB + 4096, "23068676K", "22 GiB + 4 KiB"},
	{28 * GIB + 768 * MIB, "29440M", "28.75 GiB"},
	{GIB + MIB + KIB + 1, "1074791425", "1 GiB + 1 MiB + 1 KiB + 1 B"},
	{977 * GIB, "977G", "977 GiB"},
	{TIB, "1T", "1024 GiB"},
	{64226 * GIB, "64226G", "64226 GiB"},
	{7 * EXBI, "7E", "7516192768 GiB"},
	{SIZE_LIMIT, "9223372036854775807", "8589934592 GiB - 1 B"},
	{4 * GIB - 4096, "4194300K", "4 GiB - 4 KiB"},
	{UINT64_C(0xb0000000) - 8192, "2883576K", "2.75 GiB - 8 KiB"},
	{GIB - 1, "1073741823", "1024 MiB - 1 B"},
};

START_TEST(sizes_have_an_exact_and_a_human_text)
{
	assert_text(size_exact(SIZE_TEXTS[_i].bytes), SIZE_TEXTS[_i].exact);
	assert_text(size_human(SIZE_TEXTS[_i].bytes), SIZE_TEXTS[_i].human);
}
END_TEST

/* Sums the parts of "22 GiB + 4 KiB" and "4 GiB - 4 KiB" as size_parse() reads them. */
static uint64_t read_human(const char *text)
{
	g_auto(GStrv) below = g_strsplit(text, " - ", 2);
	g_auto(GStrv) parts = g_strsplit(below[0], " + ", -1);
	uint64_t sum = 0, bytes;

	if (below[1] != NULL) {
		ENSURE_MSG(size_parse(below[1], &bytes, NULL), "'%s'", text);
		sum -= bytes;
	}

	for (char **part = parts; *part != NULL; part++) {
		ENSURE_MSG(size_parse(*part, &bytes, NULL), "'%s' in '%s'", *part, text);
		sum += bytes;
	}
	return sum;
}

/* Numbers of every length, many of them round in binary. */
static uint64_t random_size(GRand *random)
{
	uint64_t number = (uint64_t)g_rand_int(random) << 32 | g_rand_int(random);
	int low = g_rand_int_range(random, 0, 63);

	return (number >> g_rand_int_range(random, 1, 64)) >> low << low;
}

START_TEST(what_the_size_texts_say_is_read_back_exactly)
{
	GRand *random = g_rand_new_with_seed(4711);

	for (int i = 0; i < 20000; i++) {
		uint64_t bytes = random_size(random), back = ~bytes;
		g_autofree char *exact = size_exact(bytes);
		g_autofree char *human = size_human(bytes);

		ck_assert_msg(size_parse(exact, &back, NULL) && back == bytes, "%lu: %s", bytes,
			      exact);
		ck_assert_msg(read_human(human) == bytes, "%lu: %s", bytes, human);
	}
	g_rand_free(random);
}
END_TEST

START_TEST(sums_and_products_stop_at_the_top)
{
	ck_assert_uint_eq(add_saturated(1, 2), 3);
	ck_assert_uint_eq(add_saturated(UINT64_MAX - 1, 1), UINT64_MAX);
	ck_assert_uint_eq(add_saturated(UINT64_MAX, 1), UINT64_MAX);
	ck_assert_uint_eq(add_saturated(UINT64_MAX, UINT64_MAX), UINT64_MAX);
	ck_assert_uint_eq(mul_saturated(6, 7), 42);
	ck_assert_uint_eq(mul_saturated(0, UINT64_MAX), 0);
	ck_assert_uint_eq(mul_saturated(UINT64_C(1) << 32, UINT64_C(1) << 31), UINT64_C(1) << 63);
	ck_assert_uint_eq(mul_saturated(UINT64_C(1) << 32, UINT64_C(1) << 32), UINT64_MAX);
}
END_TEST

START_TEST(rounding_goes_to_the_next_multiple)
{
	ck_assert_uint_eq(round_up(0, GIB), 0);
	ck_assert_uint_eq(round_up(1, GIB), GIB);
	ck_assert_uint_eq(round_up(GIB, GIB), GIB);
	ck_assert_uint_eq(round_up(GIB + 1, GIB), 2 * GIB);
	ck_assert_uint_eq(round_up(7, 1), 7);
	ck_assert_uint_eq(round_down(GIB - 1, GIB), 0);
	ck_assert_uint_eq(round_down(GIB, GIB), GIB);
	ck_assert_uint_eq(round_down(2 * GIB - 1, GIB), GIB);
	ck_assert_uint_eq(round_up(UINT64_MAX, GIB), UINT64_MAX - GIB + 1);
	ck_assert_uint_eq(round_up(UINT64_MAX - GIB + 1, GIB), UINT64_MAX - GIB + 1);
}
END_TEST

static const struct {
	const char *scale;
	int64_t scaled; /* of 1000 ms; -1 when the text is refused, and then counts as 1 */
} SCALES[] = {
	{"", 1000},        {"1", 1000}, {"4", 4000},  {"0.5", 500},  {"0.01", 10},
	{"1000", 1000000}, {"0", -1},   {"-1", -1},   {"0.001", -1}, {"1001", -1},
	{"nan", -1},       {"inf", -1}, {"fast", -1}, {"2x", -1},
};

START_TEST(the_environment_stretches_deadlines)
{
	gboolean good = SCALES[_i].scaled >= 0;
	GError *error = NULL;

	g_setenv(TIMEOUT_SCALE_ENV, SCALES[_i].scale, TRUE);
	ck_assert_int_eq(clock_check_scale(&error), good);
	if (!good)
		assert_error(&error, MEMROOF_ERROR_INPUT, "MEMROOF_TIMEOUT_SCALE='");
	ck_assert_int_eq(clock_scaled_ms(1000), good ? SCALES[_i].scaled : 1000);
	g_unsetenv(TIMEOUT_SCALE_ENV);
	ck_assert_int_eq(clock_scaled_ms(1000), 1000);
}
END_TEST

START_TEST(the_clock_does_not_go_back_and_writes_utc)
{
	int64_t before = clock_us();
	g_autofree char *stamp = clock_timestamp();
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(stamp, NULL);

	ck_assert_ptr_nonnull(time);
	ck_assert_uint_eq(strlen(stamp), strlen("2026-11-23T04:05:06Z"));
	ck_assert(g_str_has_suffix(stamp, "Z"));
	ck_assert_int_ge(clock_us(), before);
}
END_TEST

START_TEST(errors_say_who_has_to_act)
{
	GError *error = NULL;

	ck_assert(!input_error(&error, "key '%s'", "a%s"));
	assert_error(&error, MEMROOF_ERROR_INPUT, "key 'a%s'");
	ck_assert(!broken_error(&error, "%d", 42));
	assert_error(&error, MEMROOF_ERROR_BROKEN, "42");
	ck_assert(!input_error(NULL, "nobody listens"));
}
END_TEST

static void add_sizes(Suite *suite)
{
	TCase *tc = tcase_create("size");

	tcase_add_loop_test(tc, size_parse_reads_good_sizes, 0, G_N_ELEMENTS(GOOD_SIZES));
	tcase_add_loop_test(tc, size_parse_refuses_bad_sizes_and_says_why, 0,
			    G_N_ELEMENTS(BAD_SIZES));
	tcase_add_loop_test(tc, sizes_have_an_exact_and_a_human_text, 0, G_N_ELEMENTS(SIZE_TEXTS));
	tcase_add_test(tc, what_the_size_texts_say_is_read_back_exactly);
	tcase_add_test(tc, sums_and_products_stop_at_the_top);
	tcase_add_test(tc, rounding_goes_to_the_next_multiple);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
}

static void add_clock(Suite *suite)
{
	TCase *tc = tcase_create("clock and error");

	tcase_add_loop_test(tc, the_environment_stretches_deadlines, 0, G_N_ELEMENTS(SCALES));
	tcase_add_test(tc, the_clock_does_not_go_back_and_writes_utc);
	tcase_add_test(tc, errors_say_who_has_to_act);
	suite_add_tcase(suite, tc);
}

Suite *suite_base(void)
{
	Suite *suite = suite_create("base");

	add_sizes(suite);
	add_clock(suite);
	return suite;
}
