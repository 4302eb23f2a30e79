/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run leaves when something outside goes wrong, and what --resume makes of it. */
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <signal.h>
#include <string.h>

#define QEMU_MISSING "exit 1"
#define QEMU_REAL "exec qemu-system-x86_64 \"$@\""

/* A QEMU that does not work yet, or not any more, is no result. */
START_TEST(what_the_harness_failed_to_do_is_done_by_resuming)
{
	struct program program;

	program_init(&program);
	program_write(&program, "s.ini",
		      "# ?\n[limit a]\nqemu = ./qemu\nmachine = q35\nphys-bits = 36\nslots = 1, 2\n"
		      "[probe b]\nqemu = ./qemu\nsize = 1G\n");
	program_script(&program, "qemu", QEMU_MISSING);
	program_expect(&program, 3, "run s.ini -o s.db -q");
	program_expect(&program, 0, "table s.db -f csv");
	ck_assert_uint_eq(count_text(program.out, "undecided"), 2);
	ck_assert_uint_eq(count_text(program.out, ",broken,"), 1);
	program_script(&program, "qemu", QEMU_REAL);
	program_expect(&program, 0, "run s.ini -o s.db -q --resume");
	program_expect(&program, 0, "table s.db -f csv");
	ck_assert_uint_eq(count_text(program.out, ",exact,"), 2);
	ck_assert_uint_eq(count_text(program.out, ",accepted,"), 1);
	ck_assert_uint_eq(count_text(program.out, "\n"), 4);
	program_clear(&program);
}
END_TEST

START_TEST(a_refused_resuming_leaves_no_trace)
{
	struct program program;

	program_init(&program);
	program_write(&program, "s.ini", "# ?\n[limit b]\nengine = fake\nsize = 1G\n");
	program_expect(&program, 0, "run s.ini -o s.db -q");
	program_write(&program, "s.ini",
		      "# ?\n[limit a]\nengine = fake\n[limit b]\nengine = fake\nsize = 2G\n");
	program_expect(&program, 2, "run s.ini -o s.db -q --resume");
	program_expect(&program, 0, "table s.db");
	ck_assert_ptr_null(strstr(program.out, "## a"));
	ck_assert_uint_eq(count_text(program.out, "Measured"), 1);
	program_clear(&program);
}
END_TEST

static gboolean is_asked(const struct program *program)
{
	g_autofree char *path = program_path(program, "asked");

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

START_TEST(an_interrupt_ends_the_asking_for_a_version)
{
	struct program program;

	program_init(&program);
	program_write(&program, "s.ini", "# ?\n[probe b]\nqemu = ./qemu\nsize = 1G, 2G\n");
	program_script(&program, "qemu", ": > asked; exec tail -f /dev/null");
	program_start(&program, "run s.ini -o s.db -q");
	program_await(&program, is_asked);
	kill(program.pid, SIGINT);
	ck_assert_int_eq(program_wait(&program), 130);
	program_expect(&program, 0, "table s.db -f csv");
	ck_assert_uint_eq(count_text(program.out, "\n"), 1);
	program_clear(&program);
}
END_TEST

START_TEST(equally_named_sections_have_pictures_of_their_own)
{
	g_autofree char *files = NULL;
	struct program program, pictures;

	program_init(&program);
	program_write(&program, "a.ini", "# ?\n[limit x]\nengine = fake\nslots = 1, 2\n");
	program_write(&program, "b.ini", "# ?\n[limit x]\nengine = fake\nslots = 1-4\n");
	program_expect(&program, 0, "run a.ini b.ini -q -j4 --reports rep");
	pictures = program;
	pictures.directory = program_path(&program, "rep");
	files = program_files(&pictures);
	ck_assert_ptr_nonnull(strstr(files, "x.svg"));
	ck_assert_ptr_nonnull(strstr(files, "x-2.svg"));
	g_free(pictures.directory);
	program_clear(&program);
}
END_TEST

START_TEST(values_need_not_be_ascii)
{
	struct program program;

	program_init(&program);
	program_script(&program, "qemü", QEMU_REAL);
	program_expect(&program, 0, "probe --qemu ./qemü --size 1G");
	program_expect(&program, 2, "probe --qemu ./qem\xfc --size 1G");
	assert_one_line(program.err, "UTF-8");
	program_clear(&program);
}
END_TEST

/* The width of -cpu host is the host's: nobody knows it before it is asked. */
START_TEST(an_unknown_width_is_null)
{
	struct program program;
	json_t *json;

	program_init(&program);
	program_run(&program, "probe --engine fake --accel kvm --size 1G --json");
	json = program_json(&program);
	assert_text(json_field(json, "phys_bits"), "null");
	assert_text(json_field(json, "predicted_outcome"), "null");
	json_decref(json);
	program_run(&program, "limit --engine fake --fake roof=8T --accel kvm --size 1G --json");
	json = program_json(&program);
	assert_text(json_field(json, "limit"), "8796093022208");
	json_decref(json);
	program_clear(&program);
}
END_TEST

Suite *suite_cli_resume(void)
{
	Suite *suite = suite_create("cli-resume");
	TCase *tc = tcase_create("resume");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, what_the_harness_failed_to_do_is_done_by_resuming);
	tcase_add_test(tc, a_refused_resuming_leaves_no_trace);
	tcase_add_test(tc, an_interrupt_ends_the_asking_for_a_version);
	tcase_add_test(tc, equally_named_sections_have_pictures_of_their_own);
	tcase_add_test(tc, values_need_not_be_ascii);
	tcase_add_test(tc, an_unknown_width_is_null);
	suite_add_tcase(suite, tc);
	return suite;
}
