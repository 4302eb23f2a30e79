/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "model/keys.h"
#include "model/outcome.h"
#include "tests/suites.h"
#include "tests/tests.h"

union target {
	struct point point;
	struct section_options options;
};

/* Texts that every key of a type takes, and as it writes them. */
static const struct {
	enum key_type type;
	const char *text, *canonical;
} SAMPLES[] = {
	{KEY_TEXT, "a b, c = 'd'", "a b, c = 'd'"},
	{KEY_NAME, "/usr/bin/qemu-system-x86_64", "/usr/bin/qemu-system-x86_64"},
	{KEY_OPTIONS, "q35,cxl=on,+x", "q35,cxl=on,+x"},
	{KEY_FILE, "./x.fd", "./x.fd"},
	{KEY_FILE, "/usr/share/a b.bin", "/usr/share/a b.bin"},
	{KEY_EXPECT, "slots: 30G, 22G or none", "slots: 30G, 22G or none"},
	{KEY_NEEDS, "kvm, qemu >= 10.0", "kvm, qemu >= 10.0"},
	{KEY_INT, "36", "36"},
	{KEY_INT, "007", "7"},
	{KEY_SIZE, "1024M", "1G"},
	{KEY_SIZE, "1.5G", "1536M"},
	{KEY_SIZE, "1048577", "1048577"},
	{KEY_DURATION, "30s", "30000ms"},
	{KEY_DURATION, "30", "30000ms"},
	{KEY_DURATION, "1ms", "1ms"},
	{KEY_DURATION, "2min", "120000ms"},
	{KEY_DURATION, "24h", "86400000ms"},
};

static void assert_round_trip(const struct key *key, const char *text, const char *canonical)
{
	union target target;
	GError *error = NULL;
	g_autofree char *once = NULL;

	keys_init(key->group, &target);
	ck_assert_msg(!key_is_set(key, &target), "%s is set from the start", key->name);
	ck_assert_ptr_null(key_get(key, &target));
	ck_assert_msg(key_set(key, &target, text, &error), "%s = %s", key->name, text);
	ck_assert(key_is_set(key, &target));
	once = key_get(key, &target);
	ck_assert_pstr_eq(once, canonical);
	ck_assert(key_set(key, &target, once, NULL));
	assert_text(key_get(key, &target), canonical);
	keys_clear(key->group, &target);
}

START_TEST(every_key_reads_what_it_writes)
{
	const struct key *key = &KEYS[_i];
	unsigned tried = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
		if (SAMPLES[i].type != key->type)
			continue;
		assert_round_trip(key, SAMPLES[i].text, SAMPLES[i].canonical);
		tried++;
	}
	for (unsigned i = 0; key->words != NULL && key->words[i] != NULL; i++, tried++)
		assert_round_trip(key, key->words[i], key->words[i]);
	ck_assert_msg(tried > 0, "no sample for %s", key->name);
}
END_TEST

START_TEST(every_key_is_described_and_found_by_its_name)
{
	const struct key *key = &KEYS[_i];

	ck_assert_ptr_eq(key_find(key->name), key);
	ck_assert_ptr_eq(key_lookup(key->name, NULL), key);
	ck_assert(key->help != NULL && *key->help != '\0');
	ck_assert(key->unset != NULL && *key->unset != '\0');
	ck_assert_int_eq(key->words != NULL, key->type == KEY_WORD || key->type == KEY_FILE);
}
END_TEST

START_TEST(no_two_keys_share_a_member)
{
	union target target;
	const struct key *key = &KEYS[_i];

	keys_init(key->group, &target);
	if (key_is_number(key))
		*key_number(key, &target) = 1;
	else
		*key_string(key, &target) = (char *)"x";
	for (unsigned i = 0; i < N_KEYS; i++)
		if (KEYS[i].group == key->group)
			ck_assert_msg(key_is_set(&KEYS[i], &target) == (&KEYS[i] == key),
				      "%s and %s", key->name, KEYS[i].name);
}
END_TEST

START_TEST(number_keys_take_their_bounds_and_nothing_beyond)
{
	const struct key *key = &KEYS[_i];
	union target target;
	char text[32];

	if (key->type != KEY_INT)
		return;
	keys_init(key->group, &target);
	for (int side = 0; side < 2; side++) {
		uint64_t bound = side == 0 ? key->min : key->max;
		uint64_t beyond = side == 0 ? key->min - 1 : key->max + 1;

		g_snprintf(text, sizeof(text), "%lu", bound);
		ck_assert_msg(key_set(key, &target, text, NULL), "%s = %s", key->name, text);
		g_snprintf(text, sizeof(text), "%lu", beyond);
		ck_assert_msg(!key_set(key, &target, text, NULL), "%s = %s", key->name, text);
		ck_assert_uint_eq(*key_number(key, &target), bound);
	}
}
END_TEST

static const struct {
	const char *key, *text, *complaint;
} BAD_VALUES[] = {
	{"slots", "", "bad value '' for slots: expected a whole number from 0 to 4096"},
	{"slots", "-1", "bad value '-1' for slots"},
	{"slots", "+1", "bad value '+1' for slots"},
	{"slots", " 1", "bad value ' 1' for slots"},
	{"slots", "1 ", "bad value '1 ' for slots"},
	{"slots", "1.5", "bad value '1.5' for slots"},
	{"slots", "0x10", "bad value '0x10' for slots"},
	{"slots", "4097", "bad value '4097' for slots"},
	{"slots", "18446744073709551616", "bad value '18446744073709551616' for slots"},
	{"phys-bits", "0", "expected a whole number from 1 to 255"},
	{"phys-bits", "256", "expected a whole number from 1 to 255"},
	{"size", "0", "bad value '0' for size: expected a size from 1 up"},
	{"size", "2GB", "size: bad size '2GB'"},
	{"size", "-1", "size: bad size '-1'"},
	{"maxmem", "0", "bad value '0' for maxmem"},
	{"maxmem", "8E", "maxmem: size '8E' is too large"},
	{"maxmem", "16E", "maxmem: size '16E' is too large"},
	{"pci-hole64", "lots", "pci-hole64: bad size 'lots'"},
	{"timeout", "", "bad value '' for timeout: expected a time from 1ms to 24h"},
	{"timeout", "0", "bad value '0' for timeout"},
	{"timeout", "-5s", "bad value '-5s' for timeout"},
	{"timeout", "1.5s", "bad value '1.5s' for timeout"},
	{"timeout", "5 s", "bad value '5 s' for timeout"},
	{"timeout", "5d", "bad value '5d' for timeout"},
	{"timeout", "s", "bad value 's' for timeout"},
	{"timeout", "25h", "bad value '25h' for timeout"},
	{"timeout", "18446744073709551615h", "bad value '18446744073709551615h' for timeout"},
	{"timeout", "99999999999999999999ms", "bad value '99999999999999999999ms' for timeout"},
	{"engine", "", "bad value '' for engine"},
	{"engine", "qemo",
	 "bad value 'qemo' for engine (did you mean 'qemu'?): expected one of: qemu"},
	{"engine", "xen", "bad value 'xen' for engine: expected one of"},
	{"engine", "QEMU", "bad value 'QEMU' for engine"},
	{"axis", "maxmen", "bad value 'maxmen' for axis (did you mean 'maxmem'?)"},
	{"backend", "ram ", "bad value 'ram ' for backend"},
	{"machine", "", "bad value '' for machine: expected a name"},
	{"accel", "\x1b[2J", "bad value '?[2J' for accel"},
};

START_TEST(a_bad_value_is_refused_and_changes_nothing)
{
	const struct key *key = key_find(BAD_VALUES[_i].key);
	union target target;
	GError *error = NULL;

	keys_init(key->group, &target);
	ck_assert_msg(!key_set(key, &target, BAD_VALUES[_i].text, &error), "%s = %s", key->name,
		      BAD_VALUES[_i].text);
	assert_error(&error, MEMROOF_ERROR_INPUT, BAD_VALUES[_i].complaint);
	ck_assert(!key_is_set(key, &target));
}
END_TEST

static const struct {
	const char *name, *complaint;
} UNKNOWN_KEYS[] = {
	{"maxmen", "unknown key 'maxmen' (did you mean 'maxmem'?)"},
	{"phys_bits", "unknown key 'phys_bits' (did you mean 'phys-bits'?)"},
	{"cpus", "unknown key 'cpus' (did you mean 'cpu'?)"},
	{"Size", "unknown key 'Size' (did you mean 'size'?)"},
	{"", "unknown key ''"},
	{"color", "unknown key 'color'"},
};

START_TEST(an_unknown_key_is_named_with_the_nearest_known_one)
{
	GError *error = NULL;

	ck_assert_ptr_null(key_find(UNKNOWN_KEYS[_i].name));
	ck_assert_ptr_null(key_lookup(UNKNOWN_KEYS[_i].name, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, UNKNOWN_KEYS[_i].complaint);
}
END_TEST

static void assert_names(const char *(*name)(int), int n,
			 gboolean (*from_name)(const char *, int *))
{
	int back = -1;

	for (int i = 0; i < n; i++) {
		ck_assert_msg(name(i) != NULL, "%d has no name", i);
		ck_assert(from_name(name(i), &back));
		ck_assert_int_eq(back, i);
	}
	ck_assert(!from_name("nonsense", &back));
	ck_assert(!from_name("", &back));
	ck_assert(!from_name(NULL, &back));
}

/* One kind of name as functions of int. */
#define NAMES(what)                                                                                \
	static const char *what##_int_name(int i)                                                  \
	{                                                                                          \
		return what##_name((enum what)i);                                                  \
	}                                                                                          \
	static gboolean what##_from_text(const char *name, int *i)                                 \
	{                                                                                          \
		enum what value;                                                                   \
		gboolean found = what##_from_name(name, &value);                                   \
                                                                                                   \
		*i = (int)value;                                                                   \
		return found;                                                                      \
	}

NAMES(outcome)
NAMES(stage)
NAMES(reason)

START_TEST(outcomes_stages_and_reasons_have_names_that_lead_back)
{
	assert_names(outcome_int_name, N_OUTCOMES, outcome_from_text);
	assert_names(stage_int_name, N_STAGES, stage_from_text);
	assert_names(reason_int_name, N_REASONS, reason_from_text);
}
END_TEST

Suite *suite_model(void)
{
	Suite *suite = suite_create("model");
	TCase *tc = tcase_create("keys");
	int n = (int)N_KEYS;

	tcase_add_loop_test(tc, every_key_reads_what_it_writes, 0, n);
	tcase_add_loop_test(tc, every_key_is_described_and_found_by_its_name, 0, n);
	tcase_add_loop_test(tc, no_two_keys_share_a_member, 0, n);
	tcase_add_loop_test(tc, number_keys_take_their_bounds_and_nothing_beyond, 0, n);
	tcase_add_loop_test(tc, a_bad_value_is_refused_and_changes_nothing, 0,
			    G_N_ELEMENTS(BAD_VALUES));
	tcase_add_loop_test(tc, an_unknown_key_is_named_with_the_nearest_known_one, 0,
			    G_N_ELEMENTS(UNKNOWN_KEYS));
	tcase_add_test(tc, outcomes_stages_and_reasons_have_names_that_lead_back);
	suite_add_tcase(suite, tc);
	return suite;
}
