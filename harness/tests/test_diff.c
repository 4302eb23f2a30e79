/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "memroof diff" as its users run it: what it says, its exit status, and what it does with files
 * that are none. */
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

static char *data(const char *name)
{
	g_autofree char *path = data_path(name);
	char *text;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	return text;
}

/* base.csv and new.csv, as two releases would leave them. */
static void begin(struct program *program)
{
	g_autofree char *base = data("diff/base.csv"), *new = data("diff/new.csv");

	program_init(program);
	program_write(program, "base.csv", base);
	program_write(program, "new.csv", new);
}

static const struct {
	const char *options, *golden;
} FORMATS[] = {
	{"", "golden/diff.txt"},
	{"--format md", "golden/diff.md"},
	{"--format json", "golden/diff.json"},
	{"--format junit", "golden/diff.xml"},
	{"--format tap", "golden/diff.tap"},
	{"--format github", "golden/diff.github"},
};

START_TEST(formats)
{
	g_autofree char *golden = data(FORMATS[_i].golden);
	g_autofree char *arguments =
		g_strdup_printf("diff base.csv new.csv --ignore qemu %s", FORMATS[_i].options);
	struct program program;

	begin(&program);
	program_expect(&program, 1, arguments);
	ck_assert_str_eq(program.err, "");
	if (strstr(arguments, "json") != NULL) {
		json_t *json = program_json(&program), *expected = json_loads(golden, 0, NULL);

		ck_assert_ptr_nonnull(expected);
		ck_assert_msg(json_equal(json, expected), "%s", program.out);
		json_decref(json);
		json_decref(expected);
	} else {
		ck_assert_str_eq(program.out, golden);
	}
	program_clear(&program);
}
END_TEST

/* What is for people fits a terminal, in any locale. */
START_TEST(eighty_columns)
{
	static const char *const c[] = {"LC_ALL=C", NULL};
	struct program program;
	g_auto(GStrv) lines = NULL;

	begin(&program);
	program.env = c;
	program_expect(&program, 1, "diff base.csv new.csv --ignore qemu --all");
	ck_assert_ptr_nonnull(strstr(program.out, "slots=8\n"));
	lines = g_strsplit(program.out, "\n", -1);
	for (char **line = lines; *line != NULL; line++)
		ck_assert_msg(g_utf8_strlen(*line, -1) <= 80, "%s", *line);
	program_clear(&program);
}
END_TEST

static const struct {
	int status;
	const char *arguments;
	const char *out, *err; /* a part; NULL: nothing is said */
} RUNS[] = {
	{0, "base.csv base.csv", "nothing moved (35 limits, 2 probes, 4 timed points compared",
	 NULL},
	{0, "base.csv base.csv --ignore qemu --all --common", "nothing moved (", NULL},
	{1, "new.csv base.csv --ignore qemu", "2 maxmem limits: +12 GiB (phys-bits)\n", NULL},
	{1, "base.csv new.csv --ignore qemu --common", "1 start time (26 limits", NULL},
	{1, "base.csv new.csv --ignore qemu --kind start-time", "moved: 1 start time (4 timed",
	 NULL},
	{1, "base.csv new.csv --ignore qemu --kind limit --kind probe",
	 "moved: 6 limits, 1 confirmation, 1 outcome; 8 rows only", NULL},
	{0, "base.csv new.csv --ignore qemu --kind start-time --threshold 22", "nothing moved",
	 NULL},
	{0, "base.csv new.csv --ignore qemu --kind start-time --alpha 0.00001", "4 of 4 timed",
	 NULL},
	{0, "base.csv new.csv --ignore qemu --only machine=pc-q35-7.1", "(7 limits compared; 1",
	 NULL},
	{1, "base.csv new.csv --ignore qemu --only machine=q35 --only cpu=EPYC",
	 "moved: 2 limits (4 limits compared)", NULL},
	{1, "base.csv new.csv --ignore qemu --only slots=0-8 --kind limit --common",
	 "moved: 5 limits, 1 conf", NULL},
	{1, "base.csv new.csv --ignore qemu --all", "cpu=Haswell", NULL},
	{3, "base.csv new.csv", NULL, "have no row in common; with --ignore qemu they would"},
	{3, "base.csv new.csv --format json", NULL, "nothing to compare"},
	{3, "base.csv new.csv --ignore qemu --only machine=pc-q35-2.4", NULL,
	 "base.csv and new.csv have no row in common\n"},
	{3,
	 "base.csv new.csv --ignore qemu --only machine=pc-q35-7.1 --only slots=8 "
	 "--only phys-bits=46 --only cpu=Haswell",
	 NULL, "have 1 rows in common, and none with an answer in both"},
	{2, "base.csv base.csv --ignore slots", NULL,
	 "base.csv:14: with what is ignored, these two"},
	{2, "base.csv base.csv --ignore slot", NULL, "--ignore: unknown key 'slot' (did you mean"},
	{2, "base.csv base.csv --only slots", NULL, "--only: bad choice 'slots'"},
	{2, "base.csv base.csv --kind limits", NULL,
	 "bad value 'limits' for --kind: expected limit"},
	{2, "base.csv base.csv --threshold five", NULL, "bad value 'five' for --threshold"},
	{2, "base.csv base.csv --threshold -1", NULL, "bad value '-1' for --threshold"},
	{2, "base.csv base.csv --threshold nan", NULL, "bad value 'nan' for --threshold"},
	{2, "base.csv base.csv --alpha 0", NULL,
	 "bad value '0' for --alpha: expected a number above"},
	{2, "base.csv base.csv --alpha 1.5", NULL, "bad value '1.5' for --alpha"},
	{2, "base.csv base.csv --format csv", NULL,
	 "unknown format 'csv': expected text, md, json, junit, tap or github"},
	{2, "base.csv base.csv --junit -", NULL, "stdout can be had once: -o FILE writes"},
	{2, "base.csv base.csv --tap - -o x --github", NULL, "stdout can be had once"},
	{2, "base.csv base.csv --github --format md", NULL, "stdout can be had once: -o"},
	{2, "base.csv base.csv -o ./base.csv", NULL, "-o ./base.csv: this run has that file"},
	{2, "base.csv new.csv --ignore qemu --junit new.csv", NULL, "--junit new.csv: this run"},
	{2, "base.csv base.csv --junit x --tap ./x", NULL, "--junit and --tap are the same file"},
	{2, "base.csv base.csv -o x --tap ./x", NULL, "--tap ./x: this run has that file"},
	{2, "base.csv base.csv -o .", NULL, "-o .: is a directory, expected a file"},
	{3, "base.csv new.csv --junit x", NULL, "nothing to compare"},
	{3, "base.csv base.csv --junit /dev/full", NULL, "/dev/full: "},
	{0, "base.csv base.csv --github", "nothing moved (35 limits", NULL},
	{1, "base.csv new.csv --ignore qemu --github", ")\n::error file=base.csv,line=16,", NULL},
	{0, "base.csv base.csv -o -", "nothing moved (35 limits", NULL},
	{1, "base.csv new.csv --ignore qemu --junit - -o /dev/null", "<testsuites ", NULL},
	{2, "base.csv", NULL, "expected two databases or references"},
	{2, "base.csv base.csv base.csv", NULL, "unexpected 'base.csv': expected two"},
	{2, "base.csv missing.csv", NULL, "missing.csv: No such file"},
	{2, "base.csv .", NULL, ".: Is a directory"},
	{2, "/dev/null base.csv", NULL, "/dev/null: not a regular file"},
	{2, "- -", NULL, "only one of the two can come from stdin"},
	{2, "base.csv -", NULL, "stdin:1: expected '# memroof reference 1'"},
};

START_TEST(runs)
{
	g_autofree char *arguments = g_strdup_printf("diff %s", RUNS[_i].arguments);
	struct program program;

	begin(&program);
	program_expect(&program, RUNS[_i].status, arguments);
	if (RUNS[_i].out != NULL)
		ck_assert_msg(strstr(program.out, RUNS[_i].out) != NULL, "%s", program.out);
	else
		ck_assert_str_eq(program.out, "");
	if (RUNS[_i].err != NULL)
		assert_one_line(program.err, RUNS[_i].err);
	else
		ck_assert_str_eq(program.err, "");
	assert_text(program_files(&program), "base.csv new.csv");
	program_clear(&program);
}
END_TEST

START_TEST(from_stdin)
{
	struct program program;

	begin(&program);
	program.stdin_path = "base.csv";
	program_expect(&program, 1, "diff - new.csv --ignore qemu");
	ck_assert_ptr_nonnull(strstr(program.out, "BASE  stdin\n"));
	program_expect(&program, 0, "diff base.csv -");
	program_clear(&program);
}
END_TEST

/* Files that are something else. */
static const struct {
	const char *text, *error;
} OTHERS[] = {
	{"", "x: neither a database of memroof's nor"},
	{"scenario,section,kind,cell,engine\n",
	 "x: a table of format csv; expected a database, or"},
	{"{\"runs\":[]}\n", "x: a table of format json; expected a database"},
	{"# q.ini\n\nWhy?\n", "x: no reference: its first line is not '# memroof reference 1'"},
	{"SQLite format 3", "x: not a memroof database"},
	{"# memroof reference 2\n", "x:1: reference format 2, this program knows only 1"},
	{"# memroof reference 1\nscenario,kind,section,outcome\n\xff\n", "x:3: not a text file"},
	{"# memroof reference 1\nscenario,kind,section,outcome\na,limit,b,\033[2J\n",
	 "x:3: a limit without an axis"},
};

START_TEST(other_files)
{
	struct program program;

	begin(&program);
	program_write(&program, "x", OTHERS[_i].text);
	program_expect(&program, 2, "diff base.csv x");
	assert_one_line(program.err, OTHERS[_i].error);
	program_expect(&program, 2, "diff x base.csv");
	assert_one_line(program.err, OTHERS[_i].error);
	ck_assert_str_eq(program.out, "");
	program_clear(&program);
}
END_TEST

/* What a file says is shown, never obeyed by a terminal, nor by what renders Markdown. */
START_TEST(nothing_comes_through)
{
#define EVIL(limit)                                                                                \
	"# memroof reference 1\n# qemu: \033]0;x\007 | `b`\nscenario,kind,section,machine,axis,"   \
	"limit,refused,outcome\n\"a\033[2J|`b`\",limit,\"s\nt\",\"m`|\033[1m\",maxmem," limit      \
	",9G,exact\n"
	static const char *const names[] = {"text", "md", "json", "junit", "tap", "github"};
	struct program program;

	program_init(&program);
	program_write(&program, "x", EVIL("1G"));
	program_write(&program, "y", EVIL("2G"));
	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *arguments = g_strdup_printf("diff x y --format %s", names[i]);

		program_expect(&program, 1, arguments);
		ck_assert_ptr_null(strchr(program.out, '\033'));
		ck_assert_ptr_null(strchr(program.out, '\007'));
		if (i == 1)
			ck_assert_ptr_null(strstr(program.out, "`b`"));
	}
	program_clear(&program);
}
END_TEST

/* Files beside the answer, which say the same as the formats. */
START_TEST(files)
{
	g_autofree char *xml = data("golden/diff.xml"), *tap = data("golden/diff.tap");
	g_autofree char *text = data("golden/diff.txt");
	struct program program;

	begin(&program);
	program_expect(&program, 1,
		       "diff base.csv new.csv --ignore qemu --junit ci/x.xml --tap ci/x.tap -o "
		       "answer.txt");
	ck_assert_str_eq(program.out, "");
	ck_assert_str_eq(program.err, "");
	assert_text(program_read(&program, "ci/x.xml"), xml);
	assert_text(program_read(&program, "ci/x.tap"), tap);
	assert_text(program_read(&program, "answer.txt"), text);
	program_clear(&program);
}
END_TEST

/* What is behind a row of a database can be pasted. */
START_TEST(commands)
{
	struct program program;

	program_init(&program);
	program_write(&program, "s.ini",
		      "[limit a]\nengine = fake\nmachine = q35\nphys-bits = 36\nsize = 2G\n"
		      "slots = 0, 8\n");
	program_expect(&program, 0, "run s.ini -q -o s.db");
	program_write(&program, "x.csv",
		      "# memroof reference 1\nscenario,kind,section,machine,phys-bits,size,slots,"
		      "engine,axis,limit,refused,reason,outcome\n"
		      "s.ini,limit,a,q35,36,2G,0,fake,maxmem,30G,31457284K,phys-bits,exact\n"
		      "s.ini,limit,a,q35,36,2G,8,fake,maxmem,23G,24117252K,phys-bits,exact\n");
	program_expect(&program, 1, "diff x.csv s.db --format junit");
	ck_assert_ptr_nonnull(strstr(program.out, "tests=\"2\" failures=\"1\""));
	/* What was accepted is refused, by the one as by the other. */
	ck_assert_ptr_nonnull(strstr(program.out, "\ncommand: memroof probe "));
	ck_assert_ptr_nonnull(strstr(program.out, "--maxmem 23068676K"));
	program_expect(&program, 1, "diff s.db x.csv --format tap --only slots=8");
	ck_assert_ptr_nonnull(strstr(program.out, "--maxmem 23068676K"));
	ck_assert_ptr_nonnull(strstr(program.out, "  at: \"x.csv:4\"\n"));
	program_clear(&program);
}
END_TEST

/* A database, its reference, and the table of another run of the same. */
START_TEST(databases_and_references)
{
	static const char *const pairs[] = {"a.db a.db", "a.db a.csv", "a.csv b.db", "b.csv a.csv"};
	struct program program;

	program_init(&program);
	program_write(&program, "s.ini",
		      "[limit a]\nengine = fake\nmachine = q35, pc\nphys-bits = 36-40\n"
		      "slots = 0-8\n[probe p]\nengine = fake\nmachine = q35\nphys-bits = 36\n"
		      "size = 1G, 100G\n[limit nothing]\nengine = fake\nfake = roof=1M\n"
		      "[start-time s]\nengine = fake\nfake = delay=1\nslots = 0, 1\nruns = 3\n");
	program_expect(&program, 0, "run s.ini -q -o a.db -j 2");
	program_expect(&program, 0, "run s.ini -q -o b.db");
	program_expect(&program, 0, "table a.db --format reference -o a.csv");
	program_expect(&program, 0, "table b.db --format reference -o b.csv");
	for (unsigned i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *arguments = g_strdup_printf("diff %s", pairs[i]);

		program_expect(&program, 0, arguments);
		ck_assert_ptr_nonnull(strstr(program.out, "nothing moved (91 limits, 2 probes, "
							  "3 timed points compared)"));
	}
	program_expect(&program, 0, "diff a.db b.csv --only machine=q35 --only slots=0-3");
	ck_assert_ptr_nonnull(strstr(program.out, "nothing moved (20 limits compared)"));
	program_clear(&program);
}
END_TEST

START_TEST(full_stdout)
{
	struct program program;

	begin(&program);
	program.stdout_path = "/dev/full";
	program_expect(&program, 3, "diff base.csv base.csv");
	assert_one_line(program.err, "stdout: No space left on device");
	program_clear(&program);
}
END_TEST

Suite *suite_diff(void)
{
	Suite *suite = suite_create("diff");
	TCase *tcase = tcase_create("diff");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, formats, 0, G_N_ELEMENTS(FORMATS));
	tcase_add_test(tcase, eighty_columns);
	tcase_add_loop_test(tcase, runs, 0, G_N_ELEMENTS(RUNS));
	tcase_add_test(tcase, from_stdin);
	tcase_add_test(tcase, files);
	tcase_add_test(tcase, commands);
	tcase_add_loop_test(tcase, other_files, 0, G_N_ELEMENTS(OTHERS));
	tcase_add_test(tcase, nothing_comes_through);
	tcase_add_test(tcase, databases_and_references);
	tcase_add_test(tcase, full_stdout);
	suite_add_tcase(suite, tcase);
	return suite;
}
