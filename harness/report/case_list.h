/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Test cases as files for CI, wherever the cases come from: a database's points against what its
 * scenarios expect, or a comparison of two measurements (report/diff_cases.h).
 */
#ifndef MEMROOF_REPORT_CASE_LIST_H
#define MEMROOF_REPORT_CASE_LIST_H

#include "report/cases.h"

#include <stdio.h>

/* All cases, and who measured what they are about. */
struct case_list {
	GPtrArray *sections; /* struct report_cases * */
	char *started;       /* UTC, without the Z, which readers of JUnit do not expect; or NULL */
	char *memroof, *kernel, *cpu; /* or NULL */
};

struct case_format {
	const char *name;
	/* Errors of @out are left for the caller to find. */
	void (*write)(const struct case_list *list, FILE *out);
};

extern const struct case_format case_format_junit, case_format_tap, case_format_github;

/* Those of a database, or NULL. */
struct case_list *case_list_load(struct store *store, GError **error);
void case_list_free(struct case_list *list);

/* Writes to the file @path, which appears whole or not at all; NULL is stdout. */
gboolean case_list_save(const struct case_list *list, const struct case_format *format,
			const char *path, GError **error);

#endif
