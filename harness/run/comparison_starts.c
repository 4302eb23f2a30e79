/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/comparison_starts.h"

void comparison_add_start(struct comparison *comparison, const struct pair *pair)
{
	struct start_change *start = g_new(struct start_change, 1);

	*start = start_change_measure(comparison->base, pair->base, comparison->new, pair->new);
	g_ptr_array_add(comparison->starts, start);
	g_array_append_vals(comparison->timed, pair, 1);
	comparison_add(comparison, DIFFERENCE_TIME, pair, start);
}

/* What a section is told apart by. */
static char *section_of(const struct difference *difference)
{
	return g_strdup_printf("%s\n%s", difference->pair.base->scenario,
			       difference->pair.base->section);
}

/* The empty QEMU of each section, whose points were measured in the same rounds: text of the
 * section → struct start_change *, or NULL where there are several. */
static GHashTable *find_empties(const struct comparison *comparison)
{
	GHashTable *empties = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (unsigned i = 0; i < comparison->differences->len; i++) {
		const struct difference *difference =
			&g_array_index(comparison->differences, struct difference, i);
		char *section;

		if (difference->start == NULL ||
		    g_strcmp0(difference->pair.base->point.machine, "none") != 0)
			continue;
		section = section_of(difference);
		if (g_hash_table_contains(empties, section))
			g_hash_table_insert(empties, section, NULL);
		else
			g_hash_table_insert(empties, section, (void *)difference->start);
	}
	return empties;
}

static void correct_by_empties(struct comparison *comparison)
{
	g_autoptr(GHashTable) empties = find_empties(comparison);
	unsigned at = 0;

	/* Both are in the same order. */
	for (unsigned i = 0; i < comparison->differences->len; i++) {
		const struct difference *difference =
			&g_array_index(comparison->differences, struct difference, i);
		g_autofree char *section = NULL;
		struct start_change *start;
		const struct start_change *empty;

		if (difference->start == NULL)
			continue;
		start = comparison->starts->pdata[at++];
		section = section_of(difference);
		empty = g_hash_table_lookup(empties, section);
		if (empty != NULL && empty != start)
			start_change_correct(start, empty);
	}
}

void comparison_judge_starts(struct comparison *comparison, const struct start_rule *rule)
{
	GArray *all = comparison->differences;
	unsigned kept = 0;

	correct_by_empties(comparison);
	start_changes_judge(comparison->starts, rule);
	for (unsigned i = 0; i < all->len; i++) {
		struct difference difference = g_array_index(all, struct difference, i);

		if (difference.start != NULL && !difference.start->changed)
			comparison->n_different[DIFFERENCE_TIME]--;
		else
			g_array_index(all, struct difference, kept++) = difference;
	}
	g_array_set_size(all, kept);
}
