/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "report/markers.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* Says what it was asked: a page whose tables are made of their markers. */
static char *echo_source(const struct marker *marker, void *user, GError **error)
{
	g_autofree char *words = g_strjoinv("|", marker->words);

	(void)user;
	if (strcmp(marker->words[0], "bad") == 0) {
		input_error(error, "no such thing");
		return NULL;
	}
	return g_strdup_printf("table %s\n", words);
}

#define T(words) "<!-- memroof:table " words " -->\n"
#define END "<!-- memroof:end -->"

static const struct {
	const char *page, *filled;
} PAGES[] = {
	{"", ""},
	{"no table", "no table"},
	{"a\n" T("x") "old\nold\n" END "\nb\n", "a\n" T("x") "\ntable x\n\n" END "\nb\n"},
	{T("x a=b 'c d'") END, T("x a=b 'c d'") "\ntable x|a=b|c d\n\n" END},
	{T("x") END "\n" T("y") END "\n",
	 T("x") "\ntable x\n\n" END "\n" T("y") "\ntable y\n\n" END "\n"},
	/* In a fenced block, or indented, it is shown and not meant. */
	{"```\n" T("x") "```\n", "```\n" T("x") "```\n"},
	{"    " T("x"), "    " T("x")},
	/* A fence in an old table is no fence of the page. */
	{T("x") "```\n" END "\n" T("y") END "\n",
	 T("x") "\ntable x\n\n" END "\n" T("y") "\ntable y\n\n" END "\n"},
	{"a\r\n" T("x") END "\r\nb\r\n", "a\r\n" T("x") "\ntable x\n\n" END "\nb\r\n"},
};

START_TEST(tables_stand_between_their_markers_and_the_rest_stays)
{
	GError *error = NULL;
	char *once = markers_fill("p.md", PAGES[_i].page, echo_source, NULL, &error);

	ck_assert_pstr_eq(once, PAGES[_i].filled);
	/* Filling again changes nothing. */
	assert_text(markers_fill("p.md", once, echo_source, NULL, &error), once);
	g_free(once);
}
END_TEST

static const struct {
	const char *page, *error;
} BAD[] = {
	{"a\n" T("x") "b\n", "p.md:2: a table without an end"},
	{"a\n" END "\n", "p.md:2: the end of no table"},
	{T("x") T("y") END, "p.md:2: a table inside a table"},
	{"a\n\n" T("bad") END, "p.md:3: no such thing"},
	{"<!-- memroof:table x\n" END, "p.md:1: expected <!-- memroof:table"},
	{"<!-- memroof:tabel x -->\n" END, "p.md:1: expected <!-- memroof:table"},
	{T("'x"), "p.md:1: Text ended before"},
	{"<!-- memroof:table  -->\n" END, "p.md:1: "},
};

START_TEST(what_is_wrong_with_a_marker_is_said_with_its_line)
{
	GError *error = NULL;

	ck_assert_ptr_null(markers_fill("p.md", BAD[_i].page, echo_source, NULL, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, BAD[_i].error);
}
END_TEST

#define SCENARIO                                                                                   \
	"# Which?\n[global]\nengine = fake\nphys-bits = 36\nsize = 2G\n"                           \
	"[limit by-slots]\nmachine = q35, pc\nslots = 0, 8, 16, 32\n"                              \
	"[probe starts]\nmachine = q35\nslots = 8\nmaxmem = 22G, 23G\n"

static void begin(struct program *program)
{
	program_init(program);
	program_write(program, "q.ini", SCENARIO);
	program_expect(program, 0, "run q.ini --quiet");
	program_expect(program, 0, "table q.db --format reference -o q.csv");
	program_expect(program, 0, "table q.db -o tables.md");
}

static const struct {
	const char *words, *table;
} TABLES[] = {
	{"section=by-slots columns=machine", "| slots | machine pc | machine q35 |\n"
					     "| ----: | ---------: | ----------: |\n"
					     "|     0 |     60 GiB |      30 GiB |\n"
					     "|     8 |     52 GiB |      22 GiB |\n"
					     "|    16 |     44 GiB |      14 GiB |\n"
					     "|    32 |     28 GiB |        none |\n"},
	{"section=by-slots machine=q35 slots=8",
	 "| limit of maxmem |     refused at | reason    |\n"
	 "| --------------: | -------------: | --------- |\n"
	 "|          22 GiB | 22 GiB + 4 KiB | phys-bits |\n"},
	{"section=by-slots slots=0-8 rows=machine",
	 "**slots 0**\n\n"
	 "| machine | limit of maxmem |     refused at | reason    |\n"
	 "| ------- | --------------: | -------------: | --------- |\n"
	 "| pc      |          60 GiB | 60 GiB + 4 KiB | phys-bits |\n"
	 "| q35     |          30 GiB | 30 GiB + 4 KiB | phys-bits |\n\n"
	 "**slots 8**\n\n"
	 "| machine | limit of maxmem |     refused at | reason    |\n"
	 "| ------- | --------------: | -------------: | --------- |\n"
	 "| pc      |          52 GiB | 52 GiB + 4 KiB | phys-bits |\n"
	 "| q35     |          22 GiB | 22 GiB + 4 KiB | phys-bits |\n"},
	{"section=starts", "| maxmem | outcome             |\n"
			   "| -----: | ------------------- |\n"
			   "|    22G | accepted            |\n"
			   "|    23G | refused (phys-bits) |\n"},
};

/* The same from the database and from its reference. */
START_TEST(a_page_shows_the_rows_that_it_asks_for)
{
	static const char *const sources[] = {"q.db", "q.csv"};
	struct program program;

	begin(&program);
	for (unsigned i = 0; i < G_N_ELEMENTS(sources); i++) {
		g_autofree char *marker = g_strdup_printf("<!-- memroof:table %s %s -->\n",
							  sources[i], TABLES[_i].words);
		g_autofree char *page = g_strconcat(marker, END "\n", NULL), *got = NULL;
		g_autofree char *path = program_path(&program, "page.md");

		program_write(&program, "page.md", page);
		ck_assert_int_eq(program_run(&program, "docs --check page.md"), 1);
		ck_assert_str_eq(program.out, "page.md differs from its data\n");
		program_expect(&program, 0, "docs page.md");
		program_expect(&program, 0, "docs --check page.md");
		g_file_get_contents(path, &got, NULL, NULL);
		ck_assert(g_str_has_prefix(got, marker));
		ck_assert_msg(strstr(got, TABLES[_i].table) == got + strlen(marker) + 1, "%s", got);
	}
	program_clear(&program);
}
END_TEST

START_TEST(a_page_takes_a_section_of_tables_over)
{
	struct program program;
	g_autofree char *path = NULL, *got = NULL;

	begin(&program);
	program_write(&program, "page.md",
		      "# Page\n<!-- memroof:table tables.md section=starts -->\n" END "\nend\n");
	program_expect(&program, 0, "docs page.md");
	path = program_path(&program, "page.md");
	g_file_get_contents(path, &got, NULL, NULL);
	ck_assert_ptr_nonnull(strstr(got, "|    23G | refused  | machine | phys-bits |\n"));
	ck_assert_ptr_null(strstr(got, "by-slots"));
	ck_assert_ptr_null(strstr(got, "Measured"));
	program_clear(&program);
}
END_TEST

static const struct {
	const char *words, *error;
} WRONG[] = {
	{"none.csv", "none.csv: No such file"},
	{"q.ini", "q.ini:1:"},
	{"q.csv section=nowhere", "has no row of section nowhere"},
	{"q.csv slots=7", "has no row with slots=7"},
	{"q.csv slot=7", "unknown key 'slot' (did you mean 'slots'?)"},
	{"q.csv rows=slot", "slot"},
	{"tables.md", "expected section=NAME"},
	{"tables.md section=nowhere", "has no section nowhere"},
	{"tables.md section=starts slots=8", "expected section=NAME"},
};

START_TEST(a_wrong_request_names_page_and_line_and_changes_nothing)
{
	struct program program;
	g_autofree char *page = g_strdup_printf("# P\n\n<!-- memroof:table %s -->\nold\n" END "\n",
						WRONG[_i].words);
	g_autofree char *path = NULL, *got = NULL;

	begin(&program);
	program_write(&program, "page.md", page);
	ck_assert_int_eq(program_run(&program, "docs page.md"), 2);
	assert_one_line(program.err, WRONG[_i].error);
	assert_one_line(program.err, "page.md:3: ");
	path = program_path(&program, "page.md");
	g_file_get_contents(path, &got, NULL, NULL);
	ck_assert_str_eq(got, page);
	program_clear(&program);
}
END_TEST

Suite *suite_markers(void)
{
	Suite *suite = suite_create("markers");
	TCase *pure = tcase_create("pure"), *program = tcase_create("program");

	tcase_add_loop_test(pure, tables_stand_between_their_markers_and_the_rest_stays, 0,
			    G_N_ELEMENTS(PAGES));
	tcase_add_loop_test(pure, what_is_wrong_with_a_marker_is_said_with_its_line, 0,
			    G_N_ELEMENTS(BAD));
	suite_add_tcase(suite, pure);
	tcase_set_tags(program, "process");
	tcase_set_timeout(program, 60);
	tcase_add_loop_test(program, a_page_shows_the_rows_that_it_asks_for, 0,
			    G_N_ELEMENTS(TABLES));
	tcase_add_test(program, a_page_takes_a_section_of_tables_over);
	tcase_add_loop_test(program, a_wrong_request_names_page_and_line_and_changes_nothing, 0,
			    G_N_ELEMENTS(WRONG));
	suite_add_tcase(suite, program);
	return suite;
}
