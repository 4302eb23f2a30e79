/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/notes.h"

#include "base/size.h"
#include "model/keys.h"

#include <stddef.h>

/* More examples than this do not help. */
#define MOST_NAMES 8

static char *row_words(const struct report_section *section, const struct report_row *row,
		       int row_key, int column_key)
{
	unsigned mask = 0;

	if (row_key >= 0)
		mask |= 1U << row_key;
	if (column_key >= 0)
		mask |= 1U << column_key;
	return report_combination(section, row, mask);
}

/* What is to be said about a row. Rows about which the same is to be said share a line. */
static char *remark(const struct report_section *section, const struct report_row *row)
{
	g_autofree char *step = report_axis_value(section, section->step);
	g_autofree char *refused =
		row->refused != UNSET ? report_axis_value(section, row->refused) : NULL;
	const char *reason = reason_name(row->reason);

	if (!section->is_limit)
		return row->message != NULL && *row->message != '\0' ? g_strdup(row->message)
								     : NULL;
	if (g_str_equal(row->status, LIMIT_EXACT))
		return g_strdup_printf("refused %s further: %s", step, reason);
	if (g_str_equal(row->status, LIMIT_NOTHING))
		return g_strdup_printf("none accepted, refused from %s on: %s", refused, reason);
	if (g_str_equal(row->status, LIMIT_EVERYTHING))
		return g_strdup("all accepted, up to the end of the axis");
	if (g_str_equal(row->status, LIMIT_NON_MONOTONE)) {
		g_autofree char *value = report_axis_value(section, row->counterexample);

		return g_strdup_printf("NON-MONOTONE: the edge is exact, but %s is %s", value,
				       row->limit != UNSET && row->counterexample < row->limit
					       ? "refused"
					       : "accepted");
	}
	return g_strdup_printf("no answer (%s): %s", reason, row->message);
}

/* The rows that share a remark. */
struct remark_line {
	char *text;
	GPtrArray *rows;
};

static void line_free(void *data)
{
	struct remark_line *line = data;

	g_free(line->text);
	g_ptr_array_unref(line->rows);
	g_free(line);
}

static void add_remark(GPtrArray *lines, char *text, const struct report_row *row)
{
	struct remark_line *line = NULL;

	for (unsigned i = 0; i < lines->len && line == NULL; i++) {
		struct remark_line *other = lines->pdata[i];

		if (g_str_equal(other->text, text))
			line = other;
	}
	if (line == NULL) {
		line = g_new(struct remark_line, 1);
		*line = (struct remark_line){g_strdup(text), g_ptr_array_new()};
		g_ptr_array_add(lines, line);
	}
	g_ptr_array_add(line->rows, (void *)row);
	g_free(text);
}

static void write_line(const struct report_section *section, const struct remark_line *line,
		       unsigned n_rows, int row_key, int column_key, FILE *out)
{
	fputs("- ", out);
	if (line->rows->len == n_rows && n_rows > 1)
		fputs("all: ", out);
	else if (line->rows->len > MOST_NAMES)
		fprintf(out, "%u of %u: ", line->rows->len, n_rows);
	else if (row_key >= 0 || column_key >= 0)
		for (unsigned i = 0; i < line->rows->len; i++) {
			g_autofree char *words =
				row_words(section, line->rows->pdata[i], row_key, column_key);

			fprintf(out, "%s%s", words, i + 1 < line->rows->len ? "; " : ": ");
		}
	fprintf(out, "%s\n", line->text);
}

static void write_disagreement(const GPtrArray *rows, FILE *out)
{
	unsigned n = 0;

	for (unsigned i = 0; i < rows->len; i++)
		n += ((const struct report_row *)rows->pdata[i])->disagrees;
	if (n > 0)
		fprintf(out, "- %u of %u differ from what the model expects\n", n, rows->len);
}

/* Appends the distinct texts that a member has among @rows, "a, b". */
static void append_distinct(GString *text, const GPtrArray *rows, size_t offset, const char *prefix)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned i = 0; i < rows->len; i++) {
		const char *value = *(const char *const *)((const char *)rows->pdata[i] + offset);

		if (*value == '\0' || !g_hash_table_add(seen, (void *)value))
			continue;
		g_string_append_printf(text, "%s%s%s", text->len > 0 ? ", " : "",
				       g_hash_table_size(seen) == 1 ? prefix : "", value);
	}
}

char *notes_provenance(const GPtrArray *rows)
{
	GString *text = g_string_new(NULL);

	append_distinct(text, rows, offsetof(struct report_row, qemu), "QEMU ");
	append_distinct(text, rows, offsetof(struct report_row, machine_type), "");
	append_distinct(text, rows, offsetof(struct report_row, cpu), "CPU ");
	append_distinct(text, rows, offsetof(struct report_row, accel), "");
	return g_string_free(text, FALSE);
}

void notes_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		 int column_key, FILE *out)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
	g_autofree char *provenance = notes_provenance(rows);

	for (unsigned i = 0; i < rows->len; i++) {
		char *text = remark(section, rows->pdata[i]);

		if (text != NULL)
			add_remark(lines, text, rows->pdata[i]);
	}
	fputc('\n', out);
	for (unsigned i = 0; i < lines->len; i++)
		write_line(section, lines->pdata[i], rows->len, row_key, column_key, out);
	write_disagreement(rows, out);
	fprintf(out, "- %s\n", provenance);
}

static gboolean write_run(const struct run_row *run, void *user)
{
	FILE *out = user;
	g_autofree char *memory = size_rounded((uint64_t)run->host_memory);

	fprintf(out, "Measured %s by memroof %s on %s (%s, %" G_GINT64_FORMAT " phys-bits, %s).\n",
		run->started, run->memroof_version, run->kernel, run->host_cpu_model,
		run->host_phys_bits, memory);
	return TRUE;
}

gboolean notes_write_runs(struct store *store, FILE *out, GError **error)
{
	fputc('\n', out);
	return store_each_run(store, write_run, out, error);
}
