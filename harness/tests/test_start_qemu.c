/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What starts of the installed QEMU leave in the database, and where they run. Nothing here says
 * how long they are. */
#include "base/size.h"
#include "store/store.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean check_start(const struct probe_row *row, void *user)
{
	gboolean empty = row->cell == START_TIME_EMPTY;
	gboolean boots = point_proof(row->point) == PROOF_BOOT;

	++*(unsigned *)user;
	ck_assert_msg(row->outcome == OUTCOME_ACCEPTED, "%s: %s", row->command, row->message);
	ck_assert(!empty || !boots);
	ck_assert_int_ge(row->round, 1);
	ck_assert_int_le(row->round, 2);
	ck_assert_uint_gt(row->greeting_us, 0);
	ck_assert_uint_le(row->greeting_us, row->machine_us);
	if (boots) {
		ck_assert_uint_lt(row->machine_us, row->guest_us);
		ck_assert_uint_le(row->guest_us, row->report_us);
		ck_assert_uint_le(row->report_us, (uint64_t)row->elapsed_us);
		ck_assert_uint_ne(row->acpi_bytes, UNSET);
		ck_assert_uint_gt(row->acpi_bytes, 100);
		ck_assert_uint_lt(row->acpi_bytes, 10 * MIB);
	} else {
		ck_assert_uint_eq(row->guest_us, UNSET);
		ck_assert_uint_eq(row->report_us, UNSET);
		ck_assert_uint_eq(row->acpi_bytes, UNSET);
		ck_assert_uint_le(row->machine_us, (uint64_t)row->elapsed_us);
	}
	ck_assert_int_gt(row->user_us + row->system_us, 0);
	ck_assert_int_gt(row->max_rss, (int64_t)(10 * MIB));
	ck_assert_int_gt(row->minor_faults, 100);
	return TRUE;
}

static const struct {
	const char *arguments;
	unsigned n; /* starts */
} BENCHES[] = {
	{"--machine q35 --firmware qboot --size 1G --maxmem 8G --slots 0,16 --proof boot", 6},
	{"--machine q35 --size 1G --maxmem 8G --slots 0,16", 6},
	{"--machine pc --size 1G --proof accept,boot --firmware qboot", 6},
	{"--machine q35 --size 1G --pin 0", 4},
	{"--machine none", 2},
};

START_TEST(every_start_has_its_marks_and_its_costs)
{
	g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64"), *path = NULL;
	g_autofree char *arguments =
		g_strdup_printf("bench -q --runs 2 --warmups 0 -o x.db %s", BENCHES[_i].arguments);
	struct program program;
	struct store *store;
	unsigned n = 0;

	if (qemu == NULL) {
		printf("skipped: timing QEMU: there is no qemu-system-x86_64\n");
		return;
	}
	program_init(&program);
	program_expect(&program, 0, arguments);
	path = program_path(&program, "x.db");
	store = store_open(path, NULL, NULL);
	ck_assert_ptr_nonnull(store);
	ck_assert(store_each_probe(store, 1, check_start, &n, NULL));
	ck_assert_uint_eq(n, BENCHES[_i].n);
	store_close(store);
	program_clear(&program);
}
END_TEST

/* What cannot start is told in every round, and has no machine. */
START_TEST(a_refused_start_has_no_machine)
{
	g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64");
	struct program program;
	const json_t *row, *sample;
	json_t *json;

	if (qemu == NULL)
		return;
	program_init(&program);
	program_expect(&program, 0,
		       "bench -q --json --runs 2 --warmups 0 --machine q35 --phys-bits 36 "
		       "--size 2G --slots 8 --maxmem 23G");
	json = program_json(&program);
	row = json_array_get(
		json_object_get(json_array_get(json_object_get(json, "sections"), 0), "rows"), 1);
	assert_text(json_field(row, "accepted"), "0");
	assert_text(json_field(row, "failed"), "2");
	sample = json_array_get(json_object_get(row, "samples"), 0);
	assert_text(json_field(sample, "outcome"), "refused");
	assert_text(json_field(sample, "reason"), "phys-bits");
	assert_text(json_field(sample, "machine_us"), "null");
	json_decref(json);
	program_clear(&program);
}
END_TEST

#define LOG "log"
static const char LOGGING_QEMU[] =
	"case \"$*\" in\n"
	"*'-machine none'*) ;;\n"
	"*) while read -r name list; do\n"
	"case $name in Cpus_allowed_list:) echo \"$list\" >>" LOG " ;; esac\n"
	"done </proc/self/status ;;\n"
	"esac\n"
	"echo '{\"QMP\": {\"version\": {}, \"capabilities\": []}}'\n"
	"while read -r line; do\n"
	"case $line in\n"
	"*query-version*) echo '{\"return\": {\"qemu\": {\"major\": 7, \"minor\": 2, \"micro\": "
	"1}, "
	"\"package\": \"\"}}' ;;\n"
	"*query-machines*) echo '{\"return\": [{\"name\": \"pc-q35-7.2\", \"alias\": \"q35\"}]}' "
	";;\n"
	"*summary*) echo '{\"return\": {\"base-memory\": 134217728}}' ;;\n"
	"*) echo '{\"return\": {}}' ;;\n"
	"esac\n"
	"case $line in *quit*) exit 0 ;; esac\n"
	"done\n";

/* The pinned section comes first; what follows it may run where it likes. */
START_TEST(a_section_is_pinned_and_the_next_one_is_not)
{
	struct program program;
	g_autofree char *path = NULL, *text = NULL;
	g_auto(GStrv) lines = NULL;

	program_init(&program);
	path = program_path(&program, LOG);
	program_script(&program, "qemu", LOGGING_QEMU);
	program_write(&program, "s.ini",
		      "# ?\n[global]\nqemu = ./qemu\nmachine = q35\nruns = 3\nwarmups = 0\n"
		      "[start-time a]\npin = 0\n[start-time b]\n[probe c]\n");
	program_expect(&program, 0, "run s.ini -q");
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	ck_assert_uint_eq(g_strv_length(lines), 1 + 3 + 3 + 1);
	/* The probe was before them all, then came the first round of each, then the others. */
	static const gboolean is_pinned[] = {FALSE, TRUE, FALSE, TRUE, TRUE, FALSE, FALSE};

	for (unsigned i = 0; i < G_N_ELEMENTS(is_pinned); i++)
		ck_assert_str_eq(lines[i], is_pinned[i] ? "0" : lines[0]);
	if (sysconf(_SC_NPROCESSORS_ONLN) == 1)
		printf("skipped: pinning: there is one processor only\n");
	else
		ck_assert_str_ne(lines[0], "0");
	program_clear(&program);
}
END_TEST

START_TEST(a_processor_that_is_not_there_is_no_silent_wish)
{
	struct program program;

	program_init(&program);
	program_script(&program, "qemu", LOGGING_QEMU);
	program_expect(&program, 3, "bench --qemu ./qemu --machine q35 --runs 1 --pin 1023 --json");
	ck_assert_ptr_nonnull(strstr(program.out, "on processor 1023"));
	program_clear(&program);
}
END_TEST

Suite *suite_start_qemu(void)
{
	Suite *suite = suite_create("start-qemu");
	TCase *tc = tcase_create("starts");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 240);
	tcase_add_loop_test(tc, every_start_has_its_marks_and_its_costs, 0, G_N_ELEMENTS(BENCHES));
	tcase_add_test(tc, a_refused_start_has_no_machine);
	tcase_add_test(tc, a_section_is_pinned_and_the_next_one_is_not);
	tcase_add_test(tc, a_processor_that_is_not_there_is_no_silent_wish);
	suite_add_tcase(suite, tc);
	return suite;
}
