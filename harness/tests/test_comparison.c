/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What moved between two references, as lines "limit SECTION SLOTS"; and what is not said to have
 * moved. */
#include "run/comparison.h"

#include "base/error.h"
#include "tests/references.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

static const struct comparison_options PLAIN = {.starts = {.threshold = 0.05, .alpha = 0.05}};

static const char *const KINDS[N_DIFFERENCE_KINDS] = {"limit", "confirm",  "outcome",
						      "time",  "vanished", "appeared"};

static void add_pair(GString *lines, const char *what, const struct pair *pair)
{
	const struct reference_row *row = pair->base != NULL ? pair->base : pair->new;

	g_string_append_printf(lines, "%s %s", what, row->section);
	if (row->point.slots != UNSET)
		g_string_append_printf(lines, " %u", (unsigned)row->point.slots);
	g_string_append_c(lines, '\n');
}

/* All differences, and what has no answer; newly allocated. */
static char *compared(const char *base_text, const char *new_text,
		      const struct comparison_options *options)
{
	struct reference *base = make_reference("base", base_text);
	struct reference *new = make_reference("new", new_text);
	GError *error = NULL;
	struct comparison *comparison = comparison_make(base, new, options, &error);
	GString *lines = g_string_new(NULL);
	unsigned counted = 0;

	ck_assert_msg(comparison != NULL, "%s", error != NULL ? error->message : "");
	for (unsigned i = 0; i < comparison->differences->len; i++) {
		const struct difference *difference =
			&g_array_index(comparison->differences, struct difference, i);

		add_pair(lines, KINDS[difference->kind], &difference->pair);
	}
	for (unsigned i = 0; i < comparison->unanswered->len; i++)
		add_pair(lines, "unanswered",
			 &g_array_index(comparison->unanswered, struct pair, i));
	for (unsigned i = 0; i < N_DIFFERENCE_KINDS; i++)
		counted += comparison->n_different[i];
	ck_assert_uint_eq(counted, comparison->differences->len);
	ck_assert_uint_eq(comparison_n_compared(comparison) + comparison->unanswered->len,
			  comparison->pairs->len);
	comparison_free(comparison);
	reference_free(base);
	reference_free(new);
	return g_string_free(lines, FALSE);
}

#define L REFERENCE_LIMITS
#define ROW(slots, values) "s.ini,limit,a,,q35,36," slots ",maxmem," values "\n"
#define P(values) "s.ini,probe,p,,q35,36,1,,,," values ",,\n"

static const struct {
	const char *base, *new, *differences;
} LIMITS[] = {
	/* The same, in any order. */
	{L ROW("1", "2G,3G,phys-bits,,exact,,"), L ROW("1", "2G,3G,phys-bits,,exact,,"), ""},
	{L ROW("1", "2G,3G,phys-bits,,exact,,") ROW("2", "2G,3G,phys-bits,,exact,,"),
	 L ROW("2", "2G,3G,phys-bits,,exact,,") ROW("1", "2048M,3072M,phys-bits,,exact,,"), ""},
	/* Limits that moved. */
	{L ROW("1", "2G,3G,phys-bits,,exact,,"), L ROW("1", "1G,3G,phys-bits,,exact,,"),
	 "limit a 1\n"},
	{L ROW("1", "2G,3G,phys-bits,,exact,,"), L ROW("1", "2G,4G,phys-bits,,exact,,"),
	 "limit a 1\n"},
	{L ROW("1", "2G,3G,phys-bits,,exact,,"), L ROW("1", "2G,3G,slots,,exact,,"), "limit a 1\n"},
	{L ROW("1", "2G,3G,phys-bits,,exact,,"), L ROW("1", "2G,3G,phys-bits,,non-monotone,1G,"),
	 "limit a 1\n"},
	{L ROW("1", "2G,3G,phys-bits,,non-monotone,1G,"),
	 L ROW("1", "2G,3G,phys-bits,,non-monotone,512M,"), "limit a 1\n"},
	{L ROW("1", ",3G,phys-bits,,nothing-accepted,,"), L ROW("1", "3G,,,,everything-accepted,,"),
	 "limit a 1\n"},
	/* One moved of many, between rows that only one side has. */
	{L ROW("1", "2G,3G,phys-bits,,exact,,") ROW("10", "2G,3G,phys-bits,,exact,,")
		 ROW("2", "2G,3G,phys-bits,,exact,,"),
	 L ROW("2", "1G,2G,phys-bits,,exact,,") ROW("3", "2G,3G,phys-bits,,exact,,")
		 ROW("10", "2G,3G,phys-bits,,exact,,"),
	 "vanished a 1\nlimit a 2\nappeared a 3\n"},
	/* Searches that did not end say nothing. */
	{L ROW("1", "2G,3G,phys-bits,,exact,,"), L ROW("1", "1G,,assertion,,undecided,,"),
	 "unanswered a 1\n"},
	{L ROW("1", "1G,,assertion,,undecided,,"), L ROW("1", "2G,3G,phys-bits,,exact,,"),
	 "unanswered a 1\n"},
	{L ROW("1", ",,memory,,undecided,,"), L ROW("1", ",,memory,,undecided,,"),
	 "unanswered a 1\n"},
	/* Other engines. */
	{L ROW("1", "2G,3G,phys-bits,,exact,,yes"), L ROW("1", "2G,3G,phys-bits,,exact,,no"),
	 "confirm a 1\n"},
	{L ROW("1", "2G,3G,phys-bits,,exact,,yes"), L ROW("1", "2G,3G,phys-bits,,exact,,"), ""},
	{L ROW("1", "2G,3G,phys-bits,,exact,,"), L ROW("1", "2G,3G,phys-bits,,exact,,no"), ""},
	{L ROW("1", "2G,3G,phys-bits,,exact,,yes"), L ROW("1", "1G,2G,phys-bits,,exact,,no"),
	 "limit a 1\n"},
	/* Probes. */
	{L P(",machine,accepted"), L P(",machine,accepted"), ""},
	{L P(",machine,accepted"), L P("phys-bits,machine,refused"), "outcome p 1\n"},
	{L P("slots,machine,refused"), L P("phys-bits,machine,refused"), "outcome p 1\n"},
	{L P(",machine,accepted"), L P("assertion,machine,crash"), "outcome p 1\n"},
	{L P("deadline,firmware,timeout"), L P("deadline,guest,timeout"), "outcome p 1\n"},
	{L P(",guest,accepted"), L P("deadline,firmware,timeout"), "outcome p 1\n"},
	{L P(",guest,accepted"), L P("deadline,machine,timeout"), "unanswered p 1\n"},
	{L P("memory,machine,host-limit"), L P(",machine,accepted"), "unanswered p 1\n"},
	{L P(",machine,accepted"), L P("not-started,spawn,broken"), "unanswered p 1\n"},
	/* Limits are not probes, whatever their sections are called. */
	{L ROW("1", "2G,3G,phys-bits,,exact,,"),
	 L "s.ini,probe,a,,q35,36,1,,,,,machine,accepted,,\n", "vanished a 1\nappeared a 1\n"},
	{L, L, ""},
};

START_TEST(limits_and_probes)
{
	assert_text(compared(LIMITS[_i].base, LIMITS[_i].new, &PLAIN), LIMITS[_i].differences);
}
END_TEST

START_TEST(only_what_both_have)
{
	struct comparison_options options = PLAIN;

	options.common = TRUE;
	assert_text(compared(L ROW("1", "2G,3G,phys-bits,,exact,,")
				     ROW("2", "2G,3G,slots,,exact,,"),
			     L ROW("2", "1G,2G,slots,,exact,,") ROW("3", "2G,3G,slots,,exact,,"),
			     &options),
		    "limit a 2\n");
}
END_TEST

static unsigned dimension(const char *name)
{
	unsigned found;

	ck_assert(reference_dimension_find(name, &found, NULL));
	return found;
}

#define QEMU(scenario, section, qemu, limit)                                                       \
	scenario ",limit," section "," qemu ",q35,36,1,maxmem," limit ",9G,phys-bits,,exact,,\n"

static const struct {
	const char *base, *new, *ignored[3], *differences;
} RELEASES[] = {
	{L QEMU("s", "a", "7.2", "2G"),
	 L QEMU("s", "a", "10.0", "1G"),
	 {NULL},
	 "vanished a 1\nappeared a 1\n"},
	{L QEMU("s", "a", "7.2", "2G"), L QEMU("s", "a", "10.0", "1G"), {"qemu"}, "limit a 1\n"},
	{L QEMU("s", "a", "7.2", "2G"), L QEMU("s", "a", "", "2G"), {"qemu"}, ""},
	{L QEMU("s", "a", "7.2", "2G"),
	 L QEMU("t", "b", "7.2", "1G"),
	 {"section", "scenario"},
	 "limit a 1\n"},
	{L QEMU("s", "a", "1", "2G") QEMU("s", "b", "2", "2G"),
	 L QEMU("s", "b", "3", "2G") QEMU("s", "a", "4", "1G"),
	 {"qemu"},
	 "limit a 1\n"},
};

START_TEST(what_is_ignored)
{
	struct comparison_options options = PLAIN;

	for (const char *const *name = RELEASES[_i].ignored; *name != NULL; name++)
		options.mask.ignored[dimension(*name)] = TRUE;
	assert_text(compared(RELEASES[_i].base, RELEASES[_i].new, &options),
		    RELEASES[_i].differences);
}
END_TEST

static const struct {
	const char *base, *new, *ignored, *error;
} AMBIGUOUS[] = {
	{L QEMU("s", "a", "1", "2G") QEMU("s", "a", "1", "2G"), L, NULL,
	 "base:5: this row is there twice: 's [limit a] qemu=1 machine=q35 phys-bits=36 slots=1'"},
	{L, L QEMU("s", "a", "1", "2G") QEMU("s", "a", "2", "2G") QEMU("s", "a", "1", "1G"), NULL,
	 "new:"},
	{L QEMU("s", "a", "1", "2G"), L QEMU("s", "a", "1", "2G") QEMU("s", "a", "2", "2G"), "qemu",
	 "new:5: with what is ignored, these two are the same: 's [limit a] qemu=1 "},
	{L QEMU("s", "a", "1", "2G") QEMU("s", "b", "1", "2G"), L, "section",
	 "base:5: with what is"},
};

START_TEST(what_cannot_be_told_apart)
{
	struct reference *base = make_reference("base", AMBIGUOUS[_i].base);
	struct reference *new = make_reference("new", AMBIGUOUS[_i].new);
	struct comparison_options options = PLAIN;
	GError *error = NULL;

	if (AMBIGUOUS[_i].ignored != NULL)
		options.mask.ignored[dimension(AMBIGUOUS[_i].ignored)] = TRUE;
	ck_assert_ptr_null(comparison_make(base, new, &options, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, AMBIGUOUS[_i].error);
	reference_free(base);
	reference_free(new);
}
END_TEST

static const struct {
	const char *base, *new, *suggested; /* or NULL */
} SUGGESTIONS[] = {
	{L QEMU("s", "a", "1", "2G"), L QEMU("s", "a", "2", "2G"), "qemu"},
	{L QEMU("s", "a", "1", "2G"), L QEMU("t", "a", "1", "2G"), "scenario"},
	{L QEMU("s", "a", "1", "2G") QEMU("s", "b", "1", "2G"),
	 L QEMU("s", "a", "2", "2G") QEMU("s", "b", "2", "2G"), "qemu"},
	{L QEMU("s", "a", "1", "2G"), L QEMU("t", "a", "2", "2G"), NULL},
	/* Without it, rows of one side would be the same. */
	{L QEMU("s", "a", "1", "2G") QEMU("s", "a", "2", "2G"), L QEMU("s", "a", "3", "2G"), NULL},
	{L QEMU("s", "a", "1", "2G"), L, NULL},
};

START_TEST(suggestions)
{
	struct reference *base = make_reference("base", SUGGESTIONS[_i].base);
	struct reference *new = make_reference("new", SUGGESTIONS[_i].new);
	unsigned found;
	gboolean any = comparison_suggest(base, new, &PLAIN.mask, &found);

	ck_assert_int_eq(any, SUGGESTIONS[_i].suggested != NULL);
	if (any)
		ck_assert_str_eq(reference_dimension_name(found), SUGGESTIONS[_i].suggested);
	reference_free(base);
	reference_free(new);
}
END_TEST

/* Starts: eight values each. */
#define S REFERENCE_STARTS
#define T(machine, slots, times) "s.ini,start-time,t," machine "," slots ",,guest,accepted," times
#define FAST "1000 1010 1020 1030 1040 1050 1060 1070,,,,\n"
#define SLOWER "1200 1210 1220 1230 1240 1250 1260 1270,,,,\n"
#define HARDLY "1011 1031 1051 1071 1072 1073 1074 1075,,,,\n"
#define MIXED "1001 1271 1021 1251 1041 1231 1061 1211,,,,\n"
#define FEW "1000 1010 1020,,,,\n"
#define FEW_SLOWER "2000 2010 2020,,,,\n"

static const struct {
	const char *base, *new;
	double threshold, alpha;
	const char *differences;
} STARTS[] = {
	{S T("q35", "1", FAST), S T("q35", "1", FAST), 0.05, 0.05, ""},
	{S T("q35", "1", FAST), S T("q35", "1", SLOWER), 0.05, 0.05, "time t 1\n"},
	{S T("q35", "1", SLOWER), S T("q35", "1", FAST), 0.05, 0.05, "time t 1\n"},
	/* By less than the threshold; by chance; by too few to tell. */
	{S T("q35", "1", FAST), S T("q35", "1", SLOWER), 0.25, 0.05, ""},
	{S T("q35", "1", FAST), S T("q35", "1", HARDLY), 0.05, 0.05, ""},
	{S T("q35", "1", FAST), S T("q35", "1", MIXED), 0.05, 0.05, ""},
	{S T("q35", "1", FEW), S T("q35", "1", FEW_SLOWER), 0.05, 0.05, ""},
	{S T("q35", "1", FEW), S T("q35", "1", FEW_SLOWER), 0.05, 0.1, "time t 1\n"},
	/* MIXED has p = 0.05 (of a test alone it would be a change at 0.2). */
	{S T("q35", "1", FAST), S T("q35", "1", MIXED), 0.05, 0.2, "time t 1\n"},
	/* The same among others: adjusted by Holm's method. */
	{S T("q35", "1", FAST) T("q35", "2", FAST) T("q35", "3", FAST) T("q35", "4", FAST),
	 S T("q35", "1", MIXED) T("q35", "2", SLOWER) T("q35", "3", FAST) T("q35", "4", FAST), 0.05,
	 0.1, "time t 2\n"},
	/* When the empty QEMU became slower by as much, it was the host; not when by less. */
	{S T("none", "", FAST) T("q35", "1", FAST), S T("none", "", SLOWER) T("q35", "1", SLOWER),
	 0.05, 0.05, "time t\n"},
	{S T("none", "", FAST) T("q35", "1", FAST), S T("none", "", HARDLY) T("q35", "1", SLOWER),
	 0.05, 0.05, "time t 1\n"},
	{S T("none", "", FAST) T("q35", "1", FAST), S T("none", "", SLOWER) T("q35", "1", FAST),
	 0.05, 0.05, "time t\n"},
	/* An outcome comes before the times, and no time is compared with none. */
	{S T("q35", "1", FAST), S "s.ini,start-time,t,q35,1,slots,machine,refused,,,,,\n", 0.05,
	 0.05, "outcome t 1\n"},
	{S "s.ini,start-time,t,q35,1,slots,machine,refused,,,,,\n",
	 S "s.ini,start-time,t,q35,1,slots,machine,refused,,,,,\n", 0.05, 0.05, ""},
	{S T("q35", "1", FAST), S T("q35", "1", ",,,,\n"), 0.05, 0.05, ""},
};

START_TEST(start_times)
{
	struct comparison_options options = PLAIN;

	options.starts.threshold = STARTS[_i].threshold;
	options.starts.alpha = STARTS[_i].alpha;
	assert_text(compared(STARTS[_i].base, STARTS[_i].new, &options), STARTS[_i].differences);
}
END_TEST

/* What is said of a change: 1035 to 1235 us, all of the pairs, most of it while the machine is
 * built. */
START_TEST(how_a_start_changed)
{
	struct reference *base = make_reference(
		"base", S T("q35", "1",
			    "1000 1010 1020 1030 1040 1050 1060 1070,100 100 100 100 100 100 100 "
			    "100,200 200 200 200 200 200 200 200,600 600 600 600 600 600 600 600,"
			    "700 700 700 700 700 700 700 700\n"));
	struct reference *new = make_reference(
		"new", S T("q35", "1",
			   "1200 1210 1220 1230 1240 1250 1260 1270,100 100 100 100 100 100 100 "
			   "100,350 350 350 350 350 350 350 350,800 800 800 800 800 800 800 800,"
			   "900 900 900 900 900 900 900 900\n"));
	struct comparison *comparison = comparison_make(base, new, &PLAIN, NULL);
	const struct start_change *start;

	ck_assert_ptr_nonnull(comparison);
	ck_assert_uint_eq(comparison->starts->len, 1);
	start = comparison->starts->pdata[0];
	ck_assert(start->changed);
	ck_assert_uint_eq(start->n_base, 8);
	ck_assert_uint_eq(start->n_new, 8);
	ck_assert_double_eq(start->base, 1035);
	ck_assert_double_eq(start->new, 1235);
	ck_assert_double_eq_tol(start->change, 200.0 / 1035, 1e-12);
	ck_assert_double_eq(start->beyond_empty, start->change);
	ck_assert_double_eq(start->test.b_larger, 1);
	ck_assert_double_eq_tol(start->p, 2.0 / 12870, 1e-12);
	ck_assert_int_eq(start->phase, PHASE_MACHINE);
	ck_assert_double_eq(start->phase_base, 100);
	ck_assert_double_eq(start->phase_new, 250);
	comparison_free(comparison);
	reference_free(base);
	reference_free(new);
}
END_TEST

START_TEST(how_many_samples_it_takes)
{
	/* 2 / 20 and 2 / 70, 2 / 252, 2 / 924, 2 / 3432 for 3 to 7 on each side. */
	ck_assert_uint_eq(start_change_least_samples(1, &PLAIN.starts), 4);
	ck_assert_uint_eq(start_change_least_samples(2, &PLAIN.starts), 5);
	ck_assert_uint_eq(start_change_least_samples(7, &PLAIN.starts), 6);
	ck_assert_uint_eq(start_change_least_samples(50, &PLAIN.starts), 7);
}
END_TEST

Suite *suite_comparison(void)
{
	Suite *suite = suite_create("comparison");
	TCase *tcase = tcase_create("comparison");

	tcase_add_loop_test(tcase, limits_and_probes, 0, G_N_ELEMENTS(LIMITS));
	tcase_add_test(tcase, only_what_both_have);
	tcase_add_loop_test(tcase, what_is_ignored, 0, G_N_ELEMENTS(RELEASES));
	tcase_add_loop_test(tcase, what_cannot_be_told_apart, 0, G_N_ELEMENTS(AMBIGUOUS));
	tcase_add_loop_test(tcase, suggestions, 0, G_N_ELEMENTS(SUGGESTIONS));
	tcase_add_loop_test(tcase, start_times, 0, G_N_ELEMENTS(STARTS));
	tcase_add_test(tcase, how_a_start_changed);
	tcase_add_test(tcase, how_many_samples_it_takes);
	suite_add_tcase(suite, tcase);
	return suite;
}
