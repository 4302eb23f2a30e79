/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/reference.h"

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

/* Unset texts and empty ones come first; runs of digits go by value: pc-q35-7.2 before 10.0. */
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

int reference_row_compare(const struct reference_row *a, const struct reference_row *b)
{
	int order = compare_texts(a->scenario, b->scenario);

	if (order == 0)
		order = (int)a->kind - (int)b->kind;
	if (order == 0)
		order = compare_texts(a->section, b->section);
	for (unsigned i = 0; order == 0 && i < N_KEYS; i++)
		if (KEYS[i].group == KEY_POINT)
			order = compare_keys(&KEYS[i], &a->point, &b->point);
	return order != 0 ? order : compare_texts(a->axis, b->axis);
}

static int compare_rows(const void *a, const void *b)
{
	return reference_row_compare(a, b);
}

void reference_sort(struct reference *reference)
{
	g_array_sort(reference->rows, compare_rows);
}
