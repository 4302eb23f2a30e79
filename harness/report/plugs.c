/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/plugs.h"

gboolean plug_is_extra(const struct plug_row *plug)
{
	return plug->what != NULL && g_str_has_prefix(plug->what, "extra-");
}

gboolean plug_is_resize(const struct plug_row *plug)
{
	return g_strcmp0(plug->what, "virtio-mem") == 0;
}

gboolean plug_is_tried(const struct plug_row *plug)
{
	return plug->command_us != UNSET || plug->message != NULL;
}

static int compare_times(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void add_times(struct plug_digest *digest, GArray *times)
{
	const uint64_t *us = (const uint64_t *)(void *)times->data;
	unsigned n = times->len;

	if (n == 0)
		return;
	g_array_sort(times, compare_times);
	digest->least_us = us[0];
	digest->most_us = us[n - 1];
	digest->median_us = n % 2 == 1 ? us[n / 2] : (us[n / 2 - 1] + us[n / 2]) / 2;
}

struct plug_digest plug_digest(const GArray *plugs)
{
	struct plug_digest digest = {
		.memory = UNSET, .least_us = UNSET, .median_us = UNSET, .most_us = UNSET};
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(uint64_t));

	for (unsigned i = 0; i < plugs->len; i++) {
		const struct plug_row *plug = &g_array_index(plugs, struct plug_row, i);

		if (plug_is_extra(plug))
			continue;
		digest.planned++;
		digest.resized = digest.resized || plug_is_resize(plug);
		if (plug->online_us == UNSET)
			continue;
		digest.filled++;
		digest.memory = plug->memory;
		g_array_append_val(times, plug->online_us);
	}
	add_times(&digest, times);
	return digest;
}

static gboolean note_plugged(const struct probe_row *row, void *user)
{
	if (point_proof(row->point) == PROOF_PLUG)
		g_array_append_val((GArray *)user, row->id);
	return TRUE;
}

static void free_plugs(void *plugs)
{
	g_array_unref(plugs);
}

GHashTable *plugs_of_section(struct store *store, int64_t section, GError **error)
{
	GHashTable *plugs = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_plugs);
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
	gboolean ok = store_each_probe(store, section, note_plugged, ids, error);

	for (unsigned i = 0; ok && i < ids->len; i++) {
		struct probe_row probe = {.id = g_array_index(ids, int64_t, i)};

		ok = store_load_plugs(store, &probe, error);
		if (probe.plugs != NULL)
			g_hash_table_insert(plugs, g_memdup2(&probe.id, sizeof(probe.id)),
					    probe.plugs);
	}
	if (!ok)
		g_clear_pointer(&plugs, g_hash_table_unref);
	return plugs;
}
