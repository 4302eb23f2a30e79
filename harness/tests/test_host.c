/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is found out about this machine, and what memroof doctor says of it. */
#include "base/size.h"
#include "host/facts.h"
#include "host/kvm.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What tools/install-deps looks for. */
#define QEMU_DRIVER "/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so"

START_TEST(facts_are_those_of_a_machine_that_can_run_this)
{
	struct host_facts facts;

	host_facts_read(&facts);
	ck_assert_uint_gt(facts.memory, 64 * MIB);
	ck_assert_uint_le(facts.available, facts.memory);
	ck_assert_int_ge(facts.overcommit, 0);
	ck_assert_int_le(facts.overcommit, 2);
	ck_assert(g_str_has_prefix(facts.kernel, "Linux "));
	ck_assert(facts.phys_bits == 0 || (facts.phys_bits >= 32 && facts.phys_bits <= 64));
	host_facts_clear(&facts);
	ck_assert_ptr_null(facts.kernel);
}
END_TEST

START_TEST(every_overcommit_mode_has_words)
{
	ck_assert_str_ne(overcommit_words(0), overcommit_words(1));
	ck_assert_str_ne(overcommit_words(1), overcommit_words(2));
	ck_assert_str_eq(overcommit_words(-1), "unknown");
}
END_TEST

/* The guest must reach its end where guests run: else what is said of KVM means nothing. */
START_TEST(the_guest_runs_under_tcg)
{
	static const char *const cpus[] = {"qemu64", "max"};
	char *why;

	ck_assert_msg(guest_runs("qemu-system-x86_64", "tcg", cpus[_i], &why), "%s", why);
	ck_assert_ptr_null(why);
}
END_TEST

static const struct {
	const char *script, *cpu, *why;
} FAILURES[] = {
	{NULL, "no-such-cpu", "unable to find CPU model"},
	{NULL, "qemu32", "reset before it finished"}, /* no long mode: a triple fault */
	{"exit 0", "qemu64", "reset before it finished"},
	{"echo 'qemu: no luck' >&2; exit 1", "qemu64", "no luck"},
	{"kill -ABRT $$", "qemu64", "signal 6"},
	{"exec cat /dev/zero >/dev/null", "qemu64", "did not finish within"},
};

START_TEST(a_guest_that_does_not_finish_is_explained)
{
	struct program program;
	g_autofree char *path = NULL, *why = NULL;

	program_init(&program);
	if (FAILURES[_i].script != NULL) {
		program_script(&program, "qemu", FAILURES[_i].script);
		path = program_path(&program, "qemu");
		g_setenv("MEMROOF_TIMEOUT_SCALE", "0.05", TRUE);
	}
	ck_assert(!guest_runs(path != NULL ? path : "qemu-system-x86_64", "tcg", FAILURES[_i].cpu,
			      &why));
	ck_assert_ptr_nonnull(why);
	ck_assert_msg(strstr(why, FAILURES[_i].why) != NULL, "'%s' in '%s'", FAILURES[_i].why, why);
	g_unsetenv("MEMROOF_TIMEOUT_SCALE");
	program_clear(&program);
}
END_TEST

START_TEST(doctor_finds_the_qemu_in_path)
{
	static const char *const env[] = {"MEMROOF_TIMEOUT_SCALE=0.2", NULL};
	struct program program;
	json_t *json, *qemu;

	program_init(&program);
	program.env = env;
	program_expect(&program, 0, "doctor --json");
	json = program_json(&program);
	qemu = json_array_get(json_object_get(json, "qemu"), 0);
	ck_assert_ptr_nonnull(json_string_value(json_object_get(qemu, "version")));
	ck_assert_uint_gt(json_array_size(json_object_get(qemu, "machines")), 2);
	ck_assert(json_is_string(json_object_get(json_object_get(json, "kvm"), "state")));
	ck_assert(json_is_object(json_object_get(json_object_get(json, "tools"), "gnuplot")));
	json_decref(json);
	program_expect(&program, 0, "doctor");
	ck_assert_ptr_nonnull(strstr(program.out, "q35 is pc-q35-"));
	ck_assert_ptr_nonnull(strstr(program.out, "\nKVM  "));
	program_clear(&program);
}
END_TEST

START_TEST(doctor_says_what_would_install_what_is_missing)
{
	static const char *const env[] = {"PATH=/nowhere", NULL};
	struct program program;

	program_init(&program);
	program.env = env;
	program_expect(&program, 3, "doctor");
	ck_assert_ptr_nonnull(strstr(program.out, "apt-get install qemu-system-x86"));
	ck_assert_ptr_nonnull(strstr(program.out, "apt-get install gnuplot-nox"));
	ck_assert_ptr_nonnull(strstr(program.out, "apt-get install qemu-utils"));
	program_clear(&program);
}
END_TEST

/* libvirt's entry in what doctor says in @env; a new reference. */
static json_t *embedded_of(struct program *program, const char *const *env)
{
	json_t *json, *embedded;

	program->env = env;
	program_run(program, "doctor --json");
	json = program_json(program);
	embedded = json_incref(json_object_get(json, "libvirt"));
	json_decref(json);
	ck_assert(json_is_object(embedded));
	return embedded;
}

START_TEST(doctor_opens_libvirts_embedded_driver)
{
	/* Not below our directory: its sockets' paths would be too long. */
	static const char *const env[] = {"MEMROOF_TIMEOUT_SCALE=0.2", "TMPDIR=/tmp", NULL};
	struct program program;
	json_t *embedded;

	if (!g_file_test(QEMU_DRIVER, G_FILE_TEST_EXISTS) ||
	    (geteuid() == 0 && getpwnam("libvirt-qemu") == NULL)) {
		printf("skipped: libvirt's embedded driver: it, or its user, is not there\n");
		return;
	}
	program_init(&program);
	embedded = embedded_of(&program, env);
	assert_text(json_field(embedded, "embedded"), "true");
	assert_text(json_field(embedded, "why"), "null");
	ck_assert(json_is_string(json_object_get(embedded, "qemu_version")));
	json_decref(embedded);
	program_run(&program, "doctor");
	ck_assert_ptr_nonnull(strstr(program.out, "its embedded driver opens, with QEMU "));
	program_clear(&program);
}
END_TEST

/* An empty file in the library's place cannot be loaded, wherever the real one is. */
static const struct {
	const char *env, *why;
} NO_LIBVIRT[] = {
	{"LD_LIBRARY_PATH=.", "Debian's package libvirt0: "},
	{"LIBVIRT_DRIVER_DIR=/nowhere", "libvirt-daemon-driver-qemu"},
	{"TMPDIR=/nowhere", "/nowhere/"},
};

START_TEST(doctor_says_why_libvirt_does_not_open)
{
	const char *const env[] = {"MEMROOF_TIMEOUT_SCALE=0.2", "TMPDIR=/tmp", NO_LIBVIRT[_i].env,
				   NULL};
	struct program program;
	json_t *embedded;
	g_autofree char *why = NULL;

	if (_i > 0 && !g_file_test(QEMU_DRIVER, G_FILE_TEST_EXISTS)) {
		printf("skipped: %s: there is no libvirt to begin with\n", NO_LIBVIRT[_i].env);
		return;
	}
	program_init(&program);
	program_write(&program, _i == 0 ? "libvirt.so.0" : "nothing", "");
	embedded = embedded_of(&program, env);
	ck_assert_int_eq(program.status, 0);
	assert_text(json_field(embedded, "embedded"), "false");
	assert_text(json_field(embedded, "qemu_version"), "null");
	why = json_field(embedded, "why");
	ck_assert_msg(strstr(why, NO_LIBVIRT[_i].why) != NULL, "%s", why);
	json_decref(embedded);
	program_expect(&program, 0, "doctor");
	ck_assert_ptr_nonnull(strstr(program.out, "no engine libvirt: "));
	ck_assert_ptr_nonnull(strstr(program.out, NO_LIBVIRT[_i].why));
	program_clear(&program);
}
END_TEST

Suite *suite_host(void)
{
	Suite *suite = suite_create("host");
	TCase *facts = tcase_create("facts"), *programs = tcase_create("programs");

	tcase_add_test(facts, facts_are_those_of_a_machine_that_can_run_this);
	tcase_add_test(facts, every_overcommit_mode_has_words);
	suite_add_tcase(suite, facts);
	tcase_set_tags(programs, "process");
	tcase_set_timeout(programs, 120);
	tcase_add_loop_test(programs, the_guest_runs_under_tcg, 0, 2);
	tcase_add_loop_test(programs, a_guest_that_does_not_finish_is_explained, 0,
			    G_N_ELEMENTS(FAILURES));
	tcase_add_test(programs, doctor_finds_the_qemu_in_path);
	tcase_add_test(programs, doctor_says_what_would_install_what_is_missing);
	tcase_add_test(programs, doctor_opens_libvirts_embedded_driver);
	tcase_add_loop_test(programs, doctor_says_why_libvirt_does_not_open, 0,
			    G_N_ELEMENTS(NO_LIBVIRT));
	suite_add_tcase(suite, programs);
	return suite;
}
