/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that appear whole or not at all: written under another name beside their place, then moved
 * there, in the place of a symbolic link rather than behind it. Only regular files are ever
 * replaced; a device or a pipe is written to where it is.
 */
#ifndef MEMROOF_BASE_DRAFT_H
#define MEMROOF_BASE_DRAFT_H

#include <glib.h>
#include <stdio.h>

/* TRUE when @path is there and is no regular file, so that it cannot be replaced. */
gboolean draft_must_stay(const char *path);

/* The name under which the file for @path is to be written; newly allocated. */
char *draft_name(const char *path);

/* When @ok, moves @draft to @path; otherwise, or when that fails, removes it. Returns success. */
gboolean draft_finish(const char *draft, const char *path, gboolean ok, GError **error);

/*
 * All of it: has @write write the file @path, or where it is if that must stay; NULL is stdout.
 * Errors of the file itself, a full disk and the like, are found here and are broken errors.
 */
gboolean draft_write(const char *path, gboolean (*write)(FILE *out, void *user, GError **error),
		     void *user, GError **error);

#endif
