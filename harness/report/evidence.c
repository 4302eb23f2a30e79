/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/evidence.h"

#include "report/guest_text.h"
#include "report/written.h"

struct loading {
	GHashTable *wanted; /* int64_t *, borrowed */
	GHashTable *plugs;  /* see plugs_of_section() */
	GHashTable *found;
};

static void evidence_free(void *data)
{
	struct evidence *evidence = data;

	point_free(evidence->point);
	g_free(evidence->message);
	g_free(evidence->command);
	g_free(evidence->guest);
	g_free(evidence->console);
	g_free(evidence->finished);
	g_free(evidence);
}

/* What @write says of a probe, without its indentation; newly allocated. */
static char *words_of(void (*write)(const struct probe_row *, FILE *), const struct probe_row *row)
{
	struct written written;

	written_begin(&written);
	write(row, written.out);
	return g_strstrip(written_end(&written));
}

static gboolean take_probe(const struct probe_row *row, void *user)
{
	struct loading *loading = user;
	struct probe_row complete = *row;
	struct evidence *evidence;

	if (!g_hash_table_contains(loading->wanted, &row->id))
		return TRUE;
	complete.plugs = g_hash_table_lookup(loading->plugs, &row->id);
	evidence = g_new(struct evidence, 1);
	*evidence = (struct evidence){
		.point = point_copy(row->point),
		.outcome = row->outcome,
		.stage = row->stage,
		.reason = row->reason,
		.used_gpa = row->used_gpa,
		.run = row->run,
		.elapsed_us = row->elapsed_us,
		.message = g_strdup(row->message != NULL ? row->message : ""),
		.command = g_strdup(row->command != NULL ? row->command : ""),
		.guest = words_of(guest_text_write, &complete),
		.console = row->outcome != OUTCOME_ACCEPTED
				   ? words_of(guest_text_write_console, &complete)
				   : g_strdup(""),
		.finished = g_strdup(row->finished != NULL ? row->finished : ""),
	};
	g_hash_table_insert(loading->found, g_memdup2(&row->id, sizeof(row->id)), evidence);
	return TRUE;
}

GHashTable *evidence_load(struct store *store, const struct report_section *section, GError **error)
{
	g_autoptr(GHashTable) wanted = g_hash_table_new(g_int64_hash, g_int64_equal);
	struct loading loading = {.wanted = wanted};

	for (unsigned i = 0; i < section->rows->len; i++) {
		struct report_row *row = &g_array_index(section->rows, struct report_row, i);

		g_hash_table_add(wanted, &row->accepted_probe);
		g_hash_table_add(wanted, &row->refused_probe);
	}
	loading.plugs = plugs_of_section(store, section->id, error);
	if (loading.plugs == NULL)
		return NULL;
	loading.found = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, evidence_free);
	if (!store_each_probe(store, section->id, take_probe, &loading, error))
		g_clear_pointer(&loading.found, g_hash_table_unref);
	g_hash_table_unref(loading.plugs);
	return loading.found;
}

const struct evidence *evidence_find(GHashTable *evidence, int64_t id)
{
	return g_hash_table_lookup(evidence, &id);
}
