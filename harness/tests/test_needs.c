/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a machine meets what a section needs, and what is said when it does not. */
#include "base/error.h"
#include "base/size.h"
#include "host/needs.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A script that answers as QEMU 8.1.3 does when it is asked what it is. */
#define QEMU_8_1                                                                                   \
	"echo '{\"QMP\": {}}'\n"                                                                   \
	"while read -r line; do\n"                                                                 \
	"case $line in\n"                                                                          \
	"*query-version*) echo '{\"return\": {\"qemu\": {\"major\": 8, \"minor\": 1, \"micro\": "  \
	"3}, \"package\": \"\"}}' ;;\n"                                                            \
	"*query-machines*) echo '{\"return\": []}' ;;\n"                                           \
	"*quit*) echo '{\"return\": {}}'; exit 0 ;;\n"                                             \
	"*) echo '{\"return\": {}}' ;;\n"                                                          \
	"esac\n"                                                                                   \
	"done\n"

static const struct {
	const char *needs;
	const char *qemu; /* below the test's directory */
	const char *why;  /* a part; NULL: all are met */
} CASES[] = {
	{"qemu", "qemu", NULL},
	{"qemu = 8.1", "qemu", NULL},
	{"qemu >= 8.1, qemu < 9", "qemu", NULL},
	{"qemu >= 10.0", "qemu", "needs qemu >= 10.0: "},
	{"qemu >= 10.0", "qemu", "/qemu is 8.1.3"},
	{"qemu", "none", "needs qemu: "},
	{"qemu >= 7.2", "none", "no such QEMU binary"},
	{"memory >= 8G", "qemu", NULL},
	{"memory >= 8G, memory > 8G", "qemu", "needs memory > 8G: this host has 8.0 GiB"},
	{"phys-bits >= 39", "qemu", NULL},
	{"phys-bits >= 40", "qemu", "needs phys-bits >= 40: this host's CPU has 39"},
	{"file:/proc/self/status", "qemu", NULL},
	{"file:/nowhere/at/all", "qemu", "needs file:/nowhere/at/all: it is not there"},
	/* The first one that is not met is said. */
	{"memory >= 1T, phys-bits >= 40", "qemu", "needs memory >= 1T: "},
};

static char *look(const char *text, const char *qemu, unsigned phys_bits)
{
	const struct host_facts facts = {.memory = 8 * GIB, .phys_bits = phys_bits};
	GPtrArray *needs = needs_parse(text, NULL);
	GError *error = NULL;
	char *why;

	ck_assert_ptr_nonnull(needs);
	ck_assert_msg(needs_look(needs, &facts, qemu, -1, &why, &error), "%s",
		      error != NULL ? error->message : "");
	g_ptr_array_unref(needs);
	return why;
}

START_TEST(what_is_missing_is_said)
{
	struct program program;
	g_autofree char *qemu = NULL, *why = NULL;

	program_init(&program);
	program_script(&program, "qemu", QEMU_8_1);
	qemu = program_path(&program, CASES[_i].qemu);
	why = look(CASES[_i].needs, qemu, 39);
	if (CASES[_i].why == NULL)
		ck_assert_pstr_eq(why, NULL);
	else
		ck_assert_msg(why != NULL && strstr(why, CASES[_i].why) != NULL, "%s", why);
	program_clear(&program);
}
END_TEST

START_TEST(a_host_that_does_not_tell_its_width_is_no_wide_one)
{
	assert_text(look("phys-bits >= 32", NULL, 0),
		    "needs phys-bits >= 32: this host does not tell its width");
}
END_TEST

/* On any machine: either KVM runs a guest of ours, or it is said why it does not. */
START_TEST(kvm_is_what_runs_a_guest)
{
	g_autofree char *why = look("kvm", NULL, 48);

	ck_assert(why == NULL || g_str_has_prefix(why, "needs kvm: "));
	ck_assert(why == NULL || strlen(why) > strlen("needs kvm: "));
	ck_assert(why != NULL || access("/dev/kvm", R_OK | W_OK) == 0);
}
END_TEST

/* Somebody who presses Ctrl-C is not to be told that QEMU is missing. */
START_TEST(looking_can_be_interrupted)
{
	const struct host_facts facts = {.memory = 8 * GIB};
	GPtrArray *needs = needs_parse("qemu >= 7", NULL);
	struct program program;
	g_autofree char *qemu = NULL;
	GError *error = NULL;
	char *why;
	int fd = eventfd(1, EFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	program_init(&program);
	program_script(&program, "qemu", "read -r line; read -r line; read -r line; exec cat");
	qemu = program_path(&program, "qemu");
	ck_assert(!needs_look(needs, &facts, qemu, fd, &why, &error));
	assert_error(&error, MEMROOF_ERROR_INTERRUPTED, "");
	ck_assert_ptr_null(why);
	close(fd);
	g_ptr_array_unref(needs);
	program_clear(&program);
}
END_TEST

Suite *suite_needs(void)
{
	Suite *suite = suite_create("needs");
	TCase *tcase = tcase_create("needs");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, what_is_missing_is_said, 0, G_N_ELEMENTS(CASES));
	tcase_add_test(tcase, a_host_that_does_not_tell_its_width_is_no_wide_one);
	tcase_add_test(tcase, kvm_is_what_runs_a_guest);
	tcase_add_test(tcase, looking_can_be_interrupted);
	suite_add_tcase(suite, tcase);
	return suite;
}
