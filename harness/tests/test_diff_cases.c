/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of a comparison as test cases: names, verdicts, and the command that shows each. */
#include "report/diff_cases.h"
#include "tests/references.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

static const struct comparison_options PLAIN = {.starts = {.threshold = 0.05, .alpha = 0.05}};

struct two {
	struct reference *base, *new;
	struct comparison *comparison;
	struct case_list *list;
};

static void two_compare(struct two *two, const struct comparison_options *options)
{
	struct diff diff = {NULL, options, NULL, FALSE};

	two->comparison = comparison_make(two->base, two->new, options, NULL);
	ck_assert_ptr_nonnull(two->comparison);
	diff.comparison = two->comparison;
	diff.findings = findings_make(two->comparison, &options->mask);
	two->list = diff_cases(&diff);
	g_ptr_array_unref(diff.findings);
}

static void two_clear(struct two *two)
{
	case_list_free(two->list);
	comparison_free(two->comparison);
	reference_free(two->base);
	reference_free(two->new);
}

/* A line for each case: "FAIL [limit a] slots=8 | what is said of it"; newly allocated. */
static char *lines_of(const struct case_list *list)
{
	GString *lines = g_string_new(NULL);

	for (unsigned i = 0; i < list->sections->len; i++) {
		const struct report_cases *cases = list->sections->pdata[i];
		uint64_t counts[N_VERDICTS] = {0};

		for (unsigned j = 0; j < cases->cases->len; j++) {
			const struct report_case *item = cases->cases->pdata[j];
			g_autofree char *words = cases_words(item);

			counts[item->verdict]++;
			g_string_append_printf(lines, "%s [%s %s] %s | %s\n",
					       verdict_name(item->verdict), cases->kind,
					       cases->name, item->name, words);
		}
		ck_assert_int_eq(memcmp(counts, cases->counts, sizeof(counts)), 0);
		ck_assert_uint_eq(cases->missing, 0);
	}
	return g_string_free(lines, FALSE);
}

#define L REFERENCE_LIMITS
#define S REFERENCE_STARTS
#define TEN "100 101 102 103 104 105 106 107 108 109"
#define MORE "200 201 202 203 204 205 206 207 208 209"

static const struct {
	const char *base, *new, *lines;
} COMPARED[] = {
	/* What varies on either side is in the name; what does not, is not. */
	{L "s.ini,limit,a,,q35,36,0,maxmem,30G,31G,phys-bits,,exact,,\n"
	   "s.ini,limit,a,,q35,36,8,maxmem,22G,23G,phys-bits,,exact,,\n",
	 L "s.ini,limit,a,,q35,36,0,maxmem,30G,31G,phys-bits,,exact,,\n"
	   "s.ini,limit,a,,q35,36,8,maxmem,20G,21G,slots,,exact,,\n",
	 "PASS [limit a] slots=0 | expected maxmem 30 GiB; 31G refused: phys-bits, found maxmem 30 "
	 "GiB; 31G refused: phys-bits\n"
	 "FAIL [limit a] slots=8 | maxmem 22 GiB -> 20 GiB (-2 GiB), phys-bits -> slots\n"},
	{L "s.ini,limit,a,,q35,36,0,maxmem,30G,31G,phys-bits,,exact,,\n",
	 L "s.ini,limit,a,,pc,36,0,maxmem,30G,31G,phys-bits,,exact,,\n",
	 "FAIL [limit a] machine=pc | only in NEW: maxmem 30 GiB\n"
	 "FAIL [limit a] machine=q35 | only in BASE: maxmem 30 GiB\n"},
	/* Two axes in one section. */
	{L "s.ini,limit,a,,q35,36,,maxmem,30G,31G,phys-bits,,exact,,\n"
	   "s.ini,limit,a,,q35,36,,slots,256,257,slots,,exact,,\n",
	 L "s.ini,limit,a,,q35,36,,maxmem,30G,31G,phys-bits,,exact,,no\n"
	   "s.ini,limit,a,,q35,36,,slots,255,256,slots,,exact,,\n",
	 "PASS [limit a] axis=maxmem | expected maxmem 30 GiB; 31G refused: phys-bits, found "
	 "maxmem "
	 "30 GiB; 31G refused: phys-bits, not confirmed\n"
	 "FAIL [limit a] axis=slots | slots 256 -> 255 (-1), slots\n"},
	/* No answer is an error, whichever side has none. */
	{L "s.ini,limit,a,,q35,36,0,maxmem,30G,31G,phys-bits,,exact,,\n"
	   "s.ini,limit,a,,q35,36,1,maxmem,,,memory,,undecided,,\n",
	 L "s.ini,limit,a,,q35,36,0,maxmem,30G,,memory,,undecided,,\n"
	   "s.ini,limit,a,,q35,36,1,maxmem,29G,30G,phys-bits,,exact,,\n",
	 "BROKEN [limit a] slots=0 | NEW has no answer: undecided, memory\n"
	 "BROKEN [limit a] slots=1 | BASE has no answer: undecided, memory\n"},
	/* The empty QEMU, and what is slower. */
	{S "s.ini,start-time,s,none,,,machine,accepted," TEN ",,,,\n"
	   "s.ini,start-time,s,q35,1,,machine,accepted," TEN ",,,,\n",
	 S "s.ini,start-time,s,none,,,machine,accepted," TEN ",,,,\n"
	   "s.ini,start-time,s,q35,1,,machine,accepted," MORE ",,,,\n",
	 "PASS [start-time s] machine=none | expected 0.104 ms, accepted at machine, found 0.104 "
	 "ms, "
	 "accepted at machine\n"
	 "FAIL [start-time s]  | 0.104 ms -> 0.204 ms (+95.7 %), longer in 100 "
	 "% "
	 "of pairs, p < 0.001, n 10 and 10; most of it in phase end: 0.104 ms -> 0.204 ms\n"},
	/* What cannot be judged is neither as it was nor otherwise. */
	{S "s.ini,start-time,s,q35,1,,machine,accepted,100 101,,,,\n"
	   "s.ini,start-time,s,q35,2,,machine,accepted,100 101,,,,\n"
	   "s.ini,start-time,s,q35,3,slots,machine,refused,,,,,\n"
	   "s.ini,start-time,s,q35,4,,machine,accepted,100,,,,\n",
	 S "s.ini,start-time,s,q35,1,,machine,accepted,900 901,,,,\n"
	   "s.ini,start-time,s,q35,2,,machine,accepted,,,,,\n"
	   "s.ini,start-time,s,q35,3,slots,machine,refused,,,,,\n"
	   "s.ini,start-time,s,q35,4,slots,machine,refused,,,,,\n",
	 "SKIP [start-time s] slots=1 | too few runs to tell: 2 and 2, of which 4 each are needed\n"
	 "SKIP [start-time s] slots=2 | NEW has no start times\n"
	 "PASS [start-time s] slots=3 | expected refused at machine: slots, found refused at "
	 "machine: "
	 "slots\n"
	 "FAIL [start-time s] slots=4 | accepted at machine -> refused at machine: slots\n"},
};

START_TEST(names_and_verdicts)
{
	struct two two = {make_reference("base", COMPARED[_i].base),
			  make_reference("new", COMPARED[_i].new)};

	two_compare(&two, &PLAIN);
	assert_text(lines_of(two.list), COMPARED[_i].lines);
	two_clear(&two);
}
END_TEST

static struct reference *with_commands(const char *path, const char *row)
{
	g_autofree char *text =
		g_strdup_printf(L "s.ini,limit,a,,q35,,0,%s,,%s,,\n", row,
				strstr(row, ",,") != NULL ? LIMIT_NOTHING : LIMIT_EXACT);
	struct reference *reference = make_reference(path, text);
	struct reference_row *first = &g_array_index(reference->rows, struct reference_row, 0);

	first->accepted_by.command = "accepted";
	first->refused_by.command = "refused";
	return reference;
}

/* Of a limit that moved, the value on which the two sides differ. */
static const struct {
	const char *base, *new, *of_new, *of_base;
} SHOWN[] = {
	{"maxmem,22G,23G,phys-bits", "maxmem,20G,21G,phys-bits", "refused", "accepted"},
	{"maxmem,20G,21G,phys-bits", "maxmem,22G,23G,phys-bits", "accepted", "refused"},
	{"maxmem,22G,23G,phys-bits", "maxmem,22G,23G,slots", "refused", "refused"},
	{"maxmem,22G,23G,phys-bits", "maxmem,,2G,slots", "refused", "accepted"},
	{"phys-bits,36,35,phys-bits", "phys-bits,37,36,phys-bits", "refused", "accepted"},
	{"phys-bits,37,36,phys-bits", "phys-bits,36,35,phys-bits", "accepted", "refused"},
	{"maxmem,22G,23G,phys-bits", "maxmem,22G,23G,phys-bits", "refused", "refused"},
};

static const char *command_of(const struct two *two)
{
	const struct report_cases *cases = two->list->sections->pdata[0];

	return ((const struct report_case *)cases->cases->pdata[0])->command;
}

START_TEST(command_that_shows_it)
{
	struct two two = {with_commands("base", SHOWN[_i].base),
			  with_commands("new", SHOWN[_i].new)};
	struct reference_row *new = &g_array_index(two.new->rows, struct reference_row, 0);

	two_compare(&two, &PLAIN);
	ck_assert_str_eq(command_of(&two), SHOWN[_i].of_new);
	case_list_free(two.list);
	comparison_free(two.comparison);
	/* A reference has none: then what BASE did is shown. */
	new->accepted_by.command = new->refused_by.command = NULL;
	two_compare(&two, &PLAIN);
	ck_assert_str_eq(command_of(&two), SHOWN[_i].of_base);
	two_clear(&two);
}
END_TEST

/* The keys that were ignored name nothing, and the notes are NEW's. */
START_TEST(ignored_and_notes)
{
	struct comparison_options options = PLAIN;
	struct two two = {
		make_reference("base", L "s.ini,limit,a,x,q35,,0,maxmem,2G,3G,slots,,exact,,\n"),
		make_reference("new", "# memroof reference 1\n# measured: 2026-01-02T03:04:05Z to "
				      "2026-01-03T03:04:05Z\n# kernel: k\n"
				      "scenario,kind,section,qemu,machine,slots,axis,limit,refused,"
				      "reason,outcome\n"
				      "s.ini,limit,a,y,q35,0,maxmem,1G,2G,slots,exact\n")};
	unsigned qemu;

	ck_assert(reference_dimension_find("qemu", &qemu, NULL));
	options.mask.ignored[qemu] = TRUE;
	two_compare(&two, &options);
	assert_text(lines_of(two.list),
		    "FAIL [limit a]  | maxmem 2 GiB -> 1 GiB (-1 GiB), slots\n");
	ck_assert_str_eq(two.list->started, "2026-01-02T03:04:05");
	ck_assert_str_eq(two.list->kernel, "k");
	ck_assert_str_eq(two.list->memroof, "");
	two_clear(&two);
}
END_TEST

Suite *suite_diff_cases(void)
{
	Suite *suite = suite_create("diff-cases");
	TCase *tcase = tcase_create("diff-cases");

	tcase_add_loop_test(tcase, names_and_verdicts, 0, G_N_ELEMENTS(COMPARED));
	tcase_add_loop_test(tcase, command_that_shows_it, 0, G_N_ELEMENTS(SHOWN));
	tcase_add_test(tcase, ignored_and_notes);
	suite_add_tcase(suite, tcase);
	return suite;
}
