/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/guests.h"

#include "base/draft.h"
#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* host/boot_image.S */
extern const char boot_elf[], boot_multiboot[], boot_efi[];
extern const uint64_t boot_elf_size, boot_multiboot_size, boot_efi_size;

char *guests_directory(void)
{
	const char *named = g_getenv("MEMROOF_GUESTS");

	if (named != NULL && *named != '\0')
		return g_strdup(named);
	return g_build_filename(g_get_user_cache_dir(), "memroof", "guests", NULL);
}

/* TRUE when @path is ours and holds exactly @image. */
static gboolean holds(const char *path, const char *image, size_t size)
{
	g_autofree char *content = NULL;
	struct stat st;
	gsize length;

	/* In a shared directory somebody else's file could change while QEMU reads it. */
	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	       (size_t)st.st_size == size && g_file_get_contents(path, &content, &length, NULL) &&
	       length == size && memcmp(content, image, size) == 0;
}

/* Writes @image below @directory, unless it is there. Its name says what it holds, so that memroofs
 * of different age do not replace each other's. */
static char *keep_image(const char *directory, const char *image, size_t size, const char *suffix,
			GError **error)
{
	g_autofree char *sum =
		g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)image, size);
	g_autofree char *name = g_strdup_printf("boot-%.12s.%s", sum, suffix);
	g_autofree char *path = g_build_filename(directory, name, NULL);
	g_autofree char *draft = draft_name(path);

	if (!holds(path, image, size) &&
	    (!draft_finish(draft, path, g_file_set_contents(draft, image, (gssize)size, error),
			   error) ||
	     !holds(path, image, size)))
		return NULL;
	return g_steal_pointer(&path);
}

/* Somebody else's directory could change under QEMU. */
static gboolean make_own_directory(const char *path, GError **error)
{
	struct stat st;

	if (g_mkdir_with_parents(path, 0700) < 0 || lstat(path, &st) < 0)
		return broken_error(error, "%s: %s", path, g_strerror(errno));
	if (S_ISDIR(st.st_mode) && st.st_uid == geteuid())
		return TRUE;
	return broken_error(error, "%s: not a directory of this user", path);
}

static gboolean keep_images(struct guest_files *guests, const char *directory, GError **error)
{
	const struct {
		char **path;
		const char *image;
		uint64_t size;
		const char *suffix;
	} images[] = {
		{&guests->boot_elf, boot_elf, boot_elf_size, "elf"},
		{&guests->boot_multiboot, boot_multiboot, boot_multiboot_size, "multiboot.elf"},
		{&guests->boot_efi, boot_efi, boot_efi_size, "efi"},
	};

	if (!make_own_directory(directory, error))
		return FALSE;
	for (unsigned i = 0; i < G_N_ELEMENTS(images); i++) {
		*images[i].path = keep_image(directory, images[i].image, images[i].size,
					     images[i].suffix, error);
		if (*images[i].path == NULL) {
			guests_clear(guests);
			return FALSE;
		}
	}
	return TRUE;
}

static char *find_file(const char *directory, const char *name)
{
	char *path = g_build_filename(directory, name, NULL);

	if (access(path, R_OK) != 0)
		g_clear_pointer(&path, g_free);
	return path;
}

gboolean guests_find(struct guest_files *guests, GError **error)
{
	g_autofree char *cache =
		g_build_filename(g_get_user_cache_dir(), "memroof", "guests", NULL);
	g_autofree char *name = g_strdup_printf("memroof-guests-%d", (int)geteuid());
	g_autofree char *other = g_build_filename(g_get_tmp_dir(), name, NULL);
	g_autofree char *linux_directory = guests_directory();

	*guests = (struct guest_files){0};
	if (!keep_images(guests, cache, NULL) && !keep_images(guests, other, error)) {
		if (error != NULL && *error == NULL)
			broken_error(error, "%s: does not keep what is written", other);
		g_prefix_error(error, "cannot write the guest: ");
		return FALSE;
	}
	guests->vmlinux = find_file(linux_directory, "vmlinux");
	guests->vmlinuz = find_file(linux_directory, "vmlinuz");
	guests->initramfs = find_file(linux_directory, "initramfs.cpio");
	guests->disk = find_file(linux_directory, "disk.qcow2");
	guests->ovmf = find_file("/", OVMF_PATH + 1);
	return TRUE;
}

void guests_clear(struct guest_files *guests)
{
	g_free(guests->boot_elf);
	g_free(guests->boot_multiboot);
	g_free(guests->boot_efi);
	g_free(guests->vmlinux);
	g_free(guests->vmlinuz);
	g_free(guests->initramfs);
	g_free(guests->disk);
	g_free(guests->ovmf);
	*guests = (struct guest_files){0};
}
