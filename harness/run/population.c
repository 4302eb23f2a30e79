/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/population.h"

#include <string.h>

struct ordering {
	const GPtrArray *rows;
	unsigned dimension;
};

static int compare_indices(const void *a, const void *b, void *user)
{
	const struct ordering *ordering = user;

	return reference_dimension_compare(ordering->rows->pdata[*(const uint32_t *)a],
					   ordering->rows->pdata[*(const uint32_t *)b],
					   ordering->dimension);
}

static gboolean all_the_same(const GPtrArray *rows, unsigned dimension)
{
	for (unsigned i = 1; i < rows->len; i++)
		if (reference_dimension_compare(rows->pdata[0], rows->pdata[i], dimension) != 0)
			return FALSE;
	return TRUE;
}

/* Numbers the values of a dimension that varies. */
static void number_values(struct population *population, unsigned dimension)
{
	const GPtrArray *rows = population->rows;
	struct ordering ordering = {rows, dimension};
	g_autofree uint32_t *order = g_new(uint32_t, rows->len);
	uint32_t *values = g_new(uint32_t, rows->len), value = 0;
	GPtrArray *examples = g_ptr_array_new();

	for (uint32_t i = 0; i < rows->len; i++)
		order[i] = i;
	g_qsort_with_data(order, (int)rows->len, sizeof(*order), compare_indices, &ordering);
	for (unsigned i = 0; i < rows->len; i++) {
		if (i == 0 || compare_indices(&order[i - 1], &order[i], &ordering) != 0) {
			value = examples->len;
			g_ptr_array_add(examples, rows->pdata[order[i]]);
		}
		values[order[i]] = value;
	}
	population->values[dimension] = values;
	population->examples[dimension] = examples;
}

struct population *population_new(GPtrArray *rows, const struct reference_mask *mask)
{
	struct population *population = g_new0(struct population, 1);

	population->rows = rows;
	population->indices = g_hash_table_new(NULL, NULL);
	for (unsigned i = 0; i < rows->len; i++)
		g_hash_table_insert(population->indices, rows->pdata[i], GUINT_TO_POINTER(i + 1));
	for (unsigned i = 0; i < reference_n_dimensions(); i++)
		if (!mask->ignored[i] && !all_the_same(rows, i))
			number_values(population, i);
	return population;
}

void population_free(struct population *population)
{
	if (population == NULL)
		return;
	for (unsigned i = 0; i < REFERENCE_MOST_DIMENSIONS; i++) {
		g_free(population->values[i]);
		g_clear_pointer(&population->examples[i], g_ptr_array_unref);
	}
	g_hash_table_unref(population->indices);
	g_ptr_array_unref(population->rows);
	g_free(population);
}

/* While traits are looked for: by dimension, which values the rows have; NULL: it tells nothing. */
struct search {
	const struct population *population;
	gboolean *has[REFERENCE_MOST_DIMENSIONS];
};

static gboolean fits(const struct search *search, unsigned row)
{
	for (unsigned i = 0; i < REFERENCE_MOST_DIMENSIONS; i++)
		if (search->has[i] != NULL && !search->has[i][search->population->values[i][row]])
			return FALSE;
	return TRUE;
}

static unsigned count_fitting(const struct search *search)
{
	unsigned n = 0;

	for (unsigned i = 0; i < search->population->rows->len; i++)
		n += fits(search, i);
	return n;
}

/* Which of the dimension's values @rows have, or NULL when they have all. */
static gboolean *values_of(const struct population *population, unsigned dimension,
			   const GPtrArray *rows)
{
	unsigned n = population->examples[dimension]->len, n_had = 0;
	gboolean *has = g_new0(gboolean, n);

	for (unsigned i = 0; i < rows->len; i++) {
		unsigned index =
			GPOINTER_TO_UINT(g_hash_table_lookup(population->indices, rows->pdata[i]));
		uint32_t value = population->values[dimension][index - 1];

		n_had += !has[value];
		has[value] = TRUE;
	}
	if (n_had == n)
		g_clear_pointer(&has, g_free);
	return has;
}

/* The dimension that is dropped as number @i: keys from the last on, with scenario and section, the
 * first two dimensions, before or behind them. */
static unsigned dropped_as(unsigned i, gboolean prefer_section)
{
	unsigned last = reference_n_dimensions() - 1;

	if (prefer_section)
		return last - i;
	return i < 2 ? i : last + 2 - i;
}

/* Drops what the others tell already. */
static void drop_superfluous(struct search *search, unsigned n, gboolean prefer_section)
{
	for (unsigned i = 0; i < reference_n_dimensions(); i++) {
		unsigned dimension = dropped_as(i, prefer_section);
		gboolean *has = search->has[dimension];

		if (has == NULL)
			continue;
		search->has[dimension] = NULL;
		if (count_fitting(search) == n)
			g_free(has);
		else
			search->has[dimension] = has;
	}
}

/* Lists of values that most others have as well explain nothing. */
static void drop_lists(struct search *search)
{
	for (unsigned i = 0; i < REFERENCE_MOST_DIMENSIONS; i++) {
		const GPtrArray *examples = search->population->examples[i];
		unsigned n = 0;

		for (unsigned j = 0; search->has[i] != NULL && j < examples->len; j++)
			n += search->has[i][j];
		if (n > 1)
			g_clear_pointer(&search->has[i], g_free);
	}
}

static struct trait make_trait(const struct search *search, unsigned dimension)
{
	const GPtrArray *examples = search->population->examples[dimension];
	struct trait trait = {
		.dimension = dimension,
		.values = g_ptr_array_new(),
		.numbers = g_array_new(FALSE, FALSE, sizeof(unsigned)),
		.others = g_ptr_array_new(),
	};

	for (unsigned i = 0; i < examples->len; i++) {
		if (!search->has[dimension][i]) {
			g_ptr_array_add(trait.others, examples->pdata[i]);
			continue;
		}
		g_ptr_array_add(trait.values, examples->pdata[i]);
		g_array_append_val(trait.numbers, i);
	}
	return trait;
}

static void clear_trait(void *data)
{
	struct trait *trait = data;

	g_ptr_array_unref(trait->values);
	g_array_unref(trait->numbers);
	g_ptr_array_unref(trait->others);
}

struct traits *traits_find(const struct population *population, const GPtrArray *rows,
			   gboolean prefer_section)
{
	struct traits *traits = g_new0(struct traits, 1);
	struct search search = {.population = population};

	for (unsigned i = 0; i < REFERENCE_MOST_DIMENSIONS; i++)
		if (population->values[i] != NULL)
			search.has[i] = values_of(population, i, rows);
	traits->n = count_fitting(&search);
	if (traits->n > 2 * rows->len) {
		drop_lists(&search);
		traits->n = count_fitting(&search);
	}
	drop_superfluous(&search, traits->n, prefer_section);
	traits->traits = g_array_new(FALSE, FALSE, sizeof(struct trait));
	g_array_set_clear_func(traits->traits, clear_trait);
	for (unsigned i = 0; i < REFERENCE_MOST_DIMENSIONS; i++) {
		struct trait trait;

		if (search.has[i] == NULL)
			continue;
		trait = make_trait(&search, i);
		g_array_append_val(traits->traits, trait);
		g_free(search.has[i]);
	}
	return traits;
}

void traits_free(struct traits *traits)
{
	if (traits == NULL)
		return;
	g_array_unref(traits->traits);
	g_free(traits);
}
