/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report as one HTML page that needs nothing else: no network, no other file. What was asked and
 * found, tables, plots, address maps, and behind each number the commands that prove it.
 */
#ifndef MEMROOF_REPORT_HTML_PAGE_H
#define MEMROOF_REPORT_HTML_PAGE_H

#include "report/diff.h"
#include "store/store.h"

struct html_source {
	struct store *store;
	const char *name; /* for people: the file's */
};

/*
 * Writes the page of @n databases to @path; with @moved (may be NULL) also what it says of them,
 * whose rows have the index of their database as source. The page appears whole or not at all.
 * Plots are drawn by gnuplot; without it a broken error says what to install.
 */
gboolean html_page_save(const struct html_source *sources, unsigned n, const struct diff *moved,
			const char *path, GError **error);

#endif
