/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/rows.h"

#include "base/size.h"
#include "model/keys.h"
#include "report/rows_guests.h"

#include <string.h>

static void section_free(void *data)
{
	struct report_section *section = data;

	for (unsigned i = 0; i < section->rows->len; i++)
		g_free(g_array_index(section->rows, struct report_row, i).values);
	g_array_unref(section->rows);
	g_ptr_array_unref(section->keys);
	g_string_chunk_free(section->texts);
	cases_free(section->cases);
	g_free(section->path);
	g_free(section->question);
	g_free(section->kind);
	g_free(section->name);
	g_free(section->axis);
	g_free(section->columns);
	g_free(section);
}

static gboolean add_section(const struct section_row *row, void *user)
{
	struct report_section *section = g_new0(struct report_section, 1);
	g_auto(GStrv) varied = g_strsplit(row->varied != NULL ? row->varied : "", ",", -1);

	section->id = row->id;
	section->path = g_strdup(row->path);
	section->question = g_strdup(row->question != NULL ? row->question : "");
	section->kind = g_strdup(row->kind);
	section->name = g_strdup(row->name);
	section->axis = g_strdup(row->axis != NULL ? row->axis : "");
	section->columns = g_strdup(row->columns);
	section->is_limit = g_str_equal(row->kind, "limit");
	section->n_points = (uint64_t)row->n_points;
	section->keys = g_ptr_array_new();
	section->rows = g_array_new(FALSE, FALSE, sizeof(struct report_row));
	section->texts = g_string_chunk_new(1024);
	for (char **name = varied; *name != NULL; name++) {
		const struct key *key = key_find(*name);

		/* What only a database can have: a key that is none of a point, or one twice. */
		if (key != NULL && key->group == KEY_POINT &&
		    !g_ptr_array_find(section->keys, key, NULL))
			g_ptr_array_add(section->keys, (void *)key);
	}
	g_ptr_array_add(user, section);
	return TRUE;
}

static const char *keep(struct report_section *section, const char *text)
{
	return g_string_chunk_insert_const(section->texts, text != NULL ? text : "");
}

static const char *keep_version(struct report_section *section, const char *version,
				const char *package)
{
	g_autofree char *text = NULL;

	if (version == NULL || package == NULL || *package == '\0')
		return keep(section, version);
	text = g_strdup_printf("%s (%s)", version, package);
	return keep(section, text);
}

/* What a limit and a probe have in common. */
static struct report_row common(struct report_section *section, const struct point *point,
				const char *version, const char *package, const char *machine_type)
{
	struct report_row row = {
		.values = g_new(const char *, section->keys->len + 1),
		.qemu = keep_version(section, version, package),
		.libvirt = "",
		.machine_type = keep(section, machine_type),
		.cpu = keep(section, point->cpu),
		.engine = keep(section, point->engine != NULL ? point->engine : "qemu"),
		.accel = keep(section, point->accel != NULL ? point->accel : "tcg"),
		.firmware = keep(section, point->firmware),
		.proof = keep(section, point_proof_name(point)),
		.size = point_size(point),
		.limit = UNSET,
		.refused = UNSET,
		.counterexample = UNSET,
		.predicted = UNSET,
		.guest_memory = UNSET,
		.confirmed = -1,
		.confirmation = "",
	};

	for (unsigned i = 0; i < section->keys->len; i++) {
		g_autofree char *value = key_get(section->keys->pdata[i], point);

		row.values[i] = keep(section, value);
	}
	return row;
}

static gboolean add_limit(const struct limit_row *limit, void *user)
{
	struct report_section *section = user;
	struct report_row row = common(section, limit->point, limit->qemu_version,
				       limit->qemu_package, limit->machine_type);

	row.libvirt = keep(section, limit->libvirt_version);

	row.cell = limit->cell;
	row.status = keep(section, limit->status);
	row.limit = limit->limit;
	row.refused = limit->refused;
	row.counterexample = limit->counterexample;
	row.reason = limit->reason;
	row.message = keep(section, limit->message);
	row.disagrees = limit->agrees_with_model == 0;
	row.predicted = limit->predicted;
	row.probes = limit->probes;
	row.accepted_probe = limit->accepted_probe;
	row.refused_probe = limit->refused_probe;
	row.step = limit->step;
	row.confirmed = (int)limit->confirmed;
	row.confirmation = keep(section, limit->confirmation);
	section->has_confirmations =
		section->has_confirmations || row.confirmed >= 0 || *row.confirmation != '\0';
	g_array_append_val(section->rows, row);
	return TRUE;
}

static gboolean add_probe(const struct probe_row *probe, void *user)
{
	struct report_section *section = user;
	struct report_row row = common(section, probe->point, probe->qemu_version,
				       probe->qemu_package, probe->machine_type);

	row.libvirt = keep(section, probe->libvirt_version);

	row.cell = probe->cell;
	row.status = keep(section, outcome_name(probe->outcome));
	row.stage = probe->stage;
	row.outcome = probe->outcome;
	row.reason = probe->reason;
	row.guest_memory = probe->guest_memory;
	row.accepted_probe = probe->id;
	row.message = keep(section, probe->message);
	g_array_append_val(section->rows, row);
	return TRUE;
}

/* Of a selection nobody knows how many points it will have, and what is not selected is not shown.
 */
static void forget_what_is_not_selected(GPtrArray *sections)
{
	for (unsigned i = sections->len; i-- > 0;) {
		struct report_section *section = sections->pdata[i];

		section->n_points = 0;
		if (section->rows->len == 0)
			g_ptr_array_remove_index(sections, i);
	}
}

GPtrArray *report_load(struct store *store, GError **error)
{
	GPtrArray *sections = g_ptr_array_new_with_free_func(section_free);
	gboolean ok = store_each_section(store, add_section, sections, error);

	for (unsigned i = 0; ok && i < sections->len; i++) {
		struct report_section *section = sections->pdata[i];

		ok = section->is_limit
			     ? store_each_limit(store, section->id, add_limit, section, error)
			     : store_each_probe(store, section->id, add_probe, section, error);
		ok = ok && report_load_guests(store, section, error) &&
		     cases_load_judged(store, section->id, &section->cases, error);
	}
	if (ok && store_selection(store) != NULL)
		forget_what_is_not_selected(sections);
	if (!ok)
		g_clear_pointer(&sections, g_ptr_array_unref);
	return sections;
}

int report_key_index(const struct report_section *section, const char *name)
{
	for (unsigned i = 0; name != NULL && i < section->keys->len; i++) {
		const struct key *key = section->keys->pdata[i];

		if (g_str_equal(key->name, name))
			return (int)i;
	}
	return -1;
}

int report_row_key(const struct report_section *section)
{
	int slots = report_key_index(section, "slots");
	int columns = report_key_index(section, section->columns);
	int last = (int)section->keys->len - 1;

	if (slots >= 0 && slots != columns)
		return slots;
	return last >= 0 && last == columns ? last - 1 : last;
}

gboolean report_compares_engines(const struct report_section *section)
{
	return g_strcmp0(section->columns, "engine") == 0 &&
	       report_key_index(section, "engine") >= 0;
}

gboolean report_axis_is_size(const struct report_section *section)
{
	const struct key *key = key_find(section->axis);

	return key != NULL && key->type == KEY_SIZE;
}

char *report_axis_value(const struct report_section *section, uint64_t value)
{
	return report_axis_is_size(section) ? size_human(value)
					    : g_strdup_printf("%" G_GUINT64_FORMAT, value);
}

char *report_combination(const struct report_section *section, const struct report_row *row,
			 unsigned mask)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < section->keys->len; i++) {
		const struct key *key = section->keys->pdata[i];

		if (mask & 1U << i)
			g_string_append_printf(text, "%s%s %s", text->len > 0 ? ", " : "",
					       key->name, row->values[i]);
	}
	return g_string_free(text, FALSE);
}

GPtrArray *report_values(const GPtrArray *rows, int index)
{
	GPtrArray *values = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	for (unsigned i = 0; index >= 0 && i < rows->len; i++) {
		const char *value = ((const struct report_row *)rows->pdata[i])->values[index];

		if (g_hash_table_add(seen, (void *)value))
			g_ptr_array_add(values, (void *)value);
	}
	return values;
}

GPtrArray *report_all_rows(const struct report_section *section)
{
	GPtrArray *rows = g_ptr_array_new();

	for (unsigned i = 0; i < section->rows->len; i++)
		g_ptr_array_add(rows, &g_array_index(section->rows, struct report_row, i));
	return rows;
}
