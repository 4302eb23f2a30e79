/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that moved alike are one finding, with what tells them from the others. */
#include "report/diff_words.h"
#include "tests/references.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

static const char *const MACHINES[] = {"pc-q35-7.2", "pc-q35-8.0", "pc-q35-10.0", "pc-i440fx-7.2"};

/* All machines, 36 to 40 phys-bits and 0 to 9 slots: 200 limits, each of which @limit tells in GiB
 * (0: it is not there). */
static struct reference *
make_limits(const char *path, unsigned (*limit)(unsigned machine, unsigned bits, unsigned slots))
{
	GString *text = g_string_new(REFERENCE_LIMITS);
	struct reference *reference;

	for (unsigned machine = 0; machine < G_N_ELEMENTS(MACHINES); machine++)
		for (unsigned bits = 36; bits <= 40; bits++)
			for (unsigned slots = 0; slots < 10; slots++) {
				unsigned gib = limit(machine, bits, slots);

				if (gib > 0)
					g_string_append_printf(
						text,
						"s.ini,limit,a,,%s,%u,%u,maxmem,%uG,%uG,phys-bits,,"
						"exact,,\n",
						MACHINES[machine], bits, slots, gib, gib + 1);
			}
	reference = make_reference(path, text->str);
	g_string_free(text, TRUE);
	return reference;
}

static unsigned always(unsigned machine, unsigned bits, unsigned slots)
{
	(void)machine;
	(void)bits;
	(void)slots;
	return 100;
}

static unsigned by_machine(unsigned machine, unsigned bits, unsigned slots)
{
	(void)bits;
	(void)slots;
	return machine == 1 || machine == 2 ? 88 : 100;
}

static unsigned by_two_keys(unsigned machine, unsigned bits, unsigned slots)
{
	return machine < 3 && bits >= 38 && slots != 5 ? 101 : 100;
}

static unsigned but_for_one(unsigned machine, unsigned bits, unsigned slots)
{
	return bits == 40 && !(machine == 0 && slots == 0) ? 99 : 100;
}

static unsigned everywhere(unsigned machine, unsigned bits, unsigned slots)
{
	(void)machine;
	(void)bits;
	(void)slots;
	return 50;
}

static unsigned each_by_itself(unsigned machine, unsigned bits, unsigned slots)
{
	return 101 + machine * 50 + (bits - 36) * 10 + slots;
}

static unsigned two_ways(unsigned machine, unsigned bits, unsigned slots)
{
	(void)bits;
	return slots < 2 ? 90 : machine == 0 && slots == 9 ? 110 : 100;
}

static unsigned without_a_machine(unsigned machine, unsigned bits, unsigned slots)
{
	(void)slots;
	return machine == 2 || bits == 36 ? 0 : 100;
}

static unsigned without_the_last(unsigned machine, unsigned bits, unsigned slots)
{
	(void)bits;
	(void)slots;
	return machine == 2 ? 0 : 100;
}

static unsigned a_few(unsigned machine, unsigned bits, unsigned slots)
{
	return (machine == 0 && bits == 36 && slots == 1) ||
			       (machine == 3 && bits == 40 && slots == 7)
		       ? 10
		       : 100;
}

static const struct {
	unsigned (*base)(unsigned, unsigned, unsigned);
	unsigned (*new)(unsigned, unsigned, unsigned);
	unsigned n;
	const char *findings; /* the first two */
} CASES[] = {
	{always, always, 0, ""},
	{always, by_machine, 1,
	 "100 maxmem limits: -12 GiB (phys-bits): all with machine pc-q35-8.0, pc-q35-10.0\n"},
	{always, by_two_keys, 1,
	 "81 maxmem limits: +1 GiB (phys-bits): all with machine pc-q35-7.2 to pc-q35-10.0; "
	 "phys-bits 38 to 40; slots other than 5\n"},
	{always, but_for_one, 1,
	 "39 maxmem limits: -1 GiB (phys-bits): 39 of the 40 with phys-bits 40\n"},
	{always, everywhere, 1, "200 maxmem limits: -50 GiB (phys-bits): all that were compared\n"},
	{always, two_ways, 2,
	 "40 maxmem limits: -10 GiB (phys-bits): all with slots 0, 1\n"
	 "5 maxmem limits: +10 GiB (phys-bits): all with machine pc-q35-7.2; slots 9\n"},
	{always, a_few, 1,
	 "2 maxmem limits: -90 GiB (phys-bits): 2 of the 200 that were compared\n"},
	{always, without_a_machine, 1, "80 limits: only in BASE: 80 of BASE's 200\n"},
	{always, without_the_last, 1, "50 limits: only in BASE: all with machine pc-q35-10.0\n"},
	{without_a_machine, always, 1, "80 limits: only in NEW: 80 of NEW's 200\n"},
};

static const struct comparison_options PLAIN = {.starts = {.threshold = 0.05, .alpha = 0.05}};

static char *finding_words(const struct finding *finding)
{
	g_autofree char *count = diff_words_count(finding), *change = diff_words_change(finding);
	g_autofree char *where = diff_words_where(finding);

	return g_strdup_printf("%s: %s: %s\n", count, change, where);
}

START_TEST(alike)
{
	struct reference *base = make_limits("base", CASES[_i].base);
	struct reference *new = make_limits("new", CASES[_i].new);
	struct comparison *comparison = comparison_make(base, new, &PLAIN, NULL);
	GPtrArray *findings = findings_make(comparison, &PLAIN.mask);
	GString *words = g_string_new(NULL);

	ck_assert_uint_eq(findings->len, CASES[_i].n);
	for (unsigned i = 0; i < findings->len && i < 2; i++) {
		g_autofree char *line = finding_words(findings->pdata[i]);

		g_string_append(words, line);
	}
	assert_text(g_string_free(words, FALSE), CASES[_i].findings);
	g_ptr_array_unref(findings);
	comparison_free(comparison);
	reference_free(base);
	reference_free(new);
}
END_TEST

/* Two hundred ways are ten, and the rest. */
START_TEST(many_ways)
{
	struct reference *base = make_limits("base", always);
	struct reference *new = make_limits("new", each_by_itself);
	struct comparison *comparison = comparison_make(base, new, &PLAIN, NULL);
	GPtrArray *findings = findings_make(comparison, &PLAIN.mask);
	unsigned n = 0;

	ck_assert_uint_eq(findings->len, MOST_FINDINGS + 1);
	for (unsigned i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		n += finding->differences->len;
		ck_assert_int_eq(finding->is_rest, i == MOST_FINDINGS);
	}
	ck_assert_uint_eq(n, 200);
	assert_text(finding_words(findings->pdata[MOST_FINDINGS]),
		    "190 limits: each in its own way, from +1 GiB to +200 GiB: 190 of the 200 "
		    "that were compared\n");
	g_ptr_array_unref(findings);
	comparison_free(comparison);
	reference_free(base);
	reference_free(new);
}
END_TEST

Suite *suite_findings(void)
{
	Suite *suite = suite_create("findings");
	TCase *tcase = tcase_create("findings");

	tcase_add_loop_test(tcase, alike, 0, G_N_ELEMENTS(CASES));
	tcase_add_test(tcase, many_ways);
	suite_add_tcase(suite, tcase);
	return suite;
}
