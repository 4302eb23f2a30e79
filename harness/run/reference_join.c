/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/reference_join.h"

#include <string.h>

static const char *keep(struct reference *joined, const char *text)
{
	return text != NULL ? reference_keep(joined, text) : NULL;
}

static void add_row(struct reference *joined, const struct reference *from, unsigned source,
		    const struct reference_row *row)
{
	struct reference_row copy = *row;

	copy.source = source;
	copy.scenario = keep(joined, row->scenario);
	copy.section = keep(joined, row->section);
	copy.axis = keep(joined, row->axis);
	copy.outcome = keep(joined, row->outcome);
	copy.accepted_by.command = keep(joined, row->accepted_by.command);
	copy.refused_by.command = keep(joined, row->refused_by.command);
	copy.point = reference_keep_point(joined, &row->point);
	for (unsigned i = 0; i < N_START_EVENTS; i++) {
		copy.times[i] = (struct reference_times){0};
		for (unsigned j = 0; j < row->times[i].n; j++)
			reference_add_time(joined, &copy.times[i],
					   reference_time(from, &row->times[i], j));
	}
	g_array_append_val(joined->rows, copy);
}

static gboolean has_note(const struct reference *reference, const struct reference_note *wanted)
{
	for (unsigned i = 0; i < reference->notes->len; i++) {
		const struct reference_note *note =
			&g_array_index(reference->notes, struct reference_note, i);

		if (strcmp(note->name, wanted->name) == 0 && strcmp(note->text, wanted->text) == 0)
			return TRUE;
	}
	return FALSE;
}

static char *joined_path(const GPtrArray *references)
{
	GString *path = g_string_new(NULL);

	for (unsigned i = 0; i < references->len; i++)
		g_string_append_printf(path, "%s%s", i > 0 ? ", " : "",
				       ((const struct reference *)references->pdata[i])->path);
	return g_string_free(path, FALSE);
}

struct reference *reference_join(const GPtrArray *references)
{
	g_autofree char *path = joined_path(references);
	struct reference *joined = reference_new(path);

	for (unsigned i = 0; i < references->len; i++) {
		const struct reference *from = references->pdata[i];

		for (unsigned j = 0; j < from->rows->len; j++)
			add_row(joined, from, i,
				&g_array_index(from->rows, struct reference_row, j));
		for (unsigned j = 0; j < from->notes->len; j++) {
			const struct reference_note *note =
				&g_array_index(from->notes, struct reference_note, j);

			if (!has_note(joined, note))
				reference_add_note(joined, note->name, note->text);
		}
	}
	return joined;
}
