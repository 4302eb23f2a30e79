/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that somebody else has written: read as they were written, or one line that says what is
 * wrong with them. */
#include "base/error.h"
#include "report/reference_read.h"
#include "report/table_reference.h"
#include "tests/references.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *written(const struct reference *reference)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	reference_write(reference, out);
	fclose(out);
	return text;
}

static char *golden(const char *name, const char *before)
{
	g_autofree char *path = data_path(name), *text = NULL;

	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	return g_strconcat(before, text, NULL);
}

static void check_same(const char *text, const char *as)
{
	struct reference *reference = make_reference("x.csv", text);
	char *again = written(reference);

	ck_assert_str_eq(again, as);
	free(again);
	reference_free(reference);
}

START_TEST(what_is_written_is_read_back)
{
	g_autofree char *starts = golden("golden/starts-reference.csv", "");
	g_autofree char *all = golden("golden/reference.csv",
				      "# memroof reference 1\n# memroof: 1\n# scenario: a\n"
				      "# question: Why?\n#\n#    Because:\n#        no.\n"
				      "# scenario: b\n# question: c: d\n");

	check_same(starts, starts);
	check_same(all, all);
}
END_TEST

/* What was written otherwise, and what it is read as. */
static const struct {
	const char *text, *as;
} VARIANTS[] = {
	/* A file from another system, columns in another order, sizes in other words. */
	{"# memroof reference 1\r\n# host: x\r\nsection,refused,limit,axis,kind,outcome,scenario,"
	 "size\r\na,2G,2147479552,maxmem,limit,exact,s.ini,1024M\r\n",
	 "# memroof reference 1\n# host: x\nscenario,kind,section,size,axis,limit,refused,outcome\n"
	 "s.ini,limit,a,1G,maxmem,2097148K,2G,exact\n"},
	/* No rows, no notes, no end of the last line. */
	{"# memroof reference 1\nscenario,kind,section,outcome",
	 "# memroof reference 1\nscenario,kind,section\n"},
	{"# memroof reference 1\nscenario,kind,section,outcome,stage\n\"a\n\"\"b\"\"\",probe,\","
	 "\",accepted,machine",
	 "# memroof reference 1\nscenario,kind,section,stage,outcome\n\"a\n\"\"b\"\"\",probe,\","
	 "\",machine,accepted\n"},
	{"# memroof reference 1\n# empty:\nscenario,kind,section,outcome\n",
	 "# memroof reference 1\n# empty: \nscenario,kind,section\n"},
};

START_TEST(variants)
{
	check_same(VARIANTS[_i].text, VARIANTS[_i].as);
}
END_TEST

#define HEAD "# memroof reference 1\n# a: b\nscenario,kind,section,machine,slots,size,"
#define LIMIT HEAD "axis,limit,refused,reason,outcome,counterexample,confirmed,agrees_with_model\n"
#define PROBE HEAD "reason,stage,outcome\n"
#define START HEAD "stage,outcome,elapsed_us,machine_us\n"

static const struct {
	const char *text, *error;
} ERRORS[] = {
	{"", "x.csv:1: expected '# memroof reference 1'"},
	{"scenario,kind\n", "x.csv:1: expected '# memroof reference 1'"},
	{"# memroof reference\n", "x.csv:1: expected"},
	{"# memroof reference one\n", "x.csv:1: expected"},
	{"# memroof reference 2\n", "x.csv:1: reference format 2, this program knows only 1"},
	{"# memroof reference 1\n", "x.csv:2: expected 'scenario,kind,section,…'"},
	{"# memroof reference 1\n#nothing\n", "x.csv:2: expected '# name: text'"},
	{"# memroof reference 1\n#  more\n", "x.csv:2: expected '# name: text'"},
	{"# memroof reference 1\n# a: b\n# c\n", "x.csv:3: expected '# name: text'"},
	{"# memroof reference 1\nscenario,kind,outcome\n", "x.csv:2: no column 'section'"},
	{"# memroof reference 1\nscenario,kind,section\na,b,c\n", "x.csv:2: no column 'outcome'"},
	{"# memroof reference 1\nscenario,kind,section,outcome,foo\n",
	 "x.csv:2: unknown column 'foo'"},
	{"# memroof reference 1\nscenario,kind,section,outcome,columns\n",
	 "x.csv:2: unknown column 'columns'"},
	{"# memroof reference 1\nscenario,kind,section,outcome,slots,slots\n",
	 "x.csv:2: column 'slots' is there twice"},
	{"# memroof reference 1\n\"scenario,kind\n", "x.csv:2: the quotation mark is never closed"},
	{PROBE "a,probe,b,,,,,machine\n", "x.csv:4: 8 fields, expected 9"},
	{PROBE "a,probe,b,,,,,machine,accepted,\n", "x.csv:4: 10 fields, expected 9"},
	{PROBE "\n", "x.csv:4: 1 fields, expected 9"},
	{PROBE "a,probe,b,\"q\n35\"x,,,,machine,accepted\n", "x.csv:5: expected a comma"},
	{PROBE "a,probe,b,q\"35,,,,machine,accepted\n", "x.csv:4: a quotation mark within"},
	{PROBE "a,probe,b,q35,,,,machine,accepted\rb\n", "x.csv:4: a carriage return within"},
	{PROBE "a,probe,\"b\n\n\n", "x.csv:4: the quotation mark is never closed"},
	{PROBE ",probe,b,q35,,,,machine,accepted\n", "x.csv:4: scenario, kind and section must"},
	{PROBE "a,probe,,q35,,,,machine,accepted\n", "x.csv:4: scenario, kind and section must"},
	{PROBE "a,test,b,q35,,,,machine,accepted\n", "x.csv:4: bad kind 'test': expected limit"},
	{PROBE "a,probe,b,q35,many,,,machine,accepted\n", "x.csv:4: bad value 'many' for slots"},
	{PROBE "a,probe,b,q35,-1,,,machine,accepted\n", "x.csv:4: bad value '-1' for slots"},
	{PROBE "a,probe,b,q35,,1GB,,machine,accepted\n", "x.csv:4: size: bad size '1GB'"},
	{PROBE "a,probe,b,q35,,99E,,machine,accepted\n", "x.csv:4: size: size '99E' is too large"},
	{PROBE "a,probe,b,q35,,,because,machine,refused\n", "x.csv:4: bad reason 'because'"},
	{PROBE "a,probe,b,q35,,,,moon,accepted\n", "x.csv:4: bad stage 'moon'"},
	{PROBE "a,probe,b,q35,,,,,accepted\n", "x.csv:4: a probe without a stage"},
	{PROBE "a,probe,b,q35,,,,machine,exact\n", "x.csv:4: bad outcome 'exact': expected how a"},
	{PROBE "a,probe,b,q35,,,,machine,\n", "x.csv:4: bad outcome ''"},
	{PROBE "a,limit,b,q35,,,,machine,exact\n", "x.csv:4: a limit without an axis"},
	{HEAD "axis,stage,outcome\na,limit,b,q35,,,maxmem,machine,undecided\n",
	 "x.csv:4: a stage belongs to probes and starts"},
	{LIMIT "a,limit,b,q35,,,color,1G,2G,,exact,,,\n",
	 "x.csv:4: bad limit '1G': expected a row"},
	{LIMIT "a,limit,b,q35,,,machine,1G,2G,,exact,,,\n", "x.csv:4: bad limit '1G': expected a"},
	{LIMIT "a,limit,b,q35,,,maxmem,lots,2G,,exact,,,\n",
	 "x.csv:4: bad limit 'lots': expected a"},
	{LIMIT "a,limit,b,q35,,,maxmem,1G,-,,exact,,,\n", "x.csv:4: bad refused '-'"},
	{LIMIT "a,limit,b,q35,,,slots,1G,2,,exact,,,\n",
	 "x.csv:4: bad limit '1G': expected a whole"},
	{LIMIT "a,limit,b,q35,,,slots,1,18446744073709551615,,exact,,,\n", "x.csv:4: bad refused"},
	{LIMIT "a,limit,b,q35,,,maxmem,1G,,,exact,,,\n", "x.csv:4: outcome exact, but limit and"},
	{LIMIT "a,limit,b,q35,,,maxmem,,1G,,everything-accepted,,,\n", "x.csv:4: outcome every"},
	{LIMIT "a,limit,b,q35,,,maxmem,1G,1G,,nothing-accepted,,,\n", "x.csv:4: outcome nothing"},
	{LIMIT "a,limit,b,q35,,,maxmem,1G,2G,,accepted,,,\n", "x.csv:4: bad outcome 'accepted'"},
	{LIMIT "a,limit,b,q35,,,maxmem,1G,2G,,exact,,maybe,\n", "x.csv:4: bad confirmed 'maybe'"},
	{LIMIT "a,limit,b,q35,,,maxmem,1G,2G,,exact,,,1\n", "x.csv:4: bad agrees_with_model '1'"},
	{LIMIT "a,limit,b,q35,,,,1G,2G,,exact,,,\n", "x.csv:4: bad limit '1G': expected a row of"},
	{LIMIT "a,probe,b,q35,,,maxmem,,,,accepted,,,\n", "x.csv:4: an axis belongs to rows of"},
	{START "a,start-time,b,q35,,,machine,accepted,12 x,\n", "x.csv:4: bad elapsed_us 'x'"},
	{START "a,start-time,b,q35,,,machine,accepted,12  13,\n", "x.csv:4: bad elapsed_us ' 13'"},
	{START "a,start-time,b,q35,,,machine,accepted,12 ,\n", "x.csv:4: bad elapsed_us ''"},
	{START "a,start-time,b,q35,,,machine,accepted,,0x1\n", "x.csv:4: bad machine_us '0x1'"},
	{START "a,start-time,b,q35,,,machine,accepted,-5,\n", "x.csv:4: bad elapsed_us '-5'"},
	{START "a,start-time,b,q35,,,machine,accepted,99999999999999999999,\n",
	 "x.csv:4: bad elapsed_us '99999999999999999999'"},
	{START "a,probe,b,q35,,,machine,accepted,12,\n", "x.csv:4: times belong to rows of kind"},
};

START_TEST(errors)
{
	GError *error = NULL;

	ck_assert_ptr_null(reference_parse("x.csv", ERRORS[_i].text, &error));
	ck_assert_msg(g_str_has_prefix(error->message, ERRORS[_i].error), "%s", error->message);
	assert_error(&error, MEMROOF_ERROR_INPUT, "x.csv:");
}
END_TEST

/* Every beginning of a file, and every file with one byte changed, is read or refused: nothing
 * else happens. */
START_TEST(damaged_files)
{
	g_autofree char *text = golden("golden/starts-reference.csv", "");
	size_t length = strlen(text);
	static const char others[] = "\",\n\r 0x";

	for (size_t i = 0; i < length; i++) {
		char byte = text[i];

		text[i] = '\0';
		reference_free(reference_parse("x.csv", text, NULL));
		text[i] = others[i % strlen(others)];
		reference_free(reference_parse("x.csv", text, NULL));
		text[i] = byte;
	}
}
END_TEST

START_TEST(too_much)
{
	g_autoptr(GString) wide = g_string_new("# memroof reference 1\nscenario");
	g_autoptr(GString) times = g_string_new(START "a,start-time,b,,,,machine,accepted,1");
	GError *error = NULL;

	for (unsigned i = 0; i < 100; i++)
		g_string_append(wide, ",slots");
	ck_assert_ptr_null(reference_parse("x.csv", wide->str, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "x.csv:2: more than 100 fields");
	for (unsigned i = 0; i < 100000; i++)
		g_string_append(times, " 1");
	g_string_append(times, ",\n");
	ck_assert_ptr_null(reference_parse("x.csv", times->str, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "x.csv:4: elapsed_us: more than 100000 times");
}
END_TEST

Suite *suite_reference_read(void)
{
	Suite *suite = suite_create("reference-read");
	TCase *tcase = tcase_create("reference-read");

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, what_is_written_is_read_back);
	tcase_add_loop_test(tcase, variants, 0, G_N_ELEMENTS(VARIANTS));
	tcase_add_loop_test(tcase, errors, 0, G_N_ELEMENTS(ERRORS));
	tcase_add_test(tcase, damaged_files);
	tcase_add_test(tcase, too_much);
	suite_add_tcase(suite, tcase);
	return suite;
}
