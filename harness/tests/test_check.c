/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memroof check as it is used: what it prints, for one file and for many, and what it never does to
 * them. */
#include "tests/pages.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define NO_CONF                                                                                    \
	"[machine]\ntype = \"q35\"\n\n[memory]\nsize = \"2G\"\nslots = \"16\"\nmaxmem = \"22G\"\n"
#define YES_LINE "qemu-system-x86_64 -M q35 -cpu qemu64 -m 2G,slots=8,maxmem=22G\n"
#define BAD_XML "<domain type='kvm'>\n<memory>x</memory>\n<os><type>hvm</type></os>\n</domain>\n"

static void begin(struct program *program)
{
	program_init(program);
	program_write(program, "no.conf", NO_CONF);
	program_write(program, "yes.sh", YES_LINE);
	program_write(program, "bad.xml", BAD_XML);
}

static void assert_said(const struct program *program, const char *part)
{
	ck_assert_msg(strstr(program->out, part) != NULL, "no '%s' in:\n%s", part, program->out);
}

START_TEST(one_file_is_told_why_and_what_to_change)
{
	struct program program;

	begin(&program);
	ck_assert_int_eq(program_run(&program, "check no.conf --phys-bits 36"), 1);
	assert_said(&program, "no.conf: no: phys-bits: 8 GiB too much for 36 phys-bits\n");
	assert_said(&program,
		    "Address space limit 0xfffffffff < 0x11ffffffff phys-bits too low (36)\n");
	assert_said(&program, "slots=16 reserve 16 GiB although nothing is plugged");
	assert_said(&program, "\n1. 8 slots instead of 16\n");
	assert_said(&program, "started once with proof boot\n");
	assert_said(&program, "-slots = \"16\"\n+slots = \"8\"\n");
	ck_assert_str_eq(program.err, "");
	program_expect(&program, 0, "check yes.sh --phys-bits 36");
	assert_said(&program, "yes.sh: yes: nothing left of 36 phys-bits\n");
	program_clear(&program);
}
END_TEST

START_TEST(the_patch_of_a_change_is_for_the_patch_program)
{
	char *argv[] = {(char *)"patch", (char *)"-s",      (char *)"-i",
			(char *)"p",     (char *)"no.conf", NULL};
	struct program program;

	begin(&program);
	program_run(&program, "check no.conf --phys-bits 36 --patch 2");
	ck_assert_int_eq(program.status, 0);
	program_write(&program, "p", program.out);
	ck_assert_int_eq(program_run_other(&program, argv), 0);
	program_run(&program, "check no.conf --phys-bits 36 --no-verify");
	ck_assert_int_eq(program.status, 0);
	assert_said(&program, "maxmem 14 GiB");
	/* What cannot be is said in one line, and nothing else is printed. */
	ck_assert_int_eq(program_run(&program, "check no.conf --phys-bits 36 --patch 1"), 2);
	assert_one_line(program.err, "no.conf: there is no change 1: 0 offered");
	ck_assert_str_eq(program.out, "");
	program_clear(&program);
}
END_TEST

START_TEST(several_files_get_a_line_each_and_the_worst_one_the_status)
{
	struct program program;

	begin(&program);
	ck_assert_int_eq(program_run(&program, "check yes.sh no.conf --phys-bits 36"), 1);
	ck_assert_str_eq(
		program.out,
		"yes.sh: yes: nothing left of 36 phys-bits\n"
		"no.conf: no: phys-bits: 8 GiB too much for 36 phys-bits; it starts with 8 "
		"slots instead of 16\n");
	ck_assert_int_eq(program_run(&program, "check bad.xml yes.sh --phys-bits 36"), 2);
	ck_assert_str_eq(program.out, "yes.sh: yes: nothing left of 36 phys-bits\n");
	assert_one_line(program.err, "memroof: bad.xml:2: memory: ");
	program_clear(&program);
}
END_TEST

START_TEST(a_directory_is_its_configurations_in_order)
{
	struct program program;
	g_autofree char *inner = NULL;

	begin(&program);
	inner = program_path(&program, "d");
	ck_assert_int_eq(g_mkdir(inner, 0755), 0);
	program_write(&program, "d/b.sh", YES_LINE);
	program_write(&program, "d/a.conf", NO_CONF);
	program_write(&program, "d/README", "Nothing of the kind.\n");
	program_write(&program, "d/.hidden.xml", BAD_XML);
	ck_assert_int_eq(program_run(&program, "check d --phys-bits 36"), 1);
	ck_assert_msg(g_str_has_prefix(program.out, "d/a.conf: no: "), "%s", program.out);
	assert_said(&program, "\nd/b.sh: yes: ");
	ck_assert_ptr_null(strstr(program.out, "README"));
	ck_assert_str_eq(program.err, "");
	/* By its name it would have to be one. */
	ck_assert_int_eq(program_run(&program, "check d/README --phys-bits 36"), 2);
	assert_one_line(program.err, "d/README:1: no configuration that memroof knows");
	program_clear(&program);
}
END_TEST

START_TEST(stdin_is_a_file_and_so_is_a_running_qemu)
{
	struct program program;
	g_autofree char *line = NULL;
	char *argv[] = {(char *)"sh", (char *)"-c", NULL, NULL};

	begin(&program);
	program.stdin_path = "no.conf";
	ck_assert_int_eq(program_run(&program, "check - --phys-bits 36"), 1);
	assert_said(&program, "stdin: no: ");
	assert_said(&program, "--- stdin\n");
	program.stdin_path = NULL;
	/* A command line of /proc cannot be patched: the new one is printed. */
	line = g_strdup_printf(
		"printf 'qemu-system-x86_64\\000-M\\000q35\\000-cpu\\000qemu64\\000-m\\000%s\\000' "
		"> cmdline",
		"2G,slots=16,maxmem=22G");
	argv[2] = line;
	ck_assert_int_eq(program_run_other(&program, argv), 0);
	ck_assert_int_eq(program_run(&program, "check cmdline --phys-bits 36"), 1);
	assert_said(&program, "\nqemu-system-x86_64 -M q35 -cpu qemu64 -m 2G,slots=8,maxmem=22G\n");
	program_clear(&program);
}
END_TEST

START_TEST(json_says_the_same_of_each_file)
{
	struct program program;
	json_t *json, *file, *fix;

	begin(&program);
	ck_assert_int_eq(program_run(&program, "check no.conf yes.sh --phys-bits 36 --json"), 1);
	json = program_json(&program);
	ck_assert_uint_eq(json_array_size(json_object_get(json, "files")), 2);
	file = json_array_get(json_object_get(json, "files"), 0);
	assert_text(json_field(file, "file"), "no.conf");
	assert_text(json_field(file, "verdict"), "no");
	assert_text(json_field(file, "beyond"), "8589934592");
	fix = json_array_get(json_object_get(file, "fixes"), 0);
	assert_text(json_field(fix, "kind"), "fewer-slots");
	assert_text(json_field(fix, "verified"), "true");
	assert_text(json_field(json_object_get(fix, "point"), "slots"), "8");
	file = json_array_get(json_object_get(json, "files"), 1);
	assert_text(json_field(file, "verdict"), "yes");
	assert_text(json_field(file, "beyond"), "null");
	json_decref(json);
	program_clear(&program);
}
END_TEST

START_TEST(a_width_of_the_file_may_grow_to_the_hosts)
{
	struct program program;

	begin(&program);
	program_write(
		&program, "wide.sh",
		"qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=33 -m 2G,slots=2,maxmem=4G\n");
	program_run(&program, "check wide.sh --no-verify");
	ck_assert_int_eq(program.status, 1);
	if (strstr(program.out, "a CPU with 36 phys-bits instead of 33") != NULL)
		assert_said(&program, "+qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m");
	else
		printf("skipped: a wider CPU: this host has fewer than 36 phys-bits\n");
	program_clear(&program);
}
END_TEST

/* What OVMF cannot do is said although QEMU starts it; asked for, it is tried. */
START_TEST(ovmf_needs_more_room_than_qemu)
{
	struct program program;

	begin(&program);
	program_write(&program, "ovmf.sh",
		      "qemu-system-x86_64 -M q35 -cpu qemu64,vendor=GenuineIntel "
		      "-m 2G,slots=8,maxmem=50G -global q35-pcihost.pci-hole64-size=0 "
		      "-drive if=pflash,file=OVMF_CODE.fd,readonly=on\n");
	ck_assert_int_eq(program_run(&program, "check ovmf.sh --phys-bits 36"), 1);
	assert_said(&program, "ovmf.sh: no: OVMF finds no 32 GiB for PCI behind the memory");
	assert_said(&program, " accepted\n");
	assert_said(&program, "started once with proof boot, by SeaBIOS\n");
	program_clear(&program);
}
END_TEST

START_TEST(without_qemu_the_model_answers_or_nobody)
{
	struct program program;

	begin(&program);
	ck_assert_int_eq(program_run(&program, "check no.conf --phys-bits 36 --qemu /nowhere/qemu"),
			 3);
	assert_said(&program, "no.conf: unanswered: broken: ");
	ck_assert_int_eq(program_run(&program, "check no.conf --phys-bits 36 --no-verify"), 1);
	assert_said(&program, "Not verified");
	assert_said(&program, "NOT VERIFIED: only computed");
	program_clear(&program);
}
END_TEST

static const struct {
	const char *arguments, *error;
} WRONG[] = {
	{"", "expected a file to check, - for stdin, or a directory"},
	{"nowhere.xml", "nowhere.xml: No such file"},
	{"/dev/null", "/dev/null: not a regular file"},
	{"no.conf --size 2G", "--size: check takes it from the file"},
	{"no.conf --maxmem 3G", "--maxmem: check takes it from the file"},
	{"no.conf --proof plug", "check tries by proof accept or boot"},
	{"no.conf yes.sh --patch 1", "--patch N is for one file"},
	{"no.conf --patch -1", "--patch N is for one file"},
	{"no.conf --phys-bits wide", "phys-bits"},
	{"no.conf --phisbits 36", "phys-bits"},
};

/* A file of another host, whose QEMU has a machine type that is not here. */
START_TEST(a_machine_type_of_elsewhere_leaves_the_answer_open)
{
	struct program program;

	begin(&program);
	program_write(&program, "pve.sh", "kvm -machine type=pc+pve0 -m 1G,slots=8,maxmem=60G\n");
	ck_assert_int_eq(program_run(&program, "check pve.sh --phys-bits 36"), 3);
	assert_said(&program, "pve.sh: unanswered: this QEMU has no machine type pc+pve0");
	/* The same where the model answers alone. */
	program_write(&program, "new.sh", "kvm -machine pc-q35-99.0 -m 1G\n");
	ck_assert_int_eq(program_run(&program, "check new.sh --phys-bits 36 --no-verify"), 3);
	assert_said(&program, "new.sh: unanswered: this QEMU has no machine type pc-q35-99.0");
	ck_assert_int_eq(program_run(&program, "check pve.sh --phys-bits 36 --machine pc"), 1);
	assert_said(&program, "machine pc of the command line stands in for the file's");
	assert_said(&program, "+kvm -machine type=pc+pve0 -m 1G,slots=8,maxmem=51G\n");
	program_clear(&program);
}
END_TEST

START_TEST(the_page_shows_what_check_says)
{
	ck_assert_uint_eq(page_check_examples("docs/check.md"), 2);
}
END_TEST

START_TEST(wrong_usage_is_one_line)
{
	struct program program;

	begin(&program);
	ck_assert_int_eq(program_run(&program, "check %s", WRONG[_i].arguments), 2);
	assert_one_line(program.err, WRONG[_i].error);
	ck_assert_str_eq(program.out, "");
	assert_text(program_files(&program), "bad.xml no.conf yes.sh");
	program_clear(&program);
}
END_TEST

Suite *suite_check(void)
{
	Suite *suite = suite_create("check");
	TCase *tc = tcase_create("check");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, one_file_is_told_why_and_what_to_change);
	tcase_add_test(tc, the_patch_of_a_change_is_for_the_patch_program);
	tcase_add_test(tc, several_files_get_a_line_each_and_the_worst_one_the_status);
	tcase_add_test(tc, a_directory_is_its_configurations_in_order);
	tcase_add_test(tc, stdin_is_a_file_and_so_is_a_running_qemu);
	tcase_add_test(tc, json_says_the_same_of_each_file);
	tcase_add_test(tc, a_width_of_the_file_may_grow_to_the_hosts);
	tcase_add_test(tc, ovmf_needs_more_room_than_qemu);
	tcase_add_test(tc, without_qemu_the_model_answers_or_nobody);
	tcase_add_test(tc, a_machine_type_of_elsewhere_leaves_the_answer_open);
	tcase_add_test(tc, the_page_shows_what_check_says);
	tcase_add_loop_test(tc, wrong_usage_is_one_line, 0, G_N_ELEMENTS(WRONG));
	suite_add_tcase(suite, tc);
	return suite;
}
