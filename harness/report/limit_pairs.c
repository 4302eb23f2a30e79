/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/limit_pairs.h"

#include "base/size.h"
#include "model/keys.h"

#include <math.h>
#include <string.h>

/* What a difference depends on is said of so many differences. */
#define MOST_KINDS 3

/* A key with more values than these explains nothing. */
#define MOST_VALUES 8

static double difference_at(const GArray *pairs, unsigned i)
{
	return g_array_index(pairs, struct pair, i).difference;
}

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	return (x->difference > y->difference) - (x->difference < y->difference);
}

/* The difference that most of @pairs have, and how many; sorts them. */
double pairs_most_frequent(GArray *pairs, unsigned *count)
{
	double best = 0;
	unsigned run = 0;

	*count = 0;
	g_array_sort(pairs, compare_pairs);
	for (unsigned i = 0; i < pairs->len; i++) {
		run = i > 0 && difference_at(pairs, i) == difference_at(pairs, i - 1) ? run + 1 : 1;
		if (run > *count) {
			*count = run;
			best = difference_at(pairs, i);
		}
	}
	return best;
}

/* "30 GiB", "1 bit", "30 slots": an amount of the axis, without its sign. */
char *pairs_amount(const struct report_section *section, double value)
{
	uint64_t n = (uint64_t)(fabs(value) + 0.5);
	g_autofree char *unit = NULL;

	if (report_axis_is_size(section))
		return size_human(n);
	unit = g_strdup(g_str_equal(section->axis, "phys-bits") ? "bits" : section->axis);
	if (n == 1 && g_str_has_suffix(unit, "s"))
		unit[strlen(unit) - 1] = '\0';
	return g_strdup_printf("%" G_GUINT64_FORMAT " %s", n, unit);
}

/* "30 GiB more maxmem", "2 slots less", "the same maxmem". */
static char *difference_words(const struct report_section *section, double value)
{
	g_autofree char *text = pairs_amount(section, value);
	gboolean named = report_axis_is_size(section);

	if (value == 0)
		return g_strdup_printf("the same %s", section->axis);
	return g_strdup_printf("%s %s%s%s", text, value > 0 ? "more" : "less", named ? " " : "",
			       named ? section->axis : "");
}

/* ", in all 80 comparisons", ", in 78 of 80 comparisons"; nothing to be said of a single one. */
char *pairs_share(unsigned n, unsigned all)
{
	if (all == 1)
		return g_strdup("");
	if (n == 2 && all == 2)
		return g_strdup(", in both comparisons");
	return n == all ? g_strdup_printf(", in all %u comparisons", all)
			: g_strdup_printf(", in %u of %u comparisons", n, all);
}

/* "; elsewhere from 28 GiB more to 29 GiB more" for those of the sorted @pairs that do not have the
 * @usual difference. */
char *pairs_elsewhere(const struct report_section *section, const GArray *pairs, double usual)
{
	double least = NAN, most = NAN;
	g_autofree char *low = NULL, *high = NULL;

	for (unsigned i = 0; i < pairs->len; i++) {
		double value = difference_at(pairs, i);

		if (value == usual)
			continue;
		least = isnan(least) ? value : least;
		most = value;
	}
	if (isnan(least))
		return g_strdup("");
	low = difference_words(section, least);
	high = difference_words(section, most);
	return least == most ? g_strdup_printf("; elsewhere %s", low)
			     : g_strdup_printf("; elsewhere from %s to %s", low, high);
}

/* The difference that all pairs with a value of the varied key @index share, by that value
 * (→ struct pair *, borrowed); NULL when some do not share it. */
static GHashTable *differences_by(const GArray *pairs, unsigned index)
{
	GHashTable *by_value = g_hash_table_new(NULL, NULL);

	for (unsigned i = 0; by_value != NULL && i < pairs->len; i++) {
		struct pair *pair = &g_array_index(pairs, struct pair, i);
		const char *value = pair->row->values[index];
		const struct pair *known = g_hash_table_lookup(by_value, value);

		if (known == NULL)
			g_hash_table_insert(by_value, (void *)value, pair);
		else if (known->difference != pair->difference)
			g_clear_pointer(&by_value, g_hash_table_unref);
	}
	return by_value;
}

/* "30 GiB more maxmem with size 1G, 2G; 31 GiB more with size 4G, 8G"; NULL when there are too many
 * of them. The sorted @pairs say in which order. */
static char *words_by(const struct report_section *section, unsigned index, GHashTable *by_value,
		      const GArray *pairs)
{
	const struct key *key = section->keys->pdata[index];
	g_autoptr(GPtrArray) rows = report_all_rows(section);
	g_autoptr(GPtrArray) values = report_values(rows, (int)index);
	GString *words = g_string_new(NULL);
	unsigned kinds = 0;

	for (unsigned i = 0; i < pairs->len; i++) {
		double value = difference_at(pairs, i);
		g_autofree char *difference = difference_words(section, value);
		unsigned n = 0;

		if (i > 0 && value == difference_at(pairs, i - 1))
			continue;
		g_string_append_printf(words, "%s%s with %s", kinds++ > 0 ? "; " : "", difference,
				       key->name);
		for (unsigned j = 0; j < values->len; j++) {
			const struct pair *pair = g_hash_table_lookup(by_value, values->pdata[j]);

			if (pair != NULL && pair->difference == value)
				g_string_append_printf(words, "%s%s", n++ > 0 ? ", " : " ",
						       (const char *)values->pdata[j]);
		}
	}
	return g_string_free(words, kinds > MOST_KINDS || values->len > MOST_VALUES);
}

/* Where pairs differ in their difference: what it depends on, if that is a single key. */
static char *explained(const struct report_section *section, unsigned subject, const GArray *pairs)
{
	char *words = NULL;

	for (unsigned i = 0; words == NULL && i < section->keys->len; i++) {
		g_autoptr(GHashTable) by_value = NULL;

		if (i == subject)
			continue;
		by_value = differences_by(pairs, i);
		if (by_value != NULL)
			words = words_by(section, i, by_value, pairs);
	}
	return words;
}

/* What @pairs have to say; newly allocated. */
char *pairs_words(const struct report_section *section, unsigned index, GArray *pairs)
{
	unsigned count;
	double usual = pairs_most_frequent(pairs, &count);
	g_autofree char *difference = difference_words(section, usual);
	g_autofree char *comparisons = pairs_share(count, pairs->len);
	g_autofree char *rest = pairs_elsewhere(section, pairs, usual);
	char *words = count < pairs->len ? explained(section, index, pairs) : NULL;

	return words != NULL ? words : g_strdup_printf("%s%s%s", difference, comparisons, rest);
}
