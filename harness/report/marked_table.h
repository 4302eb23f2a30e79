/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a marker in a page asks for:
 *
 *     SOURCE [section=NAME] [KEY=VALUES]... [rows=KEY] [columns=KEY]
 *
 * SOURCE is a file, seen from the page's own directory: a database, a reference, or tables in
 * Markdown that memroof has written, of which only a whole section can be had.
 */
#ifndef MEMROOF_REPORT_MARKED_TABLE_H
#define MEMROOF_REPORT_MARKED_TABLE_H

#include "report/markers.h"

/* Sources that have been read; each is read once. */
struct table_sources;

struct table_sources *table_sources_new(void);
void table_sources_free(struct table_sources *sources);

/* A marker_source; @sources is a struct table_sources. */
char *marked_table(const struct marker *marker, void *sources, GError **error);

#endif
