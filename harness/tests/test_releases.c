/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What versions in scenarios become on this host. */
#include "run/releases.h"

#include "base/error.h"
#include "host/qemu.h"
#include "model/scenario.h"
#include "model/section.h"
#include "tests/fleets.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

static char *make_fleet(void)
{
	char *directory = make_directory();

	g_setenv("MEMROOF_FLEET", directory, TRUE);
	return directory;
}

static GPtrArray *read_scenarios(const char *text)
{
	GPtrArray *scenarios = scenarios_new();
	struct scenario *scenario = scenario_parse("a.ini", text, NULL, 0, NULL);

	ck_assert_ptr_nonnull(scenario);
	g_ptr_array_add(scenarios, scenario);
	return scenarios;
}

static const struct section *first_section(const GPtrArray *scenarios)
{
	return ((struct scenario *)scenarios->pdata[0])->sections->pdata[0];
}

/* The values of qemu: "5.2 7.2". */
static char *qemus_of(const GPtrArray *scenarios)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	const struct dimension *dimension = section_dimension(first_section(scenarios), "qemu");

	for (unsigned i = 0; i < dimension->values->len; i++)
		g_ptr_array_add(words, dimension->values->pdata[i]);
	g_ptr_array_add(words, NULL);
	return g_strjoinv(" ", (char **)words->pdata);
}

/* No QEMU of the host's own, so that the fleet is all there is. */
static void hide_own(void)
{
	g_setenv("PATH", "/nowhere", TRUE);
}

START_TEST(all_is_one_word_for_each_release)
{
	g_autofree char *directory = make_fleet();
	g_autoptr(GPtrArray) scenarios =
		read_scenarios("# Q\n[limit a]\nqemu = all\nslots = 1, 2\nmachine = q35\n");
	GError *error = NULL;

	hide_own();
	fleets_add_empty(directory, "c", "10.0.3");
	fleets_add_empty(directory, "a", "5.2.0");
	fleets_add_empty(directory, "b", "7.2.22");
	fleets_add_empty(directory, "again", "7.2.22");
	fleets_add_empty(directory, "broken", "8.0.0");
	fleets_spoil(directory, "broken", "about", NULL);
	ck_assert_msg(releases_expand(scenarios, -1, &error), "%s",
		      error != NULL ? error->message : "");
	assert_text(qemus_of(scenarios), "5.2 7.2 10.0");
	ck_assert_uint_eq(first_section(scenarios)->n_points, 6);
}
END_TEST

START_TEST(two_of_the_same_beginning_are_told_apart)
{
	g_autofree char *directory = make_fleet();
	g_autoptr(GPtrArray) scenarios = read_scenarios("# Q\n[limit a]\nqemu = ./mine, all\n");

	hide_own();
	fleets_add_empty(directory, "a", "7.2.22");
	fleets_add_empty(directory, "b", "7.2.9");
	fleets_add_empty(directory, "c", "10.0.3");
	ck_assert(releases_expand(scenarios, -1, NULL));
	assert_text(qemus_of(scenarios), "./mine 7.2.9 7.2.22 10.0");
}
END_TEST

/* Where the fleet lacks the host's own release, that is in its place by age. */
START_TEST(the_hosts_own_fills_its_gap)
{
	g_autofree char *directory = make_fleet(), *own = fleets_host_version(), *expected = NULL;
	g_autoptr(GPtrArray) scenarios = read_scenarios("# Q\n[limit a]\nqemu = all\n");
	struct version version;

	if (own == NULL)
		return;
	fleets_add_empty(directory, "a", "1.0.0");
	fleets_add_empty(directory, "z", "99.0.0");
	ck_assert(version_parse(own, &version));
	expected = g_strdup_printf("1.0 %u.%u 99.0", version.major, version.minor);
	ck_assert(releases_expand(scenarios, -1, NULL));
	assert_text(qemus_of(scenarios), expected);
}
END_TEST

START_TEST(other_scenarios_stay_as_they_are)
{
	g_autofree char *directory = make_fleet();
	g_autoptr(GPtrArray) scenarios = read_scenarios("# Q\n[limit a]\nslots = 1, 2\n");
	g_autoptr(GPtrArray) named = read_scenarios("# Q\n[limit a]\nqemu = ./a, /b, c\n");

	hide_own();
	ck_assert(releases_expand(scenarios, -1, NULL));
	ck_assert_uint_eq(first_section(scenarios)->n_points, 2);
	ck_assert(releases_expand(named, -1, NULL));
	assert_text(qemus_of(named), "./a /b c");
}
END_TEST

START_TEST(the_fake_engine_takes_any_word)
{
	g_autofree char *directory = make_fleet();
	g_autoptr(GPtrArray) fake = read_scenarios("# Q\n[limit a]\nengine = fake\nqemu = 98\n");
	g_autoptr(GPtrArray) both =
		read_scenarios("# Q\n[limit a]\nengine = fake, qemu\nqemu = 98\n");
	GError *error = NULL;

	hide_own();
	ck_assert(releases_expand(fake, -1, NULL));
	assert_text(qemus_of(fake), "98");
	ck_assert(!releases_expand(both, -1, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "a.ini:4: qemu = 98: no such release here");
}
END_TEST

static const struct {
	const char *text, *complaint;
} WRONG[] = {
	{"# Q\n[limit a]\nqemu = 7.2, 7.3\n", "a.ini:3: qemu = 7.3: no such release here"},
	{"# Q\n[global]\nqemu = all, 7.2\n[limit a]\nslots = 1\n",
	 "a.ini:3: qemu has the value '7.2' twice"},
};

START_TEST(what_is_wrong_is_blamed_on_its_line)
{
	g_autofree char *directory = make_fleet();
	g_autoptr(GPtrArray) scenarios = read_scenarios(WRONG[_i].text);
	GError *error = NULL;

	hide_own();
	fleets_add_empty(directory, "a", "7.2.22");
	/* A release that is there has to start as well. */
	if (strstr(WRONG[_i].text, "all") == NULL)
		fleets_spoil(directory, "a", "about", NULL);
	ck_assert(!releases_expand(scenarios, -1, &error));
	if (strstr(WRONG[_i].text, "all") != NULL)
		assert_error(&error, MEMROOF_ERROR_BROKEN, "is not a usable QEMU");
	else
		assert_error(&error, MEMROOF_ERROR_INPUT, "(damaged: ");
}
END_TEST

START_TEST(a_fleet_of_damages_is_no_fleet)
{
	g_autofree char *directory = make_fleet();
	g_autoptr(GPtrArray) scenarios = read_scenarios("# Q\n[limit a]\nqemu = all\n");
	GError *error = NULL;

	fleets_add_empty(directory, "a", "7.2.22");
	fleets_spoil(directory, "a", "lib/ld.so", NULL);
	ck_assert(!releases_expand(scenarios, -1, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT,
		     "a.ini:3: qemu = all: the fleet has nothing but a (damaged: its loader is "
		     "missing): make fleet");
}
END_TEST

Suite *suite_releases(void)
{
	Suite *suite = suite_create("releases");
	TCase *tc = tcase_create("releases");

	tcase_set_tags(tc, "process");
	tcase_add_test(tc, all_is_one_word_for_each_release);
	tcase_add_test(tc, two_of_the_same_beginning_are_told_apart);
	tcase_add_test(tc, the_hosts_own_fills_its_gap);
	tcase_add_test(tc, other_scenarios_stay_as_they_are);
	tcase_add_test(tc, the_fake_engine_takes_any_word);
	tcase_add_loop_test(tc, what_is_wrong_is_blamed_on_its_line, 0, G_N_ELEMENTS(WRONG));
	tcase_add_test(tc, a_fleet_of_damages_is_no_fleet);
	suite_add_tcase(suite, tc);
	return suite;
}
