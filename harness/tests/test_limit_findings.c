/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What limits come to, in sentences. The fake engine's world is known, so each sentence is. */
#include "report/limit_findings.h"
#include "tests/place.h"
#include "tests/suites.h"
#include "tests/tests.h"

#define LIMIT "[limit a]\nengine = fake\n"
#define FAKE(world) "fake = " world "\n"

static const struct {
	const char *scenario, *sentences;
} FINDINGS[] = {
	{LIMIT "machine = q35\nphys-bits = 36\nsize = 2G\nslots = 0-4\n",
	 "each slot costs 1 GiB of maxmem, in all 4 comparisons\n"},
	/* What one unit costs is what the neighbours say, however far apart they are. */
	{LIMIT "machine = q35\nphys-bits = 40\nsize = 2G\nslots = 0, 8, 64, 200\n",
	 "each slot costs 1 GiB of maxmem, in all 3 comparisons\n"},
	{LIMIT FAKE("roof=100G,slot-cost=3G") "size = 1G\nslots = 0-3\n",
	 "each slot costs 3 GiB of maxmem, in all 3 comparisons\n"},
	{LIMIT FAKE("roof=100G,slot-cost=0") "size = 1G\nslots = 0-3\n",
	 "slots changes nothing, in all 3 comparisons\n"},
	{LIMIT FAKE("roof=100G,slot-cost=4096") "size = 1G\nslots = 0-3\n",
	 "each slot costs 4 KiB of maxmem, in all 3 comparisons\n"},
	{LIMIT "machine = q35\nphys-bits = 36\nsize = 2G\nslots = 1-3\n",
	 "each slot costs 1 GiB of maxmem, in both comparisons\n"},
	/* Two values are no line: they are compared. */
	{LIMIT "machine = q35\nphys-bits = 36\nsize = 2G\nslots = 0, 8\n",
	 "slots 8 instead of 0: 8 GiB less maxmem\n"},
	{LIMIT "machine = q35, pc\nphys-bits = 36\nsize = 2G\n",
	 "machine pc instead of q35: 30 GiB more maxmem\n"},
	{LIMIT "machine = q35, pc\nphys-bits = 36\nsize = 2G\nslots = 0, 8\n",
	 "machine pc instead of q35: 30 GiB more maxmem, in both comparisons\n"
	 "slots 8 instead of 0: 8 GiB less maxmem, in both comparisons\n"},
	/* Where another key decides it is named. */
	{LIMIT "machine = q35, pc\nphys-bits = 36\nsize = 2G, 4G\nslots = 0, 8\n",
	 "machine pc instead of q35: 30 GiB more maxmem with size 2G; 31 GiB more maxmem with size "
	 "4G\n"
	 "size 4G instead of 2G: the same maxmem with machine q35; 1 GiB more maxmem with machine "
	 "pc\n"
	 "slots 8 instead of 0: 8 GiB less maxmem, in all 4 comparisons\n"},
	/* What is refused altogether has no distance. */
	{LIMIT "machine = q35, pc\nphys-bits = 36\nsize = 2G\nslots = 16, 32\n",
	 "machine pc instead of q35: 30 GiB more maxmem; pc alone is accepted at all in 1 more\n"
	 "slots 32 instead of 16: 16 GiB less maxmem; 16 alone is accepted at all in 1 more\n"},
	{LIMIT "axis = phys-bits\nmachine = q35, pc\nsize = 2G\nslots = 8\nmaxmem = 30G\n",
	 "machine pc instead of q35: 1 bit less\n"},
	{LIMIT "axis = slots\nmachine = q35\nphys-bits = 36\nsize = 2G\nmaxmem = 10G, 12G, 20G, "
	       "29G\n",
	 "each GiB of maxmem costs 1 slot, in all 3 comparisons\n"},
	/* Nothing to compare, and no limits. */
	{LIMIT "machine = q35\nphys-bits = 36\nsize = 2G\n", ""},
	{"[probe a]\nengine = fake\nmachine = q35, pc\nsize = 1G, 2G\n", ""},
};

static char *sentences_of(const char *scenario)
{
	g_autoptr(GPtrArray) sections = NULL, found = NULL;
	GString *text = g_string_new(NULL);
	struct place place;

	place_init(&place, scenario);
	sections = report_load(place.store, NULL);
	ck_assert_uint_eq(sections->len, 1);
	found = limit_findings(sections->pdata[0]);
	for (unsigned i = 0; i < found->len; i++)
		g_string_append_printf(text, "%s\n", (const char *)found->pdata[i]);
	place_clear(&place);
	return g_string_free(text, FALSE);
}

START_TEST(test_findings)
{
	assert_text(sentences_of(FINDINGS[_i].scenario), FINDINGS[_i].sentences);
}
END_TEST

/* Every sentence is counted in the rows: no order of theirs changes it. */
START_TEST(test_order_does_not_matter)
{
	g_autofree char *forth = sentences_of(LIMIT "machine = q35\nphys-bits = 40\nsize = 2G\n"
						    "slots = 0, 4, 9, 30\n");

	assert_text(sentences_of(LIMIT "machine = q35\nphys-bits = 40\nsize = 2G\n"
				       "slots = 30, 0, 9, 4\n"),
		    forth);
}
END_TEST

Suite *suite_limit_findings(void)
{
	Suite *suite = suite_create("limit-findings");
	TCase *tcase = tcase_create("findings");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_findings, 0, G_N_ELEMENTS(FINDINGS));
	tcase_add_test(tcase, test_order_does_not_matter);
	suite_add_tcase(suite, tcase);
	return suite;
}
