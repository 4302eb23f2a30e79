/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CSV: one line for each limit, for each probe of a probe section and for each timed start, exact
 * bytes, one set of columns. */
#include "model/keys.h"
#include "report/cases.h"
#include "report/csv.h"
#include "report/exporter.h"

static const char HEAD_FIRST[] = "scenario,section,kind,cell";
static const char HEAD_LAST[] =
	"axis,outcome,limit,refused,step,stage,reason,message,counterexample,probes,"
	"agrees_with_model,predicted,confirmed,confirmation,guest_phys_bits,guest_memory,"
	"guest_blocks,qemu_version,qemu_package,libvirt_version,machine_type,round,elapsed_us,"
	"greeting_us,machine_us,guest_us,report_us,user_us,system_us,max_rss,minor_faults,acpi_"
	"bytes";
/* Only where something is expected. */
static const char HEAD_VERDICT[] = ",expected,verdict";

struct section {
	int64_t id;
	char *path, *name, *kind;
};

struct writer {
	FILE *out;
	const struct section *section;
	struct report_cases *cases; /* of the section; may be NULL */
	gboolean verdicts;          /* some section expects something */
};

static void next_text(FILE *out, const char *text)
{
	fputc(',', out);
	csv_write_text(out, text);
}

static void next_size(FILE *out, uint64_t size)
{
	fputc(',', out);
	if (size != UNSET)
		fprintf(out, "%" G_GUINT64_FORMAT, size);
}

static void next_int(FILE *out, int64_t number)
{
	fprintf(out, ",%" G_GINT64_FORMAT, number);
}

static void write_start(const struct writer *writer, int64_t cell, const struct point *point)
{
	FILE *out = writer->out;

	csv_write_text(out, writer->section->path);
	next_text(out, writer->section->name);
	next_text(out, writer->section->kind);
	next_int(out, cell);
	for (unsigned i = 0; i < N_KEYS; i++) {
		if (KEYS[i].group != KEY_POINT)
			continue;
		if (key_is_number(&KEYS[i]))
			next_size(out, *key_number(&KEYS[i], (void *)point));
		else
			next_text(out, *key_string(&KEYS[i], (void *)point));
	}
}

static void write_provenance(FILE *out, const char *version, const char *package,
			     const char *libvirt, const char *machine_type)
{
	next_text(out, version);
	next_text(out, package);
	next_text(out, libvirt);
	next_text(out, machine_type);
}

/* Unknown where the process is, as in json_rows.c. */
static void next_usage(FILE *out, const struct probe_row *row, int64_t value)
{
	next_size(out, row->max_rss > 0 ? (uint64_t)value : UNSET);
}

/* What was measured of one start. */
static void write_times(const struct writer *writer, const struct probe_row *row)
{
	FILE *out = writer->out;

	if (g_str_equal(writer->section->kind, "start-time"))
		next_int(out, row->round);
	else
		next_text(out, NULL);
	next_int(out, row->elapsed_us);
	next_size(out, row->greeting_us);
	next_size(out, row->machine_us);
	next_size(out, row->guest_us);
	next_size(out, row->report_us);
	next_usage(out, row, row->user_us);
	next_usage(out, row, row->system_us);
	next_usage(out, row, row->max_rss);
	next_usage(out, row, row->minor_faults);
	next_size(out, row->acpi_bytes);
}

static void write_end(const struct writer *writer, int64_t cell)
{
	const struct report_case *item = cases_judged(writer->cases, cell);

	if (writer->verdicts) {
		next_text(writer->out, item != NULL ? item->expected : NULL);
		next_text(writer->out, item != NULL ? verdict_name(item->verdict) : NULL);
	}
	fputc('\n', writer->out);
}

static gboolean write_limit(const struct limit_row *row, void *user)
{
	const struct writer *writer = user;
	FILE *out = writer->out;

	write_start(writer, row->cell, row->point);
	next_text(out, row->axis);
	next_text(out, row->status);
	next_size(out, row->limit);
	next_size(out, row->refused);
	next_size(out, row->step);
	next_text(out, NULL);
	next_text(out, reason_name(row->reason));
	next_text(out, row->message);
	next_size(out, row->counterexample);
	next_size(out, (uint64_t)row->probes);
	next_size(out, row->agrees_with_model < 0 ? UNSET : (uint64_t)row->agrees_with_model);
	next_size(out, row->predicted);
	next_size(out, row->confirmed < 0 ? UNSET : (uint64_t)row->confirmed);
	next_text(out, row->confirmation);
	fputs(",,,", out); /* a limit has no guest: its probes have */
	write_provenance(out, row->qemu_version, row->qemu_package, row->libvirt_version,
			 row->machine_type);
	fputs(",,,,,,,,,,,", out);
	write_end(writer, row->cell);
	return TRUE;
}

static gboolean write_probe(const struct probe_row *row, void *user)
{
	const struct writer *writer = user;
	FILE *out = writer->out;

	write_start(writer, row->cell, row->point);
	next_text(out, NULL);
	next_text(out, outcome_name(row->outcome));
	fputs(",,,", out);
	next_text(out, stage_name(row->stage));
	next_text(out, reason_name(row->reason));
	next_text(out, row->message);
	fputs(",,,,,,", out);
	next_size(out, row->guest_phys_bits);
	next_size(out, row->guest_memory);
	next_size(out, row->guest_blocks);
	write_provenance(out, row->qemu_version, row->qemu_package, row->libvirt_version,
			 row->machine_type);
	write_times(writer, row);
	write_end(writer, row->cell);
	return TRUE;
}

/* A point that was not tried says why in the place of QEMU's message. */
static gboolean write_skip(const struct skip_row *row, void *user)
{
	const struct writer *writer = user;
	const struct report_case *item = cases_find(writer->cases, row->cell);
	FILE *out = writer->out;

	if (item == NULL || item->verdict != VERDICT_SKIP)
		return TRUE;
	write_start(writer, row->cell, row->point);
	next_text(out, NULL);
	next_text(out, "skipped");
	fputs(",,,,,", out);
	next_text(out, row->why);
	fputs(",,,,,,,,,,,,,,,,,,,,,,,,", out);
	write_end(writer, row->cell);
	return TRUE;
}

static gboolean add_section(const struct section_row *row, void *user)
{
	struct section section = {row->id, g_strdup(row->path), g_strdup(row->name),
				  g_strdup(row->kind)};

	g_array_append_val((GArray *)user, section);
	return TRUE;
}

static void clear_section(void *data)
{
	struct section *section = data;

	g_free(section->path);
	g_free(section->name);
	g_free(section->kind);
}

static void write_head(FILE *out, gboolean verdicts)
{
	fputs(HEAD_FIRST, out);
	for (unsigned i = 0; i < N_KEYS; i++)
		if (KEYS[i].group == KEY_POINT)
			next_text(out, KEYS[i].name);
	fprintf(out, ",%s%s\n", HEAD_LAST, verdicts ? HEAD_VERDICT : "");
}

static gboolean write_section(struct store *store, struct writer *writer, GError **error)
{
	int64_t id = writer->section->id;
	gboolean ok = cases_load_judged(store, id, &writer->cases, error);

	if (ok && g_str_equal(writer->section->kind, "limit"))
		ok = store_each_limit(store, id, write_limit, writer, error);
	else if (ok)
		ok = store_each_probe(store, id, write_probe, writer, error);
	if (ok && writer->cases != NULL)
		ok = store_each_skip(store, id, write_skip, writer, error);
	g_clear_pointer(&writer->cases, cases_free);
	return ok;
}

static gboolean write_csv(struct store *store, FILE *out, GError **error)
{
	g_autoptr(GArray) sections = g_array_new(FALSE, FALSE, sizeof(struct section));
	struct writer writer = {.out = out};
	gboolean ok;

	g_array_set_clear_func(sections, clear_section);
	ok = store_each_section(store, add_section, sections, error) &&
	     cases_are_expected(store, &writer.verdicts, error);
	write_head(out, writer.verdicts);
	for (unsigned i = 0; ok && i < sections->len; i++) {
		writer.section = &g_array_index(sections, struct section, i);
		ok = write_section(store, &writer, error);
	}
	return ok;
}

const struct exporter exporter_csv = {.name = "csv", .write = write_csv};
