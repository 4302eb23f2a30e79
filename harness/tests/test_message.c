/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The message table on the stderr of real QEMU releases, and on what no release should print. */
#include "model/point.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/message.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const char *const RELEASES[] = {"5.2", "7.2", "10.0", "11.1"};

/* One file of the corpus: "# name: value" lines, then the stderr. */
struct specimen {
	char *path, *text;
	const char *errors; /* within text */
	char *exit, *expect;
};

/* The value of "# name: " at *@text, which moves to the next line; newly allocated. */
static char *take_header(const char **text, const char *path, const char *name)
{
	g_autofree char *mark = g_strdup_printf("# %s: ", name);
	size_t n = strcspn(*text, "\n");
	char *value;

	ck_assert_msg(g_str_has_prefix(*text, mark), "%s: no header '%s'", path, mark);
	value = g_strndup(*text + strlen(mark), n - strlen(mark));
	*text += n + ((*text)[n] == '\n');
	return value;
}

static void specimen_load(struct specimen *specimen, const char *release, const char *name)
{
	g_autofree char *file = g_build_filename("stderr", release, name, NULL);

	specimen->path = data_path(file);
	ck_assert_msg(g_file_get_contents(specimen->path, &specimen->text, NULL, NULL), "%s", file);
	specimen->errors = specimen->text;
	g_free(take_header(&specimen->errors, specimen->path, "command"));
	specimen->exit = take_header(&specimen->errors, specimen->path, "exit");
	specimen->expect = take_header(&specimen->errors, specimen->path, "expect");
}

static void specimen_clear(struct specimen *specimen)
{
	g_free(specimen->path);
	g_free(specimen->text);
	g_free(specimen->exit);
	g_free(specimen->expect);
}

/* The number behind @mark in @text, read another way than the table does. */
static uint64_t number_behind(const char *text, const char *mark, int base)
{
	const char *at = strstr(text, mark);

	return at == NULL ? UNSET : strtoull(at + strlen(mark), NULL, base);
}

static void assert_classified(const struct specimen *specimen)
{
	struct message message;
	g_autofree char *seen = NULL;

	message_classify(specimen->errors, atoi(specimen->exit), &message);
	seen = g_strdup_printf("%s %s %s", outcome_name(message.outcome), stage_name(message.stage),
			       reason_name(message.reason));
	ck_assert_msg(strcmp(seen, specimen->expect) == 0, "%s: expected '%s', not '%s': %s",
		      specimen->path, specimen->expect, seen, message.text);
	ck_assert_msg(*message.text != '\0' && strstr(message.text, "warning: ") == NULL &&
			      strchr(message.text, '\n') == NULL,
		      "%s: message '%s'", specimen->path, message.text);
	ck_assert_msg(!g_str_has_prefix(message.text, "qemu-system"), "%s: message '%s'",
		      specimen->path, message.text);
	ck_assert_uint_eq(message.used_gpa, number_behind(specimen->errors, " < 0x", 16));
	ck_assert_uint_eq(message.phys_bits, number_behind(specimen->errors, "too low (", 10));
	message_clear(&message);
}

static void assert_specimen(const char *release, const char *name, unsigned *n_failures)
{
	struct specimen specimen;
	int exit_code;

	specimen_load(&specimen, release, name);
	exit_code = atoi(specimen.exit);
	/* An accepted start has exit status 0, whatever it wrote: there is nothing to classify. */
	ck_assert_msg((exit_code == 0) == g_str_has_prefix(specimen.expect, "accepted "), "%s",
		      specimen.path);
	if (exit_code != 0) {
		assert_classified(&specimen);
		++*n_failures;
	}
	specimen_clear(&specimen);
}

START_TEST(the_stderr_of_a_release_is_classified_as_its_files_expect)
{
	g_autofree char *directory = g_build_filename("stderr", RELEASES[_i], NULL);
	g_autofree char *path = data_path(directory);
	GDir *files = g_dir_open(path, 0, NULL);
	unsigned n_failures = 0;
	const char *name;

	ck_assert_msg(files != NULL, "%s", path);
	while ((name = g_dir_read_name(files)) != NULL)
		if (g_str_has_suffix(name, ".txt"))
			assert_specimen(RELEASES[_i], name, &n_failures);
	g_dir_close(files);
	ck_assert_uint_ge(n_failures, 30);
}
END_TEST

static const struct {
	const char *errors;
	int exit_code;
	enum outcome outcome;
	enum reason reason;
	const char *text;
} CASES[] = {
	{"", 1, OUTCOME_BROKEN, REASON_PROTOCOL, "QEMU gave up without a word"},
	{"\n\n  \n", 1, OUTCOME_BROKEN, REASON_PROTOCOL, "QEMU gave up without a word"},
	{"qemu: warning: x\n", 1, OUTCOME_BROKEN, REASON_PROTOCOL, "QEMU gave up without a word"},
	{"warning: x", 1, OUTCOME_BROKEN, REASON_PROTOCOL, "QEMU gave up without a word"},
	{"qemu: -m 2G: info: x", 1, OUTCOME_BROKEN, REASON_PROTOCOL, "QEMU gave up without a word"},
	{"qemu: the dog ate it\n", 1, OUTCOME_REFUSED, REASON_UNKNOWN, "the dog ate it"},
	{"qemu: first\nqemu: second\nqemu: warning: third", 2, OUTCOME_REFUSED, REASON_UNKNOWN,
	 "second"},
	{"qemu: a pre-warning: x", 1, OUTCOME_REFUSED, REASON_UNKNOWN, "a pre-warning: x"},
	{" warning: x", 1, OUTCOME_REFUSED, REASON_UNKNOWN, " warning: x"},
	{"?warning: x", 1, OUTCOME_REFUSED, REASON_UNKNOWN, "x"},
	{"no program: x", 1, OUTCOME_REFUSED, REASON_UNKNOWN, "no program: x"},
	{"qemu: -m 2G: x: y", 1, OUTCOME_REFUSED, REASON_UNKNOWN, "-m 2G: x: y"},
	{"qemu: x\r\n", 1, OUTCOME_REFUSED, REASON_UNKNOWN, "x"},
	{"qemu: \x1b[2J\a", 1, OUTCOME_REFUSED, REASON_UNKNOWN, "?[2J?"},
	{"qemu: bad \xff\xfe byte", 1, OUTCOME_REFUSED, REASON_UNKNOWN,
	 "bad \xef\xbf\xbd\xef\xbf\xbd byte"},
	{"\xff\nqemu: slots specified but no max-size\n\xff", 1, OUTCOME_REFUSED, REASON_SLOTS,
	 "slots specified but no max-size"},
	{"qemu: unsupported amount of memory slots: 300\nqemu: later", 1, OUTCOME_REFUSED,
	 REASON_SLOTS, "unsupported amount of memory slots: 300"},
	{"qemu: first\nqemu: unsupported machine type\nUse -machine help", 1, OUTCOME_REFUSED,
	 REASON_MACHINE_UNKNOWN, "unsupported machine type"},
	{"qemu: mach-virt: unsupported number of memory slots: 300", 1, OUTCOME_REFUSED,
	 REASON_SLOTS, "mach-virt: unsupported number of memory slots: 300"},
	{"qemu: maxmem/slots too huge", 1, OUTCOME_REFUSED, REASON_MAXMEM_OVERFLOW,
	 "maxmem/slots too huge"},
	{"qemu: cannot set up guest memory 'pc.ram': Cannot allocate memory", 1, OUTCOME_HOST_LIMIT,
	 REASON_MEMORY, "cannot set up guest memory 'pc.ram': Cannot allocate memory"},
	{"qemu: error while loading shared libraries: libx.so", 127, OUTCOME_BROKEN,
	 REASON_NOT_STARTED, "error while loading shared libraries: libx.so"},
	{"qemu: could not load PC BIOS 'x'", 1, OUTCOME_HOST_LIMIT, REASON_FIRMWARE,
	 "could not load PC BIOS 'x'"},

	/* Signals decide by themselves. */
	{"", -SIGSEGV, OUTCOME_CRASH, REASON_SIGNAL, "killed by signal 11 (Segmentation fault)"},
	{"", -SIGABRT, OUTCOME_CRASH, REASON_SIGNAL, "killed by signal 6 (Aborted)"},
	{"", -SIGKILL, OUTCOME_HOST_LIMIT, REASON_KILLED, "killed by signal 9 (Killed)"},
	{"", -SIGTERM, OUTCOME_HOST_LIMIT, REASON_KILLED, "killed by signal 15 (Terminated)"},
	{"qemu: slots specified but no max-size", -SIGSEGV, OUTCOME_CRASH, REASON_SIGNAL,
	 "killed by signal 11 (Segmentation fault)"},
	{"qemu: ../x.c:1: f: Assertion `a == b' failed.\n", -SIGABRT, OUTCOME_CRASH,
	 REASON_ASSERTION, "../x.c:1: f: Assertion `a == b' failed."},
	{"**\nERROR:../x.c:1:f: assertion failed: (a == b)\n", -SIGABRT, OUTCOME_CRASH,
	 REASON_ASSERTION, "ERROR:../x.c:1:f: assertion failed: (a == b)"},
	{"**\nERROR:../x.c:1:f: code should not be reached\n", -SIGABRT, OUTCOME_CRASH,
	 REASON_ASSERTION, "ERROR:../x.c:1:f: code should not be reached"},
};

START_TEST(other_messages_are_told_apart)
{
	struct message message;

	message_classify(CASES[_i].errors, CASES[_i].exit_code, &message);
	ck_assert_str_eq(outcome_name(message.outcome), outcome_name(CASES[_i].outcome));
	ck_assert_str_eq(reason_name(message.reason), reason_name(CASES[_i].reason));
	ck_assert_int_eq(message.stage, STAGE_MACHINE);
	ck_assert_str_eq(message.text, CASES[_i].text);
	ck_assert_uint_eq(message.used_gpa, UNSET);
	ck_assert_uint_eq(message.phys_bits, UNSET);
	message_clear(&message);
	ck_assert_ptr_null(message.text);
}
END_TEST

START_TEST(the_address_that_qemu_wanted_is_read_from_its_message)
{
	static const struct {
		const char *errors;
		uint64_t used, bits;
	} cases[] = {
		{"qemu: Address space limit 0xfffffffff < 0x103fffffff phys-bits too low (36)",
		 0x103fffffff, 36},
		{"qemu: warning: x\nqemu: Address space limit 0x0 < 0xffffffffffffffff phys-bits "
		 "too low (64)",
		 UINT64_MAX, 64},
		{"qemu: Addressing limited to 40 bits, but memory exceeds it by 1073741824 bytes",
		 UNSET, 40},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct message message;

		message_classify(cases[i].errors, 1, &message);
		ck_assert_int_eq(message.reason, REASON_PHYS_BITS);
		ck_assert_uint_eq(message.used_gpa, cases[i].used);
		ck_assert_uint_eq(message.phys_bits, cases[i].bits);
		message_clear(&message);
	}
}
END_TEST

/* Patterns that make a regular expression look again and again. */
static const char *const FILLINGS[] = {
	"x",         " ",           "\n",          ": ",
	"Value '",   "Assertion `", "Parameter '", "Property ",
	"warning: ", "\xff",        "\xc3\xa4",    "Address space limit 0x1 < 0x1",
	"qemu: x\n",
};

START_TEST(huge_stderr_gives_a_short_message)
{
	static const int exit_codes[] = {1, -SIGABRT};

	for (unsigned i = 0; i < G_N_ELEMENTS(exit_codes); i++) {
		GString *errors = g_string_new("qemu: ");
		struct message message;

		while (errors->len < 64 * 1024)
			g_string_append(errors, FILLINGS[_i]);
		message_classify(errors->str, exit_codes[i], &message);
		/* Nothing but warnings is no refusal. */
		if (i == 0 && message.outcome != OUTCOME_BROKEN) {
			ck_assert_int_eq(message.outcome, OUTCOME_REFUSED);
			ck_assert_int_eq(message.reason, REASON_UNKNOWN);
		} else if (i == 0) {
			ck_assert_str_eq(FILLINGS[_i], "warning: ");
		} else {
			ck_assert_int_eq(message.outcome, OUTCOME_CRASH);
			ck_assert_int_eq(message.reason, REASON_SIGNAL);
		}
		ck_assert_uint_le(strlen(message.text), 600);
		ck_assert(g_utf8_validate(message.text, -1, NULL));
		message_clear(&message);
		g_string_free(errors, TRUE);
	}
}
END_TEST

static void *classify_often(void *failures)
{
	for (int i = 0; i < 200; i++) {
		struct message message;

		message_classify("qemu: slots specified but no max-size", 1, &message);
		if (message.reason != REASON_SLOTS)
			g_atomic_int_inc((int *)failures);
		message_clear(&message);
	}
	return NULL;
}

START_TEST(many_threads_classify_at_once)
{
	GThread *threads[8];
	int failures = 0;

	for (unsigned i = 0; i < G_N_ELEMENTS(threads); i++)
		threads[i] = g_thread_new("classify", classify_often, &failures);
	for (unsigned i = 0; i < G_N_ELEMENTS(threads); i++)
		g_thread_join(threads[i]);
	ck_assert_int_eq(failures, 0);
}
END_TEST

Suite *suite_message(void)
{
	Suite *suite = suite_create("message");
	TCase *corpus = tcase_create("corpus"), *cases = tcase_create("cases");

	tcase_add_loop_test(corpus, the_stderr_of_a_release_is_classified_as_its_files_expect, 0,
			    G_N_ELEMENTS(RELEASES));
	suite_add_tcase(suite, corpus);
	tcase_add_loop_test(cases, other_messages_are_told_apart, 0, G_N_ELEMENTS(CASES));
	tcase_add_test(cases, the_address_that_qemu_wanted_is_read_from_its_message);
	tcase_add_loop_test(cases, huge_stderr_gives_a_short_message, 0, G_N_ELEMENTS(FILLINGS));
	tcase_add_test(cases, many_threads_classify_at_once);
	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	return suite;
}
