/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CSV (RFC 4180), but for lines that end as text does here, so that git can show them. */
#ifndef MEMROOF_REPORT_CSV_H
#define MEMROOF_REPORT_CSV_H

#include <glib.h>
#include <stdio.h>

/* Writes one field, in quotes where it needs them; nothing for NULL. */
void csv_write_text(FILE *out, const char *text);

#endif
