/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CSV (RFC 4180), but for lines that end as text does here, so that git can show them. */
#ifndef MEMROOF_REPORT_CSV_H
#define MEMROOF_REPORT_CSV_H

#include <glib.h>
#include <stdio.h>

/* Writes one field, in quotes where it needs them; nothing for NULL. */
void csv_write_text(FILE *out, const char *text);

/* A text that is read record by record. */
struct csv_reader {
	const char *next;  /* what has not been read */
	unsigned line;     /* of that, from 1 */
	GPtrArray *fields; /* const char *: of the record at hand, in @buffer */
	GString *buffer;
};

/* Begins at @text, which is on line @line and must outlive the reader. */
void csv_reader_init(struct csv_reader *reader, const char *text, unsigned line);
void csv_reader_clear(struct csv_reader *reader);

/*
 * Reads a record of at most @most fields into reader->fields, with the line on which it begins in
 * *@line. FALSE at the end of the text, or with an input error ("LINE: …").
 */
gboolean csv_read(struct csv_reader *reader, unsigned most, unsigned *line, GError **error);

#endif
