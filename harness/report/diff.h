/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a comparison of two measurements says, for people and programs: one table of operations, as
 * for tables. */
#ifndef MEMROOF_REPORT_DIFF_H
#define MEMROOF_REPORT_DIFF_H

#include "run/findings.h"

#include <stdio.h>

/* What there is to be said. */
struct diff {
	const struct comparison *comparison;
	const struct comparison_options *options;
	GPtrArray *findings; /* struct finding * */
	gboolean all;        /* each difference, not only examples */
};

struct diff_format {
	const char *name;
	/* Errors of @out are left for the caller to find. */
	void (*write)(const struct diff *diff, FILE *out);
};

extern const struct diff_format diff_format_text, diff_format_md, diff_format_json;
/* The rows as test cases, for CI (report/diff_cases.h). */
extern const struct diff_format diff_format_junit, diff_format_tap, diff_format_github;

/* Writes to the file @path, which appears whole or not at all; NULL is stdout. */
gboolean diff_save(const struct diff *diff, const struct diff_format *format, const char *path,
		   GError **error);

/* The format called @name, or NULL with an input error that lists them. */
const struct diff_format *diff_format_find(const char *name, GError **error);

#endif
