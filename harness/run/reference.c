/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/reference.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const char *const EVENT_NAMES[N_START_EVENTS] = {
	[START_ELAPSED] = "elapsed_us", [START_GREETING] = "greeting_us",
	[START_MACHINE] = "machine_us", [START_GUEST] = "guest_us",
	[START_REPORT] = "report_us",
};

const char *start_event_name(enum start_event event)
{
	return EVENT_NAMES[event];
}

struct reference *reference_new(const char *path)
{
	struct reference *reference = g_new(struct reference, 1);

	reference->path = g_strdup(path);
	reference->notes = g_array_new(FALSE, FALSE, sizeof(struct reference_note));
	reference->rows = g_array_new(FALSE, FALSE, sizeof(struct reference_row));
	reference->times = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	reference->texts = g_string_chunk_new(4096);
	return reference;
}

void reference_free(struct reference *reference)
{
	if (reference == NULL)
		return;
	g_free(reference->path);
	g_array_unref(reference->notes);
	g_array_unref(reference->rows);
	g_array_unref(reference->times);
	g_string_chunk_free(reference->texts);
	g_free(reference);
}

const char *reference_keep(struct reference *reference, const char *text)
{
	return g_string_chunk_insert_const(reference->texts, text);
}

struct point reference_keep_point(struct reference *reference, const struct point *point)
{
	struct point kept = *point;

	for (unsigned i = 0; i < N_KEYS; i++) {
		char **text;

		if (KEYS[i].group != KEY_POINT || key_is_number(&KEYS[i]))
			continue;
		text = key_string(&KEYS[i], &kept);
		if (*text != NULL)
			*text = (char *)reference_keep(reference, *text);
	}
	return kept;
}

void reference_add_note(struct reference *reference, const char *name, const char *text)
{
	struct reference_note note = {reference_keep(reference, name),
				      reference_keep(reference, text)};

	g_array_append_val(reference->notes, note);
}

struct reference_row reference_row_new(const char *scenario, enum section_kind kind,
				       const char *section)
{
	struct reference_row row = {
		.scenario = scenario,
		.section = section,
		.kind = kind,
		.axis = "",
		.limit = UNSET,
		.refused = UNSET,
		.counterexample = UNSET,
		.outcome = "",
		.stage = N_STAGES,
		.confirmed = -1,
	};

	keys_init(KEY_POINT, &row.point);
	return row;
}

void reference_add_time(struct reference *reference, struct reference_times *times, uint64_t us)
{
	if (times->n++ == 0)
		times->first = reference->times->len;
	g_array_append_val(reference->times, us);
}

uint64_t reference_time(const struct reference *reference, const struct reference_times *times,
			unsigned i)
{
	return g_array_index(reference->times, uint64_t, times->first + i);
}

/* Unset texts come first; runs of digits go by value: pc-q35-7.2 before pc-q35-10.0. */
static int compare_texts(const char *a, const char *b)
{
	if (a == b)
		return 0;
	if (a == NULL || b == NULL)
		return a == NULL ? -1 : 1;
	return strverscmp(a, b);
}

static int compare_keys(const struct key *key, const struct point *a, const struct point *b)
{
	uint64_t left, right;

	if (!key_is_number(key))
		return compare_texts(*key_string(key, (void *)a), *key_string(key, (void *)b));
	left = *key_number(key, (void *)a);
	right = *key_number(key, (void *)b);
	if (left == right)
		return 0;
	if (left == UNSET || right == UNSET)
		return left == UNSET ? -1 : 1;
	return left < right ? -1 : 1;
}

/* Before the keys. */
enum {
	DIMENSION_SCENARIO,
	DIMENSION_SECTION,
	DIMENSION_KEYS,
};

unsigned reference_n_dimensions(void)
{
	g_assert(DIMENSION_KEYS + N_KEYS <= REFERENCE_MOST_DIMENSIONS);
	return DIMENSION_KEYS + N_KEYS;
}

/* NULL for what is no key of points. */
static const struct key *dimension_key(unsigned dimension)
{
	const struct key *key =
		dimension >= DIMENSION_KEYS ? &KEYS[dimension - DIMENSION_KEYS] : NULL;

	return key != NULL && key->group == KEY_POINT ? key : NULL;
}

const char *reference_dimension_name(unsigned dimension)
{
	const struct key *key = dimension_key(dimension);

	if (dimension == DIMENSION_SCENARIO)
		return "scenario";
	if (dimension == DIMENSION_SECTION)
		return "section";
	return key != NULL ? key->name : NULL;
}

gboolean reference_dimension_find(const char *name, unsigned *dimension, GError **error)
{
	const char *names[REFERENCE_MOST_DIMENSIONS + 1] = {NULL};
	unsigned n = 0;
	g_autofree char *hint = NULL;

	for (unsigned i = 0; i < reference_n_dimensions(); i++) {
		const char *known = reference_dimension_name(i);

		if (known == NULL)
			continue;
		*dimension = i;
		if (strcmp(known, name) == 0)
			return TRUE;
		names[n++] = known;
	}
	hint = text_hint(name, names);
	return input_error(error, "unknown key '%s'%s", name, hint);
}

char *reference_dimension_text(const struct reference_row *row, unsigned dimension)
{
	const struct key *key = dimension_key(dimension);

	if (dimension == DIMENSION_SCENARIO)
		return g_strdup(row->scenario);
	if (dimension == DIMENSION_SECTION)
		return g_strdup(row->section);
	return key != NULL ? key_get(key, &row->point) : NULL;
}

int reference_dimension_compare(const struct reference_row *a, const struct reference_row *b,
				unsigned dimension)
{
	const struct key *key = dimension_key(dimension);

	if (dimension == DIMENSION_SCENARIO)
		return compare_texts(a->scenario, b->scenario);
	if (dimension == DIMENSION_SECTION)
		return compare_texts(a->section, b->section);
	return key != NULL ? compare_keys(key, &a->point, &b->point) : 0;
}

int reference_row_compare(const struct reference_row *a, const struct reference_row *b,
			  const struct reference_mask *mask)
{
	unsigned n = reference_n_dimensions();
	int order = 0;

	for (unsigned i = 0; order == 0 && i < n; i++) {
		if (i == DIMENSION_SECTION)
			order = (int)a->kind - (int)b->kind;
		if (order == 0 && (mask == NULL || !mask->ignored[i]))
			order = reference_dimension_compare(a, b, i);
	}
	return order != 0 ? order : compare_texts(a->axis, b->axis);
}

static int compare_rows(const void *a, const void *b)
{
	return reference_row_compare(a, b, NULL);
}

void reference_sort(struct reference *reference)
{
	g_array_sort(reference->rows, compare_rows);
}

static gboolean is_of_kind(const struct reference_row *row, const void *kinds)
{
	return (*(const unsigned *)kinds & 1U << row->kind) != 0;
}

static gboolean is_selected(const struct reference_row *row, const void *selection)
{
	return selection_has(selection, &row->point);
}

static void keep_rows(struct reference *reference,
		      gboolean (*is_wanted)(const struct reference_row *, const void *),
		      const void *user)
{
	GArray *rows = reference->rows;
	unsigned kept = 0;

	for (unsigned i = 0; i < rows->len; i++) {
		struct reference_row row = g_array_index(rows, struct reference_row, i);

		if (is_wanted(&row, user))
			g_array_index(rows, struct reference_row, kept++) = row;
	}
	g_array_set_size(rows, kept);
}

void reference_select_kinds(struct reference *reference, unsigned kinds)
{
	keep_rows(reference, is_of_kind, &kinds);
}

void reference_select(struct reference *reference, const struct selection *selection)
{
	keep_rows(reference, is_selected, selection);
}
