/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/reference_fields.h"

#include "base/error.h"
#include "base/size.h"
#include "base/text.h"
#include "report/reference_read.h"

#include <string.h>

/* As long as anybody waits for a start, and as many as anybody times: model/keys.c. */
#define LONGEST_US (UINT64_C(1000000) * 3600 * 24 * 30)
#define MOST_TIMES 100000

/* A text of the file as it can be shown in a message; newly allocated. */
static char *shown(const char *text)
{
	return text_printable(text, 60);
}

static gboolean find_column(const char *name, struct reference_column *column)
{
	static const char *const firsts[] = {"scenario", "kind", "section"};

	column->key = key_find(name);
	if (column->key != NULL && column->key->group == KEY_POINT) {
		column->type = COLUMN_KEY;
		return TRUE;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(firsts); i++)
		if (strcmp(name, firsts[i]) == 0) {
			column->type = COLUMN_SCENARIO + i;
			return TRUE;
		}
	column->type = COLUMN_FIELD;
	for (column->field = 0; column->field < N_REFERENCE_FIELDS; column->field++)
		if (strcmp(name, reference_field_name(column->field)) == 0)
			return TRUE;
	column->type = COLUMN_TIMES;
	for (column->event = 0; column->event < N_START_EVENTS; column->event++)
		if (strcmp(name, start_event_name(column->event)) == 0)
			return TRUE;
	return FALSE;
}

gboolean reference_columns_read(struct reference_columns *columns, const GPtrArray *names,
				GError **error)
{
	static const char *const needed[] = {"scenario", "kind", "section", "outcome"};

	columns->n = names->len;
	for (unsigned i = 0; i < names->len; i++) {
		g_autofree char *name = shown(names->pdata[i]);

		if (!find_column(names->pdata[i], &columns->columns[i]))
			return input_error(error, "unknown column '%s'", name);
		for (unsigned j = 0; j < i; j++)
			if (strcmp(names->pdata[j], names->pdata[i]) == 0)
				return input_error(error, "column '%s' is there twice", name);
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(needed); i++)
		if (!g_ptr_array_find_with_equal_func((GPtrArray *)names, needed[i], g_str_equal,
						      NULL))
			return input_error(error, "no column '%s'", needed[i]);
	return TRUE;
}

static gboolean bad_field(const char *column, const char *text, const char *expected,
			  GError **error)
{
	g_autofree char *printable = shown(text);

	return input_error(error, "bad %s '%s': expected %s", column, printable, expected);
}

static gboolean read_kind(const char *text, enum section_kind *kind, GError **error)
{
	for (*kind = 0; *kind < N_SECTION_KINDS; ++*kind)
		if (strcmp(section_kind_name(*kind), text) == 0)
			return TRUE;
	return bad_field("kind", text, "limit, probe or start-time", error);
}

/* A value of the row's axis, which has been read. */
static gboolean read_value(const struct reference_row *row, const char *column, const char *text,
			   uint64_t *value, GError **error)
{
	const struct key *axis = key_find(row->axis);

	if (axis == NULL || !key_is_number(axis))
		return bad_field(column, text, "a row of kind limit with an axis", error);
	if (axis->type == KEY_SIZE && size_parse(text, value, NULL))
		return TRUE;
	if (axis->type == KEY_INT &&
	    g_ascii_string_to_unsigned(text, 10, 0, SIZE_LIMIT, value, NULL))
		return TRUE;
	return bad_field(column, text,
			 axis->type == KEY_SIZE ? "a size, such as 22G" : "a whole number", error);
}

static gboolean read_yes(const char *column, const char *text, int *value, GError **error)
{
	*value = strcmp(text, "yes") == 0;
	return *value || strcmp(text, "no") == 0 || bad_field(column, text, "yes or no", error);
}

static gboolean read_field(struct reference *reference, enum reference_field field,
			   const char *text, struct reference_row *row, GError **error)
{
	const char *column = reference_field_name(field);
	int agrees;

	switch (field) {
	case REFERENCE_AXIS:
		row->axis = reference_keep(reference, text);
		return TRUE;
	case REFERENCE_LIMIT:
		return read_value(row, column, text, &row->limit, error);
	case REFERENCE_REFUSED:
		return read_value(row, column, text, &row->refused, error);
	case REFERENCE_COUNTEREXAMPLE:
		return read_value(row, column, text, &row->counterexample, error);
	case REFERENCE_REASON:
		return reason_from_name(text, &row->reason) ||
		       bad_field(column, text, "a reason that memroof knows", error);
	case REFERENCE_STAGE:
		return stage_from_name(text, &row->stage) ||
		       bad_field(column, text, "a stage that memroof knows", error);
	case REFERENCE_OUTCOME:
		row->outcome = reference_keep(reference, text);
		return TRUE;
	case REFERENCE_CONFIRMED:
		return read_yes(column, text, &row->confirmed, error);
	case REFERENCE_AGREES:
		if (!read_yes(column, text, &agrees, error))
			return FALSE;
		row->disagrees = !agrees;
		return TRUE;
	default:
		return FALSE;
	}
}

/* Numbers with a space between them. */
static gboolean read_times(struct reference *reference, enum start_event event, const char *text,
			   struct reference_times *times, GError **error)
{
	const char *column = start_event_name(event);

	for (const char *p = text;; p++) {
		char *end = NULL;
		guint64 us = g_ascii_isdigit(*p) ? g_ascii_strtoull(p, &end, 10) : 0;

		if (end == NULL || us > LONGEST_US || (*end != ' ' && *end != '\0'))
			return bad_field(column, p, "microseconds, with a space between them",
					 error);
		if (times->n == MOST_TIMES)
			return input_error(error, "%s: more than %d times", column, MOST_TIMES);
		if (reference->times->len == REFERENCE_MOST_TIMES)
			return input_error(error, "more than %d times in one file",
					   REFERENCE_MOST_TIMES);
		reference_add_time(reference, times, us);
		p = end;
		if (*p == '\0')
			return TRUE;
	}
}

/* The key's value, with its text kept by the reference. */
static gboolean read_key(struct reference *reference, const struct key *key, const char *text,
			 struct reference_row *row, GError **error)
{
	char **string, *own;

	if (!key_set(key, &row->point, text, error))
		return FALSE;
	if (key_is_number(key))
		return TRUE;
	string = key_string(key, &row->point);
	own = *string;
	*string = (char *)reference_keep(reference, own);
	g_free(own);
	return TRUE;
}

static gboolean read_column(struct reference *reference, const struct reference_column *column,
			    const char *text, struct reference_row *row, GError **error)
{
	if (*text == '\0')
		return column->type > COLUMN_SECTION ||
		       input_error(error, "scenario, kind and section must not be empty");
	switch (column->type) {
	case COLUMN_SCENARIO:
		row->scenario = reference_keep(reference, text);
		return TRUE;
	case COLUMN_KIND:
		return read_kind(text, &row->kind, error);
	case COLUMN_SECTION:
		row->section = reference_keep(reference, text);
		return TRUE;
	case COLUMN_KEY:
		return read_key(reference, column->key, text, row, error);
	case COLUMN_FIELD:
		return read_field(reference, column->field, text, row, error);
	default:
		return read_times(reference, column->event, text, &row->times[column->event],
				  error);
	}
}

/* What the end of a search must leave; an unfinished one may leave anything. */
static gboolean check_limit(const struct reference_row *row, GError **error)
{
	static const struct {
		const char *status;
		gboolean limit, refused, any;
	} ends[] = {
		{LIMIT_EXACT, TRUE, TRUE, FALSE},       {LIMIT_NON_MONOTONE, TRUE, TRUE, TRUE},
		{LIMIT_EVERYTHING, TRUE, FALSE, FALSE}, {LIMIT_NOTHING, FALSE, TRUE, FALSE},
		{LIMIT_UNDECIDED, FALSE, FALSE, TRUE},
	};

	if (*row->axis == '\0')
		return input_error(error, "a limit without an axis");
	if (row->stage != N_STAGES)
		return input_error(error, "a stage belongs to probes and starts");
	for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++) {
		if (strcmp(ends[i].status, row->outcome) != 0)
			continue;
		if (ends[i].any || (ends[i].limit == (row->limit != UNSET) &&
				    ends[i].refused == (row->refused != UNSET)))
			return TRUE;
		return input_error(error, "outcome %s, but limit and refused say something else",
				   row->outcome);
	}
	return bad_field("outcome", row->outcome, "how a search ends, such as exact", error);
}

static gboolean check_row(const struct reference_row *row, GError **error)
{
	enum outcome outcome;
	gboolean has_times = FALSE;

	for (unsigned i = 0; i < N_START_EVENTS; i++)
		has_times = has_times || row->times[i].n > 0;
	if (has_times && row->kind != SECTION_START_TIME)
		return input_error(error, "times belong to rows of kind start-time");
	if (row->kind == SECTION_LIMIT)
		return check_limit(row, error);
	if (*row->axis != '\0')
		return input_error(error, "an axis belongs to rows of kind limit");
	if (row->stage == N_STAGES)
		return input_error(error, "a probe without a stage");
	return outcome_from_name(row->outcome, &outcome) ||
	       bad_field("outcome", row->outcome, "how a probe ends, such as accepted", error);
}

gboolean reference_row_read(struct reference *reference, const struct reference_columns *columns,
			    const GPtrArray *fields, struct reference_row *row, GError **error)
{
	*row = reference_row_new("", SECTION_LIMIT, "");
	for (unsigned i = 0; i < columns->n; i++) {
		const struct reference_column *column = &columns->columns[i];

		/* The axis says how to read the values, wherever its column is. */
		if (column->type == COLUMN_FIELD && column->field == REFERENCE_AXIS &&
		    !read_column(reference, column, fields->pdata[i], row, error))
			return FALSE;
	}
	for (unsigned i = 0; i < columns->n; i++)
		if (!read_column(reference, &columns->columns[i], fields->pdata[i], row, error))
			return FALSE;
	return check_row(row, error);
}
