/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/sections.h"

#include "base/error.h"

/* How results are shown and judged may change, and more rounds may be added later; what is measured
 * may not change. */
static gboolean may_change(const char *key)
{
	static const char *const names[] = {"columns", "expect", "needs", "runs", "budget", NULL};

	return g_strv_contains(names, key);
}

/* Everything a section asks for, in one text that is equal only for equal questions. */
static char *section_spec(const struct section *section)
{
	GString *spec = g_string_new(NULL);

	for (unsigned i = 0; i < N_KEYS; i++) {
		g_autofree char *value = NULL;

		if (KEYS[i].group != KEY_SECTION || may_change(KEYS[i].name))
			continue;
		value = key_get(&KEYS[i], &section->options);
		if (value != NULL)
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
		.file = g_utf8_make_valid(scenario->path, -1),
		.line = section->expect_line,
		.expect = section->expect != NULL ? expect_text(section->expect) : NULL,
		.expect_stride = (int64_t)section->expect_stride,
	};
}

/* Looking for the row of a section among those stored. */
struct lookup {
	const struct section_row *wanted;
	int64_t id;
	gboolean same;    /* it asks the same */
	gboolean changed; /* it is shown or judged in another way */
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
	lookup->changed = !g_str_equal(row->text, wanted->text) ||
			  g_strcmp0(row->columns, wanted->columns) != 0 ||
			  g_strcmp0(row->file, wanted->file) != 0 || row->line != wanted->line ||
			  g_strcmp0(row->expect, wanted->expect) != 0 ||
			  row->expect_stride != wanted->expect_stride;
	return FALSE;
}

/* Finds the section's row: sets its id, or 0 when there is none, and whether it is to be changed.
 * One that asks something else is an error. */
static gboolean find_section(const struct scenario *scenario, const struct section *section,
			     struct section_row *row, struct store *store, gboolean *changed,
			     GError **error)
{
	struct lookup lookup = {.wanted = row};

	if (!store_each_section(store, compare, &lookup, error))
		return FALSE;
	row->id = lookup.id;
	*changed = lookup.changed;
	return lookup.id == 0 || lookup.same ||
	       input_error(error,
			   "%s:%u: section [%s %s] is not the one that the database was begun with",
			   scenario->path, section->line, row->kind, row->name);
}

/* Makes the job of one section; adds its row when there is none, or brings it up to date, but only
 * if @add. */
static gboolean register_section(const struct scenario *scenario, const struct section *section,
				 struct store *store, gboolean add, GArray *jobs, GError **error)
{
	struct section_job job = {.section = section};
	struct section_row row;
	gboolean ok, changed;

	make_row(scenario, section, &row);
	ok = find_section(scenario, section, &row, store, &changed, error);
	if (ok && add && row.id == 0)
		ok = store_add_section(store, &row, error);
	else if (ok && add && changed)
		ok = store_update_section(store, &row, error);
	job.id = row.id;
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

static void clear_job(void *job)
{
	skips_free(((struct section_job *)job)->skips);
}

GArray *sections_register(const GPtrArray *scenarios, struct store *store, GError **error)
{
	GArray *jobs = g_array_new(FALSE, FALSE, sizeof(struct section_job));

	g_array_set_clear_func(jobs, clear_job);
	/* All are compared before any is added: what is refused leaves no trace. */
	if (!register_all(scenarios, store, FALSE, jobs, error) ||
	    !register_all(scenarios, store, TRUE, jobs, error))
		g_clear_pointer(&jobs, g_array_unref);
	return jobs;
}
