/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/reference_commands.h"

struct loading {
	struct reference *reference;
	GHashTable *wanted; /* int64_t *: a probe → struct reference_proof *; both are the rows' */
	GArray *sections;   /* int64_t */
};

static gboolean take_section(const struct section_row *row, void *user)
{
	g_array_append_val(((struct loading *)user)->sections, row->id);
	return TRUE;
}

static gboolean take_probe(const struct probe_row *probe, void *user)
{
	struct loading *loading = user;
	struct reference_proof *proof = g_hash_table_lookup(loading->wanted, &probe->id);

	if (proof != NULL && probe->command != NULL)
		proof->command = reference_keep(loading->reference, probe->command);
	return TRUE;
}

static void want(struct loading *loading, struct reference_proof *proof)
{
	if (proof->probe != 0)
		g_hash_table_insert(loading->wanted, &proof->probe, proof);
}

static gboolean load(struct store *store, struct loading *loading, GError **error)
{
	GArray *rows = loading->reference->rows;
	gboolean ok = store_each_section(store, take_section, loading, error);

	for (unsigned i = 0; i < rows->len; i++) {
		struct reference_row *row = &g_array_index(rows, struct reference_row, i);

		want(loading, &row->accepted_by);
		want(loading, &row->refused_by);
	}
	for (unsigned i = 0; ok && i < loading->sections->len; i++)
		ok = store_each_probe(store, g_array_index(loading->sections, int64_t, i),
				      take_probe, loading, error);
	return ok;
}

gboolean reference_load_commands(struct store *store, struct reference *reference, GError **error)
{
	g_autoptr(GHashTable) wanted = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_autoptr(GArray) sections = g_array_new(FALSE, FALSE, sizeof(int64_t));
	struct loading loading = {reference, wanted, sections};
	const struct selection *selection = store_selection(store);
	gboolean ok;

	/* The probes of a limit have values on its axis, and are none of the points selected. */
	store_select(store, NULL);
	ok = load(store, &loading, error);
	store_select(store, selection);
	return ok;
}
