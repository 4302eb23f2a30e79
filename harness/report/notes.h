/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands under a table: how its values were refused, and the provenance. */
#ifndef MEMROOF_REPORT_NOTES_H
#define MEMROOF_REPORT_NOTES_H

#include "report/rows.h"

#include <stdio.h>

/*
 * Writes the notes to the @rows (const struct report_row *) of one table. @row_key and @column_key
 * are the varied keys that name a row in words, or -1.
 */
void notes_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		 int column_key, FILE *out);

/* "QEMU 7.2.22 (Debian …); pc-q35-7.2; CPU qemu64; tcg; proof boot" for the distinct values among
 * @rows; newly allocated. The proof is named only where it is more than QEMU's word. */
char *notes_provenance(const GPtrArray *rows);

/* One line for each run in the store: when, where, by which memroof. */
gboolean notes_write_runs(struct store *store, FILE *out, GError **error);

#endif
