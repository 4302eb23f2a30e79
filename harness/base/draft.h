/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that appear whole or not at all: written under another name beside their place, then moved
 * there, in the place of a symbolic link rather than behind it. Only regular files are ever
 * replaced; a device or a pipe is written to where it is.
 */
#ifndef MEMROOF_BASE_DRAFT_H
#define MEMROOF_BASE_DRAFT_H

#include <glib.h>

/* TRUE when @path is there and is no regular file, so that it cannot be replaced. */
gboolean draft_must_stay(const char *path);

/* The name under which the file for @path is to be written; newly allocated. */
char *draft_name(const char *path);

/* When @ok, moves @draft to @path; otherwise, or when that fails, removes it. Returns success. */
gboolean draft_finish(const char *draft, const char *path, gboolean ok, GError **error);

#endif
