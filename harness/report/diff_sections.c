/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diff_sections.h"

#include "report/diff_pieces.h"

#include <string.h>

static void free_section(void *data)
{
	struct diff_section *section = data;

	g_array_unref(section->pairs);
	g_free(section);
}

const struct reference_row *diff_section_first(const struct diff_section *section)
{
	return diff_any_row(&g_array_index(section->pairs, struct pair, 0));
}

static int compare_pairs(const void *a, const void *b, void *mask)
{
	return reference_row_compare(diff_any_row(a), diff_any_row(b), mask);
}

/* Every row once, in order. */
static GArray *all_pairs(const struct diff *diff)
{
	const GArray *both = diff->comparison->pairs, *differences = diff->comparison->differences;
	GArray *pairs = g_array_new(FALSE, FALSE, sizeof(struct pair));

	g_array_append_vals(pairs, both->data, both->len);
	for (unsigned i = 0; i < differences->len; i++) {
		const struct pair *pair = &g_array_index(differences, struct difference, i).pair;

		if (pair->base == NULL || pair->new == NULL)
			g_array_append_vals(pairs, pair, 1);
	}
	g_array_sort_with_data(pairs, compare_pairs, (void *)&diff->options->mask);
	return pairs;
}

static gboolean is_empty_qemu(const struct reference_row *row)
{
	return row->kind == SECTION_START_TIME && g_strcmp0(row->point.machine, "none") == 0;
}

static gboolean is_named(const struct diff_section *section, unsigned dimension)
{
	return !section->mask->ignored[dimension] && reference_dimension_name(dimension) != NULL;
}

static void add(struct diff_section *section, const struct pair *pair)
{
	const struct reference_row *row = diff_any_row(pair);

	g_array_append_vals(section->pairs, pair, 1);
	if (is_empty_qemu(row))
		return;
	if (section->typical == NULL)
		section->typical = row;
	section->axes_vary = section->axes_vary || strcmp(row->axis, section->typical->axis) != 0;
	for (unsigned i = 0; i < reference_n_dimensions(); i++)
		if (!section->varies[i] && is_named(section, i))
			section->varies[i] =
				reference_dimension_compare(row, section->typical, i) != 0;
}

GPtrArray *diff_sections(const struct diff *diff)
{
	g_autoptr(GArray) pairs = all_pairs(diff);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *sections = g_ptr_array_new_with_free_func(free_section);

	for (unsigned i = 0; i < pairs->len; i++) {
		const struct pair *pair = &g_array_index(pairs, struct pair, i);
		const struct reference_row *row = diff_any_row(pair);
		char *name =
			g_strdup_printf("%s\n%d\n%s", row->scenario, (int)row->kind, row->section);
		struct diff_section *section = g_hash_table_lookup(known, name);

		if (section == NULL) {
			section = g_new0(struct diff_section, 1);
			section->pairs = g_array_new(FALSE, FALSE, sizeof(struct pair));
			section->mask = &diff->options->mask;
			g_ptr_array_add(sections, section);
			g_hash_table_insert(known, name, section);
		} else {
			g_free(name);
		}
		add(section, pair);
	}
	return sections;
}

/* The scenario and the section are said anyway. */
static gboolean tells(const struct diff_section *section, const struct reference_row *row,
		      unsigned dimension)
{
	const char *name = reference_dimension_name(dimension);

	if (!is_empty_qemu(row))
		return section->varies[dimension];
	return is_named(section, dimension) && strcmp(name, "scenario") != 0 &&
	       strcmp(name, "section") != 0;
}

char *diff_section_name(const struct diff_section *section, const struct reference_row *row)
{
	GString *name = g_string_new(NULL);

	for (unsigned i = 0; i < reference_n_dimensions(); i++) {
		g_autofree char *value =
			tells(section, row, i) ? reference_dimension_text(row, i) : NULL;

		if (value != NULL)
			g_string_append_printf(name, "%s%s=%s", name->len > 0 ? " " : "",
					       reference_dimension_name(i), value);
	}
	if (section->axes_vary)
		g_string_append_printf(name, "%saxis=%s", name->len > 0 ? " " : "", row->axis);
	return g_string_free(name, FALSE);
}
