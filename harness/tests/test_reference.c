/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables that are kept in git: what is in them, in which order, and what is not. */
#include "report/exporter.h"
#include "run/reference.h"
#include "tests/points.h"
#include "tests/program.h"
#include "tests/start_times.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* Ascending: each row comes before the next one. */
static const struct {
	const char *scenario;
	enum section_kind kind;
	const char *section, *point, *axis;
} ORDER[] = {
	{"a2.ini", SECTION_LIMIT, "z", "machine=q35", "slots"},
	{"a10.ini", SECTION_LIMIT, "a", "", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "slots=0", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "slots=2", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "slots=10", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "size=1G", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "size=2G slots=1", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "size=10G slots=0", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "machine=pc-q35-7.2", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "machine=pc-q35-10.0", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "machine=q35", "maxmem"},
	{"a10.ini", SECTION_LIMIT, "a", "machine=q35", "size"},
	{"a10.ini", SECTION_LIMIT, "a", "qemu=/b/7.2", "size"},
	{"a10.ini", SECTION_LIMIT, "b", "", "maxmem"},
	{"a10.ini", SECTION_PROBE, "a", "", ""},
	{"a10.ini", SECTION_START_TIME, "a", "", ""},
};

static struct reference_row make_row(unsigned i)
{
	struct reference_row row =
		reference_row_new(ORDER[i].scenario, ORDER[i].kind, ORDER[i].section);
	struct point *point = make_point(ORDER[i].point);

	row.point = *point;
	g_free(point);
	row.axis = ORDER[i].axis;
	return row;
}

START_TEST(rows_have_a_natural_order)
{
	for (unsigned j = 0; j < G_N_ELEMENTS(ORDER); j++) {
		struct reference_row a = make_row((unsigned)_i), b = make_row(j);
		int order = reference_row_compare(&a, &b, NULL), expected = _i - (int)j;

		ck_assert_msg((order > 0) == (expected > 0) && (order < 0) == (expected < 0),
			      "rows %d and %u: %d", _i, j, order);
		keys_clear(KEY_POINT, &a.point);
		keys_clear(KEY_POINT, &b.point);
	}
}
END_TEST

/* The whole table of a store of timed starts, with warm-ups of @warmup_us. */
static char *exported_starts(gboolean reversed, int64_t warmup_us)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.csv", NULL);
	struct store *store = start_times_scene(reversed, warmup_us);
	char *text;

	ck_assert(exporter_save(exporter_find("reference", NULL), store, path, NULL));
	store_close(store);
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

START_TEST(starts_are_kept_by_round_and_without_warm_ups)
{
	g_autofree char *path = data_path("golden/starts-reference.csv"), *golden = NULL;

	ck_assert(g_file_get_contents(path, &golden, NULL, NULL));
	assert_text(exported_starts(FALSE, 1), golden);
	assert_text(exported_starts(TRUE, 77777), golden);
}
END_TEST

/* Every kind of answer, found by the fake engine; and what CSV has to quote. */
#define SCENARIO                                                                                   \
	"# Why?\n#\n# \"Because\", \\ he said.\n"                                                  \
	"[global]\nengine = fake\n"                                                                \
	"[limit b, \"quoted\"]\nmachine = q35, pc\nphys-bits = 36\nslots = 10, 2\n"                \
	"[limit a]\naxis = phys-bits\nmachine = q35\nsize = 2G\nslots = 8\nmaxmem = 22G\n"         \
	"[limit nothing]\nsize = 1G\nfake = roof=1M\n"                                             \
	"[limit everything]\nsize = 1G\nfake = roof=7E\n"                                          \
	"[limit undecided]\nsize = 1G\nfake = crash=4G\n"                                          \
	"[limit other world]\nsize = 1G\nmachine = q35\nphys-bits = 40\nfake = roof=20G\n"         \
	"[limit island]\nfake = roof=20G,island=5G-9G\nsamples = 200\nsize = 1G\n"                 \
	"[probe p]\nphys-bits = 36\nmachine = q35\nsize = 2G, 100G\nproof = accept, boot\n"        \
	"[probe crash]\nsize = 1G\nfake = crash=1M\n"                                              \
	"[probe 32 bits]\ncpu = pentium, pentium,pse36=on\n"

/* The rows, and their head, behind the notes. */
static const char *rows_of(const char *table)
{
	const char *head = strstr(table, "\nscenario,kind,section,");

	ck_assert_ptr_nonnull(head);
	return head + 1;
}

static char *measured(const char *options)
{
	g_autofree char *run = g_strdup_printf("run why.ini -q %s", options);
	struct program program;
	char *table;

	program_init(&program);
	program_write(&program, "why.ini", SCENARIO);
	program_expect(&program, 1, run);
	program_expect(&program, 0, "table why.db --format reference");
	table = g_strdup(program.out);
	program_clear(&program);
	return table;
}

START_TEST(all_kinds_of_answers)
{
	g_autofree char *path = data_path("golden/reference.csv"), *golden = NULL;
	g_autofree char *table = measured("-j 1");

	ck_assert(g_file_get_contents(path, &golden, NULL, NULL));
	assert_text(g_strdup(rows_of(table)), golden);
}
END_TEST

START_TEST(who_measured_stands_above)
{
	static const char *const notes[] = {
		"\n# memroof: 0.1.0",
		"\n# measured: 20",
		"\n# host: ",
		"\n# kernel: Linux ",
		"\n# accelerator: tcg\n",
		"\n# qemu: qemu-system-x86_64 is fake\n",
		"\n# scenario: why.ini\n# question: Why?\n#\n#    \"Because\", \\ he said.\n"
		"scenario,kind,section,",
	};
	g_autofree char *table = measured("-j 1");
	const char *at = table;

	ck_assert(g_str_has_prefix(table, "# memroof reference 1\n"));
	for (unsigned i = 0; i < G_N_ELEMENTS(notes); i++) {
		at = strstr(at, notes[i]);
		ck_assert_msg(at != NULL, "no '%s' there in: %s", notes[i], table);
	}
}
END_TEST

START_TEST(two_measurements_that_saw_the_same_have_the_same_rows)
{
	g_autofree char *one = measured("-j 1"), *other = measured("-j 4");

	ck_assert_str_eq(rows_of(one), rows_of(other));
}
END_TEST

/* What is chosen, and what is left of the scenario above, in every format. */
static const struct {
	const char *only;
	unsigned n; /* rows */
	const char *note, *first;
} CHOICES[] = {
	{"--only machine=pc", 2, "\n# only: machine=pc\n", "\nwhy.ini,limit,\"b, \"\"quoted\"\"\""},
	{"--only machine=q35,pc --only slots=0-2", 2, "\n# only: machine=q35,pc\n# only: slots=0-2",
	 "\nwhy.ini,limit,"},
	{"--only machine=q35 --only machine=pc --only slots=2", 2, "\n# only: slots=2\n", ",pc,"},
	{"--only slots=8", 1, "# only: slots=8\n", "\nwhy.ini,limit,a,"},
	{"--only size=102400M", 2, "# only: size=102400M\n", "\nwhy.ini,probe,p,"},
	{"--only proof=boot --only size=2G", 1, "# only: proof=boot\n", ",boot,"},
	{"--only machine= --only size= --only fake=", 2, "# only: machine=\n", ",pentium,"},
};

START_TEST(only_what_is_chosen)
{
	g_autofree char *reference =
		g_strdup_printf("table why.db --format reference %s", CHOICES[_i].only);
	g_autofree char *csv = g_strdup_printf("table why.db --format csv %s", CHOICES[_i].only);
	g_autofree char *md = g_strdup_printf("table why.db %s", CHOICES[_i].only);
	struct program program;

	program_init(&program);
	program_write(&program, "why.ini", SCENARIO);
	program_expect(&program, 1, "run why.ini -q");
	program_expect(&program, 0, reference);
	ck_assert_uint_eq(count_text(program.out, "\nwhy.ini,"), CHOICES[_i].n);
	ck_assert_ptr_nonnull(strstr(program.out, CHOICES[_i].note));
	ck_assert_ptr_nonnull(strstr(program.out, CHOICES[_i].first));
	program_expect(&program, 0, csv);
	ck_assert_uint_eq(count_text(program.out, "\nwhy.ini,"), CHOICES[_i].n);
	program_expect(&program, 0, md);
	ck_assert_uint_ge(count_text(program.out, "\n## "), 1);
	ck_assert_uint_le(count_text(program.out, "\n## "), CHOICES[_i].n);
	ck_assert_ptr_null(strstr(program.out, "points are done"));
	program_clear(&program);
}
END_TEST

static const struct {
	const char *only, *error;
} BAD_CHOICES[] = {
	{"--only machine", "--only: bad choice 'machine': expected KEY=VALUE"},
	{"--only machin=q35", "--only: unknown key 'machin' (did you mean 'machine'?)"},
	{"--only axis=maxmem", "--only: axis is no key of a point"},
	{"--only slots=many", "--only: bad value 'many' for slots"},
	{"--only slots=0-4000", "--only: more than 1000 values"},
	{"--only slots=8 --only machine=pc", "why.db: no point has slots=8 machine=pc"},
};

START_TEST(bad_choices)
{
	g_autofree char *arguments =
		g_strdup_printf("table why.db -o out %s", BAD_CHOICES[_i].only);
	struct program program;

	program_init(&program);
	program_write(&program, "why.ini", SCENARIO);
	program_expect(&program, 1, "run why.ini -q");
	program_expect(&program, 2, arguments);
	assert_one_line(program.err, BAD_CHOICES[_i].error);
	assert_text(program_files(&program), "why.db why.ini");
	program_clear(&program);
}
END_TEST

Suite *suite_reference(void)
{
	Suite *suite = suite_create("reference");
	TCase *pure = tcase_create("pure"), *process = tcase_create("process");

	tcase_add_loop_test(pure, rows_have_a_natural_order, 0, G_N_ELEMENTS(ORDER));
	tcase_add_test(pure, starts_are_kept_by_round_and_without_warm_ups);
	suite_add_tcase(suite, pure);
	tcase_set_tags(process, "process");
	tcase_set_timeout(process, 120);
	tcase_add_test(process, all_kinds_of_answers);
	tcase_add_test(process, who_measured_stands_above);
	tcase_add_test(process, two_measurements_that_saw_the_same_have_the_same_rows);
	tcase_add_loop_test(process, only_what_is_chosen, 0, G_N_ELEMENTS(CHOICES));
	tcase_add_loop_test(process, bad_choices, 0, G_N_ELEMENTS(BAD_CHOICES));
	suite_add_tcase(suite, process);
	return suite;
}
