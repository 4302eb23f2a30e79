/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memroof explain, as people call it, with the QEMU that is installed. */
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *arguments;
	int status;
	const char *part; /* of stdout, or of the one line on stderr */
} CALLS[] = {
	{"--machine q35 --phys-bits 36 --size 2G --slots 8 --maxmem 22G", 0, ": accepted."},
	{"--machine q35 --phys-bits 36 --size 4G --slots 16 --maxmem 24G", 1,
	 "slots=16 reserve 16 GiB although nothing is plugged"},
	{"--machine q35 --phys-bits 36 --size 4G --slots 16 --maxmem 24G", 1, "10 GiB too much"},
	{"--machine q35 --phys-bits 36 --size 4G --slots 16 --maxmem 24G --no-verify", 1,
	 "Not verified: the model expects refused: phys-bits."},
	{"--machine q35 --phys-bits 36 --size 2G --proof boot", 0, "(proof boot): accepted."},
	{"--phys-bits host --size 1G --no-verify", 0, "the CPU ends here"},
	{"--machine q35 --qemu /nonexistent --size 1G", 3, "broken: not-started"},
	{"--machine microvm --size 1G", 2, "machine q35 and pc only"},
	{"--machine q35 --size 1G -o /nonexistent/map.svg", 2, "map.svg"},
	/* Pasted messages. */
	{"--message 'qemu-system-x86_64: Address space limit 0xfffffffff < 0x107fffffff phys-bits "
	 "too low (36)' --size 2G",
	 0, "slots 8    maxmem above 23 GiB, up to 24 GiB"},
	{"--message 'Address space limit 0xfffffffff < 0x107fffffff phys-bits too low (36)' "
	 "--machine q35 --size 2G --slots 8",
	 0, "Verified: QEMU "},
	{"--message 'error: internal error: process exited while connecting to monitor: "
	 "2026-11-23T09:19:39.585751Z qemu-system-x86_64: Address space limit 0xfffffffff < "
	 "0x107fffffff phys-bits too low (36)' --no-verify",
	 0, "ends at 66 GiB"},
	{"--message 'Address space limit 0xfffffffff < 0x107fffffff phys-bits too low (36)' "
	 "--size 2G --slots 8 --maxmem 22G",
	 1, "nothing that memroof knows"},
	{"--size 2G --no-verify --message 'warning: seen: qemu-system-x86_64: Address space limit "
	 "0xfffffffff < 0x107fffffff phys-bits too low (36)'",
	 0, "ends at 66 GiB"},
	{"--size 2G --no-verify --message '<error>Address space limit 0xfffffffff &lt; "
	 "0x107fffffff phys-bits too low (36)</error>'",
	 0, "ends at 66 GiB"},
	{"--size 2G --no-verify --message '{\"error\":\"Address space limit 0xfffffffff \\u003c "
	 "0x107fffffff phys-bits too low (36)\"}'",
	 0, "ends at 66 GiB"},
	{"--size 2G --no-verify --message 'Address space limit 0xfffffffff <\n   0x107fffffff "
	 "phys-bits\n too low (36)'",
	 0, "ends at 66 GiB"},
	{"--size 2G --no-verify --message 'Address what? Address space limit 0xfffffffff < "
	 "0x107fffffff phys-bits too low (36)'",
	 0, "ends at 66 GiB"},
	/* Any number of slots, where maxmem is known; and a CPU that is not moved to 1 TiB. */
	{"--size 2G --maxmem 20G --message 'Address space limit 0xfffffffff < 0x107fffffff "
	 "phys-bits too low (36)'",
	 0, "slots 12 "},
	{"--machine q35 --size 2G --slots 8 --message 'Address space limit 0xffffffffff < "
	 "0x106ffffffff phys-bits too low (40)'",
	 0, "up to 1010 GiB, CPU not of AMD's\nVerified: QEMU "},
	{"--machine pc-q35-2.4 --phys-bits 40 --size 4G --slots 8 --maxmem 40G --no-verify", 0,
	 "the two overlap"},
	/* Numbers that QEMU does not print. */
	{"--message 'Address space limit 0xfffffffff < 0x1 phys-bits too low (36)'", 2, "damaged"},
	{"--message 'Address space limit 0x1 < 0x107fffffff phys-bits too low (36)'", 2, "damaged"},
	{"--message 'Address space limit 0x0 < 0x107fffffff phys-bits too low (0)'", 2, "damaged"},
	{"--message ''", 2, "expected 'Address space limit"},
	{"--message 'the dog ate it'", 2, "expected 'Address space limit"},
	{"--message 'Address space limit 0xfffffffff < 0x107fffffff phys-bits too low (36)' "
	 "--phys-bits 39",
	 2, "the message says 36"},
	{"--message 'Address space limit 0xf < 0xffffffffffffffffffff phys-bits too low (99)'", 2,
	 "expected"},
};

START_TEST(test_calls)
{
	g_autofree char *all = g_strdup_printf("explain %s", CALLS[_i].arguments);
	struct program program;

	program_init(&program);
	program_expect(&program, CALLS[_i].status, all);
	if (CALLS[_i].status == 2)
		assert_one_line(program.err, CALLS[_i].part);
	else
		ck_assert_msg(strstr(program.out, CALLS[_i].part) != NULL, "%s", program.out);
	program_clear(&program);
}
END_TEST

START_TEST(test_files_and_json)
{
	struct program program;
	g_autofree char *svg = NULL;
	json_t *json;

	program_init(&program);
	program_expect(&program, 0,
		       "explain --json --machine q35 --phys-bits 36 --size 2G --slots 8 "
		       "--maxmem 22G -o map.svg");
	json = program_json(&program);
	assert_text(json_field(json, "used_gpa"), "68719476735");
	assert_text(json_field(json, "last_address"), "68719476735");
	assert_text(json_field(json, "predicted_outcome"), "accepted");
	ck_assert_uint_eq(json_array_size(json_object_get(json, "regions")), 5);
	assert_text(json_field(json_object_get(json, "probe"), "outcome"), "accepted");
	json_decref(json);
	g_autofree char *path = program_path(&program, "map.svg");

	ck_assert(g_file_get_contents(path, &svg, NULL, NULL));
	ck_assert(g_str_has_prefix(svg, "<svg "));
	program_expect(&program, 0,
		       "explain --json --size 2G --message 'Address space limit 0xfffffffff < "
		       "0x107fffffff phys-bits too low (36)'");
	json = program_json(&program);
	ck_assert_uint_gt(json_array_size(json_object_get(json, "consistent")), 5);
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* A file is replaced, a device is written to and stays one. */
START_TEST(test_devices_stay)
{
	struct program program;
	struct stat st;
	g_autofree char *path = NULL;
	int reader;

	program_init(&program);
	path = program_path(&program, "pipe.svg");
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	/* Somebody has it open, and the pipe holds more than the picture. */
	reader = open(path, O_RDWR);
	ck_assert_int_ge(reader, 0);
	program_expect(&program, 0, "explain --no-verify --phys-bits 36 --size 2G -o pipe.svg");
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISFIFO(st.st_mode));
	close(reader);
	program_write(&program, "map.svg", "old");
	program_expect(&program, 0, "explain --no-verify --phys-bits 36 --size 2G -o map.svg");
	assert_text(program_files(&program), "map.svg pipe.svg");
	program_clear(&program);
}
END_TEST

Suite *suite_explain(void)
{
	Suite *suite = suite_create("explain");
	TCase *tcase = tcase_create("explain");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_calls, 0, G_N_ELEMENTS(CALLS));
	tcase_add_test(tcase, test_files_and_json);
	tcase_add_test(tcase, test_devices_stay);
	suite_add_tcase(suite, tcase);
	return suite;
}
