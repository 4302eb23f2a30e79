/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Engine libvirt with the libvirt and the QEMU that are installed, in its embedded form. */
#include "tests/libvirt_program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void assert_field(const json_t *json, const char *name, const char *expected)
{
	g_autofree char *actual = json_field(json, name);

	ck_assert_msg(strcmp(actual, expected) == 0, "%s is %s instead of %s", name, actual,
		      expected);
}

#define Q35 "--machine q35 --phys-bits 36 --size 2G "

static const struct {
	const char *arguments;
	int status;
	const char *outcome, *stage, *reason;
} PROBES[] = {
	{Q35 "--slots 8 --maxmem 22G", 0, "accepted", "machine", "none"},
	{Q35 "--slots 8 --maxmem 22529M", 1, "refused", "machine", "phys-bits"},
	{"--machine pc --phys-bits 36 --size 2G", 0, "accepted", "machine", "none"},
	/* What libvirt decides by itself. */
	{Q35 "--slots 8 --maxmem 22G --numa none", 1, "refused", "libvirt", "numa"},
	{Q35 "--slots 8 --maxmem 1G", 1, "refused", "libvirt", "maxmem-below-size"},
	{Q35 "--maxmem 22G", 1, "refused", "libvirt", "slots"},
	{Q35 "--cpu nosuchcpu", 1, "refused", "libvirt", "cpu-unknown"},
	{"--machine nosuchmachine --size 1G", 1, "refused", "libvirt", "machine-unknown"},
	{"--machine q35 --cpu host --phys-bits 36 --size 1G", 3, "host-limit", "libvirt", "kvm"},
	/* What it changes: it counts memory in MiB. */
	{"--machine q35 --size 1049600K", 0, "accepted", "machine", "none"},
	{"--machine q35 --size 1048580K", 1, "refused", "libvirt", "rounded"},
	/* What QEMU refuses, in libvirt's words. */
	{"--machine q35 --phys-bits 31 --size 1G", 1, "refused", "machine", "phys-bits-range"},
	{"--machine q35 --phys-bits 40 --size 1G --slots 257 --maxmem 22G", 1, "refused", "machine",
	 "slots"},
	{Q35 "-- -nosuchoption", 1, "refused", "machine", "option"},
	/* More than this host has; nothing of it is reserved. */
	{"--machine q35 --phys-bits 46 --size 900G", 0, "accepted", "machine", "none"},
};

START_TEST(outcomes_have_the_same_words)
{
	struct program program;
	json_t *json;

	libvirt_program_init(&program);
	json = libvirt_probe(&program, PROBES[_i].status, PROBES[_i].arguments);
	assert_field(json, "outcome", PROBES[_i].outcome);
	assert_field(json, "stage", PROBES[_i].stage);
	assert_field(json, "reason", PROBES[_i].reason);
	if (PROBES[_i].status != 0)
		ck_assert_int_gt(json_string_length(json_object_get(json, "message")), 0);
	json_decref(json);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

static const struct {
	const char *arguments, *stage;
} GUESTS[] = {
	{"--machine q35 --phys-bits 36 --size 2G --slots 8 --maxmem 22G --proof boot", "guest"},
	{"--machine pc --size 3G --proof boot --firmware qboot", "guest"},
	{"--machine q35 --size 512M --proof boot --firmware ovmf", "guest"},
	{"--machine q35 --size 512M --proof linux --disk 1G --boot-from disk", "linux"},
	{"--machine q35 --size 512M --slots 2 --maxmem 1G --proof plug", "plug"},
	{"--machine q35 --size 512M --slots 1 --maxmem 1G --proof plug --hotplug virtio-mem",
	 "plug"},
};

START_TEST(guests_boot_and_grow)
{
	struct program program;
	json_t *json;

	libvirt_program_init(&program);
	json = libvirt_probe(&program, 0, GUESTS[_i].arguments);
	assert_field(json, "outcome", "accepted");
	assert_field(json, "stage", GUESTS[_i].stage);
	ck_assert(json_is_integer(json_object_get(json, "guest_memory")));
	if (strcmp(GUESTS[_i].stage, "plug") == 0)
		ck_assert_uint_gt(json_array_size(json_object_get(json, "plugs")), 1);
	json_decref(json);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

#define ROM_BYTES 65536
#define RESET_VECTOR (ROM_BYTES - 16)

/* Firmware of a few instructions in the place where a CPU begins. */
static const struct {
	const char *code, *more;
	int status;
	const char *outcome, *stage, *reason;
} FIRMWARES[] = {
	/* mov $0xfe, %al; out %al, $0x64; hlt: the keyboard controller resets the machine */
	{"\xb0\xfe\xe6\x64\xf4", "", 1, "refused", "firmware", "reset"},
	/* hlt; jmp back */
	{"\xf4\xeb\xfd", "", 1, "timeout", "firmware", "deadline"},
	/* mov $0x501, %dx; out %al, %dx: QEMU exits */
	{"\xba\x01\x05\xee\xf4", "-- -device isa-debug-exit,iobase=0x501,iosize=4", 1, "crash",
	 "firmware", "signal"},
};

START_TEST(a_guest_that_does_not_finish_is_told_apart)
{
	static char rom[ROM_BYTES];
	struct program program;
	json_t *json;

	libvirt_program_init(&program);
	g_autofree char *path = program_path(&program, "small.rom");
	g_autofree char *arguments = g_strdup_printf(
		"--machine q35 --size 64M --proof boot --timeout 4s --firmware %s %s", path,
		FIRMWARES[_i].more);

	memcpy(rom + RESET_VECTOR, FIRMWARES[_i].code, strlen(FIRMWARES[_i].code));
	ck_assert(g_file_set_contents(path, rom, sizeof(rom), NULL));
	json = libvirt_probe(&program, FIRMWARES[_i].status, arguments);
	assert_field(json, "outcome", FIRMWARES[_i].outcome);
	assert_field(json, "stage", FIRMWARES[_i].stage);
	assert_field(json, "reason", FIRMWARES[_i].reason);
	json_decref(json);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

START_TEST(both_engines_find_the_same_limit)
{
	struct program program;
	json_t *json;

	libvirt_program_init(&program);
	program_expect(&program, 0, "limit --json --engine libvirt " Q35 "--slots 8");
	json = program_json(&program);
	assert_field(json, "limit", "23622320128");
	assert_field(json, "step", "1048576");
	assert_field(json, "status", "exact");
	assert_field(json, "probes", "2");
	json_decref(json);
	program_expect(&program, 0, "limit --json --confirm libvirt " Q35 "--slots 8");
	json = program_json(&program);
	assert_field(json, "limit", "23622320128");
	assert_field(json, "step", "4096");
	assert_field(json, "confirmed", "true");
	assert_field(json, "confirmation", "null");
	json_decref(json);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

/* What is shown starts nothing and needs no libvirt. */
START_TEST(the_domain_can_be_looked_at)
{
	static const char *const without[] = {"LD_LIBRARY_PATH=.", NULL};
	struct program program;

	program_init(&program);
	program_write(&program, "libvirt.so.0", "not a library");
	program.env = without;
	program_expect(&program, 0,
		       "probe --engine libvirt --print-xml " Q35 "--slots 8 --maxmem 22G");
	ck_assert_ptr_nonnull(strstr(program.out, "<maxMemory slots="));
	ck_assert_ptr_nonnull(strstr(program.out, "</domain>\n"));
	program_expect(&program, 0, "probe --engine libvirt --dry-run " Q35);
	assert_one_line(program.out, "virsh create --paused /dev/stdin <<< '<domain ");
	program_expect(&program, 0,
		       "probe --engine libvirt --uri qemu:///system --dry-run --proof boot " Q35);
	assert_one_line(program.out, "virsh -c 'qemu:///system' create /dev/stdin <<< '<domain ");
	/* To try it is something else. */
	program_expect(&program, 3, "probe --engine libvirt --json " Q35);
	ck_assert_ptr_nonnull(strstr(program.out, "\"reason\": \"connection\""));
	ck_assert_ptr_nonnull(strstr(program.out, "libvirt0"));
	program_clear(&program);
}
END_TEST

START_TEST(a_missing_driver_is_named)
{
	struct program program;
	json_t *json;

	libvirt_program_init(&program);
	g_setenv("LIBVIRT_DRIVER_DIR", "/nonexistent", TRUE);
	json = libvirt_probe(&program, 3, Q35);
	assert_field(json, "reason", "connection");
	ck_assert_ptr_nonnull(strstr(json_string_value(json_object_get(json, "message")),
				     "libvirt-daemon-driver-qemu"));
	json_decref(json);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

/* libvirt asks a QEMU what it can do first; these answer, and do their worst when a guest starts.
 */
static const struct {
	const char *script;
	int status;
	const char *outcome, *reason;
} EMULATORS[] = {
	{"exec sleep 1000", 3, "timeout", "deadline"},
	{"echo 'qemu-system-x86_64: a.c:1: f: Assertion `x'\\'' failed.' >&2; kill -ABRT $$", 1,
	 "crash", "assertion"},
	{"echo 'qemu: Address space limit 0xfffffffff < 0x1000000000 phys-bits too low (36)' >&2; "
	 "exit 1",
	 1, "refused", "phys-bits"},
};

START_TEST(an_emulator_that_misbehaves_is_no_harm)
{
	g_autofree char *script =
		g_strdup_printf("case \"$*\" in *guest=*) %s ;; esac\nexec qemu-system-x86_64 "
				"\"$@\"\n",
				EMULATORS[_i].script);
	struct program program;
	json_t *json;

	libvirt_program_init(&program);
	program_script(&program, "emulator", script);
	json = libvirt_probe(&program, EMULATORS[_i].status, "--qemu ./emulator --timeout 4s " Q35);
	assert_field(json, "outcome", EMULATORS[_i].outcome);
	assert_field(json, "reason", EMULATORS[_i].reason);
	json_decref(json);
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

/* Files of the host stay whose they are. */
START_TEST(nothing_on_the_host_is_touched)
{
	struct program program;
	json_t *json;

	libvirt_program_init(&program);
	json = libvirt_probe(&program, 0, "--machine q35 --size 512M --proof boot");
	json_decref(json);
	program_expect(&program, 0, "probe --engine libvirt --machine q35 --size 512M");
	ck_assert_str_eq(program.err, "");
	g_autofree char *files = program_files(&program);

	ck_assert_str_eq(files, "");
	program_clear(&program);
}
END_TEST

#define NOBODY 65534

/* Somebody who owns nothing but a directory below /tmp, where the tests' own is closed to him. */
START_TEST(nobody_special_can_do_it_too)
{
	g_autofree char *directory = g_strdup("/tmp/memroof-nobody-XXXXXX");
	g_autofree char *line = NULL;
	struct program program;
	json_t *json;

	if (geteuid() != 0) {
		printf("skipped: another user: only root can become one\n");
		return;
	}
	program_init(&program);
	ck_assert_ptr_nonnull(g_mkdtemp(directory));
	ck_assert_int_eq(chown(directory, NOBODY, NOBODY), 0);
	line = g_strdup_printf(
		"cp \"$MEMROOF\" \"$0/memroof\" && cd \"$0\" && env -u XDG_RUNTIME_DIR HOME=\"$0\" "
		"TMPDIR=\"$0\" XDG_CACHE_HOME=\"$0/cache\" setpriv --reuid=%d --regid=%d "
		"--clear-groups ./memroof probe --engine libvirt --json --proof boot --machine q35 "
		"--size 512M; status=$?; ls -d \"$0\"/memroof-*; rm -r \"$0\"; exit $status",
		NOBODY, NOBODY);
	char *argv[] = {(char *)"sh", (char *)"-c", line, directory, NULL};
	int status = program_run_other(&program, argv);

	ck_assert_msg(status == 0, "%s%s", program.out, program.err);
	/* ls finds no directory of a run. */
	ck_assert_ptr_nonnull(strstr(program.err, "memroof-*"));
	json = program_json(&program);
	assert_field(json, "outcome", "accepted");
	assert_field(json, "stage", "guest");
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* The whole scenario, as "memroof run" is used; a minute on a slow machine. */
START_TEST(the_engines_agree_where_they_should)
{
	g_autofree char *here = g_get_current_dir();
	struct program program;
	unsigned differing = 0;

	libvirt_program_init(&program);
	ck_assert_int_eq(
		program_run(&program, "run '%s/scenarios/engines-agree.ini' -q -o e.db", here), 0);
	program_expect(&program, 0, "table e.db");
	for (const char *at = program.out; (at = strstr(at, "the same as engine qemu in ")) != NULL;
	     at++) {
		unsigned same, all;

		ck_assert_int_eq(sscanf(at, "the same as engine qemu in %u of %u", &same, &all), 2);
		differing += same < all;
	}
	/* libvirt 9 wants slots with any maxmem, later releases do not; sizes that end below a MiB
	 * differ in all. */
	ck_assert_uint_ge(differing, 1);
	ck_assert_ptr_nonnull(strstr(program.out, "libvirt"));
	assert_libvirt_left_nothing();
	program_clear(&program);
}
END_TEST

Suite *suite_libvirt(void)
{
	Suite *suite = suite_create("libvirt");
	TCase *tcase = tcase_create("libvirt");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 600);
	tcase_add_unchecked_fixture(tcase, libvirt_cache_make, libvirt_cache_remove);
	tcase_add_loop_test(tcase, outcomes_have_the_same_words, 0, G_N_ELEMENTS(PROBES));
	tcase_add_loop_test(tcase, guests_boot_and_grow, 0, G_N_ELEMENTS(GUESTS));
	tcase_add_loop_test(tcase, a_guest_that_does_not_finish_is_told_apart, 0,
			    G_N_ELEMENTS(FIRMWARES));
	tcase_add_test(tcase, both_engines_find_the_same_limit);
	tcase_add_test(tcase, the_domain_can_be_looked_at);
	tcase_add_test(tcase, a_missing_driver_is_named);
	tcase_add_loop_test(tcase, an_emulator_that_misbehaves_is_no_harm, 0,
			    G_N_ELEMENTS(EMULATORS));
	tcase_add_test(tcase, nothing_on_the_host_is_touched);
	tcase_add_test(tcase, nobody_special_can_do_it_too);
	tcase_add_test(tcase, the_engines_agree_where_they_should);
	suite_add_tcase(suite, tcase);
	return suite;
}
