/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html_table.h"

#include "report/html_text.h"

struct column {
	char *title;
	gboolean numbers;
};

struct cell {
	char *text, *sort;
	gboolean is_proof;
};

struct fact {
	const char *name;
	char *text;
	enum html_fact kind;
};

struct html_table {
	GString *html;
	char *id, *caption;
	struct html_pool *pool; /* NULL: rows are HTML */
	GArray *columns, *cells, *facts;
	unsigned n_rows;
};

static void clear_column(void *data)
{
	g_free(((struct column *)data)->title);
}

static void clear_cell(void *data)
{
	struct cell *cell = data;

	g_free(cell->text);
	g_free(cell->sort);
}

static void clear_fact(void *data)
{
	g_free(((struct fact *)data)->text);
}

static GArray *array_new(size_t size, GDestroyNotify clear)
{
	GArray *array = g_array_new(FALSE, FALSE, (guint)size);

	g_array_set_clear_func(array, clear);
	return array;
}

struct html_table *html_table_new(GString *html, const char *id, const char *caption,
				  struct html_pool *pool)
{
	struct html_table *table = g_new0(struct html_table, 1);

	table->html = html;
	table->id = g_strdup(id);
	table->caption = g_strdup(caption);
	table->pool = pool;
	table->columns = array_new(sizeof(struct column), clear_column);
	table->cells = array_new(sizeof(struct cell), clear_cell);
	table->facts = array_new(sizeof(struct fact), clear_fact);
	return table;
}

void html_table_column(struct html_table *table, const char *title, gboolean numbers)
{
	struct column column = {g_strdup(title), numbers};

	g_array_append_val(table->columns, column);
}

void html_table_cell(struct html_table *table, const char *text, const char *sort)
{
	struct cell cell = {g_strdup(text != NULL ? text : ""), g_strdup(sort), FALSE};

	g_array_append_val(table->cells, cell);
}

void html_table_proof(struct html_table *table, const char *text, const char *sort)
{
	struct cell cell = {g_strdup(text), g_strdup(sort), TRUE};

	g_array_append_val(table->cells, cell);
}

void html_table_fact(struct html_table *table, const char *name, const char *text,
		     enum html_fact kind)
{
	if (text != NULL && *text != '\0') {
		struct fact fact = {name, g_strdup(text), kind};

		g_array_append_val(table->facts, fact);
	}
}

static void write_head(struct html_table *table)
{
	GString *html = table->html;

	g_string_append_printf(html,
			       "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
			       "aria-labelledby=\"%s-name\">\n<table class=\"rows sortable\" "
			       "data-rows=\"%s\">\n<caption id=\"%s-name\">",
			       table->id, table->id, table->id);
	html_add(html, table->caption, HTML_LINE);
	g_string_append(html, "</caption>\n<thead><tr>");
	for (unsigned i = 0; i < table->columns->len; i++) {
		const struct column *column = &g_array_index(table->columns, struct column, i);

		html_add_element(
			html, column->numbers ? "th scope=\"col\" class=\"n\"" : "th scope=\"col\"",
			column->title);
	}
	g_string_append(html, "</tr></thead>\n<tbody>\n");
	if (table->pool != NULL)
		g_string_append_printf(html,
				       "</tbody>\n</table></div>\n"
				       "<script type=\"application/json\" id=\"%s-rows\">\n[",
				       table->id);
}

static void write_fact(GString *html, const struct fact *fact)
{
	static const char *const TAGS[] = {[HTML_WORDS] = "dd",
					   [HTML_COMMAND] = "code class=\"command\"",
					   [HTML_LINES] = "pre"};

	html_add_element(html, "dt", fact->name);
	if (fact->kind != HTML_WORDS)
		g_string_append(html, "<dd>");
	html_add_block(html, TAGS[fact->kind], fact->text);
	if (fact->kind != HTML_WORDS)
		g_string_append(html, "</dd>");
}

static void write_proof(struct html_table *table, const struct cell *cell)
{
	GString *html = table->html;

	g_string_append(html, "<details class=\"proof\">");
	html_add_element(html, "summary", cell->text);
	g_string_append_printf(html, "<dl id=\"%s-%u\">", table->id, table->n_rows);
	for (unsigned i = 0; i < table->facts->len; i++)
		write_fact(html, &g_array_index(table->facts, struct fact, i));
	g_string_append(html, "</dl></details>");
}

static void write_html_row(struct html_table *table)
{
	GString *html = table->html;

	g_string_append(html, "<tr>");
	for (unsigned i = 0; i < table->cells->len; i++) {
		const struct cell *cell = &g_array_index(table->cells, struct cell, i);

		g_string_append(html, g_array_index(table->columns, struct column, i).numbers
					      ? "<td class=\"n\""
					      : "<td");
		if (cell->sort != NULL)
			g_string_append_printf(html, " data-v=\"%s\"", cell->sort);
		g_string_append_c(html, '>');
		if (cell->is_proof)
			write_proof(table, cell);
		else
			html_add(html, cell->text, HTML_LINE);
		g_string_append(html, "</td>");
	}
	g_string_append(html, "</tr>\n");
}

/* [[cells], [facts]]: a cell is the number of a text, or [that, what to sort by], or [that, the
 * same or null, 1] where it is the proof; a fact is name, text and kind, one after the other. */
static void write_json_row(struct html_table *table)
{
	GString *json = table->html;

	g_string_append(json, table->n_rows > 0 ? ",\n[[" : "\n[[");
	for (unsigned i = 0; i < table->cells->len; i++) {
		const struct cell *cell = &g_array_index(table->cells, struct cell, i);

		unsigned text = html_pool_number(table->pool, cell->text, HTML_LINE);

		g_string_append(json, i > 0 ? "," : "");
		if (cell->sort == NULL && !cell->is_proof)
			g_string_append_printf(json, "%u", text);
		else
			g_string_append_printf(json, "[%u,%s%s]", text,
					       cell->sort != NULL ? cell->sort : "null",
					       cell->is_proof ? ",1" : "");
	}
	g_string_append(json, "],[");
	for (unsigned i = 0; i < table->facts->len; i++) {
		const struct fact *fact = &g_array_index(table->facts, struct fact, i);

		g_string_append_printf(json, "%s%u,%u,%d", i > 0 ? "," : "",
				       html_pool_number(table->pool, fact->name, HTML_LINE),
				       html_pool_number(table->pool, fact->text, HTML_BLOCK),
				       fact->kind);
	}
	g_string_append(json, "]]");
}

void html_table_end_row(struct html_table *table)
{
	if (table->n_rows == 0)
		write_head(table);
	if (table->pool != NULL)
		write_json_row(table);
	else
		write_html_row(table);
	table->n_rows++;
	g_array_set_size(table->cells, 0);
	g_array_set_size(table->facts, 0);
}

void html_table_end(struct html_table *table)
{
	if (table->n_rows > 0 && table->pool != NULL)
		g_string_append_printf(
			table->html,
			"\n]</script>\n<noscript><p>These %u rows are shown by a "
			"script. <code>memroof table</code> writes rows as Markdown, CSV "
			"or JSON, <code>memroof diff</code> what moved.</p></noscript>\n",
			table->n_rows);
	else if (table->n_rows > 0)
		g_string_append(table->html, "</tbody>\n</table></div>\n");
	g_array_unref(table->columns);
	g_array_unref(table->cells);
	g_array_unref(table->facts);
	g_free(table->id);
	g_free(table->caption);
	g_free(table);
}
