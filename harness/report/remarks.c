/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/remarks.h"

#include "base/size.h"
#include "base/text.h"
#include "model/keys.h"

/* More names than this do not help: then only their number is given. */
#define MOST_NAMES 8

/* The same for names of columns. */
#define MOST_COLUMNS 3

/* A guest's console may stand in a message. */
#define LONGEST_QUOTE 300

/* The keys that tell the rows of a table apart. */
struct naming {
	const struct report_section *section;
	const GPtrArray *rows;
	int row_key, column_key;
};

/* The rows that share a remark. */
struct line {
	char *text;
	const char *quote; /* of the first of the rows; or NULL */
	gboolean differs;  /* quotes of other rows have other numbers */
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

/* TRUE when QEMU accepted the refused value, and a guest did not get far enough. */
static gboolean guest_failed(const struct report_row *row)
{
	return row->stage > STAGE_MACHINE;
}

/* What the refused value does; @refused is the word for QEMU's own refusal. */
static const char *verb(const struct report_row *row, const char *refused)
{
	if (!guest_failed(row))
		return refused;
	return outcome_is_hang(row->outcome, row->stage) ? "hangs" : "fails";
}

/* TRUE when it was not QEMU that said no. */
static gboolean not_by_qemu(const struct report_row *row)
{
	return guest_failed(row) || row->stage == STAGE_LIBVIRT;
}

char *remarks_why(const struct report_row *row)
{
	const char *reason = reason_name(row->reason);

	return not_by_qemu(row) ? g_strdup_printf("%s at stage %s", reason, stage_name(row->stage))
				: g_strdup(reason);
}

/* What is to be said of a limit; newly allocated. */
static char *limit_words(const struct report_section *section, const struct report_row *row)
{
	g_autofree char *reason = remarks_why(row);

	if (g_str_equal(row->status, LIMIT_EXACT)) {
		g_autofree char *step = report_axis_value(section, row->step);

		/* Some axes have no even steps. */
		if (row->step == 0)
			return g_strdup_printf("%s at the next value: %s", verb(row, "refused"),
					       reason);
		return g_strdup_printf("%s %s further: %s", verb(row, "refused"), step, reason);
	}
	if (g_str_equal(row->status, LIMIT_NOTHING)) {
		g_autofree char *refused = refused_words(section, row);

		return g_strdup_printf("none accepted, %s %s: %s", refused, verb(row, "is refused"),
				       reason);
	}
	if (g_str_equal(row->status, LIMIT_EVERYTHING))
		return g_strdup("all accepted, up to the end of the axis");
	if (g_str_equal(row->status, LIMIT_NON_MONOTONE))
		return contradiction(section, row);
	return g_strdup_printf("no answer (%s): %s", reason, row->message);
}

static struct remark remark_on(const struct report_section *section, const struct report_row *row)
{
	/* Where engines are compared, their words stand with what they differ in. */
	gboolean quoted =
		guest_failed(row) || (not_by_qemu(row) && !report_compares_engines(section));

	if (section->is_limit)
		return (struct remark){limit_words(section, row), quoted ? row->message : NULL};
	if (*row->message == '\0')
		return (struct remark){NULL, NULL};
	/* QEMU's and libvirt's words stand for themselves; a guest's may be anything. */
	if (!guest_failed(row))
		return (struct remark){g_strdup(row->message), NULL};
	return (struct remark){remarks_why(row), row->message};
}

/* @text without its numbers, by which two of QEMU's or a guest's sentences are the same; newly
 * allocated. */
static char *without_numbers(const char *text)
{
	GString *out = g_string_new(NULL);

	while (*text != '\0') {
		if (!g_ascii_isdigit(*text)) {
			g_string_append_c(out, *text++);
			continue;
		}
		g_string_append_c(out, '#');
		while (g_ascii_isxdigit(*text) || *text == 'x' || *text == '.')
			text++;
	}
	return g_string_free(out, FALSE);
}

/* Adds a row to the line that says the same of others, or begins a line. Takes over the text. */
static void add_remark(GPtrArray *lines, GHashTable *by_text, struct remark remark, void *row)
{
	g_autofree char *form = without_numbers(remark.quote != NULL ? remark.quote : "");
	char *same = g_strdup_printf("%s\n%s", remark.text, form);
	struct line *line = g_hash_table_lookup(by_text, same);

	if (line == NULL) {
		line = g_new(struct line, 1);
		*line = (struct line){remark.text, remark.quote, FALSE, g_ptr_array_new()};
		g_ptr_array_add(lines, line);
		g_hash_table_insert(by_text, same, line);
	} else {
		line->differs = line->differs || g_strcmp0(line->quote, remark.quote) != 0;
		g_free(remark.text);
		g_free(same);
	}
	g_ptr_array_add(line->rows, row);
}

static GPtrArray *make_lines(const struct naming *naming, remark_function function)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
	g_autoptr(GHashTable) by_text =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (unsigned i = 0; i < naming->rows->len; i++) {
		const struct report_row *row = naming->rows->pdata[i];
		struct remark remark = function(naming->section, row);

		if (remark.text != NULL)
			add_remark(lines, by_text, remark, (void *)row);
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

/* Those of @rows that have the text @value for the column key. */
static GPtrArray *in_column(const struct naming *naming, const GPtrArray *rows, const char *value)
{
	GPtrArray *found = g_ptr_array_new();

	for (unsigned i = 0; i < rows->len; i++) {
		const struct report_row *row = rows->pdata[i];

		if (row->values[naming->column_key] == value)
			g_ptr_array_add(found, (void *)row);
	}
	return found;
}

/* "proof accept: 17 of 21; proof boot: slots 32, 64" for a few columns that the line holds for in
 * different rows; newly allocated, or NULL where that would not help. */
static char *names_by_column(const struct naming *naming, const struct line *line)
{
	g_autoptr(GPtrArray) columns = report_values(line->rows, naming->column_key);
	GString *names = g_string_new(NULL), *part_names = g_string_new(NULL);
	unsigned most = 0;

	for (unsigned i = 0; i < columns->len && columns->len <= MOST_COLUMNS; i++) {
		const struct key *key = naming->section->keys->pdata[naming->column_key];
		g_autoptr(GPtrArray) rows = in_column(naming, line->rows, columns->pdata[i]);
		g_autoptr(GPtrArray) all = in_column(naming, naming->rows, columns->pdata[i]);
		struct naming inner = {naming->section, all, naming->row_key, -1};
		struct line part = {.rows = rows};

		most = MAX(most, rows->len);
		g_string_append_printf(names, "%s%s %s", i > 0 ? "; " : "", key->name,
				       (const char *)columns->pdata[i]);
		if (rows->len == all->len)
			continue;
		if (rows->len > MOST_NAMES)
			g_string_append_printf(part_names, "%u of %u", rows->len, all->len);
		else
			append_values(&inner, &part, naming->row_key, part_names);
		g_string_append_printf(names, ": %s", part_names->str);
		g_string_truncate(part_names, 0);
	}
	g_string_free(part_names, TRUE);
	/* Columns alike are better counted together. */
	return g_string_free(names, names->len == 0 || most * columns->len == line->rows->len);
}

/* Which rows a line is about; newly allocated. */
static char *line_names(const struct naming *naming, const struct line *line)
{
	GString *names;
	char *by_column;

	if (line->rows->len == naming->rows->len)
		return g_strdup(naming->rows->len > 1 ? "all" : "");
	if (is_product(naming, line)) {
		names = g_string_new(NULL);
		append_values(naming, line, naming->row_key, names);
		append_values(naming, line, naming->column_key, names);
		return g_string_free(names, FALSE);
	}
	by_column = names_by_column(naming, line);
	if (by_column != NULL)
		return by_column;
	return g_strdup_printf("%u of %u", line->rows->len, naming->rows->len);
}

/* As code: nothing in it is markup. */
static void write_quote(const struct line *line, FILE *out)
{
	g_autofree char *quote = text_printable(line->quote, LONGEST_QUOTE);

	g_strdelimit(quote, "`", '\'');
	g_strdelimit(quote, "\n", ' ');
	fprintf(out, ": `%s`%s", quote, line->differs ? " (numbers differ)" : "");
}

void remarks_write_each(const struct report_section *section, const GPtrArray *rows, int row_key,
			int column_key, remark_function function, FILE *out)
{
	struct naming naming = {section, rows, row_key, column_key};
	g_autoptr(GPtrArray) lines = make_lines(&naming, function);

	for (unsigned i = 0; i < lines->len; i++) {
		const struct line *line = lines->pdata[i];
		g_autofree char *names = line_names(&naming, line);

		fprintf(out, "- %s%s%s", names, *names != '\0' ? ": " : "", line->text);
		if (line->quote != NULL && *line->quote != '\0')
			write_quote(line, out);
		fputc('\n', out);
	}
}

void remarks_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		   int column_key, FILE *out)
{
	remarks_write_each(section, rows, row_key, column_key, remark_on, out);
}
