/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What real libvirt says, and what no libvirt should say. A file of the corpus begins with the line
 * "CODE outcome reason stage"; the rest is the message as libvirt 9.0 gave it with QEMU 7.2, with
 * the paths of the experiment shortened.
 */
#include "model/point.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/libvirt_message.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

/* A short text without stamps, program names or control characters, whatever came in. */
static void assert_presentable(const char *text, const char *where)
{
	ck_assert_msg(*text != '\0' && strlen(text) <= 600, "%s: message '%s'", where, text);
	ck_assert_msg(g_utf8_validate(text, -1, NULL), "%s: not UTF-8", where);
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
		ck_assert_msg(!g_unichar_iscntrl(g_utf8_get_char(p)), "%s: message '%s'", where,
			      text);
	ck_assert_msg(strstr(text, "Z qemu-system") == NULL, "%s: message '%s'", where, text);
	ck_assert_msg(!g_str_has_prefix(text, "internal error"), "%s: message '%s'", where, text);
}

static char *seen_as(const struct message *message)
{
	return g_strdup_printf("%s %s %s", outcome_name(message->outcome),
			       reason_name(message->reason), stage_name(message->stage));
}

static void assert_specimen(const char *name)
{
	g_autofree char *file = g_build_filename("libvirt", name, NULL);
	g_autofree char *path = data_path(file), *text = NULL, *seen = NULL;
	struct message message;
	const char *head_end;
	char *expect;
	int code;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	head_end = strchr(text, '\n');
	ck_assert_msg(head_end != NULL, "%s: no first line", path);
	text[head_end - text] = '\0';
	code = (int)strtol(text, &expect, 10);
	libvirt_message_classify(code, head_end + 1, &message);
	seen = seen_as(&message);
	ck_assert_msg(strcmp(seen, expect + 1) == 0, "%s: expected '%s', not '%s': %s", name,
		      expect + 1, seen, message.text);
	assert_presentable(message.text, name);
	message_clear(&message);
}

START_TEST(what_libvirt_says_is_classified_as_its_files_expect)
{
	g_autofree char *path = data_path("libvirt");
	GDir *files = g_dir_open(path, 0, NULL);
	unsigned n = 0;
	const char *name;

	ck_assert_msg(files != NULL, "%s", path);
	while ((name = g_dir_read_name(files)) != NULL) {
		if (!g_str_has_suffix(name, ".txt"))
			continue;
		assert_specimen(name);
		n++;
	}
	g_dir_close(files);
	ck_assert_uint_ge(n, 150);
}
END_TEST

#define ENDED "internal error: process exited while connecting to monitor"
#define CLOSED "internal error: QEMU unexpectedly closed the monitor (vm='p 1')"
#define STAMP "2026-01-02T03:04:05.678901Z "
#define SILENT "QEMU ended without a word; libvirt does not say how"

static const struct {
	int code;
	const char *text, *expect, *message;
} CASES[] = {
	/* QEMU's words behind libvirt's, with and without stamps, in the wording of other releases.
	 */
	{VIR_ERR_INTERNAL_ERROR, ENDED, "broken protocol machine", SILENT},
	{VIR_ERR_INTERNAL_ERROR, CLOSED, "broken protocol machine", SILENT},
	{VIR_ERR_INTERNAL_ERROR, CLOSED ": ", "broken protocol machine", SILENT},
	{VIR_ERR_INTERNAL_ERROR, ENDED ": \n\n", "broken protocol machine", SILENT},
	{VIR_ERR_INTERNAL_ERROR, CLOSED ": " STAMP "qemu-system-x86_64: warning: x",
	 "broken protocol machine", SILENT},
	{VIR_ERR_INTERNAL_ERROR,
	 CLOSED ": " STAMP "qemu-system-x86_64: warning: x\n" STAMP
		"qemu-kvm: unsupported amount of memory slots: 300\n",
	 "refused slots machine", "unsupported amount of memory slots: 300"},
	{VIR_ERR_INTERNAL_ERROR, ENDED ": qemu-system-x86_64: the dog ate it",
	 "refused unknown machine", "the dog ate it"},
	{VIR_ERR_INTERNAL_ERROR, ENDED ": " STAMP "qemu: " STAMP "x", "refused unknown machine",
	 STAMP "x"},
	{VIR_ERR_INTERNAL_ERROR, ENDED " to the moon", "refused unknown libvirt",
	 "process exited while connecting to monitor to the moon"},
	{VIR_ERR_INTERNAL_ERROR,
	 CLOSED ": " STAMP "qemu: ../x.c:1: f: Assertion `a == b' failed.\nlast words",
	 "crash assertion machine", "../x.c:1: f: Assertion `a == b' failed."},
	{VIR_ERR_INTERNAL_ERROR,
	 CLOSED ": " STAMP "qemu: slots specified but no max-size\n**\nERROR:../x.c:1:f: code "
		"should not be reached",
	 "crash assertion machine", "ERROR:../x.c:1:f: code should not be reached"},
	{VIR_ERR_INTERNAL_ERROR,
	 ENDED ": Unexpected error in f() at ../x.c:12:\n" STAMP "qemu: no such thing",
	 "crash signal machine", "Unexpected error in f() at ../x.c:12:"},
	{VIR_ERR_INTERNAL_ERROR, ENDED ": qemu: hardware error: x\nCPU #0:", "crash signal machine",
	 "hardware error: x"},
	{VIR_ERR_INTERNAL_ERROR,
	 CLOSED ": " STAMP "qemu-system-x86_64: terminating on signal 15 from pid 1 (init)",
	 "host-limit killed machine", "terminating on signal 15 from pid 1 (init)"},
	/* A domain's name is no word of QEMU's. */
	{VIR_ERR_XML_ERROR, "XML error: name process exited while connecting to monitor: /: x",
	 "refused xml libvirt", "name process exited while connecting to monitor: /: x"},

	/* What QEMU answers to a command. */
	{VIR_ERR_INTERNAL_ERROR,
	 "internal error: unable to execute QEMU command 'device_add': the dog ate it",
	 "refused plug machine", "the dog ate it"},
	{VIR_ERR_INTERNAL_ERROR,
	 "internal error: unable to execute QEMU command 'cont': the dog ate it",
	 "refused unknown machine", "the dog ate it"},
	{VIR_ERR_INTERNAL_ERROR,
	 "internal error: unable to execute QEMU command 'object-add': cannot set up guest memory "
	 "'x': Cannot allocate memory",
	 "host-limit memory machine", "cannot set up guest memory 'x': Cannot allocate memory"},
	{VIR_ERR_SYSTEM_ERROR, "Unable to write to monitor: Broken pipe", "broken protocol machine",
	 "Unable to write to monitor: Broken pipe"},
	{VIR_ERR_INTERNAL_ERROR, "internal error: End of file from qemu monitor (vm='p1')",
	 "broken protocol machine", "End of file from qemu monitor (vm='p1')"},
	{VIR_ERR_OPERATION_INVALID, "Requested operation is not valid: domain is not running",
	 "broken protocol machine", "Requested operation is not valid: domain is not running"},

	/* libvirt's own. */
	{VIR_ERR_OPERATION_TIMEOUT,
	 "Timed out during operation: cannot acquire state change lock (held by monitor=x)",
	 "timeout deadline libvirt", "cannot acquire state change lock (held by monitor=x)"},
	{VIR_ERR_SYSTEM_ERROR, "unable to connect to server at 'h:16509': Connection timed out",
	 "broken connection libvirt",
	 "unable to connect to server at 'h:16509': Connection timed out"},
	{VIR_ERR_CONFIG_UNSUPPORTED,
	 "unsupported configuration: The number of virtual CPU address bits cannot exceed the "
	 "number supported by the host CPU",
	 "host-limit phys-bits-range libvirt",
	 "The number of virtual CPU address bits cannot exceed the number supported by the host "
	 "CPU"},
	{VIR_ERR_XML_ERROR,
	 "XML error: maximum memory size must be specified when specifying number of memory slots",
	 "refused slots libvirt",
	 "maximum memory size must be specified when specifying number of memory slots"},
	{VIR_ERR_CONFIG_UNSUPPORTED, "unsupported configuration: x is not supported by QEMU binary",
	 "refused unsupported libvirt", "x is not supported by QEMU binary"},
	{VIR_ERR_OPERATION_FAILED,
	 "operation failed: Unable to find 'efi' firmware that is compatible with the current "
	 "configuration",
	 "host-limit firmware libvirt",
	 "Unable to find 'efi' firmware that is compatible with the current configuration"},
	{VIR_ERR_INTERNAL_ERROR,
	 "internal error: Child process (LC_ALL=C PATH=/x (y) /z -daemonize) unexpected fatal "
	 "signal "
	 "11",
	 "broken not-started libvirt", "Child process: unexpected fatal signal 11"},
	{VIR_ERR_INTERNAL_ERROR, "internal error: initial memory size overflowed after alignment",
	 "refused maxmem-overflow libvirt", "initial memory size overflowed after alignment"},
	{VIR_ERR_NO_MEMORY, "out of memory", "host-limit memory libvirt", "out of memory"},
	{VIR_ERR_SYSTEM_ERROR, "cannot fork child process: Cannot allocate memory",
	 "host-limit memory libvirt", "cannot fork child process: Cannot allocate memory"},
	{VIR_ERR_NO_SUPPORT,
	 "this function is not supported by the connection driver: virDomainOpenConsole",
	 "broken connection libvirt",
	 "this function is not supported by the connection driver: virDomainOpenConsole"},
	{VIR_ERR_INTERNAL_ERROR, "internal error: connection closed due to keepalive timeout",
	 "broken connection libvirt", "connection closed due to keepalive timeout"},
	{VIR_ERR_INTERNAL_ERROR, "An error occurred, but the cause is unknown",
	 "broken unknown libvirt", "An error occurred, but the cause is unknown"},
	{VIR_ERR_XML_DETAIL, "(domain_definition):7: no end\n  <acpi>\n-------^\n",
	 "refused xml libvirt", "(domain_definition):7: no end <acpi>"},
	{VIR_ERR_INTERNAL_ERROR, "internal error: the dog ate it", "refused unknown libvirt",
	 "the dog ate it"},
	{VIR_ERR_OK, "", "refused unknown libvirt", "libvirt gave up without a word"},
	{VIR_ERR_OK, NULL, "refused unknown libvirt", "libvirt gave up without a word"},
	{99999, "x\a\ty\n\n z", "refused unknown libvirt", "x??y z"},
	{-1, "bad \xff byte", "refused unknown libvirt", "bad \xef\xbf\xbd byte"},
};

START_TEST(other_messages_are_told_apart)
{
	struct message message;
	g_autofree char *seen = NULL;

	libvirt_message_classify(CASES[_i].code, CASES[_i].text, &message);
	seen = seen_as(&message);
	ck_assert_str_eq(seen, CASES[_i].expect);
	ck_assert_str_eq(message.text, CASES[_i].message);
	ck_assert_uint_eq(message.used_gpa, UNSET);
	message_clear(&message);
	ck_assert_ptr_null(message.text);
}
END_TEST

START_TEST(the_code_decides_when_the_text_is_unknown)
{
	static const struct {
		int code;
		const char *expect;
	} cases[] = {
		{VIR_ERR_INTERNAL_ERROR, "refused unknown libvirt"},
		{VIR_ERR_OPERATION_FAILED, "refused unknown libvirt"},
		{VIR_ERR_OPERATION_TIMEOUT, "timeout deadline libvirt"},
		{VIR_ERR_OVERFLOW, "refused maxmem-overflow libvirt"},
		{VIR_ERR_XML_ERROR, "refused xml libvirt"},
		{VIR_ERR_XML_DETAIL, "refused xml libvirt"},
		{VIR_ERR_XML_INVALID_SCHEMA, "refused xml libvirt"},
		{VIR_ERR_NO_NAME, "refused xml libvirt"},
		{VIR_ERR_NO_OS, "refused xml libvirt"},
		{VIR_ERR_NO_SOURCE, "refused xml libvirt"},
		{VIR_ERR_NO_TARGET, "refused xml libvirt"},
		{VIR_ERR_CONFIG_UNSUPPORTED, "refused unsupported libvirt"},
		{VIR_ERR_ARGUMENT_UNSUPPORTED, "refused unsupported libvirt"},
		{VIR_ERR_OPERATION_UNSUPPORTED, "refused unsupported libvirt"},
		{VIR_ERR_OS_TYPE, "refused unsupported libvirt"},
		{VIR_ERR_DEVICE_MISSING, "refused plug libvirt"},
		{VIR_ERR_CPU_INCOMPATIBLE, "host-limit guest-cpu libvirt"},
		{VIR_ERR_NO_MEMORY, "host-limit memory libvirt"},
		{VIR_ERR_NO_DOMAIN, "broken protocol machine"},
		{VIR_ERR_SYSTEM_ERROR, "broken not-started libvirt"},
		{VIR_ERR_NO_SUPPORT, "broken connection libvirt"},
		{VIR_ERR_UNKNOWN_HOST, "broken connection libvirt"},
		{VIR_ERR_NO_CONNECT, "broken connection libvirt"},
		{VIR_ERR_INVALID_CONN, "broken connection libvirt"},
		{VIR_ERR_OPERATION_DENIED, "broken connection libvirt"},
		{VIR_ERR_ACCESS_DENIED, "broken connection libvirt"},
		{VIR_ERR_CONF_SYNTAX, "broken connection libvirt"},
		{VIR_ERR_RPC, "broken connection libvirt"},
		{VIR_ERR_GNUTLS_ERROR, "broken connection libvirt"},
		{VIR_ERR_AUTH_FAILED, "broken connection libvirt"},
		{VIR_ERR_AUTH_CANCELLED, "broken connection libvirt"},
		{VIR_ERR_AUTH_UNAVAILABLE, "broken connection libvirt"},
		{VIR_ERR_SSH, "broken connection libvirt"},
		{VIR_ERR_LIBSSH, "broken connection libvirt"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct message message;
		g_autofree char *seen = NULL;

		libvirt_message_classify(cases[i].code, "the dog ate it", &message);
		seen = seen_as(&message);
		ck_assert_msg(strcmp(seen, cases[i].expect) == 0, "%d: '%s'", cases[i].code, seen);
		ck_assert_str_eq(message.text, "the dog ate it");
		message_clear(&message);
	}
}
END_TEST

START_TEST(the_address_that_qemu_wanted_is_read_through_libvirt)
{
	struct message message;

	libvirt_message_classify(VIR_ERR_INTERNAL_ERROR,
				 CLOSED ": " STAMP "qemu-system-x86_64: Address space limit "
					"0xfffffffff < 0x4e3fffffff phys-bits too low (36)",
				 &message);
	ck_assert_int_eq(message.reason, REASON_PHYS_BITS);
	ck_assert_uint_eq(message.used_gpa, 0x4e3fffffff);
	ck_assert_uint_eq(message.phys_bits, 36);
	message_clear(&message);
}
END_TEST

static const int CODES[] = {VIR_ERR_OK, VIR_ERR_INTERNAL_ERROR, VIR_ERR_XML_DETAIL,
			    VIR_ERR_SYSTEM_ERROR, VIR_ERR_CONFIG_UNSUPPORTED};

static void classify_with_every_code(const char *text, const char *where)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(CODES); i++) {
		struct message message;

		libvirt_message_classify(CODES[i], text, &message);
		ck_assert_uint_lt(message.outcome, N_OUTCOMES);
		ck_assert_int_ne(message.outcome, OUTCOME_ACCEPTED);
		ck_assert_msg(strlen(message.text) > 0 && strlen(message.text) <= 600, "%s", where);
		ck_assert_msg(g_utf8_validate(message.text, -1, NULL), "%s", where);
		ck_assert_msg(strchr(message.text, '\n') == NULL, "%s", where);
		message_clear(&message);
	}
}

START_TEST(every_beginning_of_a_message_gives_a_short_text)
{
	g_autofree char *text = g_strdup(CASES[_i].text != NULL ? CASES[_i].text : "");

	for (size_t n = strlen(text); n > 0; n--) {
		text[n - 1] = '\0';
		classify_with_every_code(text, CASES[_i].text);
	}
}
END_TEST

START_TEST(garbage_gives_a_short_text)
{
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);

	for (unsigned round = 0; round < 300; round++) {
		g_autoptr(GString) text = g_string_new(round % 2 == 0 ? ENDED ": " : "");
		int n = g_rand_int_range(rand, 0, 400);

		for (int i = 0; i < n; i++)
			g_string_append_c(text, (char)g_rand_int_range(rand, 1, 256));
		classify_with_every_code(text->str, "garbage");
	}
}
END_TEST

/* Patterns that make a regular expression look again and again. */
static const char *const FILLINGS[] = {
	"x",
	"\n",
	"\xff",
	"\xc3\xa4",
	" (vm='",
	STAMP,
	"CPU model ",
	"'",
	"find master var ",
	"-blockdev a: ",
	" ",
	ENDED,
	CLOSED,
	"-",
	"Unexpected error in ",
};

START_TEST(a_flood_gives_a_short_text)
{
	static const char *const heads[] = {"", "internal error: ", ENDED ": ", CLOSED,
					    "internal error: unable to execute QEMU command '"};

	for (unsigned i = 0; i < G_N_ELEMENTS(heads); i++) {
		g_autoptr(GString) text = g_string_new(heads[i]);

		while (text->len < 8 * 1024)
			g_string_append(text, FILLINGS[_i]);
		classify_with_every_code(text->str, FILLINGS[_i]);
	}
}
END_TEST

Suite *suite_libvirt_message(void)
{
	Suite *suite = suite_create("libvirt-message");
	TCase *corpus = tcase_create("corpus"), *cases = tcase_create("cases");

	tcase_add_test(corpus, what_libvirt_says_is_classified_as_its_files_expect);
	suite_add_tcase(suite, corpus);
	tcase_add_loop_test(cases, other_messages_are_told_apart, 0, G_N_ELEMENTS(CASES));
	tcase_add_test(cases, the_code_decides_when_the_text_is_unknown);
	tcase_add_test(cases, the_address_that_qemu_wanted_is_read_through_libvirt);
	tcase_add_loop_test(cases, every_beginning_of_a_message_gives_a_short_text, 0,
			    G_N_ELEMENTS(CASES));
	tcase_add_test(cases, garbage_gives_a_short_text);
	tcase_add_loop_test(cases, a_flood_gives_a_short_text, 0, G_N_ELEMENTS(FILLINGS));
	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	return suite;
}
