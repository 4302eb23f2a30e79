/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The boot guest in the QEMU that is installed, and firmware that does anything but start it. */
#include "base/size.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

static void assert_field(const json_t *json, const char *name, const char *expected)
{
	assert_text(json_field(json, name), expected);
}

static void assert_answer(const json_t *json, const char *answer)
{
	g_autofree char *outcome = json_field(json, "outcome");
	g_autofree char *stage = json_field(json, "stage"), *reason = json_field(json, "reason");

	assert_text(g_strjoin(" ", outcome, stage, reason, NULL), answer);
}

static void assert_message(const json_t *json, const char *part)
{
	g_autofree char *message = json_field(json, "message");

	ck_assert_msg(strstr(message, part) != NULL, "expected '%s' in '%s'", part, message);
}

#define ACCEPTED 0, "accepted guest none", "null"
#define FAULT 1, "refused guest memory-fault"
#define LOST 1, "refused guest bar-lost"

/* Says why a case is left out, so that nobody takes it for tested. */
static gboolean skip(const json_t *json, int last, const char *what)
{
	g_autofree char *version = json_field(json, "qemu_version");

	if (last == 0 || g_ascii_strtoll(version, NULL, 10) <= last)
		return FALSE;
	printf("skipped: %s: not measured with QEMU %s\n", what, version);
	return TRUE;
}

/* One probe with proof boot: what it says, and the width and the memory that the guest has. */
static const struct {
	const char *arguments;
	int status;
	const char *answer, *message, *bits;
	uint64_t size;
	int last; /* major version of QEMU that it holds for; 0: any */
} PROBES[] = {
	{"--machine q35 --phys-bits 36 --size 2G --slots 8 --maxmem 22G", ACCEPTED, "36", 2 * GIB},
	{"--machine pc --phys-bits 36 --size 3G", ACCEPTED, "36", 3 * GIB},
	{"--machine pc --firmware qboot --size 5G", ACCEPTED, "40", 5 * GIB},
	{"--machine q35 --firmware seabios", ACCEPTED, "40", 128 * MIB},
	{"--machine q35 --firmware qboot --cpu Skylake-Server --size 9G", ACCEPTED, "40", 9 * GIB},
	{"--size 2147483649", ACCEPTED, "40", 2 * GIB + 8192},
	{"--machine pc-i440fx-3.1 --size 5G", ACCEPTED, "40", 5 * GIB},
	{"--machine microvm --size 1G", ACCEPTED, "40", GIB},
	/* 32-bit CPUs, with and without PAE */
	{"--cpu qemu32 --size 1G", ACCEPTED, "36", GIB},
	{"--cpu pentium3 --size 1G", ACCEPTED, "36", GIB},
	{"--cpu athlon --size 1G", ACCEPTED, "36", GIB},
	{"--cpu n270 --size 1G", ACCEPTED, NULL, GIB},
	{"--cpu pentium --size 1G", ACCEPTED, "32", GIB},
	{"--cpu 486 --size 1G", ACCEPTED, "32", GIB},
	/* more than this host has, reserved by nobody; above the HyperTransport hole */
	{"--machine q35 --phys-bits 46 --size 900G", ACCEPTED, "46", 900 * GIB},
	{"--machine q35 --phys-bits 42 --size 1100G", ACCEPTED, "42", 1100 * GIB},
	/* what QEMU 7.2 accepts, and no CPU of that width reaches */
	{"--machine q35 --phys-bits 32 --size 8G", FAULT, "touching RAM at 0x100000000", "32", 0,
	 7},
	{"--machine q35 --cpu pentium --size 4G", FAULT, "without PAE reaches 4 GiB", "32", 0, 7},
	/* a BAR that has its place, and one that does not */
	{"--machine q35 --phys-bits 36 --size 1G --bar 16G", ACCEPTED, "36", GIB},
	{"--machine q35 --phys-bits 36 --size 1G --bar 64G", LOST, "(64 GiB) no address", "36", 0},
};

START_TEST(a_guest_sees_and_touches_its_memory)
{
	g_autofree char *arguments =
		g_strdup_printf("probe --json --proof boot %s", PROBES[_i].arguments);
	struct program program;
	uint64_t memory;
	json_t *json;

	program_init(&program);
	program_run(&program, "%s", arguments);
	json = program_json(&program);
	if (skip(json, PROBES[_i].last, arguments))
		return;
	assert_answer(json, PROBES[_i].answer);
	ck_assert_int_eq(program.status, PROBES[_i].status);
	assert_message(json, PROBES[_i].message);
	assert_field(json, "proof", "boot");
	if (PROBES[_i].bits != NULL)
		assert_field(json, "guest_phys_bits", PROBES[_i].bits);
	memory = (uint64_t)json_integer_value(json_object_get(json, "guest_memory"));
	if (PROBES[_i].size > 0) {
		ck_assert_uint_le(memory, PROBES[_i].size);
		ck_assert_uint_ge(memory + MIB, PROBES[_i].size);
		assert_field(json, "exit_code", "33");
	}
	ck_assert_ptr_nonnull(strstr(json_string_value(json_object_get(json, "console")),
				     "memroof-guest 1 boot\ncpu "));
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* Whom the firmware tells where they are, and who has to look for them. */
static const char *const ACPI[] = {
	"--machine q35 --firmware seabios",      "--machine q35 --firmware qboot",
	"--machine pc --firmware seabios",       "--machine pc-i440fx-3.1 --firmware seabios",
	"--machine pc-q35-3.1 --firmware qboot",
};

/* What the guest says of them; 0 when it says nothing. */
static uint64_t acpi_said(const json_t *json)
{
	const char *console = json_string_value(json_object_get(json, "console"));
	const char *line = console != NULL ? strstr(console, "\nacpi ") : NULL;

	return line != NULL ? g_ascii_strtoull(line + strlen("\nacpi "), NULL, 10) : 0;
}

static uint64_t acpi_bytes(const char *arguments, const char *more)
{
	struct program program;
	uint64_t bytes;
	json_t *json;

	program_init(&program);
	program_run(&program, "probe --json --proof boot --size 1G %s %s", arguments, more);
	json = program_json(&program);
	assert_answer(json, "accepted guest none");
	bytes = acpi_said(json);
	json_decref(json);
	program_clear(&program);
	return bytes;
}

START_TEST(slots_make_longer_acpi_tables)
{
	uint64_t none = acpi_bytes(ACPI[_i], "");
	uint64_t few = acpi_bytes(ACPI[_i], "--slots 8 --maxmem 40G");
	uint64_t many = acpi_bytes(ACPI[_i], "--slots 255 --maxmem 40G");

	ck_assert_uint_gt(none, 1024);
	/* each slot is an object with methods of its own */
	ck_assert_uint_gt(few, none + 8 * 64);
	ck_assert_uint_gt(many, few + 247 * 64);
	ck_assert_uint_lt(many, MIB);
}
END_TEST

START_TEST(every_firmware_hands_over_the_same_acpi_tables)
{
	ck_assert_uint_eq(acpi_bytes(ACPI[0], ""), acpi_bytes(ACPI[1], ""));
}
END_TEST

START_TEST(a_guest_without_acpi_tables_says_nothing_of_them)
{
	struct program program;
	json_t *json;

	program_init(&program);
	program_run(&program, "%s",
		    "probe --json --proof boot --machine q35 --firmware qboot "
		    "--args '-machine acpi=off'");
	json = program_json(&program);
	assert_answer(json, "accepted guest none");
	ck_assert_uint_eq(acpi_said(json), 0);
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* The same end as without a guest, and one that only a guest knows. */
static const struct {
	const char *arguments, *limit, *refused, *reason;
} LIMITS[] = {
	{"--machine q35 --phys-bits 36 --size 2G --slots 8", "23622320128", "23622324224",
	 "phys-bits"},
	{"--machine pc --phys-bits 36 --size 2G --slots 8", "55834574848", "55834578944",
	 "phys-bits"},
	{"--machine q35 --phys-bits 36 --size 1G --axis bar", "34359738368", "68719476736",
	 "bar-lost"},
};

START_TEST(a_limit_is_booted_on_its_accepted_side)
{
	g_autofree char *arguments =
		g_strdup_printf("limit --json --proof boot %s", LIMITS[_i].arguments);
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, 0, arguments);
	json = program_json(&program);
	assert_field(json, "status", "exact");
	assert_field(json, "limit", LIMITS[_i].limit);
	assert_field(json, "refused", LIMITS[_i].refused);
	assert_field(json, "reason", LIMITS[_i].reason);
	assert_field(json, "probes", "2");
	assert_field(json, "proof", "boot");
	json_decref(json);
	program_clear(&program);
}
END_TEST

START_TEST(what_qemu_accepts_a_guest_may_not)
{
	struct program program;
	json_t *json;

	program_init(&program);
	program_run(&program, "probe --json --machine q35 --phys-bits 32 --size 8G");
	json = program_json(&program);
	if (skip(json, 7, "32 phys-bits that nobody checks"))
		return;
	assert_answer(json, "accepted machine none");
	json_decref(json);
	program_clear(&program);
}
END_TEST

START_TEST(a_printed_command_line_boots_in_bash)
{
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, 0,
		       "probe --json --proof boot --machine q35 -- -name 'a \"b\" $c'");
	json = program_json(&program);
	g_autofree char *line = json_field(json, "command");
	/* stderr of a test is a file, which QEMU would open anew */
	g_autofree char *piped =
		g_strdup_printf("set -o pipefail; (%s) 2>&1 >/dev/null | cat", line);
	char *argv[] = {(char *)"bash", (char *)"-c", piped, NULL};

	json_decref(json);
	ck_assert_int_eq(program_run_other(&program, argv), 33);
	ck_assert_ptr_nonnull(strstr(program.out, "memroof-guest 1 boot\ncpu "));
	ck_assert_ptr_nonnull(strstr(program.out, "\nend 0x"));
	program_clear(&program);
}
END_TEST

START_TEST(a_deadline_may_be_too_short_for_qemu)
{
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, 3, "probe --json --proof boot --timeout 1ms");
	json = program_json(&program);
	assert_answer(json, "timeout machine deadline");
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* What a firmware of ours does when it has said its text. */
#define HANG "\xeb\xfe"                          /* jmp . */
#define RESET "\xb0\xfe\xe6\x64\xeb\xfe"         /* out 0xfe to the keyboard controller */
#define LEAVE "\xba\x01\x05\xb0\x10\xee\xeb\xfe" /* out 0x10 to port 0x501 */
#define REPEAT "\xeb\xef"                        /* jmp to its start */

#define FIRMWARE_BYTES 0x10000
#define TEXT_AT 0x8000
#define CODE_AT 0xff00
#define RESET_VECTOR 0xfff0

/* mov si, TEXT_AT; again: cs lodsb; test al, al; jz over; out 0xe9, al; jmp again; over: */
#define SAY "\xbe\x00\x80\x2e\xac\x84\xc0\x74\x04\xe6\xe9\xeb\xf6\x90\x90"

static void write_firmware(const struct program *program, const char *text, const char *end)
{
	static char image[FIRMWARE_BYTES];
	g_autofree char *path = program_path(program, "firmware.bin");

	memset(image, 0, sizeof(image));
	memcpy(image + TEXT_AT, text, strlen(text));
	memcpy(image + CODE_AT, SAY, sizeof(SAY) - 1);
	memcpy(image + CODE_AT + sizeof(SAY) - 1, end, strlen(end));
	memcpy(image + RESET_VECTOR, "\xe9\x0d\xff", 3); /* jmp CODE_AT */
	ck_assert(g_file_set_contents(path, image, sizeof(image), NULL));
}

#define BANNER "memroof-guest 1 boot\n"
#define CPU BANNER "cpu AuthenticAMD 40 1 1\n"

static const struct {
	const char *text, *end, *answer, *message;
} FIRMWARES[] = {
	{"", HANG, "timeout firmware deadline", "nothing from the guest"},
	{"booting\n", HANG, "timeout firmware deadline", "it said last: booting"},
	{BANNER, HANG, "timeout guest deadline", "it said last: memroof-guest 1 boot"},
	{"", RESET, "refused firmware reset", "it said nothing"},
	{CPU, RESET, "refused guest reset", "it said last: cpu AuthenticAMD 40 1 1"},
	{"", LEAVE, "refused firmware guest-protocol", "left before it had finished"},
	{CPU, LEAVE, "refused guest guest-protocol", "left before it had finished"},
	{"memroof-guest 2 boot\n", HANG, "refused firmware guest-protocol", "another version"},
	{"memroof-guest 1 linux\ncpu AuthenticAMD 40 1 1\nbooted no\n", HANG,
	 "refused linux guest-protocol", "an unreadable line: booted no"},
	{CPU CPU, HANG, "refused guest guest-protocol", "an unknown line"},
	{CPU "touched 0\n", REPEAT, "refused guest guest-protocol", "an unknown line: memroof"},
	{"no end\n", REPEAT, "refused firmware guest-flood", "it said last: "},
	{"Kernel panic - not syncing: no init\n", RESET, "refused firmware panic", "no init"},
};

/* A hang is waited for: longer when even QEMU needs that long to start. */
START_TEST(a_guest_that_does_anything_else_is_caught)
{
	gboolean hangs = g_str_has_prefix(FIRMWARES[_i].answer, "timeout");
	struct program program;
	json_t *json = NULL;

	program_init(&program);
	write_firmware(&program, FIRMWARES[_i].text, FIRMWARES[_i].end);
	for (int ms = hangs ? 400 : 60000; ms <= 60000; ms *= 2) {
		program_run(&program,
			    "probe --json --proof boot --timeout %dms --args '-bios firmware.bin'",
			    ms);
		json_decref(json);
		json = program_json(&program);
		if (strcmp(json_string_value(json_object_get(json, "stage")), "machine") != 0)
			break;
	}
	assert_answer(json, FIRMWARES[_i].answer);
	assert_message(json, FIRMWARES[_i].message);
	ck_assert_int_eq(program.status, 1);
	json_decref(json);
	program_clear(&program);
}
END_TEST

Suite *suite_boot(void)
{
	Suite *suite = suite_create("boot");
	TCase *tcase = tcase_create("boot");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 240);
	tcase_add_loop_test(tcase, a_guest_sees_and_touches_its_memory, 0, G_N_ELEMENTS(PROBES));
	tcase_add_loop_test(tcase, slots_make_longer_acpi_tables, 0, G_N_ELEMENTS(ACPI));
	tcase_add_test(tcase, every_firmware_hands_over_the_same_acpi_tables);
	tcase_add_test(tcase, a_guest_without_acpi_tables_says_nothing_of_them);
	tcase_add_loop_test(tcase, a_limit_is_booted_on_its_accepted_side, 0, G_N_ELEMENTS(LIMITS));
	tcase_add_test(tcase, what_qemu_accepts_a_guest_may_not);
	tcase_add_test(tcase, a_printed_command_line_boots_in_bash);
	tcase_add_test(tcase, a_deadline_may_be_too_short_for_qemu);
	tcase_add_loop_test(tcase, a_guest_that_does_anything_else_is_caught, 0,
			    G_N_ELEMENTS(FIRMWARES));
	suite_add_tcase(suite, tcase);
	return suite;
}
