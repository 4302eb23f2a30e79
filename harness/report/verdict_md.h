/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts in Markdown, where a section expects something or was skipped. */
#ifndef MEMROOF_REPORT_VERDICT_MD_H
#define MEMROOF_REPORT_VERDICT_MD_H

#include "report/rows.h"

#include <stdio.h>

/* How many points of the section were skipped. */
uint64_t verdict_md_n_skipped(const struct report_section *section);

/* A paragraph for each reason for which points were skipped. */
void verdict_md_write_skips(const struct report_section *section, FILE *out);

/* What goes behind a row's value in a narrow cell: " (FAIL: expected 22G)", or ""; newly allocated.
 */
char *verdict_md_mark(const struct report_section *section, const struct report_row *row);

/* The same for cells of their own; TRUE when the section has such. */
gboolean verdict_md_has_columns(const struct report_section *section);
const char *verdict_md_expected(const struct report_section *section, const struct report_row *row);
const char *verdict_md_verdict(const struct report_section *section, const struct report_row *row);

/* A line of a list: "- verdicts: 3 PASS, 1 FAIL". */
void verdict_md_write_counts(const struct report_section *section, const GPtrArray *rows,
			     FILE *out);

#endif
