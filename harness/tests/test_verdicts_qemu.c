/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts on what a real QEMU does. */
#include "tests/program.h"
#include "tests/tests.h"
#include "tests/verdict_rows.h"

#include <stdio.h>
#include <string.h>

static gboolean has_qemu(const char *what)
{
	g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64");

	if (qemu == NULL)
		printf("skipped: %s: there is no qemu-system-x86_64\n", what);
	return qemu != NULL;
}

#define REAL                                                                                       \
	"# What does a slot cost?\n[limit by-slots]\nmachine = q35\ncpu = qemu64\n"                \
	"phys-bits = 36\nsize = 2G\nslots = 0, 8\n"
#define COMMAND                                                                                    \
	"qemu-system-x86_64 -nodefaults -no-user-config -display none -accel tcg -machine q35 "    \
	"-cpu qemu64,phys-bits=36 -m size=2G,slots=8,maxmem="

/* A wrong number in each format; the command is the one that contradicts. */
static const struct {
	const char *expect, *side;
} WRONG[] = {{"expect = 30G, 20G\n", "22G -S"}, {"expect = 30G, 24G\n", "23068676K -S"}};

START_TEST(real_qemu_contradicts_a_wrong_expectation)
{
	struct program program;
	g_autofree char *text = g_strconcat(REAL, WRONG[_i].expect, NULL), *junit = NULL;
	g_autofree char *command = g_strconcat(COMMAND, WRONG[_i].side, NULL), *tap = NULL;

	if (!has_qemu("a wrong expectation"))
		return;
	program_init(&program);
	program_write(&program, "s.ini", text);
	program_expect(&program, 1, "run s.ini --junit j.xml --tap t.tap --github");
	junit = program_read(&program, "j.xml");
	tap = program_read(&program, "t.tap");
	ck_assert_ptr_nonnull(strstr(program.err, "FAIL s.ini:8: [limit by-slots] slots=8: exp"));
	ck_assert_ptr_nonnull(strstr(program.err, command));
	ck_assert_ptr_nonnull(strstr(program.out, "| FAIL "));
	ck_assert_ptr_nonnull(strstr(program.out, "::error file=s.ini,line=8,title=FAIL s.ini"));
	ck_assert_ptr_nonnull(strstr(junit, "tests=\"2\" failures=\"1\" errors=\"0\""));
	ck_assert_ptr_nonnull(strstr(junit, "<failure type=\"FAIL\" message=\"expected 2"));
	ck_assert_ptr_nonnull(strstr(junit, command));
	ck_assert_ptr_nonnull(strstr(tap, "\nok 1 - s.ini [limit by-slots] slots=0\n"));
	ck_assert_ptr_nonnull(strstr(tap, "\nnot ok 2 - s.ini [limit by-slots] slots=8\n"));
	ck_assert_ptr_nonnull(strstr(tap, command));
	program_clear(&program);
}
END_TEST

START_TEST(real_qemu_is_as_expected)
{
	struct program program;

	if (!has_qemu("a right expectation"))
		return;
	program_init(&program);
	program_write(&program, "s.ini",
		      REAL "expect = 30G, 22G\nneeds = qemu >= 7.2\n"
			   "[limit never]\nneeds = qemu > 1000\n"
			   "[limit model]\nmachine = q35\nphys-bits = 36\nexpect = model\n"
			   "[probe refused]\nmachine = q35\nphys-bits = 36\nsize = 2G\n"
			   "maxmem = 22G, 24G\nslots = 8\nexpect = accepted, refused phys-bits\n");
	program_expect(&program, 0, "run s.ini");
	ck_assert_ptr_nonnull(strstr(program.err, ": 5 PASS, 1 SKIP\n"));
	ck_assert_ptr_nonnull(strstr(program.out, "1 point is skipped: needs qemu > 1000: "));
	program_clear(&program);
}
END_TEST

/* Two QEMUs in one section: each point goes by its own. */
START_TEST(each_qemu_is_asked_what_it_is)
{
	struct program program;

	if (!has_qemu("two QEMUs"))
		return;
	program_init(&program);
	program_write(&program, "s.ini", REAL "expect = slots: 30G, 22G\nneeds = qemu >= 7.2\n");
	program_expect(&program, 0, "run s.ini -q --qemu qemu-system-x86_64,./no-qemu --junit -");
	ck_assert_ptr_nonnull(strstr(program.err, "2 of 2 points done: 2 PASS, 2 SKIP\n"));
	ck_assert_ptr_nonnull(strstr(program.out, "name=\"qemu=./no-qemu slots=8\""));
	ck_assert_ptr_nonnull(strstr(program.out, "./no-qemu: no such QEMU binary"));
	program_clear(&program);
}
END_TEST

START_TEST(the_known_limits_are_where_they_were)
{
	struct program program;
	g_autofree char *here = g_get_current_dir(), *arguments = NULL;

	if (!has_qemu("scenarios/regression.ini"))
		return;
	program_init(&program);
	arguments = g_strdup_printf("run '%s/scenarios/regression.ini' -q", here);
	program_expect(&program, 0, arguments);
	ck_assert_ptr_nonnull(strstr(program.err, " PASS"));
	program_clear(&program);
}
END_TEST

TCase *tcase_verdicts_qemu(void)
{
	TCase *real = tcase_create("qemu");

	tcase_set_tags(real, "process");
	tcase_set_timeout(real, 120);
	tcase_add_loop_test(real, real_qemu_contradicts_a_wrong_expectation, 0,
			    G_N_ELEMENTS(WRONG));
	tcase_add_test(real, real_qemu_is_as_expected);
	tcase_add_test(real, each_qemu_is_asked_what_it_is);
	tcase_add_test(real, the_known_limits_are_where_they_were);
	return real;
}
