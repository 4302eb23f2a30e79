/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The limits or probes of a section, one row each, with both sides of a limit behind its number. */
#include "base/size.h"
#include "model/keys.h"
#include "report/cells.h"
#include "report/html.h"
#include "report/html_moved.h"
#include "report/html_table.h"
#include "report/html_text.h"
#include "report/remarks.h"
#include "report/verdict_md.h"

char *html_row_id(const struct html_section *it, unsigned index)
{
	return g_strdup_printf("%s-%u", it->id, index);
}

static char *sort_of(uint64_t value)
{
	return value != UNSET ? g_strdup_printf("%" G_GUINT64_FORMAT, value) : NULL;
}

char *html_sort_of(const struct key *key, const char *value)
{
	uint64_t bytes;

	if (key->type != KEY_SIZE || !size_parse(value, &bytes, NULL))
		return NULL;
	return sort_of(bytes);
}

/* "22 GiB (23622320128 bytes)" */
static char *exact_value(const struct report_section *section, uint64_t value)
{
	g_autofree char *text = report_axis_value(section, value);

	if (!report_axis_is_size(section))
		return g_steal_pointer(&text);
	return g_strdup_printf("%s (%" G_GUINT64_FORMAT " bytes)", text, value);
}

/* "refused at stage machine: phys-bits, after 23.6 ms" */
static char *ending(const struct evidence *probe)
{
	return g_strdup_printf("%s at stage %s%s%s, after %.1f ms", outcome_name(probe->outcome),
			       stage_name(probe->stage), probe->reason != REASON_NONE ? ": " : "",
			       probe->reason != REASON_NONE ? reason_name(probe->reason) : "",
			       (double)probe->elapsed_us / 1000);
}

static void add_probe(struct html_table *table, const char *name, const char *command,
		      const char *value, const struct evidence *probe)
{
	g_autofree char *end = probe != NULL ? ending(probe) : NULL;
	g_autofree char *words = g_strdup_printf(
		"%s%s%s", value, end != NULL && *value != '\0' ? ": " : "", end != NULL ? end : "");

	html_table_fact(table, name, words, HTML_WORDS);
	if (probe == NULL)
		return;
	html_table_fact(table, command, probe->command, HTML_COMMAND);
	html_table_fact(table, "message", probe->message, HTML_LINES);
	html_table_fact(table, "guest", probe->guest, HTML_LINES);
	html_table_fact(table, "console", probe->console, HTML_LINES);
}

void html_table_provenance(const struct html_section *it, struct html_table *table,
			   const struct report_row *row, const struct evidence *probe)
{
	g_autofree char *qemu = g_strdup_printf(
		"%s%s%s", row->qemu, *row->machine_type != '\0' ? "; " : "", row->machine_type);
	g_autofree char *engine = g_strdup_printf("%s, %s", row->engine, row->accel);
	g_autofree char *measured =
		probe != NULL ? g_strdup_printf("%s, run %" G_GINT64_FORMAT " of %s",
						probe->finished, probe->run, it->database)
			      : NULL;

	html_table_fact(table, "QEMU", qemu, HTML_WORDS);
	html_table_fact(table, "libvirt", row->libvirt, HTML_WORDS);
	html_table_fact(table, "engine", engine, HTML_WORDS);
	html_table_fact(table, "measured", measured, HTML_WORDS);
}

/* What the model had expected instead. */
static char *disagreement(const struct report_section *section, const struct report_row *row)
{
	g_autofree char *predicted = row->predicted != UNSET ? exact_value(section, row->predicted)
							     : g_strdup("none accepted");

	return row->disagrees ? g_strdup_printf("expects %s", predicted) : NULL;
}

static void add_limit_facts(struct html_section *it, struct html_table *table,
			    const struct report_row *row)
{
	const struct report_section *section = it->section;
	const struct evidence *accepted = evidence_find(it->evidence, row->accepted_probe);
	const struct evidence *refused = evidence_find(it->evidence, row->refused_probe);
	g_autofree char *limit = row->limit != UNSET ? exact_value(section, row->limit) : NULL;
	g_autofree char *next = row->refused != UNSET ? exact_value(section, row->refused) : NULL;
	g_autofree char *other =
		row->counterexample != UNSET ? exact_value(section, row->counterexample) : NULL;
	g_autofree char *model = disagreement(section, row);
	g_autofree char *probes = html_count((uint64_t)row->probes, "probe", "probes");

	html_table_fact(table, "status", row->status, HTML_WORDS);
	if (limit != NULL)
		add_probe(table, "accepted", "accepted command", limit, accepted);
	if (next != NULL)
		add_probe(table, "refused", "refused command", next, refused);
	else
		html_table_fact(table, "message", row->message, HTML_LINES);
	html_table_fact(table, "contradicted by", other, HTML_WORDS);
	html_table_fact(table, "model", model, HTML_WORDS);
	html_table_fact(table, "another engine",
			row->confirmed > 0 ? "confirms both sides" : row->confirmation, HTML_WORDS);
	html_table_fact(table, "search", probes, HTML_WORDS);
	html_table_provenance(it, table, row, accepted != NULL ? accepted : refused);
}

/* What was expected and how that ended, behind all other columns. */
static void add_verdict_columns(const struct report_section *section, struct html_table *table)
{
	if (!verdict_md_has_columns(section))
		return;
	html_table_column(table, "expected", FALSE);
	html_table_column(table, "verdict", FALSE);
}

static void add_verdict(const struct report_section *section, struct html_table *table,
			const struct report_row *row)
{
	if (!verdict_md_has_columns(section))
		return;
	html_table_cell(table, verdict_md_expected(section, row), NULL);
	html_table_cell(table, verdict_md_verdict(section, row), NULL);
}

/* The columns behind the keys. */
static void add_limit_columns(const struct html_section *it, struct html_table *table)
{
	const struct report_section *section = it->section;
	g_autofree char *title = cell_of_axis(section);

	html_table_column(table, title, TRUE);
	html_table_column(table, "refused at", TRUE);
	html_table_column(table, "reason", FALSE);
	if (it->has_disagreements)
		html_table_column(table, "model", FALSE);
	if (section->has_confirmations)
		html_table_column(table, "confirmed", FALSE);
}

static void add_limit(struct html_section *it, struct html_table *table,
		      const struct report_row *row)
{
	const struct report_section *section = it->section;
	g_autofree char *limit = cell_of_limit(section, row), *limit_sort = sort_of(row->limit);
	g_autofree char *next = cell_of_refused(section, row), *next_sort = sort_of(row->refused);
	g_autofree char *why = row->reason != REASON_NONE ? remarks_why(row) : g_strdup("");
	gboolean nothing = g_str_equal(row->status, LIMIT_NOTHING);

	html_table_proof(table, limit, nothing ? "-1" : limit_sort);
	html_table_cell(table, next, next_sort);
	html_table_cell(table, why, NULL);
	if (it->has_disagreements)
		html_table_cell(table, row->disagrees ? "differs" : "", NULL);
	if (section->has_confirmations)
		html_table_cell(table, cell_of_confirmed(row), NULL);
	add_limit_facts(it, table, row);
}

static void add_probe_columns(const struct html_section *it, struct html_table *table)
{
	html_table_column(table, "outcome", FALSE);
	html_table_column(table, "stage", FALSE);
	html_table_column(table, "reason", FALSE);
	if (it->has_guests)
		html_table_column(table, "memory in the guest", TRUE);
}

static void add_single_probe(struct html_section *it, struct html_table *table,
			     const struct report_row *row)
{
	const struct evidence *probe = evidence_find(it->evidence, row->accepted_probe);
	g_autofree char *memory = cell_of_guest(row), *sort = sort_of(row->guest_memory);

	html_table_proof(table, row->status, NULL);
	html_table_cell(table, stage_name(row->stage), NULL);
	html_table_cell(table, row->reason != REASON_NONE ? reason_name(row->reason) : "", NULL);
	if (it->has_guests)
		html_table_cell(table, memory, sort);
	add_probe(table, "outcome", "command", "", probe);
	html_table_provenance(it, table, row, probe);
}

void html_table_keys(struct html_table *table, const struct report_section *section)
{
	for (unsigned i = 0; i < section->keys->len; i++) {
		const struct key *key = section->keys->pdata[i];

		html_table_column(table, key->name, key->type == KEY_SIZE || key->type == KEY_INT);
	}
}

void html_table_values(struct html_table *table, const struct report_section *section,
		       const char **values)
{
	for (unsigned i = 0; i < section->keys->len; i++) {
		g_autofree char *sort = html_sort_of(section->keys->pdata[i], values[i]);

		html_table_cell(table, values[i], sort);
	}
}

unsigned html_page_room(struct html_page *page, GString *html, unsigned n, unsigned most,
			const char *command, struct html_pool **pool)
{
	unsigned *room = n <= page->html_rows ? &page->html_rows : &page->data_rows;
	unsigned fitting = MIN(MIN(n, most), *room);

	*pool = room == &page->data_rows ? page->pool : NULL;
	*room -= fitting;
	if (fitting < n)
		g_string_append_printf(html,
				       "<p class=\"more\">%u more rows would make this page too "
				       "large: <code>%s</code> writes all.</p>\n",
				       n - fitting, command);
	return fitting;
}

unsigned html_section_room(struct html_section *it, unsigned n, struct html_pool **pool)
{
	return html_page_room(it->page, it->html, n, n, "memroof table", pool);
}

void html_write_rows(struct html_section *it)
{
	const struct report_section *section = it->section;
	struct html_pool *pool;
	unsigned n = html_section_room(it, section->rows->len, &pool);
	g_autofree char *caption = section->is_limit
					   ? html_count(n, "limit, with both of its sides",
							"limits, with both of their sides")
					   : html_count(n, "probe", "probes");
	struct html_table *table = html_table_new(it->html, it->id, caption, pool);

	g_string_append(it->html,
			section->is_limit ? "<h3>Every limit</h3>\n" : "<h3>Every probe</h3>\n");
	html_table_keys(table, section);
	if (section->is_limit)
		add_limit_columns(it, table);
	else
		add_probe_columns(it, table);
	add_verdict_columns(section, table);
	html_mark_column(it, table);
	for (unsigned i = 0; i < n; i++) {
		const struct report_row *row = &g_array_index(section->rows, struct report_row, i);

		html_table_values(table, section, row->values);
		if (section->is_limit)
			add_limit(it, table, row);
		else
			add_single_probe(it, table, row);
		add_verdict(section, table, row);
		html_mark_cell(it, table, html_mark(it, row));
		html_table_end_row(table);
	}
	html_table_end(table);
}
