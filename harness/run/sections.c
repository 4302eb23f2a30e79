/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/sections.h"

#include "base/error.h"

/* Everything a section asks for, in one text that is equal only for equal questions. */
static char *section_spec(const struct section *section)
{
	GString *spec = g_string_new(NULL);

	for (unsigned i = 0; i < N_KEYS; i++) {
		g_autofree char *value = NULL;

		/* How results are shown may change; what is measured may not. */
		if (KEYS[i].group != KEY_SECTION || g_str_equal(KEYS[i].name, "columns"))
			continue;
		value = key_get(&KEYS[i], &section->options);
		/* More rounds may be added later. */
		if (value != NULL && !g_str_equal(KEYS[i].name, "runs") &&
		    !g_str_equal(KEYS[i].name, "budget"))
			g_string_append_printf(spec, "%s=%s\n", KEYS[i].name, value);
	}
	for (unsigned i = 0; i < section->dimensions->len; i++) {
		const struct dimension *dimension = section->dimensions->pdata[i];

		g_string_append_printf(spec, "%s", dimension->key->name);
		for (unsigned j = 0; j < dimension->values->len; j++)
			g_string_append_printf(spec, "%s%s", j == 0 ? "=" : ", ",
					       (char *)dimension->values->pdata[j]);
		g_string_append_c(spec, '\n');
	}
	/* Which combinations were left out is up to the QEMUs. */
	if (section->kept != NULL)
		g_string_append_printf(spec, "points=%" G_GUINT64_FORMAT "\n", section->n_points);
	return g_string_free(spec, FALSE);
}

static char *varied_keys(const struct section *section)
{
	GString *names = g_string_new(NULL);

	for (unsigned i = 0; i < section->dimensions->len; i++) {
		const struct dimension *dimension = section->dimensions->pdata[i];

		if (dimension->values->len > 1)
			g_string_append_printf(names, "%s%s", names->len > 0 ? "," : "",
					       dimension->key->name);
	}
	return g_string_free(names, FALSE);
}

static void make_row(const struct scenario *scenario, const struct section *section,
		     struct section_row *row)
{
	gboolean limit = section->kind == SECTION_LIMIT;
	g_autofree char *name = g_path_get_basename(scenario->path);

	*row = (struct section_row){
		.path = g_utf8_make_valid(name, -1),
		.text = g_strdup(scenario->text),
		.question = g_strdup(scenario->question),
		.kind = g_strdup(section_kind_name(section->kind)),
		.name = g_strdup(section->name),
		.spec = section_spec(section),
		.axis = limit ? g_strdup(section->options.axis) : NULL,
		.columns = g_strdup(section->options.columns),
		.varied = varied_keys(section),
		.n_points = (int64_t)section->n_points,
	};
}

/* Looking for the row of a section among those stored. */
struct lookup {
	const struct section_row *wanted;
	int64_t id;
	gboolean same;
};

static gboolean compare(const struct section_row *row, void *user)
{
	struct lookup *lookup = user;
	const struct section_row *wanted = lookup->wanted;

	if (!g_str_equal(row->path, wanted->path) || !g_str_equal(row->kind, wanted->kind) ||
	    !g_str_equal(row->name, wanted->name))
		return TRUE;
	lookup->id = row->id;
	lookup->same = g_str_equal(row->spec, wanted->spec);
	return FALSE;
}

/* Finds the section's row: its id, or 0 when there is none. One that asks something else is an
 * error. */
static gboolean find_section(const struct scenario *scenario, const struct section *section,
			     const struct section_row *row, struct store *store, int64_t *id,
			     GError **error)
{
	struct lookup lookup = {.wanted = row};

	if (!store_each_section(store, compare, &lookup, error))
		return FALSE;
	*id = lookup.id;
	return lookup.id == 0 || lookup.same ||
	       input_error(error,
			   "%s:%u: section [%s %s] is not the one that the database was begun with",
			   scenario->path, section->line, row->kind, row->name);
}

/* Makes the job of one section; adds its row when there is none, but only if @add. */
static gboolean register_section(const struct scenario *scenario, const struct section *section,
				 struct store *store, gboolean add, GArray *jobs, GError **error)
{
	struct section_job job = {.section = section};
	struct section_row row;
	gboolean ok;

	make_row(scenario, section, &row);
	ok = find_section(scenario, section, &row, store, &job.id, error);
	if (ok && add && job.id == 0) {
		ok = store_add_section(store, &row, error);
		job.id = row.id;
	}
	section_row_clear(&row);
	if (ok && add)
		g_array_append_val(jobs, job);
	return ok;
}

static gboolean register_all(const GPtrArray *scenarios, struct store *store, gboolean add,
			     GArray *jobs, GError **error)
{
	for (unsigned i = 0; i < scenarios->len; i++) {
		const struct scenario *scenario = scenarios->pdata[i];

		for (unsigned j = 0; j < scenario->sections->len; j++)
			if (!register_section(scenario, scenario->sections->pdata[j], store, add,
					      jobs, error))
				return FALSE;
	}
	return TRUE;
}

GArray *sections_register(const GPtrArray *scenarios, struct store *store, GError **error)
{
	GArray *jobs = g_array_new(FALSE, FALSE, sizeof(struct section_job));

	/* All are compared before any is added: what is refused leaves no trace. */
	if (!register_all(scenarios, store, FALSE, jobs, error) ||
	    !register_all(scenarios, store, TRUE, jobs, error))
		g_clear_pointer(&jobs, g_array_unref);
	return jobs;
}
