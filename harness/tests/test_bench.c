/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memroof bench, and start times in memroof run: the built program over the fake engine. */
#include "store/store.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <signal.h>
#include <string.h>

/* Two points and the empty QEMU. */
#define FAKE "bench --engine fake --size 1G,2G -q "

/* What is left of the temporary files of memroof, "a b"; newly allocated. */
static char *temporary_files(const struct program *program)
{
	struct program place = *program;
	g_autofree char *path = program_path(program, ".tmp");

	place.directory = path;
	return program_files(&place);
}

static void assert_left(const struct program *program, const char *files)
{
	assert_text(program_files(program), files);
	assert_text(temporary_files(program), "");
}

static gboolean count_probe(const struct probe_row *row, void *user)
{
	(void)row;
	++*(unsigned *)user;
	return TRUE;
}

/* The starts in a database, which another process may be writing; 0 as long as there is none. */
static unsigned count_starts(const struct program *program, const char *name)
{
	g_autofree char *path = program_path(program, name);
	struct store *store = store_open(path, NULL, NULL);
	unsigned n = 0;

	if (store != NULL)
		store_each_probe(store, 1, count_probe, &n, NULL);
	store_close(store);
	return n;
}

/* The cells of the one section in the JSON on stdout; borrowed from @json. */
static const json_t *cells_of(const json_t *json)
{
	const json_t *sections = json_object_get(json, "sections");
	const json_t *section = json_array_get(sections, 0);

	ck_assert_uint_eq(json_array_size(sections), 1);
	ck_assert_str_eq(json_string_value(json_object_get(section, "kind")), "start-time");
	return json_object_get(section, "rows");
}

START_TEST(all_samples_are_in_the_json)
{
	struct program program;
	const json_t *cells;
	json_t *json;

	program_init(&program);
	program_expect(&program, 0, FAKE "--runs 3 --warmups 1 --json");
	ck_assert_str_eq(program.err, "");
	json = program_json(&program);
	cells = cells_of(json);
	ck_assert_uint_eq(json_array_size(cells), 3);
	for (unsigned i = 0; i < 3; i++) {
		const json_t *cell = json_array_get(cells, i);
		const json_t *samples = json_object_get(cell, "samples");

		assert_text(json_field(cell, "cell"), i == 0 ? "-1" : i == 1 ? "0" : "1");
		assert_text(json_field(cell, "accepted"), "3");
		assert_text(json_field(cell, "failed"), "0");
		assert_text(json_field(cell, "warmups"), "1");
		ck_assert_uint_eq(json_array_size(samples), 4);
		for (unsigned j = 0; j < 4; j++) {
			g_autofree char *round = g_strdup_printf("%u", j);

			assert_text(json_field(json_array_get(samples, j), "round"), round);
		}
	}
	json_decref(json);
	assert_left(&program, "");
	program_clear(&program);
}
END_TEST

START_TEST(the_table_is_the_answer_without_json)
{
	struct program program;

	program_init(&program);
	program_expect(&program, 0, FAKE "--runs 1 --warmups 0");
	ck_assert_ptr_nonnull(strstr(program.out, "(empty QEMU)"));
	ck_assert_ptr_nonnull(strstr(program.out, "What does a start cost?"));
	assert_left(&program, "");
	program_clear(&program);
}
END_TEST

START_TEST(output_keeps_the_samples)
{
	struct program program;
	g_autofree char *table = NULL;

	program_init(&program);
	program_expect(&program, 0, FAKE "--runs 2 --warmups 1 -o kept.db");
	table = g_strdup(program.out);
	assert_left(&program, "kept.db");
	ck_assert_uint_eq(count_starts(&program, "kept.db"), 9);
	program_expect(&program, 0, "table kept.db");
	ck_assert_str_eq(program.out, table);
	/* It is not written over. */
	program_expect(&program, 2, FAKE "--runs 1 -o kept.db");
	assert_one_line(program.err, "kept.db: exists already");
	ck_assert_uint_eq(count_starts(&program, "kept.db"), 9);
	program_clear(&program);
}
END_TEST

START_TEST(reports_are_written_beside_the_answer)
{
	struct program program, reports;
	g_autofree char *files = NULL;

	program_init(&program);
	program_expect(&program, 0, FAKE "--runs 2 --reports out/of --json");
	json_decref(program_json(&program));
	reports = program;
	reports.directory = program_path(&program, "out/of");
	files = program_files(&reports);
	ck_assert_ptr_nonnull(strstr(files, "table.csv table.json table.md"));
	ck_assert_ptr_nonnull(strstr(files, ".svg"));
	assert_left(&program, "out");
	g_free(reports.directory);
	program_clear(&program);
}
END_TEST

static const struct {
	const char *arguments;
	int status;
	const char *part; /* of stderr */
} BAD[] = {
	{"bench 1G", 2, "keys only"},
	{"bench --siez 1G", 2, "siez"},
	{"bench --engine fake --size 22GG", 2, "22GG"},
	{"bench --engine fake --runs 0", 2, "'0' for runs"},
	{"bench --engine fake --runs 1,2", 2, "'1,2' for runs"},
	{"bench --engine fake --pin 1024", 2, "'1024' for pin"},
	{"bench --engine fake --budget never", 2, "'never' for budget"},
	{"bench --engine fake --fake slot-delai=1", 2, "'slot-delai'"},
	{"bench --fake delay=1", 2, "fake needs engine"},
	{"bench --engine fake --machine microvm --pci-hole64 1G", 2, "pci-hole64 needs"},
	{"bench --engine fake -o /no/such/place/x.db", 3, "/no/such/place"},
	{"bench --engine fake --reports /proc/x", 3, "/proc/x"},
};

START_TEST(what_cannot_be_done_is_said_and_leaves_nothing)
{
	struct program program;

	program_init(&program);
	program_expect(&program, BAD[_i].status, BAD[_i].arguments);
	ck_assert_str_eq(program.out, "");
	assert_one_line(program.err, BAD[_i].part);
	assert_left(&program, "");
	program_clear(&program);
}
END_TEST

/* Nobody waits for a directory that cannot be made before he is told so. */
START_TEST(without_room_for_samples_nothing_is_started)
{
	static const char *const env[] = {"TMPDIR=/no/such/place", NULL};
	struct program program;

	program_init(&program);
	program.env = env;
	program_expect(&program, 3, FAKE "--fake delay=60000");
	assert_one_line(program.err, "/no/such/place");
	ck_assert_str_eq(program.out, "");
	program_clear(&program);
}
END_TEST

/* What is refused is an answer; what the host or the harness could not do is none. */
static const struct {
	const char *fake;
	int status;
} OUTCOMES[] = {
	{"roof=9G", 0}, {"roof=1", 0}, {"crash=2G", 0}, {"host=2G", 3}, {"hang=2G", 3},
};

START_TEST(the_exit_status_says_whether_there_is_an_answer)
{
	struct program program;
	g_autofree char *arguments =
		g_strdup_printf(FAKE "--runs 2 --timeout 1ms --json --fake %s", OUTCOMES[_i].fake);
	json_t *json;

	program_init(&program);
	program_expect(&program, OUTCOMES[_i].status, arguments);
	json = program_json(&program);
	ck_assert_uint_eq(json_array_size(cells_of(json)), 3);
	json_decref(json);
	assert_left(&program, "");
	program_clear(&program);
}
END_TEST

static gboolean has_directory(const struct program *program)
{
	g_autofree char *name = program_files(program);

	return *name != '\0';
}

static gboolean is_under_way(const struct program *program)
{
	return count_starts(program, "x.db") >= 2 || count_starts(program, "bench.db") >= 2;
}

/* Changes are seen where they happen: in the directory that such a bench makes for itself. */
static void await_hidden_starts(const struct program *program)
{
	g_autofree char *tmp = program_path(program, ".tmp"), *name = NULL, *path = NULL;
	struct program place = *program;

	place.directory = tmp;
	program_await(&place, has_directory);
	name = program_files(&place);
	path = program_path(&place, name);
	place.directory = path;
	program_await(&place, is_under_way);
}

static const struct {
	int signal;
	const char *output;
} INTERRUPTS[] = {{SIGINT, ""}, {SIGTERM, ""}, {SIGINT, "-o x.db"}};

START_TEST(an_interrupted_bench_shows_what_it_has)
{
	gboolean kept = *INTERRUPTS[_i].output != '\0';
	struct program program;
	json_t *json;

	program_init(&program);
	program_start(&program, FAKE "--runs 1000 --fake delay=100 --json %s",
		      INTERRUPTS[_i].output);
	if (kept)
		program_await(&program, is_under_way);
	else
		await_hidden_starts(&program);
	ck_assert_int_eq(kill(program.pid, INTERRUPTS[_i].signal), 0);
	ck_assert_int_eq(program_wait(&program), 130);
	assert_one_line(program.err, "interrupted");
	json = program_json(&program);
	ck_assert_uint_ge(json_array_size(cells_of(json)), 1);
	json_decref(json);
	assert_left(&program, kept ? "x.db" : "");
	if (kept)
		ck_assert_uint_ge(count_starts(&program, "x.db"), 2);
	program_clear(&program);
}
END_TEST

/* Sections that time starts have the machine for themselves, with however many workers. */
START_TEST(a_scenario_times_its_starts_last)
{
	struct program program;
	g_autofree char *csv = NULL;

	program_init(&program);
	program_write(&program, "s.ini",
		      "# ?\n[global]\nengine = fake\nruns = 2\nwarmups = 0\n"
		      "[start-time a]\nsize = 1G, 2G\n[limit b]\nslots = 1, 2\n"
		      "[start-time c]\nsize = 1G\n[probe d]\nsize = 1G, 2G\n");
	program_expect(&program, 0, "run s.ini -q -j 4");
	ck_assert_ptr_nonnull(strstr(program.err, "14 of 14 points done"));
	program_expect(&program, 0, "run s.ini -q -j 4 --resume --runs 3");
	ck_assert_ptr_nonnull(strstr(program.err, "19 of 19 points done, 14 of them before"));
	program_expect(&program, 2, "run s.ini -q --resume --warmups 1");
	assert_one_line(program.err, "[start-time a]");
	program_clear(&program);
}
END_TEST

/* Both take as long as somebody has patience, so they do it at the same time. */
START_TEST(quick_ends_and_resume_completes)
{
	struct program bench, run;
	unsigned n;

	program_init(&bench);
	program_init(&run);
	/* 29 rounds of two starts, half a second each, are more than 25 s. */
	program_write(&run, "s.ini",
		      "# ?\n[start-time a]\nengine = fake\nfake = delay=500\nruns = 29\n"
		      "warmups = 1\n");
	program_start(&run, "run s.ini -q --quick");
	program_start(&bench, FAKE "--runs 100000 --fake delay=20 --quick -o x.db");
	ck_assert_int_eq(program_wait(&bench), 0);
	ck_assert_uint_ge(count_starts(&bench, "x.db"), 1);
	ck_assert_int_eq(program_wait(&run), 0);
	n = count_starts(&run, "s.db");
	ck_assert_uint_ge(n, 1);
	ck_assert_uint_le(n, 50);
	program_expect(&run, 0, "run s.ini -q --resume");
	ck_assert_uint_eq(count_starts(&run, "s.db"), 60);
	program_clear(&bench);
	program_clear(&run);
}
END_TEST

START_TEST(quick_needs_no_longer_than_there_is_to_do)
{
	struct program program;

	program_init(&program);
	program_expect(&program, 0, FAKE "--runs 3 --warmups 2 --quick -o x.db");
	/* Without the warm-ups. */
	ck_assert_uint_eq(count_starts(&program, "x.db"), 9);
	program_clear(&program);
}
END_TEST

Suite *suite_bench(void)
{
	Suite *suite = suite_create("bench");
	TCase *tc = tcase_create("bench");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 240);
	tcase_add_test(tc, all_samples_are_in_the_json);
	tcase_add_test(tc, the_table_is_the_answer_without_json);
	tcase_add_test(tc, output_keeps_the_samples);
	tcase_add_test(tc, reports_are_written_beside_the_answer);
	tcase_add_loop_test(tc, what_cannot_be_done_is_said_and_leaves_nothing, 0,
			    G_N_ELEMENTS(BAD));
	tcase_add_test(tc, without_room_for_samples_nothing_is_started);
	tcase_add_loop_test(tc, the_exit_status_says_whether_there_is_an_answer, 0,
			    G_N_ELEMENTS(OUTCOMES));
	tcase_add_loop_test(tc, an_interrupted_bench_shows_what_it_has, 0,
			    G_N_ELEMENTS(INTERRUPTS));
	tcase_add_test(tc, a_scenario_times_its_starts_last);
	tcase_add_test(tc, quick_ends_and_resume_completes);
	tcase_add_test(tc, quick_needs_no_longer_than_there_is_to_do);
	suite_add_tcase(suite, tc);
	return suite;
}
