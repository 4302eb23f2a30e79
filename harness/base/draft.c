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
