/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be expected and needed: read, written in one form, and matched with the points. */
#include "base/error.h"
#include "base/size.h"
#include "model/needs.h"
#include "model/scenario.h"
#include "tests/suites.h"
#include "tests/tests.h"

static const struct {
	const char *axis; /* NULL: a probe */
	const char *text, *canonical;
} EXPECTATIONS[] = {
	{"maxmem", "22G", "22G"},
	{"maxmem", " 23622320128 ", "22G"},
	{"maxmem", "1.5T", "1536G"},
	{"maxmem", ">= 20G", ">= 20G"},
	{"maxmem", ">=20480M", ">= 20G"},
	{"maxmem", "<=\t24G", "<= 24G"},
	{"maxmem", "20G-24G", "20G-24G"},
	{"maxmem", "20G - 24G", "20G-24G"},
	{"maxmem", "20G-20G", "20G"},
	{"maxmem", "none", "none"},
	{"maxmem", "all", "all"},
	{"maxmem", "model", "model"},
	{"maxmem", "22G or none", "22G or none"},
	{"maxmem", "30G,22G , none", "30G, 22G, none"},
	{"maxmem", "slots: 30G, 22G", "30G, 22G"},
	{"size", "28G", "28G"},
	{"slots", "8", "8"},
	{"slots", "0", "0"},
	{"slots", ">= 0", ">= 0"},
	{"slots", "4-8 or 16", "4-8 or 16"},
	{"phys-bits", "36, 37", "36, 37"},
	{"bar", ">= 1M", ">= 1M"},
	{NULL, "accepted", "accepted"},
	{NULL, "refused", "refused"},
	{NULL, "refused phys-bits", "refused phys-bits"},
	{NULL, "refused   phys-bits", "refused phys-bits"},
	{NULL, "crash assertion or crash signal", "crash assertion or crash signal"},
	{NULL, "timeout", "timeout"},
	{NULL, "accepted, refused slots or crash", "accepted, refused slots or crash"},
	{NULL, "cpu : accepted", "accepted"},
};

START_TEST(an_expectation_has_one_form)
{
	const char *axis = EXPECTATIONS[_i].axis;
	const struct key *key = axis != NULL ? key_find(axis) : NULL;
	GError *error = NULL;
	struct expect *expect = expect_parse(EXPECTATIONS[_i].text, key, &error), *again;
	g_autofree char *text = NULL;

	ck_assert_msg(expect != NULL, "%s", error != NULL ? error->message : "");
	text = expect_text(expect);
	ck_assert_str_eq(text, EXPECTATIONS[_i].canonical);
	/* What is kept in a database is read again. */
	again = expect_parse(text, key, NULL);
	ck_assert_ptr_nonnull(again);
	assert_text(expect_text(again), text);
	expect_free(expect);
	expect_free(again);
}
END_TEST

static const struct {
	const char *axis, *text, *complaint;
} BAD_EXPECTATIONS[] = {
	{"maxmem", "", "expect has an empty value"},
	{"maxmem", " ", "expect has an empty value"},
	{"maxmem", "22G,", "expect has an empty value"},
	{"maxmem", "slots:", "expect has an empty value"},
	{"maxmem", "22G or ", "expect has an empty value"},
	{"maxmem", "non", "bad value 'non' for expect (did you mean 'none'?): expected 22G, >="},
	{"maxmem", "mdel", "bad value 'mdel' for expect (did you mean 'model'?)"},
	{"maxmem", "NONE", "bad value 'NONE' for expect: expected 22G"},
	{"maxmem", "accepted", "bad value 'accepted' for expect: expected 22G"},
	{"maxmem", "> 20G", "bad value '> 20G' for expect: expected 22G, >= 20G, <= 24G, 20G-24G"},
	{"maxmem", "-5G", "bad value '-5G' for expect"},
	{"maxmem", "22GG", "expect: maxmem: bad size '22GG'"},
	{"maxmem", "22GB", "expect: maxmem: bad size '22GB'"},
	{"maxmem", ">= x", "expect: maxmem: bad size 'x'"},
	{"maxmem", ">=", "expect: maxmem: "},
	{"maxmem", "24G-20G", "bad range '24G-20G' for expect: expected the smaller value first"},
	{"maxmem", "20G-", "expect: maxmem: "},
	{"maxmem", "20G-24G-28G", "expect: maxmem: bad size '24G-28G'"},
	{"maxmem", "0", "expect: bad value '0' for maxmem: expected a size from 1 up"},
	{"maxmem", "16E", "expect: maxmem: size '16E' is too large"},
	{"slots", "22G",
	 "expect: bad value '22G' for slots: expected a whole number from 0 to 4096"},
	{"slots", "5000", "expect: bad value '5000' for slots"},
	{"phys-bits", "0", "expect: bad value '0' for phys-bits: expected a whole number from 1"},
	{NULL, "", "expect has an empty value"},
	{NULL, "acepted", "bad value 'acepted' for expect (did you mean 'accepted'?): expected"},
	{NULL, "22G", "bad value '22G' for expect: expected accepted, refused, crash or timeout"},
	{NULL, "model", "bad value 'model' for expect: expected accepted, refused"},
	{NULL, "host-limit", "expect: host-limit says nothing of the guest: expected accepted"},
	{NULL, "broken", "expect: broken says nothing of the guest: expected accepted, refused"},
	{NULL, "accepted slots", "expect: accepted has no reason, such as 'slots'"},
	{NULL, "refused slot", "expect: unknown reason 'slot' (did you mean 'slots'?): expected a"},
	{NULL, "refused none", "expect: unknown reason 'none'"},
	{NULL, "refused slots phys-bits", "expect: unknown reason 'slots phys-bits'"},
};

START_TEST(a_bad_expectation_is_named)
{
	const char *axis = BAD_EXPECTATIONS[_i].axis;
	GError *error = NULL;

	ck_assert_ptr_null(expect_parse(BAD_EXPECTATIONS[_i].text,
					axis != NULL ? key_find(axis) : NULL, &error));
	ck_assert_msg(g_str_has_prefix(error->message, BAD_EXPECTATIONS[_i].complaint),
		      "expected '%s', not '%s'", BAD_EXPECTATIONS[_i].complaint, error->message);
	assert_error(&error, MEMROOF_ERROR_INPUT, "");
}
END_TEST

/* A section's text, and what each of its points is expected to be. */
static const struct {
	const char *text;
	const char *expected[8];
} SECTIONS[] = {
	{"[limit a]\nexpect = 22G\n", {"22G"}},
	{"[limit a]\nslots = 0-3\nexpect = 22G\n", {"22G", "22G", "22G", "22G"}},
	{"[limit a]\nslots = 0, 8, 16\nexpect = 30G, 22G, 14G\n", {"30G", "22G", "14G"}},
	/* The last key of the table varies fastest. */
	{"[limit a]\nmachine = q35, pc\nslots = 0, 8\nexpect = slots: 30G, 22G\n",
	 {"30G", "22G", "30G", "22G"}},
	{"[limit a]\nmachine = q35, pc\nslots = 0, 8\nexpect = machine: 30G, 60G\n",
	 {"30G", "30G", "60G", "60G"}},
	{"[limit a]\nmachine = q35, pc\nsize = 1G, 2G\nslots = 0, 8\nexpect = size: 1G, 2G\n",
	 {"1G", "1G", "2G", "2G", "1G", "1G", "2G", "2G"}},
	{"[global]\nexpect = model\n[limit a]\nslots = 0, 8\n", {"model", "model"}},
	{"[global]\nexpect = model\n[limit a]\nexpect = none\n", {"none"}},
	{"[probe a]\nslots = 1, 2\nexpect = accepted, refused slots\n",
	 {"accepted", "refused slots"}},
	{"[probe a]\nexpect = \"refused slots\"\n", {"refused slots"}},
	{"[limit a]\naxis = slots\nmaxmem = 1G, 2G\nexpect = 1, 2\n", {"1", "2"}},
};

START_TEST(each_point_has_its_expectation)
{
	GError *error = NULL;
	struct scenario *scenario = scenario_parse("x.ini", SECTIONS[_i].text, NULL, 0, &error);
	const struct section *section;

	ck_assert_msg(scenario != NULL, "%s", error != NULL ? error->message : "");
	section = scenario->sections->pdata[0];
	for (uint64_t i = 0; i < section->n_points; i++)
		ck_assert_str_eq(
			expect_at(section->expect, (int64_t)i, (int64_t)section->expect_stride)
				->text,
			SECTIONS[_i].expected[i]);
	scenario_free(scenario);
}
END_TEST

/* The line of an annotation is where the number stands. */
START_TEST(an_expectation_knows_its_line)
{
	struct scenario *scenario = scenario_parse(
		"x.ini", "[limit a]\n\nexpect = 1G\n[limit b]\nsize = 1G\n", NULL, 0, NULL);

	ck_assert_ptr_nonnull(scenario);
	ck_assert_uint_eq(((const struct section *)scenario->sections->pdata[0])->expect_line, 3);
	ck_assert_uint_eq(((const struct section *)scenario->sections->pdata[1])->expect_line, 4);
	scenario_free(scenario);
}
END_TEST

static const struct {
	const char *text, *complaint; /* "": it is fine */
} NEEDS[] = {
	{"kvm", ""},
	{"qemu", ""},
	{"qemu>=10.0", ""},
	{"qemu = 7.2, kvm, memory >= 8G , phys-bits>=40,file:/etc/passwd", ""},
	{"qemu < 8", ""},
	{"qemu <= 7.2.22", ""},
	{"memory > 1.5T", ""},
	{"file:/a b", ""},
	{"kvm,", "needs has an empty value: expected kvm, qemu"},
	{" ", "needs has an empty value"},
	{"kvn", "bad value 'kvn' for needs (did you mean 'kvm'?): expected kvm, qemu, qemu >="},
	{"KVM", "bad value 'KVM' for needs: expected kvm"},
	{"kvm = 1", "bad value 'kvm = 1' for needs: expected kvm"},
	{"memory", "bad value 'memory' for needs: expected"},
	{"memory >= ", "bad value 'memory >=' for needs"},
	{"memory >= 8GB", "bad value 'memory >= 8GB' for needs"},
	{"memory 8G", "bad value 'memory 8G' for needs"},
	{"phys-bit >= 40", "bad value 'phys-bit >= 40' for needs (did you mean 'phys-bits'?)"},
	{"phys-bits >= 0", "bad value 'phys-bits >= 0' for needs"},
	{"phys-bits >= 4096", "bad value 'phys-bits >= 4096' for needs"},
	{"phys-bits >= -1", "bad value 'phys-bits >= -1' for needs"},
	{"qemu >= ten", "bad value 'qemu >= ten' for needs"},
	{"qemu >= 7.", "bad value 'qemu >= 7.' for needs"},
	{"qemu >= 7.2.1.1", "bad value 'qemu >= 7.2.1.1' for needs"},
	{"qemu >= 99999999999999999999", "bad value 'qemu >= 9999"},
	{"qemu == 7", "bad value 'qemu == 7' for needs"},
	{"qemu =< 7", "bad value 'qemu =< 7' for needs"},
	{"qemu 7.2", "bad value 'qemu 7.2' for needs"},
	{">= 7", "bad value '>= 7' for needs"},
	{"file:", "bad value 'file:' for needs"},
	{"file:etc/passwd", "bad value 'file:etc/passwd' for needs"},
};

START_TEST(needs_are_read_or_named)
{
	GError *error = NULL;
	GPtrArray *needs = needs_parse(NEEDS[_i].text, &error);

	if (*NEEDS[_i].complaint == '\0') {
		ck_assert_msg(needs != NULL, "%s", error != NULL ? error->message : "");
		g_ptr_array_unref(needs);
		return;
	}
	ck_assert_ptr_null(needs);
	ck_assert_msg(g_str_has_prefix(error->message, NEEDS[_i].complaint),
		      "expected '%s', not '%s'", NEEDS[_i].complaint, error->message);
	assert_error(&error, MEMROOF_ERROR_INPUT, "");
}
END_TEST

static const struct {
	const char *need, *version;
	gboolean allowed;
} VERSIONS[] = {
	{"qemu", "7.2.22", TRUE},        {"qemu = 7", "7.2.22", TRUE},
	{"qemu = 7.2", "7.2.22", TRUE},  {"qemu = 7.2.22", "7.2.22", TRUE},
	{"qemu = 7.2", "7.20.0", FALSE}, {"qemu = 7.2.2", "7.2.22", FALSE},
	{"qemu >= 7.2", "7.2.0", TRUE},  {"qemu >= 7.2", "10.0.0", TRUE},
	{"qemu >= 10.0", "9.2", FALSE},  {"qemu > 7.2", "7.2.22", FALSE},
	{"qemu > 7.2", "8.0", TRUE},     {"qemu <= 7.2", "7.2.22", TRUE},
	{"qemu < 7.2", "7.2.0", FALSE},  {"qemu < 7.2.22", "7.2.21", TRUE},
	{"qemu < 10", "9.99.99", TRUE},  {"qemu >= 10", "9.99.99", FALSE},
};

START_TEST(versions_are_compared_as_far_as_they_are_said)
{
	GPtrArray *needs = needs_parse(VERSIONS[_i].need, NULL);
	struct version version = {0};

	ck_assert_ptr_nonnull(needs);
	ck_assert(version_parse(VERSIONS[_i].version, &version));
	ck_assert_int_eq(need_allows_version(needs->pdata[0], version), VERSIONS[_i].allowed);
	g_ptr_array_unref(needs);
}
END_TEST

static const struct {
	const char *need;
	uint64_t number;
	gboolean allowed;
} NUMBERS[] = {
	{"memory >= 8G", 8 * GIB, TRUE},      {"memory >= 8G", 8 * GIB - 1, FALSE},
	{"memory > 8G", 8 * GIB, FALSE},      {"memory < 8G", 8 * GIB - 1, TRUE},
	{"memory <= 8G", 8 * GIB, TRUE},      {"memory = 8G", 8 * GIB + 1, FALSE},
	{"phys-bits = 39", 39, TRUE},         {"phys-bits < 39", 39, FALSE},
	{"phys-bits >= 40", UINT8_MAX, TRUE},
};

START_TEST(numbers_are_compared)
{
	GPtrArray *needs = needs_parse(NUMBERS[_i].need, NULL);

	ck_assert_ptr_nonnull(needs);
	ck_assert_int_eq(need_allows_number(needs->pdata[0], NUMBERS[_i].number),
			 NUMBERS[_i].allowed);
	g_ptr_array_unref(needs);
}
END_TEST

Suite *suite_expect(void)
{
	Suite *suite = suite_create("expect");
	TCase *tcase = tcase_create("expect");

	tcase_add_loop_test(tcase, an_expectation_has_one_form, 0, G_N_ELEMENTS(EXPECTATIONS));
	tcase_add_loop_test(tcase, a_bad_expectation_is_named, 0, G_N_ELEMENTS(BAD_EXPECTATIONS));
	tcase_add_loop_test(tcase, each_point_has_its_expectation, 0, G_N_ELEMENTS(SECTIONS));
	tcase_add_test(tcase, an_expectation_knows_its_line);
	tcase_add_loop_test(tcase, needs_are_read_or_named, 0, G_N_ELEMENTS(NEEDS));
	tcase_add_loop_test(tcase, versions_are_compared_as_far_as_they_are_said, 0,
			    G_N_ELEMENTS(VERSIONS));
	tcase_add_loop_test(tcase, numbers_are_compared, 0, G_N_ELEMENTS(NUMBERS));
	suite_add_tcase(suite, tcase);
	return suite;
}
