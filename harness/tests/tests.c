/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/tests.h"

#include "base/error.h"

#include <string.h>

void assert_error(GError **error, int code, const char *part)
{
	ck_assert_msg(*error != NULL, "expected an error with '%s'", part);
	ck_assert_msg((*error)->domain == MEMROOF_ERROR && (*error)->code == code,
		      "wrong kind of error: %s", (*error)->message);
	ck_assert_msg(strstr((*error)->message, part) != NULL, "expected '%s' in '%s'", part,
		      (*error)->message);
	g_clear_error(error);
}

void assert_text(char *actual, const char *expected)
{
	ck_assert_pstr_eq(actual, expected);
	g_free(actual);
}

unsigned count_text(const char *text, const char *part)
{
	unsigned n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

char *make_directory(void)
{
	char *path = g_dir_make_tmp("memroof-test-XXXXXX", NULL);

	ck_assert_ptr_nonnull(path);
	return path;
}

char *data_path(const char *name)
{
	const char *source = __FILE__; /* harness/tests/tests.c, relative to where make runs */
	g_autofree char *directory = g_path_get_dirname(source);

	return g_build_filename(directory, "data", name, NULL);
}
