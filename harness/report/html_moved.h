/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What moved against a reference, on the page of the databases that are compared with it. */
#ifndef MEMROOF_REPORT_HTML_MOVED_H
#define MEMROOF_REPORT_HTML_MOVED_H

#include "report/diff.h"
#include "report/html.h"

/* The part "What moved": findings in words, and each difference with the commands behind it. */
void html_write_moved(struct html_page *page, const struct diff *diff);

/* How much was compared and moved, as a list of numbers. */
void html_write_moved_tally(const struct diff *diff, GString *html);

/* The differences by the probes of the database @source that show them: int64_t * → const struct
 * difference *. The keys belong to the comparison. */
GHashTable *html_marks_new(const struct diff *diff, unsigned source);

/* The difference that a row of the section shows, or NULL. */
const struct difference *html_mark(const struct html_section *it, const struct report_row *row);

/* The same for any of @rows (struct report_row *). */
const struct difference *html_mark_of_any(const struct html_section *it, const GPtrArray *rows);

/* A mark as a column behind the others, and among the facts of the row at hand. */
void html_mark_column(const struct html_section *it, struct html_table *table);
void html_mark_cell(const struct html_section *it, struct html_table *table,
		    const struct difference *mark);

#endif
