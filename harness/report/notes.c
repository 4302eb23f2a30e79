/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/notes.h"

#include "base/size.h"
#include "report/engines.h"
#include "report/plug_table.h"
#include "report/remarks.h"
#include "report/verdict_md.h"

#include <stddef.h>

static void write_disagreement(const GPtrArray *rows, FILE *out)
{
	unsigned n = 0;

	for (unsigned i = 0; i < rows->len; i++)
		n += ((const struct report_row *)rows->pdata[i])->disagrees;
	if (n > 0)
		fprintf(out, "- %u of %u differ from what the model expects\n", n, rows->len);
}

/* Appends the distinct texts that a member has among @rows: "; PREFIX a, b". */
static void append_distinct(GString *text, const GPtrArray *rows, size_t offset, const char *prefix)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned i = 0; i < rows->len; i++) {
		const char *value = *(const char *const *)((const char *)rows->pdata[i] + offset);

		if (*value == '\0' || !g_hash_table_add(seen, (void *)value))
			continue;
		if (g_hash_table_size(seen) > 1)
			g_string_append_printf(text, ", %s", value);
		else
			g_string_append_printf(text, "%s%s%s", text->len > 0 ? "; " : "", prefix,
					       value);
	}
}

static gboolean has_guests(const GPtrArray *rows)
{
	for (unsigned i = 0; i < rows->len; i++)
		if (!g_str_equal(((const struct report_row *)rows->pdata[i])->proof, "accept"))
			return TRUE;
	return FALSE;
}

static gboolean has_other_engines(const GPtrArray *rows)
{
	for (unsigned i = 0; i < rows->len; i++)
		if (!g_str_equal(((const struct report_row *)rows->pdata[i])->engine, "qemu"))
			return TRUE;
	return FALSE;
}

char *notes_provenance(const GPtrArray *rows)
{
	GString *text = g_string_new(NULL);

	append_distinct(text, rows, offsetof(struct report_row, qemu), "QEMU ");
	append_distinct(text, rows, offsetof(struct report_row, libvirt), "libvirt ");
	append_distinct(text, rows, offsetof(struct report_row, machine_type), "");
	if (has_other_engines(rows))
		append_distinct(text, rows, offsetof(struct report_row, engine), "engine ");
	append_distinct(text, rows, offsetof(struct report_row, cpu), "CPU ");
	append_distinct(text, rows, offsetof(struct report_row, accel), "");
	append_distinct(text, rows, offsetof(struct report_row, firmware), "firmware ");
	/* QEMU's word counts unless something else is said. */
	if (has_guests(rows))
		append_distinct(text, rows, offsetof(struct report_row, proof), "proof ");
	return g_string_free(text, FALSE);
}

void notes_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		 int column_key, FILE *out)
{
	g_autofree char *provenance = notes_provenance(rows);

	fputc('\n', out);
	remarks_write(section, rows, row_key, column_key, out);
	engines_write(section, rows, row_key, column_key, out);
	plug_table_write_answers(section, rows, row_key, column_key, out);
	write_disagreement(rows, out);
	verdict_md_write_counts(section, rows, out);
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
