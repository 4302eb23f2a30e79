/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON: {"runs": […], "sections": [{…, "rows": […]}]}, written row by row so that size costs no
 * memory. The rows of a start-time section are its points, {…, "samples": […]}. */
#include "report/exporter.h"
#include "report/json_rows.h"
#include "report/rows.h"

#include <string.h>

/* Twelve digits are more than any clock has. */
#define JSON_STYLE (JSON_COMPACT | JSON_REAL_PRECISION(12))

struct writer {
	FILE *out;
	unsigned n;        /* elements written into the array at hand */
	GHashTable *plugs; /* of the section's probes: int64_t * → GArray * of struct plug_row */
	struct report_cases *cases; /* of the section; may be NULL */
};

/* A section, copied because its rows cannot be read while sections are. */
struct section {
	int64_t id;
	json_t *head;
	gboolean is_limit, is_start_time;
};

/* Writes the next element of an array on a line of its own; steals @json. */
static void write_element(struct writer *writer, json_t *json)
{
	fputs(writer->n++ > 0 ? ",\n" : "\n", writer->out);
	json_dumpf(json, writer->out, JSON_STYLE);
	json_decref(json);
}

static gboolean write_run(const struct run_row *run, void *user)
{
	write_element(user,
		      json_pack("{s:s?,s:s?,s:s?,s:s?,s:s?,s:s?,s:I,s:I,s:I}", "started",
				run->started, "memroof_version", run->memroof_version, "command",
				run->command, "kernel", run->kernel, "host_cpu_vendor",
				run->host_cpu_vendor, "host_cpu_model", run->host_cpu_model,
				"host_phys_bits", (json_int_t)run->host_phys_bits, "host_memory",
				(json_int_t)run->host_memory, "overcommit",
				(json_int_t)run->overcommit));
	return TRUE;
}

/* The verdict, where the section expects something; @json is returned. */
static json_t *with_verdict(const struct writer *writer, int64_t cell, json_t *json)
{
	const struct report_case *item = cases_judged(writer->cases, cell);

	if (item == NULL)
		return json;
	json_object_set_new(json, "expected", json_string(item->expected));
	json_object_set_new(json, "verdict", json_string(verdict_name(item->verdict)));
	return json;
}

static gboolean write_limit(const struct limit_row *row, void *user)
{
	struct writer *writer = user;

	write_element(writer, with_verdict(writer, row->cell, json_of_limit(row)));
	return TRUE;
}

static gboolean write_probe(const struct probe_row *row, void *user)
{
	struct writer *writer = user;
	struct probe_row complete = *row;

	complete.plugs = g_hash_table_lookup(writer->plugs, &row->id);
	write_element(writer, with_verdict(writer, row->cell, json_of_probe(&complete)));
	return TRUE;
}

static gboolean write_probes(struct store *store, int64_t section, struct writer *writer,
			     GError **error)
{
	gboolean ok;

	writer->plugs = plugs_of_section(store, section, error);
	ok = writer->plugs != NULL && store_each_probe(store, section, write_probe, writer, error);
	g_clear_pointer(&writer->plugs, g_hash_table_unref);
	return ok;
}

/* The starts of a section, between the heads of their cells. */
struct start_writer {
	struct writer samples; /* the array of the cell at hand */
	const struct section_samples *section;
	unsigned next; /* of its cells */
	const struct cell_samples *cell;
	unsigned n_cells;
};

/* The cell with this number, or NULL when another memroof has just begun it. */
static const struct cell_samples *next_cell(struct start_writer *writer, int64_t cell)
{
	const GPtrArray *cells = writer->section->cells;

	if (cell == START_TIME_EMPTY)
		return writer->section->empty;
	while (writer->next < cells->len) {
		const struct cell_samples *candidate = cells->pdata[writer->next];

		if (candidate->cell > cell)
			break;
		writer->next++;
		if (candidate->cell == cell)
			return candidate;
	}
	return NULL;
}

static void end_cell(struct start_writer *writer)
{
	if (writer->cell != NULL)
		fputs("]}", writer->samples.out);
	writer->cell = NULL;
}

/* The head without its closing brace, so that more goes into the same object. */
static void write_open(FILE *out, const json_t *head, const char *array)
{
	char *text = json_dumps(head, JSON_STYLE);

	fprintf(out, "%.*s,\"%s\":[", (int)strlen(text) - 1, text, array);
	free(text);
}

static gboolean write_start(const struct probe_row *row, void *user)
{
	struct start_writer *writer = user;

	if (writer->cell == NULL || writer->cell->cell != row->cell) {
		json_t *head;

		end_cell(writer);
		writer->cell = next_cell(writer, row->cell);
		if (writer->cell == NULL)
			return TRUE;
		head = json_of_cell(writer->cell);
		fputs(writer->n_cells++ > 0 ? ",\n" : "\n", writer->samples.out);
		write_open(writer->samples.out, head, "samples");
		json_decref(head);
		writer->samples.n = 0;
	}
	return write_probe(row, &writer->samples);
}

static void write_costs(const struct section_samples *samples, FILE *out)
{
	g_autoptr(GPtrArray) costs = samples_costs(samples);
	struct writer writer = {.out = out};

	for (unsigned i = 0; i < costs->len; i++)
		write_element(&writer, json_of_cost(costs->pdata[i]));
}

static gboolean write_samples(struct store *store, const struct section_samples *samples, FILE *out,
			      GError **error)
{
	struct start_writer writer = {.samples = {.out = out}, .section = samples};
	int64_t id = samples->section->id;
	gboolean ok;

	writer.samples.plugs = plugs_of_section(store, id, error);
	ok = writer.samples.plugs != NULL &&
	     store_each_probe(store, id, write_start, &writer, error);
	g_clear_pointer(&writer.samples.plugs, g_hash_table_unref);
	end_cell(&writer);
	fputs("],\"costs\":[", out);
	write_costs(samples, out);
	return ok;
}

static gboolean write_starts(struct store *store, int64_t section, FILE *out, GError **error)
{
	g_autoptr(GPtrArray) reports = report_load(store, error);
	gboolean ok = reports != NULL;

	for (unsigned i = 0; ok && i < reports->len; i++) {
		const struct report_section *report = reports->pdata[i];
		struct section_samples *samples;

		if (report->id != section)
			continue;
		samples = samples_load(store, report, error);
		ok = samples != NULL && write_samples(store, samples, out, error);
		samples_free(samples);
	}
	return ok;
}

static gboolean add_section(const struct section_row *row, void *user)
{
	struct section section = {
		.id = row->id,
		.head = json_pack("{s:s?,s:s?,s:s?,s:s?,s:s?}", "scenario", row->path, "question",
				  row->question, "kind", row->kind, "name", row->name, "axis",
				  row->axis),
		.is_limit = g_str_equal(row->kind, "limit"),
		.is_start_time = g_str_equal(row->kind, "start-time"),
	};

	if (row->expect != NULL)
		json_object_set_new(section.head, "expect", json_string(row->expect));
	g_array_append_val((GArray *)user, section);
	return TRUE;
}

static gboolean write_skip(const struct skip_row *row, void *user)
{
	struct writer *writer = user;
	const struct report_case *item = cases_find(writer->cases, row->cell);

	if (item != NULL && item->verdict == VERDICT_SKIP)
		write_element(writer, json_pack("{s:o,s:s}", "point", json_of_point(row->point),
						"why", row->why));
	return TRUE;
}

/* Points that were not tried have a list of their own, where there are any. */
static gboolean write_skips(struct store *store, const struct section *section,
			    struct writer *writer, GError **error)
{
	if (writer->cases == NULL || writer->cases->counts[VERDICT_SKIP] == 0)
		return TRUE;
	writer->n = 0;
	fputs("],\"skipped\":[", writer->out);
	return store_each_skip(store, section->id, write_skip, writer, error);
}

static gboolean write_section(struct store *store, const struct section *section, gboolean first,
			      FILE *out, GError **error)
{
	struct writer writer = {.out = out};
	gboolean ok = cases_load_judged(store, section->id, &writer.cases, error);

	fputs(first ? "\n" : ",\n", out);
	write_open(out, section->head, "rows");
	if (!ok)
		return FALSE;
	if (section->is_start_time)
		ok = write_starts(store, section->id, out, error);
	else if (section->is_limit)
		ok = store_each_limit(store, section->id, write_limit, &writer, error);
	else
		ok = write_probes(store, section->id, &writer, error);
	ok = ok && write_skips(store, section, &writer, error);
	cases_free(writer.cases);
	fputs("]}", out);
	return ok;
}

static void clear_section(void *data)
{
	struct section *section = data;

	json_decref(section->head);
}

static gboolean write_json(struct store *store, FILE *out, GError **error)
{
	g_autoptr(GArray) sections = g_array_new(FALSE, FALSE, sizeof(struct section));
	struct writer runs = {.out = out};
	gboolean ok;

	g_array_set_clear_func(sections, clear_section);
	fputs("{\"runs\":[", out);
	ok = store_each_run(store, write_run, &runs, error);
	fputs("],\n\"sections\":[", out);
	ok = ok && store_each_section(store, add_section, sections, error);
	for (unsigned i = 0; ok && i < sections->len; i++)
		ok = write_section(store, &g_array_index(sections, struct section, i), i == 0, out,
				   error);
	fputs("]}\n", out);
	return ok;
}

const struct exporter exporter_json = {.name = "json", .write = write_json};
