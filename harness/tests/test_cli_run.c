/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "memroof run" as a whole: exit statuses, what it leaves, and that it can be stopped at any moment
 * and resumed. */
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Enough points to be stopped in the middle; the model knows each limit, so that each costs two
 * probes. */
#define N_CELLS 32
#define SLOW "[limit slow]\nmachine = q35\nphys-bits = 40\nslots = 0-31\n"
#define SLOW_FAKE SLOW "engine = fake\nfake = delay=30\n"

static const struct {
	const char *text;
	int status;
} SCENARIOS[] = {
	{"[limit a]\nengine = fake\nsize = 1G, 2G\n", 0},
	{"[limit a]\nengine = fake\nfake = roof=7E\nsize = 1G\n", 0},
	{"[limit a]\nengine = fake\nfake = roof=1M\nsize = 1G\n", 0},
	{"[limit a]\nengine = fake\nfake = crash=4G\nsize = 1G\n", 3},
	{"[limit a]\nengine = fake\nfake = host=4G\nsize = 1G\n", 3},
	{"[limit a]\nengine = fake\nfake = hang=4G\ntimeout = 1ms\nsize = 1G\n", 3},
	{"[limit a]\nengine = fake\nfake = roof=20G,island=5G-9G\nsamples = 200\nsize = 1G\n", 1},
	{"[limit a]\nengine = fake\nfake = roof=20G,island=5G-9G\nsamples = 200\nsize = 1G\n"
	 "[limit b]\nengine = fake\nfake = crash=4G\nsize = 1G\n",
	 1},
	{"[probe a]\nengine = fake\nsize = 1G\n", 0},
	{"[probe a]\nengine = fake\nsize = 1G\nfake = roof=1M\n", 0},
	{"[probe a]\nengine = fake\nsize = 1G\nfake = crash=1M\n", 0},
	{"[probe a]\nengine = fake\nsize = 1G\nfake = host=1M\n", 3},
	{"[probe a]\nengine = fake\nsize = 1G\nfake = hang=1M\ntimeout = 1ms\n", 3},
};

START_TEST(test_status)
{
	struct program program;
	g_autofree char *table = NULL;

	program_init(&program);
	program_write(&program, "s.ini", SCENARIOS[_i].text);
	program_expect(&program, SCENARIOS[_i].status, "run s.ini");
	assert_text(program_files(&program), "s.db s.ini");
	table = g_strdup(program.out);
	ck_assert_str_ne(table, "");
	/* What is shown at the end is what the database shows, and running on changes neither. */
	program_expect(&program, 0, "table s.db");
	ck_assert_str_eq(program.out, table);
	program_expect(&program, SCENARIOS[_i].status, "run s.ini --resume -q");
	ck_assert_str_eq(program.out, "");
	program_clear(&program);
}
END_TEST

static char *csv(struct program *program, const char *database)
{
	g_autofree char *arguments = g_strdup_printf("table %s --format csv", database);

	program_expect(program, 0, arguments);
	return g_strdup(program->out);
}

/* The same without what differs each time: how long it took. */
static char *csv_without_times(struct program *program, const char *database)
{
	g_autofree char *text = csv(program, database);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const char *times = strstr(lines[0], ",round,");
	unsigned n_times = 0;

	ck_assert_ptr_nonnull(times);
	for (; *times != '\0'; times++)
		n_times += *times == ',';
	for (char **line = lines; **line != '\0'; line++)
		for (unsigned i = 0; i < n_times; i++)
			*strrchr(*line, ',') = '\0';
	return g_strjoinv("\n", lines);
}

START_TEST(test_jobs_do_not_matter)
{
	struct program program;
	g_autofree char *one = NULL;

	program_init(&program);
	program_write(&program, "s.ini",
		      "[limit a]\nengine = fake\nmachine = q35, pc\nslots = 0-16\nphys-bits = 36\n"
		      "[probe b]\nengine = fake\nsize = 1G, 2G\nmaxmem = 4G\nslots = 0-8\n");
	program_expect(&program, 0, "run s.ini -o one.db -j 1");
	program_expect(&program, 0, "run s.ini -o many/many.db -j 8");
	one = csv_without_times(&program, "one.db");
	assert_text(csv_without_times(&program, "many/many.db"), one);
	program_clear(&program);
}
END_TEST

START_TEST(test_several_scenarios_and_overrides)
{
	struct program program;
	g_autofree char *rows = NULL;

	program_init(&program);
	program_write(&program, "a.ini", "[limit a]\nengine = fake\nsize = 1G\n");
	program_write(&program, "b.ini", "[limit a]\nengine = fake\nsize = 2G\n");
	program_expect(&program, 0, "run a.ini b.ini -q --phys-bits 36 --machine q35,pc");
	rows = csv(&program, "a.db");
	ck_assert_ptr_nonnull(strstr(rows, "a.ini,a,limit,0,fake,,,,,q35,,36,1073741824,"));
	ck_assert_ptr_nonnull(strstr(rows, "a.ini,a,limit,1,fake,,,,,pc,,36,1073741824,"));
	ck_assert_ptr_nonnull(strstr(rows, "b.ini,a,limit,1,fake,,,,,pc,,36,2147483648,"));
	program_clear(&program);
}
END_TEST

START_TEST(test_one_section)
{
	struct program program;
	g_autofree char *rows = NULL;

	program_init(&program);
	program_write(&program, "s.ini",
		      "[global]\nengine = fake\n[probe a]\nsize = 1G\n[probe b]\nsize = 2G\n"
		      "[probe bb]\nsize = 4G\n");
	program_expect(&program, 2, "run s.ini --section bc");
	assert_one_line(program.err, "no section 'bc'");
	program_expect(&program, 0, "run s.ini -q --section b");
	rows = csv(&program, "s.db");
	ck_assert_ptr_nonnull(strstr(rows, "\ns.ini,b,"));
	ck_assert_ptr_null(strstr(rows, "\ns.ini,a,"));
	ck_assert_ptr_null(strstr(rows, "\ns.ini,bb,"));
	/* The others can follow. */
	program_expect(&program, 0, "run s.ini -q --resume --section a --section 'b*'");
	ck_assert_ptr_nonnull(strstr(program.err, "3 of 3 points done, 1 of them before"));
	program_clear(&program);
}
END_TEST

static GString *contents(const struct program *program, const char *name)
{
	g_autofree char *path = program_path(program, name);
	GString *bytes;
	char *data;
	gsize n;

	ck_assert(g_file_get_contents(path, &data, &n, NULL));
	bytes = g_string_new_len(data, (gssize)n);
	g_free(data);
	return bytes;
}

/* Neither by mistake nor with another question is a database written over. */
START_TEST(test_existing_database)
{
	struct program program;
	g_autofree char *rows = NULL;

	program_init(&program);
	program_write(&program, "s.ini", "[limit a]\nengine = fake\nsize = 1G, 2G\n");
	program_expect(&program, 0,
		       "run s.ini -q --resume"); /* there is nothing yet: that is fine */
	rows = csv(&program, "s.db");
	program_expect(&program, 2, "run s.ini");
	assert_one_line(program.err, "s.db: exists already");
	ck_assert_str_eq(program.out, "");
	program_write(&program, "s.ini", "[limit a]\nengine = fake\nsize = 1G, 3G\n");
	program_expect(&program, 2, "run s.ini --resume");
	assert_one_line(program.err, "s.ini:1: section [limit a] is not the one");
	assert_text(csv(&program, "s.db"), rows);
	/* Another section is another question: it is added. */
	program_write(
		&program, "s.ini",
		"[limit a]\nengine = fake\nsize = 1G, 2G\n[limit b]\nengine = fake\nsize = 3G\n");
	program_expect(&program, 0, "run s.ini --resume");
	ck_assert_ptr_nonnull(strstr(program.out, "## b"));
	program_clear(&program);
}
END_TEST

START_TEST(test_reports)
{
	struct program program;
	g_autofree char *table = NULL, *file = NULL;
	GString *saved;

	program_init(&program);
	program_write(&program, "s.ini", "[limit a b]\nengine = fake\nslots = 0-8\n");
	program_expect(&program, 0, "run s.ini --reports out/of/here");
	table = g_strdup(program.out);
	saved = contents(&program, "out/of/here/table.md");
	ck_assert_str_eq(saved->str, table);
	g_string_free(saved, TRUE);
	file = csv(&program, "s.db");
	saved = contents(&program, "out/of/here/table.csv");
	ck_assert_str_eq(saved->str, file);
	g_string_free(saved, TRUE);
	g_string_free(contents(&program, "out/of/here/table.json"), TRUE);
	g_string_free(contents(&program, "out/of/here/a-b.svg"), TRUE);
	g_string_free(contents(&program, "out/of/here/a-b.png"), TRUE);
	program_clear(&program);
}
END_TEST

/* The database is complete although nobody could read the table. */
START_TEST(test_full_stdout)
{
	struct program program;
	g_autofree char *rows = NULL;

	program_init(&program);
	program_write(&program, "s.ini", "[limit a]\nengine = fake\nslots = 0-8\n");
	program.stdout_path = "/dev/full";
	program_expect(&program, 3, "run s.ini");
	program.stdout_path = NULL;
	rows = csv(&program, "s.db");
	ck_assert_ptr_nonnull(strstr(rows, "s.ini,a,limit,8,"));
	program_clear(&program);
}
END_TEST

static gboolean is_under_way(const struct program *program)
{
	return program_count_probes(program) >= N_CELLS / 4;
}

/* Fails unless the rows are N_CELLS limits at most, in order, each there once and exact; returns
 * how many. */
static unsigned count_limits(struct program *program)
{
	g_autofree char *text = csv(program, "s.db");
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	int64_t previous = -1;
	unsigned n = 0;

	for (char **line = lines + 1; **line != '\0'; line++, n++) {
		int64_t cell;

		ck_assert(g_str_has_prefix(*line, "s.ini,slow,limit,"));
		cell = g_ascii_strtoll(*line + strlen("s.ini,slow,limit,"), NULL, 10);
		ck_assert_msg(cell > previous, "cell %d twice, or out of order", (int)cell);
		ck_assert_ptr_nonnull(strstr(*line, ",exact,"));
		previous = cell;
	}
	ck_assert_int_lt(previous, N_CELLS);
	return n;
}

static void resume_and_check(struct program *program)
{
	program_expect(program, 0, "run s.ini -q --resume -j 2");
	ck_assert_uint_eq(count_limits(program), N_CELLS);
	ck_assert_uint_eq(program_count_probes(program), 2 * N_CELLS);
	assert_text(program_files(program), "s.db s.ini");
}

/* The rows of the one table in @out, without its head. */
static unsigned table_rows(const char *out)
{
	g_auto(GStrv) lines = g_strsplit(out, "\n", -1);
	unsigned n = 0;

	for (char **line = lines; *line != NULL; line++)
		n += **line == '|';
	ck_assert_uint_ge(n, 2);
	return n - 2;
}

static const int INTERRUPTS[] = {SIGINT, SIGTERM};

START_TEST(test_interrupt)
{
	struct program program;
	unsigned n;

	program_init(&program);
	program_write(&program, "s.ini", SLOW_FAKE);
	program_start(&program, "run s.ini -j 2");
	program_await(&program, is_under_way);
	ck_assert_int_eq(kill(program.pid, INTERRUPTS[_i]), 0);
	ck_assert_int_eq(program_wait(&program), 130);
	assert_text(program_files(&program), "s.db s.ini");
	ck_assert_ptr_nonnull(strstr(program.out, "## slow"));
	n = table_rows(program.out);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, N_CELLS);
	ck_assert_uint_eq(count_limits(&program), n);
	resume_and_check(&program);
	program_clear(&program);
}
END_TEST

/* What a killed memroof had finished is there, readable at once, and is not done again. */
static void check_kill(const char *text)
{
	struct program program;
	unsigned n;

	program_init(&program);
	program_write(&program, "s.ini", text);
	program_start(&program, "run s.ini -q -j 2");
	program_await(&program, is_under_way);
	ck_assert_int_eq(kill(program.pid, SIGKILL), 0);
	ck_assert_int_eq(program_wait(&program), -SIGKILL);
	n = count_limits(&program);
	ck_assert_uint_lt(n, N_CELLS);
	ck_assert_uint_ge(program_count_probes(&program), 2 * n);
	resume_and_check(&program);
	program_clear(&program);
}

START_TEST(test_kill)
{
	check_kill(SLOW_FAKE);
}
END_TEST

START_TEST(test_kill_with_qemu)
{
	g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64");

	if (qemu != NULL)
		check_kill(SLOW);
	else
		printf("skipped: killing a run with QEMU: there is no qemu-system-x86_64\n");
}
END_TEST

/* While one writes, another may read but not write. */
START_TEST(test_busy_database)
{
	struct program writer, other;

	program_init(&writer);
	program_init(&other);
	program_write(&writer, "s.ini", SLOW_FAKE);
	program_write(&other, "s.ini", SLOW_FAKE);
	program_start(&writer, "run s.ini -q -j 2");
	program_await(&writer, is_under_way);
	ck_assert_int_eq(program_run(&other, "run s.ini --resume -o '%s/s.db'", writer.directory),
			 3);
	assert_one_line(other.err, "another memroof is writing");
	ck_assert_int_eq(program_run(&other, "table '%s/s.db'", writer.directory), 0);
	ck_assert_uint_gt(table_rows(other.out), 0);
	ck_assert_int_eq(program_wait(&writer), 0);
	ck_assert_uint_eq(count_limits(&writer), N_CELLS);
	program_clear(&writer);
	program_clear(&other);
}
END_TEST

Suite *suite_cli_run(void)
{
	Suite *suite = suite_create("cli-run");
	TCase *tcase = tcase_create("cli-run");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_status, 0, G_N_ELEMENTS(SCENARIOS));
	tcase_add_test(tcase, test_jobs_do_not_matter);
	tcase_add_test(tcase, test_several_scenarios_and_overrides);
	tcase_add_test(tcase, test_one_section);
	tcase_add_test(tcase, test_existing_database);
	tcase_add_test(tcase, test_reports);
	tcase_add_test(tcase, test_full_stdout);
	tcase_add_loop_test(tcase, test_interrupt, 0, G_N_ELEMENTS(INTERRUPTS));
	tcase_add_test(tcase, test_kill);
	tcase_add_test(tcase, test_kill_with_qemu);
	tcase_add_test(tcase, test_busy_database);
	suite_add_tcase(suite, tcase);
	return suite;
}
