/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/workspace.h"

#include "base/error.h"
#include "vm/disk.h"
#include "vm/libvirt_root.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME "lock"

/* "memroof-UID-run-": directories that are locked, or whose owner is dead. */
static char *prefix(void)
{
	return g_strdup_printf("memroof-%d-run-", (int)geteuid());
}

/* Opens and takes the lock in @path. -1 when there is none or its owner lives. */
static int take_lock(const char *path, int flags)
{
	g_autofree char *name = g_build_filename(path, LOCK_NAME, NULL);
	int fd = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	remove(path); /* what cannot be removed is tried again by the next memroof */
	return 0;
}

/* Removes the directory with all that is in it, after what libvirt may have left running there. */
static void remove_all(const char *path)
{
	libvirt_root_kill(path);
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static void check_disks(const char *path, int cancel_fd, GString *notes)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *file = g_build_filename(path, name, NULL), *why = NULL;

		if (g_str_has_suffix(name, ".qcow2") && !disk_check(file, cancel_fd, &why))
			g_string_append_printf(notes, "a killed run left a damaged disk: %s: %s\n",
					       file, why);
	}
	if (dir != NULL)
		g_dir_close(dir);
}

static gboolean is_own_directory(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

/* Removes what dead memroofs have left; without @notes no disk is looked at. */
static void sweep(int cancel_fd, GString *notes)
{
	GDir *dir = g_dir_open(g_get_tmp_dir(), 0, NULL);
	g_autofree char *wanted = prefix();
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = NULL;
		int fd;

		if (!g_str_has_prefix(name, wanted))
			continue;
		path = g_build_filename(g_get_tmp_dir(), name, NULL);
		fd = is_own_directory(path) ? take_lock(path, 0) : -1;
		if (fd < 0)
			continue;
		if (notes != NULL)
			check_disks(path, cancel_fd, notes);
		remove_all(path);
		close(fd);
	}
	if (dir != NULL)
		g_dir_close(dir);
}

void workspace_sweep(void)
{
	sweep(-1, NULL);
}

/* It gets the name that is swept only when it is locked. */
gboolean workspace_make(struct workspace *workspace, int cancel_fd, GString *notes, GError **error)
{
	g_autofree char *template = g_build_filename(g_get_tmp_dir(), "memroof-new-XXXXXX", NULL);
	g_autofree char *wanted = prefix();
	g_autofree char *name = NULL;

	*workspace = (struct workspace){.lock_fd = -1};
	sweep(cancel_fd, notes);
	if (g_mkdtemp(template) == NULL)
		return broken_error(error, "%s: %s", template, g_strerror(errno));
	workspace->lock_fd = take_lock(template, O_CREAT);
	name = g_strdup_printf("%s%s", wanted, template + strlen(template) - 6);
	workspace->path = g_build_filename(g_get_tmp_dir(), name, NULL);
	if (workspace->lock_fd >= 0 && rename(template, workspace->path) == 0)
		return TRUE;
	broken_error(error, "%s: %s", workspace->path, g_strerror(errno));
	remove_all(template);
	g_clear_pointer(&workspace->path, g_free);
	workspace_remove(workspace);
	return FALSE;
}

void workspace_remove(struct workspace *workspace)
{
	if (workspace->path != NULL)
		remove_all(workspace->path);
	if (workspace->lock_fd >= 0)
		close(workspace->lock_fd);
	g_free(workspace->path);
	*workspace = (struct workspace){.lock_fd = -1};
}
