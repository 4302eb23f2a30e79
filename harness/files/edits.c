/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/edits.h"

#include <string.h>

struct edit {
	size_t start, end; /* bytes of the old text */
	char *with;
	size_t length; /* of @with */
};

struct edits {
	GArray *all; /* struct edit, in ascending order */
};

static void edit_clear(struct edit *edit)
{
	g_free(edit->with);
}

struct edits *edits_new(void)
{
	struct edits *edits = g_new(struct edits, 1);

	edits->all = g_array_new(FALSE, FALSE, sizeof(struct edit));
	g_array_set_clear_func(edits->all, (GDestroyNotify)edit_clear);
	return edits;
}

void edits_free(struct edits *edits)
{
	g_array_unref(edits->all);
	g_free(edits);
}

static const struct edit *edit_at(const struct edits *edits, unsigned i)
{
	return &g_array_index(edits->all, struct edit, i);
}

void edits_replace_bytes(struct edits *edits, size_t start, size_t end, const char *with,
			 size_t length)
{
	struct edit edit = {start, end, g_memdup2(with, length + 1), length};
	unsigned i = edits->all->len;

	g_return_if_fail(start <= end);
	while (i > 0 && edit_at(edits, i - 1)->start > start)
		i--;
	g_array_insert_val(edits->all, i, edit);
}

void edits_replace(struct edits *edits, size_t start, size_t end, const char *with)
{
	edits_replace_bytes(edits, start, end, with, strlen(with));
}

char *edits_apply(const struct edits *edits, const char *text, size_t length, size_t *new_length)
{
	GString *out = g_string_new(NULL);
	size_t at = 0;

	for (unsigned i = 0; i < edits->all->len; i++) {
		const struct edit *edit = edit_at(edits, i);

		g_string_append_len(out, text + at, (gssize)(edit->start - at));
		g_string_append_len(out, edit->with, (gssize)edit->length);
		at = edit->end;
	}
	g_string_append_len(out, text + at, (gssize)(length - at));
	if (new_length != NULL)
		*new_length = out->len;
	return g_string_free(out, FALSE);
}
