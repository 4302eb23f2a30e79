/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/remarks.h"

#include "base/size.h"
#include "model/keys.h"

/* More names than this do not help: then only their number is given. */
#define MOST_NAMES 8

/* The keys that tell the rows of a table apart. */
struct naming {
	const struct report_section *section;
	const GPtrArray *rows;
	int row_key, column_key;
};

/* The rows that share a remark. */
struct line {
	char *text;
	GPtrArray *rows;
};

static void line_free(void *data)
{
	struct line *line = data;

	g_free(line->text);
	g_ptr_array_unref(line->rows);
	g_free(line);
}

/* "3 GiB", or "size + 4 KiB" where the step from the guest's size says more than the number. */
static char *refused_words(const struct report_section *section, const struct report_row *row)
{
	g_autofree char *above = NULL;

	if (!g_str_equal(section->axis, "maxmem") || row->refused < row->size)
		return report_axis_value(section, row->refused);
	if (row->refused == row->size)
		return g_strdup("size itself");
	above = size_human(row->refused - row->size);
	return g_strdup_printf("size + %s", above);
}

static char *contradiction(const struct report_section *section, const struct report_row *row)
{
	g_autofree char *value = report_axis_value(section, row->counterexample);
	gboolean inside;

	if (row->limit == UNSET)
		return g_strdup_printf(
			"NON-MONOTONE: the easiest value is refused, but %s is accepted", value);
	/* On phys-bits the larger value is the easier one. */
	inside = g_str_equal(section->axis, "phys-bits") ? row->counterexample > row->limit
							 : row->counterexample < row->limit;
	return g_strdup_printf("NON-MONOTONE: the edge is exact, but %s is %s", value,
			       inside ? "not accepted" : "accepted");
}

/* What is to be said of a limit; newly allocated. */
static char *limit_remark(const struct report_section *section, const struct report_row *row)
{
	const char *reason = reason_name(row->reason);

	if (g_str_equal(row->status, LIMIT_EXACT)) {
		g_autofree char *step = report_axis_value(section, section->step);

		return g_strdup_printf("refused %s further: %s", step, reason);
	}
	if (g_str_equal(row->status, LIMIT_NOTHING)) {
		g_autofree char *refused = refused_words(section, row);

		return g_strdup_printf("none accepted, %s is refused: %s", refused, reason);
	}
	if (g_str_equal(row->status, LIMIT_EVERYTHING))
		return g_strdup("all accepted, up to the end of the axis");
	if (g_str_equal(row->status, LIMIT_NON_MONOTONE))
		return contradiction(section, row);
	return g_strdup_printf("no answer (%s): %s", reason, row->message);
}

static GPtrArray *make_lines(const struct naming *naming)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
	g_autoptr(GHashTable) by_text = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned i = 0; i < naming->rows->len; i++) {
		const struct report_row *row = naming->rows->pdata[i];
		g_autofree char *text = naming->section->is_limit
						? limit_remark(naming->section, row)
						: g_strdup(row->message);
		struct line *line = g_hash_table_lookup(by_text, text);

		if (*text == '\0')
			continue;
		if (line == NULL) {
			line = g_new(struct line, 1);
			*line = (struct line){g_strdup(text), g_ptr_array_new()};
			g_ptr_array_add(lines, line);
			g_hash_table_insert(by_text, line->text, line);
		}
		g_ptr_array_add(line->rows, (void *)row);
	}
	return lines;
}

/* "slots 32, 64", or "" when it holds for all values of the key. */
static void append_values(const struct naming *naming, const struct line *line, int index,
			  GString *names)
{
	g_autoptr(GPtrArray) values = report_values(line->rows, index);
	g_autoptr(GPtrArray) all = report_values(naming->rows, index);

	if (values->len == all->len)
		return;
	for (unsigned i = 0; i < values->len; i++) {
		const struct key *key = naming->section->keys->pdata[index];

		if (i > 0)
			g_string_append(names, ", ");
		else
			g_string_append_printf(names, "%s%s ", names->len > 0 ? "; " : "",
					       key->name);
		g_string_append(names, values->pdata[i]);
	}
}

/* TRUE when the rows of @line are all combinations of the values that they have. */
static gboolean is_product(const struct naming *naming, const struct line *line)
{
	g_autoptr(GPtrArray) rows = report_values(line->rows, naming->row_key);
	g_autoptr(GPtrArray) columns = report_values(line->rows, naming->column_key);

	return MAX(rows->len, 1) * MAX(columns->len, 1) == line->rows->len &&
	       MAX(rows->len, columns->len) <= MOST_NAMES;
}

/* Which rows a line is about; newly allocated. */
static char *line_names(const struct naming *naming, const struct line *line)
{
	GString *names = g_string_new(NULL);

	if (line->rows->len == naming->rows->len) {
		g_string_append(names, naming->rows->len > 1 ? "all" : "");
	} else if (is_product(naming, line)) {
		append_values(naming, line, naming->row_key, names);
		append_values(naming, line, naming->column_key, names);
	} else {
		g_string_append_printf(names, "%u of %u", line->rows->len, naming->rows->len);
	}
	return g_string_free(names, FALSE);
}

void remarks_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		   int column_key, FILE *out)
{
	struct naming naming = {section, rows, row_key, column_key};
	g_autoptr(GPtrArray) lines = make_lines(&naming);

	for (unsigned i = 0; i < lines->len; i++) {
		const struct line *line = lines->pdata[i];
		g_autofree char *names = line_names(&naming, line);

		fprintf(out, "- %s%s%s\n", names, *names != '\0' ? ": " : "", line->text);
	}
}
