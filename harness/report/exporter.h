/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables from a database: one exporter for each format, behind one table of operations. */
#ifndef MEMROOF_REPORT_EXPORTER_H
#define MEMROOF_REPORT_EXPORTER_H

#include "store/store.h"

#include <stdio.h>

struct exporter {
	const char *name; /* of a table also the file name extension, but of a reference */
	/* Writes everything the store shows. Errors of @out itself are left for the caller to find.
	 */
	gboolean (*write)(struct store *store, FILE *out, GError **error);
};

extern const struct exporter exporter_md, exporter_csv, exporter_json, exporter_reference,
	exporter_rst, exporter_html, exporter_latex;
/* The points as test cases, for CI (report/case_list.h). */
extern const struct exporter exporter_junit, exporter_tap, exporter_github;

/* The exporter called @name, or NULL with an input error that lists them. */
const struct exporter *exporter_find(const char *name, GError **error);

/*
 * Writes with @exporter to the file @path, which appears whole or not at all; NULL is stdout. Fails
 * with a broken error when the disk is full or the like, and with an input error when the store's
 * selection leaves nothing.
 */
gboolean exporter_save(const struct exporter *exporter, struct store *store, const char *path,
		       GError **error);

#endif
