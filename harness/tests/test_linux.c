/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The Linux guest, which "make check" builds, in the QEMU that is installed. */
#include "base/size.h"
#include "host/guests.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <unistd.h>

/* Without the guest nothing is tested, and nobody is to take that for success. */
static void need(const char *name)
{
	g_autofree char *directory = guests_directory();
	g_autofree char *path = g_build_filename(directory, name, NULL);

	ck_assert_msg(access(path, R_OK) == 0, "%s is not there: run make guests", path);
}

static uint64_t number(const json_t *json, const char *name)
{
	const json_t *value = json_object_get(json, name);

	ck_assert_msg(json_is_integer(value), "%s is not a whole number", name);
	return (uint64_t)json_integer_value(value);
}

static void assert_field(const json_t *json, const char *name, const char *expected)
{
	assert_text(json_field(json, name), expected);
}

static json_t *probe(struct program *program, const char *arguments)
{
	g_autofree char *all = g_strdup_printf("probe --json --machine q35 %s", arguments);
	json_t *json;

	program_expect(program, 0, all);
	json = program_json(program);
	assert_field(json, "outcome", "accepted");
	assert_field(json, "reason", "none");
	return json;
}

static const struct {
	const char *arguments, *file;
	uint64_t size;
} PROBES[] = {
	{"--size 2G --phys-bits 36 --slots 8 --maxmem 22G", "vmlinux", 2 * GIB},
	{"--size 512M --disk 1G", "vmlinux", 512 * MIB},
	{"--size 512M --disk 1G --boot-from disk", "disk.qcow2", 512 * MIB},
};

START_TEST(linux_reports_its_memory)
{
	g_autofree char *arguments = g_strdup_printf("--proof linux %s", PROBES[_i].arguments);
	struct program program;
	json_t *json;

	need(PROBES[_i].file);
	program_init(&program);
	json = probe(&program, arguments);
	assert_field(json, "stage", "linux");
	ck_assert_uint_lt(number(json, "guest_memory"), PROBES[_i].size);
	ck_assert_uint_gt(number(json, "guest_memory"), PROBES[_i].size / 10 * 8);
	ck_assert_uint_eq(number(json, "guest_blocks"), PROBES[_i].size / (128 * MIB));
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* What the guest says of them; 0 when it says nothing. */
static uint64_t acpi_said(const json_t *json)
{
	const char *console = json_string_value(json_object_get(json, "console"));
	const char *line = console != NULL ? strstr(console, "\nacpi ") : NULL;

	return line != NULL ? g_ascii_strtoull(line + strlen("\nacpi "), NULL, 10) : 0;
}

static uint64_t acpi_bytes(const char *arguments)
{
	struct program program;
	uint64_t bytes;
	json_t *json;

	program_init(&program);
	json = probe(&program, arguments);
	bytes = acpi_said(json);
	json_decref(json);
	program_clear(&program);
	return bytes;
}

#define ROOT_HEADER 36
#define ROOT_ENTRY 4

/*
 * Linux shows every table but the one that lists the others. The serial port has its lines in them
 * and is there for Linux only, unless one asks for it.
 */
START_TEST(linux_finds_the_tables_that_the_boot_guest_finds)
{
	uint64_t boot, linux_bytes;

	need("vmlinux");
	boot = acpi_bytes("--proof boot --size 1G --slots 8 --maxmem 4G --args '-serial null'");
	linux_bytes = acpi_bytes("--proof linux --size 1G --slots 8 --maxmem 4G");
	ck_assert_uint_gt(boot, linux_bytes + ROOT_HEADER);
	ck_assert_uint_lt(boot, linux_bytes + ROOT_HEADER + 32 * ROOT_ENTRY);
	ck_assert_uint_eq((boot - linux_bytes - ROOT_HEADER) % ROOT_ENTRY, 0);
}
END_TEST

/* The command names the overlay, which is gone with its directory. */
START_TEST(a_disk_leaves_nothing_behind)
{
	struct program program;
	json_t *json;

	need("disk.qcow2");
	program_init(&program);
	json = probe(&program, "--disk 1G");
	g_autofree char *command = json_field(json, "command"),
			*tmp = program_path(&program, ".tmp");
	GDir *directory = g_dir_open(tmp, 0, NULL);

	ck_assert(g_str_has_prefix(command, "qemu-img create -q -f qcow2 -b "));
	ck_assert_ptr_nonnull(strstr(command, "disk-1.qcow2 1073741824 && qemu-system-x86_64 "));
	ck_assert_ptr_nonnull(directory);
	ck_assert_pstr_eq(g_dir_read_name(directory), NULL);
	g_dir_close(directory);
	json_decref(json);
	program_clear(&program);
}
END_TEST

static const json_t *plug_of(const json_t *json, size_t i, const char *what)
{
	const json_t *plug = json_array_get(json_object_get(json, "plugs"), i);

	ck_assert_msg(plug != NULL, "no step %zu", i);
	assert_field(plug, "what", what);
	return plug;
}

static const struct {
	const char *arguments, *what;
	unsigned n;
	uint64_t size, maxmem;
	const char *extra_dimm, *extra_page; /* how they are refused */
} PLUGS[] = {
	{"--phys-bits 36 --size 2G --slots 8 --maxmem 22G", "dimm", 8, 2 * GIB, 22 * GIB,
	 "no free slots available", "no free slots available"},
	{"--size 1G --slots 2 --maxmem 4G --hotplug virtio-mem", "virtio-mem", 2, GIB, 4 * GIB,
	 "not enough space", "cannot exceed the memory backend size"},
};

START_TEST(hotplug_fills_linux_up_to_maxmem_and_no_further)
{
	g_autofree char *arguments = g_strdup_printf("--proof plug %s", PLUGS[_i].arguments);
	uint64_t before = 0, all = PLUGS[_i].maxmem;
	struct program program;
	const json_t *dimm, *page;
	json_t *json;

	need("vmlinux");
	program_init(&program);
	json = probe(&program, arguments);
	assert_field(json, "stage", "plug");
	ck_assert_uint_le(number(json, "guest_memory"), all);
	ck_assert_uint_ge(number(json, "guest_memory"), all - 512 * MIB);
	ck_assert_uint_eq(number(json, "guest_blocks"), all / (128 * MIB));
	ck_assert_uint_eq(json_array_size(json_object_get(json, "plugs")), PLUGS[_i].n + 2);
	for (unsigned i = 0; i < PLUGS[_i].n; i++) {
		const json_t *step = plug_of(json, i, PLUGS[_i].what);

		assert_field(step, "message", "null");
		ck_assert_uint_gt(number(step, "memory"), before);
		before = number(step, "memory");
		ck_assert_uint_gt(number(step, "online_us"), 0);
		/* of a device that grows QEMU tells once a second at most */
		if (strcmp(PLUGS[_i].what, "dimm") == 0)
			ck_assert_uint_gt(number(step, "event_us"), 0);
	}
	dimm = plug_of(json, PLUGS[_i].n, "extra-dimm");
	page = plug_of(json, PLUGS[_i].n + 1, "extra-page");
	g_autofree char *dimm_message = json_field(dimm, "message");
	g_autofree char *page_message = json_field(page, "message");
	ck_assert_msg(strstr(dimm_message, PLUGS[_i].extra_dimm) != NULL, "%s", dimm_message);
	ck_assert_msg(strstr(page_message, PLUGS[_i].extra_page) != NULL, "%s", page_message);
	json_decref(json);
	program_clear(&program);
}
END_TEST

START_TEST(without_the_linux_guest_a_probe_says_how_to_get_it)
{
	static const char *const env[] = {"MEMROOF_GUESTS=/nonexistent", NULL};
	static const char *const arguments[] = {"--proof linux", "--proof plug", "--disk 1G",
						"--proof linux --disk 1G --boot-from disk"};
	struct program program;

	program_init(&program);
	program.env = env;
	for (unsigned i = 0; i < G_N_ELEMENTS(arguments); i++) {
		json_t *json;

		ck_assert_int_eq(program_run(&program, "probe --json %s", arguments[i]), 3);
		json = program_json(&program);
		assert_field(json, "outcome", "broken");
		assert_field(json, "reason", "guest-missing");
		g_autofree char *message = json_field(json, "message");
		ck_assert_ptr_nonnull(strstr(message, "make guests"));
		json_decref(json);
	}
	program_clear(&program);
}
END_TEST

Suite *suite_linux(void)
{
	Suite *suite = suite_create("linux");
	TCase *tcase = tcase_create("linux");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 240);
	tcase_add_loop_test(tcase, linux_reports_its_memory, 0, G_N_ELEMENTS(PROBES));
	tcase_add_test(tcase, linux_finds_the_tables_that_the_boot_guest_finds);
	tcase_add_test(tcase, a_disk_leaves_nothing_behind);
	tcase_add_loop_test(tcase, hotplug_fills_linux_up_to_maxmem_and_no_further, 0,
			    G_N_ELEMENTS(PLUGS));
	tcase_add_test(tcase, without_the_linux_guest_a_probe_says_how_to_get_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
