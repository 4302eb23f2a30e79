/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guests as files: where they are kept, and what is never trusted there. */
#include "host/guests.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* host/boot_image.S */
extern const char boot_elf[], boot_multiboot[], boot_efi[];
extern const uint64_t boot_elf_size, boot_multiboot_size, boot_efi_size;

/* GLib asks for it once, so each test has a process of its own. */
static char *set_cache(void)
{
	char *cache = make_directory();

	g_setenv("XDG_CACHE_HOME", cache, TRUE);
	g_unsetenv("MEMROOF_GUESTS");
	return cache;
}

static void find(struct guest_files *guests)
{
	GError *error = NULL;

	ck_assert_msg(guests_find(guests, &error), "%s", error != NULL ? error->message : "");
}

static void assert_holds(const char *path, const char *image, uint64_t size)
{
	g_autofree char *content = NULL;
	struct stat st;
	gsize n;

	ck_assert(g_file_get_contents(path, &content, &n, NULL));
	ck_assert_uint_eq(n, size);
	ck_assert_mem_eq(content, image, n);
	ck_assert_int_eq(lstat(path, &st), 0);
	ck_assert(S_ISREG(st.st_mode));
	ck_assert_uint_eq(st.st_uid, geteuid());
}

static void assert_guests(const struct guest_files *guests, const char *directory)
{
	ck_assert_msg(g_str_has_prefix(guests->boot_elf, directory), "%s", guests->boot_elf);
	ck_assert_msg(g_str_has_prefix(guests->boot_efi, directory), "%s", guests->boot_efi);
	ck_assert_msg(g_str_has_prefix(guests->boot_multiboot, directory), "%s",
		      guests->boot_multiboot);
	assert_holds(guests->boot_multiboot, boot_multiboot, boot_multiboot_size);
	assert_holds(guests->boot_elf, boot_elf, boot_elf_size);
	assert_holds(guests->boot_efi, boot_efi, boot_efi_size);
}

START_TEST(the_boot_guest_is_written_once)
{
	g_autofree char *cache = set_cache();
	struct guest_files first, second;
	struct stat before, after;

	ck_assert_mem_eq(boot_elf,
			 "\x7f"
			 "ELF",
			 4);
	ck_assert_mem_eq(boot_efi, "MZ", 2);
	find(&first);
	assert_guests(&first, cache);
	ck_assert_ptr_null(first.vmlinux);
	ck_assert_ptr_null(first.vmlinuz);
	ck_assert_ptr_null(first.initramfs);
	ck_assert_ptr_null(first.disk);
	ck_assert_int_eq(stat(first.boot_elf, &before), 0);
	find(&second);
	ck_assert_str_eq(first.boot_elf, second.boot_elf);
	ck_assert_int_eq(stat(second.boot_elf, &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	guests_clear(&first);
	guests_clear(&second);
	ck_assert_ptr_null(first.boot_elf);
}
END_TEST

enum spoiled { CORRUPTED, CUT, LONGER, LINKED, FOREIGN, DIRECTORY, N_SPOILED };

static void spoil(const char *path, int how)
{
	g_autofree char *content = NULL, *elsewhere = g_strconcat(path, ".other", NULL);
	gsize n;

	ck_assert(g_file_get_contents(path, &content, &n, NULL));
	if (how == CORRUPTED) {
		content[n / 2] ^= 1;
		ck_assert(g_file_set_contents(path, content, (gssize)n, NULL));
	} else if (how == CUT) {
		ck_assert_int_eq(truncate(path, (off_t)n - 1), 0);
	} else if (how == LONGER) {
		ck_assert_int_eq(truncate(path, (off_t)n + 1), 0);
	} else if (how == LINKED) {
		ck_assert_int_eq(rename(path, elsewhere), 0);
		ck_assert_int_eq(symlink(elsewhere, path), 0);
	} else if (how == FOREIGN) {
		ck_assert_int_eq(chown(path, 65534, 65534), 0);
	} else {
		ck_assert_int_eq(unlink(path), 0);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
}

START_TEST(what_is_not_the_guest_is_replaced)
{
	g_autofree char *cache = set_cache();
	struct guest_files first, second;

	if (_i == FOREIGN && geteuid() != 0) {
		printf("skipped: another user's file: only root can make one\n");
		return;
	}
	find(&first);
	spoil(first.boot_elf, _i);
	find(&second);
	if (_i == DIRECTORY) {
		ck_assert_str_ne(first.boot_elf, second.boot_elf);
		assert_guests(&second, g_get_tmp_dir());
	} else {
		ck_assert_str_eq(first.boot_elf, second.boot_elf);
		assert_guests(&second, cache);
	}
	guests_clear(&first);
	guests_clear(&second);
}
END_TEST

static const char *const OTHERS[] = {"foreign", "link"};

START_TEST(a_directory_that_is_not_ours_is_not_used)
{
	g_autofree char *cache = set_cache(), *elsewhere = make_directory();
	g_autofree char *parent = g_build_filename(cache, "memroof", NULL);
	g_autofree char *directory = g_build_filename(parent, "guests", NULL);
	struct guest_files guests;

	ck_assert_int_eq(mkdir(parent, 0700), 0);
	if (strcmp(OTHERS[_i], "link") == 0) {
		ck_assert_int_eq(symlink(elsewhere, directory), 0);
	} else if (geteuid() == 0) {
		ck_assert_int_eq(mkdir(directory, 0777), 0);
		ck_assert_int_eq(chown(directory, 65534, 65534), 0);
	} else {
		printf("skipped: another user's directory: only root can make one\n");
		return;
	}
	find(&guests);
	assert_guests(&guests, g_get_tmp_dir());
	ck_assert(!g_str_has_prefix(guests.boot_elf, cache));
	guests_clear(&guests);
}
END_TEST

/* Not even root can write below a file. */
START_TEST(a_cache_that_cannot_be_written_has_a_substitute)
{
	g_autofree char *cache = set_cache(), *file = g_build_filename(cache, "file", NULL);
	g_autofree char *name = g_strdup_printf("memroof-guests-%d", (int)geteuid());
	g_autofree char *other = g_build_filename(g_get_tmp_dir(), name, NULL);
	struct guest_files guests;

	ck_assert(g_file_set_contents(file, "", 0, NULL));
	g_setenv("XDG_CACHE_HOME", file, TRUE);
	find(&guests);
	assert_guests(&guests, other);
	guests_clear(&guests);
}
END_TEST

START_TEST(without_any_place_there_is_no_answer)
{
	static const char *const env[] = {"XDG_CACHE_HOME=/dev/null/cache", "TMPDIR=/dev/null",
					  NULL};
	struct program program;
	json_t *json;

	program_init(&program);
	program.env = env;
	program_expect(&program, 3, "probe --json --proof boot");
	json = program_json(&program);
	g_autofree char *message = json_field(json, "message");
	assert_text(json_field(json, "outcome"), "broken");
	ck_assert_msg(g_str_has_prefix(message, "cannot write the guest: "), "%s", message);
	json_decref(json);
	program_clear(&program);
}
END_TEST

START_TEST(linux_is_looked_for_where_the_environment_says)
{
	g_autofree char *cache = set_cache(), *named = make_directory();
	g_autofree char *kernel = g_build_filename(named, "vmlinux", NULL);
	g_autofree char *usual = g_build_filename(cache, "memroof", "guests", NULL);
	g_autofree char *disk = g_build_filename(usual, "disk.qcow2", NULL);
	struct guest_files guests;

	assert_text(guests_directory(), usual);
	ck_assert_int_eq(g_mkdir_with_parents(usual, 0700), 0);
	ck_assert(g_file_set_contents(kernel, "kernel", -1, NULL));
	ck_assert(g_file_set_contents(disk, "disk", -1, NULL));
	g_setenv("MEMROOF_GUESTS", named, TRUE);
	assert_text(guests_directory(), named);
	find(&guests);
	ck_assert_pstr_eq(guests.vmlinux, kernel);
	ck_assert_ptr_null(guests.disk);
	/* the boot guest is memroof's own and stays in the cache */
	assert_guests(&guests, usual);
	guests_clear(&guests);
	g_setenv("MEMROOF_GUESTS", "", TRUE);
	assert_text(guests_directory(), usual);
	find(&guests);
	ck_assert_ptr_null(guests.vmlinux);
	ck_assert_pstr_eq(guests.disk, disk);
	guests_clear(&guests);
}
END_TEST

Suite *suite_guests(void)
{
	Suite *suite = suite_create("guests");
	TCase *tc = tcase_create("guests");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, the_boot_guest_is_written_once);
	tcase_add_loop_test(tc, what_is_not_the_guest_is_replaced, 0, N_SPOILED);
	tcase_add_loop_test(tc, a_directory_that_is_not_ours_is_not_used, 0, G_N_ELEMENTS(OTHERS));
	tcase_add_test(tc, a_cache_that_cannot_be_written_has_a_substitute);
	tcase_add_test(tc, without_any_place_there_is_no_answer);
	tcase_add_test(tc, linux_is_looked_for_where_the_environment_says);
	suite_add_tcase(suite, tc);
	return suite;
}
