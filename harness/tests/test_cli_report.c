/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "memroof report" as its users run it: what it takes, what it leaves, and what it says. */
#include "tests/html_pages.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FAKE "[limit a]\nengine = fake\nmachine = q35, pc\nphys-bits = 36\nslots = 0-3\n"

static void begin(struct program *program)
{
	program_init(program);
	program_write(program, "a.ini", FAKE);
	program_write(program, "text", "no database");
	program_expect(program, 0, "run a.ini -q");
}

static char *contents(const struct program *program, const char *name)
{
	g_autofree char *path = program_path(program, name);
	char *text = NULL;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	return text;
}

/* Whatever the locale and wherever it is put. */
static const struct {
	const char *env, *arguments, *page;
} GOOD[] = {
	{NULL, "report a.db -o out", "out/index.html"},
	{NULL, "report -o . a.db", "index.html"},
	{NULL, "report a.db -o new/deep/er", "new/deep/er/index.html"},
	{"LC_ALL=C", "report a.db -o out", "out/index.html"},
	{"LC_ALL=de_DE.UTF-8", "report a.db -o 'a b'", "a b/index.html"},
	{"TERM=dumb", "report ./a.db -o out", "out/index.html"},
};

START_TEST(test_good)
{
	const char *env[] = {GOOD[_i].env, NULL};
	g_autofree char *said = g_strdup_printf("report    %s%s\n",
						GOOD[_i].page[0] == 'i' ? "./" : "", GOOD[_i].page);
	g_autofree char *page = NULL;
	struct program program;

	begin(&program);
	program.env = env;
	program_expect(&program, 0, GOOD[_i].arguments);
	ck_assert_str_eq(program.out, "");
	ck_assert_str_eq(program.err, said);
	page = contents(&program, GOOD[_i].page);
	assert_sound_page(page);
	ck_assert_ptr_nonnull(strstr(page, "<title>memroof: a.db</title>"));
	program_clear(&program);
}
END_TEST

static const struct {
	int status;
	const char *arguments, *part;
} BAD[] = {
	{2, "report", "expected one database or more"},
	{2, "report -o out", "expected one database or more"},
	{2, "report a.db", "expected -o DIR"},
	{2, "report no.db -o out", "no.db: No such file"},
	{2, "report text -o out", "text: not a memroof database"},
	{2, "report . -o out", "not a memroof database"},
	{2, "report a.db text -o out", "text: not a memroof database"},
	{2, "report a.db -o out --outptu x", "Unknown option --outptu (did you mean 'output'?)"},
	{2, "report a.db -o out -- x", "nothing can stand behind --"},
	{3, "report a.db -o text", "text: "},
	{3, "report a.db -o text/deeper", "text/deeper: "},
	{3, "report a.db -o /proc", "/proc/index.html"},
};

/* Nothing is made before everything can be read. */
START_TEST(test_bad)
{
	struct program program;

	begin(&program);
	program_expect(&program, BAD[_i].status, BAD[_i].arguments);
	ck_assert_str_eq(program.out, "");
	assert_one_line(program.err, BAD[_i].part);
	assert_text(program_files(&program), "a.db a.ini text");
	program_clear(&program);
}
END_TEST

START_TEST(test_several)
{
	g_autofree char *page = NULL;
	struct program program;

	begin(&program);
	program_write(&program, "b.ini", "[probe b]\nengine = fake\nsize = 1G, 2G\n");
	program_expect(&program, 0, "run b.ini -q -o b/b.db");
	program_expect(&program, 0, "report a.db b/b.db a.db -o out");
	page = contents(&program, "out/index.html");
	assert_sound_page(page);
	ck_assert_ptr_nonnull(strstr(page, "<title>memroof: a.db, b.db, a.db</title>"));
	ck_assert_ptr_nonnull(strstr(page, "<dt>limits</dt><dd>16</dd>"));
	ck_assert_ptr_nonnull(strstr(page, "<dt>probes</dt><dd>2</dd>"));
	program_clear(&program);
}
END_TEST

/* A page that is there is replaced; what is no file is not. */
START_TEST(test_places)
{
	g_autofree char *directory = NULL, *page = NULL;
	struct program program;

	begin(&program);
	program_write(&program, "index.html", "the old one");
	program_expect(&program, 0, "report a.db -o .");
	page = contents(&program, "index.html");
	assert_sound_page(page);
	directory = program_path(&program, "out/index.html");
	ck_assert_int_eq(g_mkdir_with_parents(directory, 0755), 0);
	program_expect(&program, 3, "report a.db -o out");
	assert_one_line(program.err, "out/index.html");
	program_clear(&program);
}
END_TEST

static gboolean is_writing(const struct program *program)
{
	g_autofree char *files = program_files(program);
	g_auto(GStrv) names = g_strsplit(files, " ", -1);

	return g_strv_contains((const char *const *)names, "a.db-wal");
}

/* A database to which nothing has been added yet has a page, too. */
START_TEST(test_unfinished)
{
	g_autofree char *page = NULL;
	struct program program;

	program_init(&program);
	program_write(&program, "a.ini",
		      "[limit a]\nengine = fake\nfake = delay=20\nmachine = q35\nphys-bits = 40\n"
		      "slots = 0-255\n");
	program_start(&program, "run a.ini -q -j 1");
	program_await(&program, is_writing);
	kill(program.pid, SIGKILL);
	program_wait(&program);
	program_expect(&program, 0, "report a.db -o out");
	page = contents(&program, "out/index.html");
	assert_sound_page(page);
	program_clear(&program);
}
END_TEST

Suite *suite_cli_report(void)
{
	Suite *suite = suite_create("cli-report");
	TCase *tcase = tcase_create("report");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_good, 0, G_N_ELEMENTS(GOOD));
	tcase_add_loop_test(tcase, test_bad, 0, G_N_ELEMENTS(BAD));
	tcase_add_test(tcase, test_several);
	tcase_add_test(tcase, test_places);
	tcase_add_test(tcase, test_unfinished);
	suite_add_tcase(suite, tcase);
	return suite;
}
