/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/draft.h"

#include "base/error.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean draft_must_stay(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

char *draft_name(const char *path)
{
	return g_strdup_printf("%s.new-%d", path, (int)getpid());
}

gboolean draft_finish(const char *draft, const char *path, gboolean ok, GError **error)
{
	if (ok && rename(draft, path) < 0)
		ok = broken_error(error, "%s: %s", path, g_strerror(errno));
	if (!ok)
		unlink(draft);
	return ok;
}

/* Writes, and closes @out unless it is stdout; a full disk may show only then. */
static gboolean write_to(FILE *out, const char *path, gboolean (*write)(FILE *, void *, GError **),
			 void *user, GError **error)
{
	gboolean written = write(out, user, error);
	gboolean flushed = fflush(out) == 0 && !ferror(out);
	int code = errno;

	if (out != stdout && fclose(out) != 0 && flushed) {
		flushed = FALSE;
		code = errno;
	}
	if (written && !flushed)
		return broken_error(error, "%s: %s", path, g_strerror(code));
	return written;
}

static gboolean write_file(const char *file, const char *path,
			   gboolean (*write)(FILE *, void *, GError **), void *user, GError **error)
{
	FILE *out = fopen(file, "we");

	if (out == NULL)
		return broken_error(error, "%s: %s", path, g_strerror(errno));
	return write_to(out, path, write, user, error);
}

gboolean draft_write(const char *path, gboolean (*write)(FILE *, void *, GError **), void *user,
		     GError **error)
{
	g_autofree char *draft = NULL;
	gboolean ok;

	if (path == NULL)
		return write_to(stdout, "stdout", write, user, error);
	if (draft_must_stay(path))
		return write_file(path, path, write, user, error);
	draft = draft_name(path);
	ok = write_file(draft, path, write, user, error);
	return draft_finish(draft, path, ok, error);
}
