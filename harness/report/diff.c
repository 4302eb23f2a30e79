/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diff.h"

#include "base/draft.h"
#include "base/error.h"

static const struct diff_format *const FORMATS[] = {&diff_format_text, &diff_format_md,
						    &diff_format_json, &diff_format_junit,
						    &diff_format_tap,  &diff_format_github};

const struct diff_format *diff_format_find(const char *name, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(FORMATS); i++)
		if (g_str_equal(FORMATS[i]->name, name))
			return FORMATS[i];
	input_error(error, "unknown format '%s': expected text, md, json, junit, tap or github",
		    name);
	return NULL;
}

/* What is written, for draft_write(). */
struct writing {
	const struct diff *diff;
	const struct diff_format *format;
};

static gboolean write_diff(FILE *out, void *user, GError **error)
{
	const struct writing *writing = user;

	(void)error;
	writing->format->write(writing->diff, out);
	return TRUE;
}

gboolean diff_save(const struct diff *diff, const struct diff_format *format, const char *path,
		   GError **error)
{
	struct writing writing = {diff, format};

	return draft_write(path, write_diff, &writing, error);
}
