/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/rows_guests.h"

static gboolean proof_is(const struct report_row *row, const char *proof)
{
	return g_str_equal(row->proof, proof);
}

/* The rows of limits by the probes that prove them. */
struct proofs {
	GHashTable *accepted, *refused; /* int64_t * → struct report_row *, all borrowed */
};

static gboolean take_probe(const struct probe_row *probe, void *user)
{
	const struct proofs *proofs = user;
	struct report_row *accepted = g_hash_table_lookup(proofs->accepted, &probe->id);
	struct report_row *refused = g_hash_table_lookup(proofs->refused, &probe->id);

	if (accepted != NULL)
		accepted->guest_memory = probe->guest_memory;
	if (refused != NULL) {
		refused->stage = probe->stage;
		refused->outcome = probe->outcome;
	}
	return TRUE;
}

/* A limit keeps neither how far its refused probe got nor what the guest of the other one had. */
static gboolean load_proofs(struct store *store, struct report_section *section, GError **error)
{
	g_autoptr(GHashTable) accepted = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_autoptr(GHashTable) refused = g_hash_table_new(g_int64_hash, g_int64_equal);
	struct proofs proofs = {accepted, refused};

	for (unsigned i = 0; i < section->rows->len; i++) {
		struct report_row *row = &g_array_index(section->rows, struct report_row, i);

		if (proof_is(row, "accept") && !g_str_equal(row->engine, "libvirt"))
			continue;
		g_hash_table_insert(accepted, &row->accepted_probe, row);
		/* Elsewhere the reason is not that of the refused probe. */
		if (g_str_equal(row->status, LIMIT_EXACT) ||
		    g_str_equal(row->status, LIMIT_NOTHING))
			g_hash_table_insert(refused, &row->refused_probe, row);
	}
	/* Thousands of limits that QEMU decided alone need no second look at their probes. */
	if (g_hash_table_size(accepted) == 0)
		return TRUE;
	return store_each_probe(store, section->id, take_probe, &proofs, error);
}

/* How QEMU answered to the step called @what among the plugs; kept with the section. */
static const char *answer_to(const struct report_section *section, const GArray *plugs,
			     const char *what)
{
	for (unsigned i = 0; i < plugs->len; i++) {
		const struct plug_row *plug = &g_array_index(plugs, struct plug_row, i);

		if (g_strcmp0(plug->what, what) == 0 && plug_is_tried(plug))
			return g_string_chunk_insert_const(
				section->texts, plug->message != NULL ? plug->message : "");
	}
	return NULL;
}

static gboolean load_plugs(struct store *store, const struct report_section *section,
			   struct report_row *row, GError **error)
{
	struct probe_row probe = {.id = row->accepted_probe};

	if (!store_load_plugs(store, &probe, error))
		return FALSE;
	if (probe.plugs == NULL)
		return TRUE;
	row->plugs = plug_digest(probe.plugs);
	row->extra_dimm = answer_to(section, probe.plugs, "extra-dimm");
	row->extra_page = answer_to(section, probe.plugs, "extra-page");
	g_array_unref(probe.plugs);
	return TRUE;
}

gboolean report_load_guests(struct store *store, struct report_section *section, GError **error)
{
	gboolean ok = !section->is_limit || load_proofs(store, section, error);

	for (unsigned i = 0; ok && i < section->rows->len; i++) {
		struct report_row *row = &g_array_index(section->rows, struct report_row, i);

		ok = !proof_is(row, "plug") || load_plugs(store, section, row, error);
	}
	return ok;
}
