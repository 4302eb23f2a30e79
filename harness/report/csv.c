/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/csv.h"

#include "base/error.h"

#include <string.h>

void csv_write_text(FILE *out, const char *text)
{
	if (text == NULL)
		return;
	if (strpbrk(text, ",\"\r\n") == NULL) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

void csv_reader_init(struct csv_reader *reader, const char *text, unsigned line)
{
	reader->next = text;
	reader->line = line;
	reader->fields = g_ptr_array_new();
	reader->buffer = g_string_new(NULL);
}

void csv_reader_clear(struct csv_reader *reader)
{
	g_ptr_array_unref(reader->fields);
	g_string_free(reader->buffer, TRUE);
}

/* Appends the quoted field at reader->next to the buffer and moves behind it. */
static gboolean read_quoted(struct csv_reader *reader, GError **error)
{
	unsigned first = reader->line;

	for (const char *p = reader->next + 1; *p != '\0'; p++) {
		if (*p == '"' && *++p != '"') {
			reader->next = p;
			return *p == '\0' || strchr(",\r\n", *p) != NULL ||
			       input_error(error, "%u: expected a comma behind the quotation mark",
					   reader->line);
		}
		reader->line += *p == '\n';
		g_string_append_c(reader->buffer, *p);
	}
	return input_error(error, "%u: the quotation mark is never closed", first);
}

static gboolean read_field(struct csv_reader *reader, GError **error)
{
	size_t length;

	if (*reader->next == '"')
		return read_quoted(reader, error);
	length = strcspn(reader->next, ",\"\r\n");
	if (reader->next[length] == '"')
		return input_error(error, "%u: a quotation mark within a field", reader->line);
	g_string_append_len(reader->buffer, reader->next, (gssize)length);
	reader->next += length;
	return TRUE;
}

/* Moves behind the end of a line; FALSE where there is none. */
static gboolean skip_line_end(struct csv_reader *reader)
{
	const char *p = reader->next + (*reader->next == '\r');

	if (*p != '\n')
		return *p == '\0' && p == reader->next;
	reader->next = p + 1;
	reader->line++;
	return TRUE;
}

gboolean csv_read(struct csv_reader *reader, unsigned most, unsigned *line, GError **error)
{
	g_autoptr(GArray) starts = NULL; /* the buffer moves while it grows */

	g_ptr_array_set_size(reader->fields, 0);
	g_string_truncate(reader->buffer, 0);
	*line = reader->line;
	if (*reader->next == '\0')
		return FALSE;
	starts = g_array_new(FALSE, FALSE, sizeof(size_t));
	for (;; reader->next++) {
		size_t start = reader->buffer->len;

		if (starts->len == most)
			return input_error(error, "%u: more than %u fields", *line, most);
		g_array_append_val(starts, start);
		if (!read_field(reader, error))
			return FALSE;
		g_string_append_c(reader->buffer, '\0');
		if (*reader->next != ',')
			break;
	}
	if (!skip_line_end(reader))
		return input_error(error, "%u: a carriage return within a line", reader->line);
	for (unsigned i = 0; i < starts->len; i++)
		g_ptr_array_add(reader->fields,
				reader->buffer->str + g_array_index(starts, size_t, i));
	return TRUE;
}
