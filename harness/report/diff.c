/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diff.h"

#include "base/error.h"

static const struct diff_format *const FORMATS[] = {&diff_format_text, &diff_format_md,
						    &diff_format_json};

const struct diff_format *diff_format_find(const char *name, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(FORMATS); i++)
		if (g_str_equal(FORMATS[i]->name, name))
			return FORMATS[i];
	input_error(error, "unknown format '%s': expected text, md or json", name);
	return NULL;
}
