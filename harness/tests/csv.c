/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/csv.h"

#include "tests/tests.h"

#include <string.h>

/* Reads one field at *@text and moves behind it and its comma; *@last is set at the end of a row.
 */
static char *take_field(const char **text, gboolean *last)
{
	GString *field = g_string_new(NULL);
	gboolean quoted = FALSE;
	const char *p = *text;

	for (; *p != '\0' && (quoted || (*p != ',' && *p != '\n')); p++) {
		if (*p != '"')
			g_string_append_c(field, *p);
		else if (quoted && p[1] == '"')
			g_string_append_c(field, *p++);
		else
			quoted = !quoted;
	}
	ck_assert_msg(!quoted, "a quote without an end: %s", field->str);
	*last = *p != ',';
	*text = p + (*p != '\0');
	return g_string_free(field, FALSE);
}

static GStrv take_row(const char **text)
{
	GPtrArray *fields = g_ptr_array_new();
	gboolean last = FALSE;

	while (!last)
		g_ptr_array_add(fields, take_field(text, &last));
	g_ptr_array_add(fields, NULL);
	return (GStrv)g_ptr_array_free(fields, FALSE);
}

static void free_row(void *row)
{
	g_strfreev(row);
}

void csv_parse(struct csv *csv, const char *text)
{
	*csv = (struct csv){take_row(&text), g_ptr_array_new_with_free_func(free_row)};
	while (*text != '\0') {
		GStrv row = take_row(&text);

		ck_assert_uint_eq(g_strv_length(row), g_strv_length(csv->names));
		g_ptr_array_add(csv->rows, row);
	}
}

void csv_load(struct csv *csv, const char *path)
{
	g_autofree char *text = NULL;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "cannot read %s", path);
	csv_parse(csv, text);
}

void csv_clear(struct csv *csv)
{
	g_strfreev(csv->names);
	g_ptr_array_unref(csv->rows);
	*csv = (struct csv){0};
}

const char *csv_get(const struct csv *csv, unsigned row, const char *column)
{
	for (unsigned i = 0; csv->names[i] != NULL; i++)
		if (strcmp(csv->names[i], column) == 0)
			return ((GStrv)csv->rows->pdata[row])[i];
	ck_abort_msg("no column '%s'", column);
	return NULL;
}

char *csv_join(const struct csv *csv, unsigned row, const char *const *columns)
{
	GString *text = g_string_new(NULL);

	for (; *columns != NULL; columns++) {
		const char *value = csv_get(csv, row, *columns);

		if (*value != '\0')
			g_string_append_printf(text, "%s%s=%s", text->len > 0 ? " " : "", *columns,
					       value);
	}
	return g_string_free(text, FALSE);
}
