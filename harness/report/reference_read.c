/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/reference_read.h"

#include "base/error.h"
#include "base/text.h"
#include "report/csv.h"
#include "report/reference_fields.h"
#include "report/table_reference.h"

#include <string.h>
#include <unistd.h>

/* Lines before the table that somebody could want. */
#define MOST_NOTES 10000

/* Of the further lines of a note. */
#define INDENT 4

struct reader {
	struct reference *reference;
	const char *next; /* while notes are read */
	unsigned line;
	struct csv_reader csv;
	struct reference_columns columns;
};

/* The line at reader->next without its end, newly allocated; moves behind it. */
static char *take_line(struct reader *reader)
{
	size_t length = strcspn(reader->next, "\n");
	char *line = g_strndup(reader->next, length);

	reader->next += length + (reader->next[length] == '\n');
	reader->line++;
	return g_strchomp(line);
}

static gboolean read_magic(struct reader *reader, GError **error)
{
	g_autofree char *line = take_line(reader);
	guint64 version;

	if (!g_str_has_prefix(line, REFERENCE_MAGIC) ||
	    !g_ascii_string_to_unsigned(line + strlen(REFERENCE_MAGIC), 10, 1, G_MAXUINT, &version,
					NULL))
		return input_error(error, "1: expected '%s%d'", REFERENCE_MAGIC, REFERENCE_VERSION);
	if (version != REFERENCE_VERSION)
		return input_error(error,
				   "1: reference format %" G_GUINT64_FORMAT
				   ", this program knows only %d",
				   version, REFERENCE_VERSION);
	return TRUE;
}

/* "# name: text" begins a note, "#    text" goes on with it. */
static gboolean read_note(struct reader *reader, const char *line, GString *name, GString *text,
			  GError **error)
{
	const char *colon = strstr(line, ": ");
	gboolean begins = line[1] == ' ' && line[2] != ' ';

	if (!begins && name->len > 0) {
		g_string_append_printf(text, "\n%s", line + 1 + MIN(strspn(line + 1, " "), INDENT));
		return TRUE;
	}
	if (!begins || (colon == NULL && !g_str_has_suffix(line, ":")))
		return input_error(error, "%u: expected '# name: text'", reader->line - 1);
	if (name->len > 0)
		reference_add_note(reader->reference, name->str, text->str);
	g_string_truncate(name, 0);
	g_string_append_len(name, line + 2,
			    colon != NULL ? colon - line - 2 : (gssize)strlen(line) - 3);
	g_string_assign(text, colon != NULL ? colon + 2 : "");
	return TRUE;
}

static gboolean read_notes(struct reader *reader, GError **error)
{
	g_autoptr(GString) name = g_string_new(NULL), text = g_string_new(NULL);

	while (*reader->next == '#') {
		g_autofree char *line = take_line(reader);

		if (reader->line > MOST_NOTES)
			return input_error(error, "%u: too many notes", reader->line - 1);
		if (!read_note(reader, line, name, text, error))
			return FALSE;
	}
	if (name->len > 0)
		reference_add_note(reader->reference, name->str, text->str);
	return TRUE;
}

static gboolean read_head(struct reader *reader, GError **error)
{
	GError *bad = NULL;
	unsigned line;

	csv_reader_init(&reader->csv, reader->next, reader->line);
	if (!csv_read(&reader->csv, REFERENCE_MOST_COLUMNS, &line, &bad) && bad == NULL)
		return input_error(error, "%u: expected '%s,…' behind the notes", line,
				   REFERENCE_HEAD);
	if (bad != NULL) {
		g_propagate_error(error, bad);
		return FALSE;
	}
	if (reference_columns_read(&reader->columns, reader->csv.fields, error))
		return TRUE;
	g_prefix_error(error, "%u: ", line);
	return FALSE;
}

static gboolean read_row(struct reader *reader, unsigned line, GError **error)
{
	const GPtrArray *fields = reader->csv.fields;
	struct reference_row row;
	gboolean ok = TRUE;

	if (fields->len != reader->columns.n)
		ok = input_error(error, "%u fields, expected %u", fields->len, reader->columns.n);
	if (reader->reference->rows->len == REFERENCE_MOST_ROWS)
		ok = input_error(error, "more than %d rows", REFERENCE_MOST_ROWS);
	ok = ok && reference_row_read(reader->reference, &reader->columns, fields, &row, error);
	if (!ok) {
		g_prefix_error(error, "%u: ", line);
		return FALSE;
	}
	row.line = line;
	g_array_append_val(reader->reference->rows, row);
	return TRUE;
}

static gboolean read_rows(struct reader *reader, GError **error)
{
	GError *bad = NULL;
	unsigned line;

	while (csv_read(&reader->csv, REFERENCE_MOST_COLUMNS, &line, &bad))
		if (!read_row(reader, line, error))
			return FALSE;
	if (bad == NULL)
		return TRUE;
	g_propagate_error(error, bad);
	return FALSE;
}

struct reference *reference_parse(const char *path, const char *text, GError **error)
{
	struct reader reader = {.reference = reference_new(path), .next = text, .line = 1};
	gboolean ok = read_magic(&reader, error) && read_notes(&reader, error);

	if (ok) {
		ok = read_head(&reader, error) && read_rows(&reader, error);
		csv_reader_clear(&reader.csv);
	}
	if (ok)
		return reader.reference;
	g_prefix_error(error, "%s:", path);
	reference_free(reader.reference);
	return NULL;
}

struct reference *reference_read(const char *path, GError **error)
{
	gboolean from_stdin = strcmp(path, "-") == 0;
	const char *name = from_stdin ? "stdin" : path;
	g_autofree char *text =
		from_stdin ? text_read_stream(STDIN_FILENO, name, REFERENCE_LARGEST, error)
			   : text_read_file(path, REFERENCE_LARGEST, error);

	return text != NULL ? reference_parse(name, text, error) : NULL;
}
