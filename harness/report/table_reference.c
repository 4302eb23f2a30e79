/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table to be kept in git: CSV with notes above it. Two measurements that saw the same have the
 * same rows, but for the times of starts; what differs from run to run is in the notes. Only
 * columns that are set somewhere, exact sizes as words ("22G"), rows in a natural order. Read back
 * by report/reference_read.c; docs/diff.md describes it.
 */
#include "report/table_reference.h"

#include "base/size.h"
#include "base/text.h"
#include "report/csv.h"
#include "report/exporter.h"
#include "report/reference_load.h"

#include <string.h>

#define LONGEST_NOTE 8000
#define MOST_KEYS 64

/* Which columns are written, beside those that always are. */
struct columns {
	gboolean keys[MOST_KEYS]; /* by index in KEYS */
	gboolean fields[N_REFERENCE_FIELDS];
	gboolean times[N_START_EVENTS];
};

static const char *const FIELD_NAMES[N_REFERENCE_FIELDS] = {
	[REFERENCE_AXIS] = "axis",
	[REFERENCE_LIMIT] = "limit",
	[REFERENCE_REFUSED] = "refused",
	[REFERENCE_REASON] = "reason",
	[REFERENCE_STAGE] = "stage",
	[REFERENCE_OUTCOME] = "outcome",
	[REFERENCE_COUNTEREXAMPLE] = "counterexample",
	[REFERENCE_CONFIRMED] = "confirmed",
	[REFERENCE_AGREES] = "agrees_with_model",
};

const char *reference_field_name(enum reference_field field)
{
	return FIELD_NAMES[field];
}

/* A value of the row's axis, or NULL. */
static char *axis_value(const struct reference_row *row, uint64_t value)
{
	const struct key *key = key_find(row->axis);

	if (value == UNSET)
		return NULL;
	if (key != NULL && key->type == KEY_SIZE)
		return size_exact(value);
	return g_strdup_printf("%" G_GUINT64_FORMAT, value);
}

static const char *confirmed_word(int confirmed)
{
	return confirmed < 0 ? NULL : confirmed > 0 ? "yes" : "no";
}

/* The text of a field, newly allocated, or NULL. */
static char *field_text(const struct reference_row *row, enum reference_field field)
{
	switch (field) {
	case REFERENCE_AXIS:
		return *row->axis != '\0' ? g_strdup(row->axis) : NULL;
	case REFERENCE_LIMIT:
		return axis_value(row, row->limit);
	case REFERENCE_REFUSED:
		return axis_value(row, row->refused);
	case REFERENCE_REASON:
		return row->reason != REASON_NONE ? g_strdup(reason_name(row->reason)) : NULL;
	case REFERENCE_STAGE:
		return row->stage != N_STAGES ? g_strdup(stage_name(row->stage)) : NULL;
	case REFERENCE_OUTCOME:
		return g_strdup(row->outcome);
	case REFERENCE_COUNTEREXAMPLE:
		return axis_value(row, row->counterexample);
	case REFERENCE_CONFIRMED:
		return g_strdup(confirmed_word(row->confirmed));
	case REFERENCE_AGREES:
		return row->disagrees ? g_strdup("no") : NULL;
	default:
		return NULL;
	}
}

static void find_columns(const struct reference *reference, struct columns *columns)
{
	g_assert(N_KEYS <= MOST_KEYS);
	for (unsigned i = 0; i < reference->rows->len; i++) {
		const struct reference_row *row =
			&g_array_index(reference->rows, struct reference_row, i);

		for (unsigned j = 0; j < N_KEYS; j++)
			columns->keys[j] |= KEYS[j].group == KEY_POINT && !columns->keys[j] &&
					    key_is_set(&KEYS[j], &row->point);
		for (unsigned j = 0; j < N_REFERENCE_FIELDS; j++) {
			g_autofree char *text = !columns->fields[j] ? field_text(row, j) : NULL;

			columns->fields[j] |= text != NULL;
		}
		for (unsigned j = 0; j < N_START_EVENTS; j++)
			columns->times[j] |= row->times[j].n > 0;
	}
}

/* "# name: text", its further lines indented. */
static void write_note(const char *name, const char *text, FILE *out)
{
	g_autofree char *printable = text_printable(text, LONGEST_NOTE);
	g_auto(GStrv) lines = g_strsplit(printable, "\n", -1);

	fprintf(out, "# %s: %s\n", name, lines[0] != NULL ? lines[0] : "");
	for (char **line = lines; *line != NULL; line++)
		if (line > lines)
			fprintf(out, "#%s%s\n", **line != '\0' ? "    " : "", *line);
}

static void write_notes(const struct reference *reference, FILE *out)
{
	fprintf(out, "%s%d\n", REFERENCE_MAGIC, REFERENCE_VERSION);
	for (unsigned i = 0; i < reference->notes->len; i++) {
		const struct reference_note *note =
			&g_array_index(reference->notes, struct reference_note, i);

		write_note(note->name, note->text, out);
	}
}

static void write_head(const struct columns *columns, FILE *out)
{
	fputs(REFERENCE_HEAD, out);
	for (unsigned i = 0; i < N_KEYS; i++)
		if (columns->keys[i])
			fprintf(out, ",%s", KEYS[i].name);
	for (unsigned i = 0; i < N_REFERENCE_FIELDS; i++)
		if (columns->fields[i])
			fprintf(out, ",%s", FIELD_NAMES[i]);
	for (unsigned i = 0; i < N_START_EVENTS; i++)
		if (columns->times[i])
			fprintf(out, ",%s", start_event_name(i));
	fputc('\n', out);
}

/* All in one field, by round: "20150 20310". */
static void write_times(const struct reference *reference, const struct reference_times *times,
			FILE *out)
{
	for (unsigned i = 0; i < times->n; i++)
		fprintf(out, "%s%" G_GUINT64_FORMAT, i > 0 ? " " : "",
			reference_time(reference, times, i));
}

static void write_row(const struct reference *reference, const struct reference_row *row,
		      const struct columns *columns, FILE *out)
{
	csv_write_text(out, row->scenario);
	fprintf(out, ",%s,", section_kind_name(row->kind));
	csv_write_text(out, row->section);
	for (unsigned i = 0; i < N_KEYS; i++) {
		g_autofree char *value = columns->keys[i] ? key_get(&KEYS[i], &row->point) : NULL;

		if (columns->keys[i])
			fputc(',', out);
		csv_write_text(out, value);
	}
	for (unsigned i = 0; i < N_REFERENCE_FIELDS; i++) {
		g_autofree char *text = columns->fields[i] ? field_text(row, i) : NULL;

		if (columns->fields[i])
			fputc(',', out);
		csv_write_text(out, text);
	}
	for (unsigned i = 0; i < N_START_EVENTS; i++) {
		if (columns->times[i])
			fputc(',', out);
		write_times(reference, &row->times[i], out);
	}
	fputc('\n', out);
}

void reference_write(const struct reference *reference, FILE *out)
{
	struct columns columns = {0};

	find_columns(reference, &columns);
	write_notes(reference, out);
	write_head(&columns, out);
	for (unsigned i = 0; i < reference->rows->len; i++)
		write_row(reference, &g_array_index(reference->rows, struct reference_row, i),
			  &columns, out);
}

static gboolean write_reference(struct store *store, FILE *out, GError **error)
{
	struct reference *reference = reference_load(store, error);

	if (reference == NULL)
		return FALSE;
	reference_write(reference, out);
	reference_free(reference);
	return TRUE;
}

const struct exporter exporter_reference = {.name = "reference", .write = write_reference};
