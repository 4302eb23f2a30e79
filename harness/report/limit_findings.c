/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/limit_findings.h"

#include "base/size.h"
#include "model/keys.h"
#include "report/limit_pairs.h"

#include <math.h>
#include <string.h>

/* More neighbours than this are not compared one by one. */
#define MOST_NEIGHBOURS 6

/* More values of a key than this are a list of their own. */
#define MOST_VALUES 8

/* The limits that differ in the key @index only, by the place of its value. */
struct group {
	const struct report_row **rows;
};

/* One key, with its values in order: numbers ascending, words as they come. */
struct subject {
	const struct report_section *section;
	unsigned index;
	const struct key *key;
	GPtrArray *values;
	GPtrArray *groups; /* struct group * */
	GPtrArray *found;  /* the sentences */
};

static gboolean is_number(const struct key *key)
{
	return key->type == KEY_SIZE || key->type == KEY_INT;
}

/* A value as a number: bytes for sizes. */
static double number_of(const struct key *key, const char *value)
{
	uint64_t bytes = 0;

	if (key->type != KEY_SIZE)
		return g_ascii_strtod(value, NULL);
	return size_parse(value, &bytes, NULL) ? (double)bytes : NAN;
}

static int compare_numbers(const void *a, const void *b, void *key)
{
	double x = number_of(key, *(const char *const *)a),
	       y = number_of(key, *(const char *const *)b);

	return (x > y) - (x < y);
}

static void group_free(void *data)
{
	struct group *group = data;

	g_free(group->rows);
	g_free(group);
}

static void add_row(struct subject *subject, GHashTable *by_rest, GHashTable *places,
		    const struct report_row *row)
{
	char *rest = report_combination(subject->section, row, ~(1U << subject->index));
	struct group *group = g_hash_table_lookup(by_rest, rest);
	unsigned place = GPOINTER_TO_UINT(g_hash_table_lookup(places, row->values[subject->index]));

	if (group == NULL) {
		group = g_new(struct group, 1);
		group->rows = g_new0(const struct report_row *, subject->values->len);
		g_ptr_array_add(subject->groups, group);
		g_hash_table_insert(by_rest, rest, group);
	} else {
		g_free(rest);
	}
	group->rows[place] = row;
}

static void subject_init(struct subject *subject, const struct report_section *section,
			 unsigned index, GPtrArray *found)
{
	g_autoptr(GPtrArray) rows = report_all_rows(section);
	g_autoptr(GHashTable) by_rest =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL);

	*subject = (struct subject){section,
				    index,
				    section->keys->pdata[index],
				    report_values(rows, (int)index),
				    g_ptr_array_new_with_free_func(group_free),
				    found};
	if (is_number(subject->key))
		g_ptr_array_sort_with_data(subject->values, compare_numbers, (void *)subject->key);
	for (unsigned i = 0; i < subject->values->len; i++)
		g_hash_table_insert(places, subject->values->pdata[i], GUINT_TO_POINTER(i));
	for (unsigned i = 0; i < rows->len; i++)
		add_row(subject, by_rest, places, rows->pdata[i]);
}

static void subject_clear(struct subject *subject)
{
	g_ptr_array_unref(subject->values);
	g_ptr_array_unref(subject->groups);
}

/* A limit that both sides prove. */
static gboolean is_exact(const struct report_row *row)
{
	return row != NULL && row->limit != UNSET && g_str_equal(row->status, LIMIT_EXACT);
}

/* How much a row accepts, where an end of the axis leaves no difference: 0 nothing, 1 up to a
 * limit, 2 everything; -1 where that is not known. */
static int extent(const struct report_row *row)
{
	if (row == NULL)
		return -1;
	if (g_str_equal(row->status, LIMIT_NOTHING))
		return 0;
	if (is_exact(row))
		return 1;
	return g_str_equal(row->status, LIMIT_EVERYTHING) ? 2 : -1;
}

/* How far apart pairs of limits are. */
struct spread {
	GArray *pairs; /* struct pair */
	/* Others, whose difference is not known: one takes nothing, or one everything. */
	unsigned only_first, only_second, all_first, all_second;
};

static struct spread spread_of(const struct subject *subject, unsigned first, unsigned second)
{
	struct spread spread = {.pairs = g_array_new(FALSE, FALSE, sizeof(struct pair))};

	for (unsigned i = 0; i < subject->groups->len; i++) {
		const struct group *group = subject->groups->pdata[i];
		const struct report_row *a = group->rows[first], *b = group->rows[second];
		struct pair pair = {.row = b};
		int reach_a = extent(a), reach_b = extent(b);

		spread.only_first += reach_a == 1 && reach_b == 0;
		spread.only_second += reach_b == 1 && reach_a == 0;
		spread.all_first += reach_a == 2 && reach_b >= 0 && reach_b < 2;
		spread.all_second += reach_b == 2 && reach_a >= 0 && reach_a < 2;
		if (reach_a != 1 || reach_b != 1)
			continue;
		pair.difference = (double)b->limit - (double)a->limit;
		g_array_append_val(spread.pairs, pair);
	}
	return spread;
}

static void append_count(GString *words, const char *value, const char *what, unsigned n)
{
	if (n > 0)
		g_string_append_printf(words, "%s%s%s in %u%s", words->len > 0 ? "; " : ": ", value,
				       what, n, words->len > 0 ? " more" : "");
}

/* "; pc alone is accepted at all in 12 more; accept alone accepts everything in 4 more" */
static void append_ends(GString *words, const struct spread *spread, const char *a, const char *b)
{
	append_count(words, b, " alone is accepted at all", spread->only_second);
	append_count(words, a, " alone is accepted at all", spread->only_first);
	append_count(words, b, " alone accepts everything", spread->all_second);
	append_count(words, a, " alone accepts everything", spread->all_first);
}

/* Compares the values @first and @second of the key. */
static void compare(const struct subject *subject, unsigned first, unsigned second)
{
	const char *a = subject->values->pdata[first], *b = subject->values->pdata[second];
	struct spread spread = spread_of(subject, first, second);
	g_autofree char *difference = pairs_words(subject->section, subject->index, spread.pairs);
	GString *words = g_string_new(NULL);

	if (spread.pairs->len > 0)
		g_string_append_printf(words, ": %s", difference);
	append_ends(words, &spread, a, b);
	if (words->len > 0)
		g_ptr_array_add(subject->found,
				g_strdup_printf("%s %s instead of %s%s", subject->key->name, b, a,
						words->str));
	g_string_free(words, TRUE);
	g_array_unref(spread.pairs);
}

/* What the axis changes by for each @unit of the key, of all neighbours whose limits are exact
 * (struct pair). */
static GArray *slopes_of(const struct subject *subject, double unit)
{
	GArray *slopes = g_array_new(FALSE, FALSE, sizeof(struct pair));

	for (unsigned i = 0; i + 1 < subject->values->len; i++) {
		struct spread spread = spread_of(subject, i, i + 1);
		double step = number_of(subject->key, subject->values->pdata[i + 1]) -
			      number_of(subject->key, subject->values->pdata[i]);

		for (unsigned j = 0; step > 0 && j < spread.pairs->len; j++) {
			struct pair slope = g_array_index(spread.pairs, struct pair, j);

			slope.difference = slope.difference / step * unit;
			g_array_append_val(slopes, slope);
		}
		g_array_unref(spread.pairs);
	}
	return slopes;
}

/* One sentence for all neighbours where most of them say the same. */
static void say_slope(const struct subject *subject)
{
	const struct report_section *section = subject->section;
	gboolean is_size = subject->key->type == KEY_SIZE;
	g_autoptr(GArray) slopes = slopes_of(subject, is_size ? (double)GIB : 1);
	const char *name = subject->key->name;
	unsigned count;
	double usual = pairs_most_frequent(slopes, &count);
	g_autofree char *unit = NULL, *text = NULL, *comparisons = NULL, *rest = NULL;

	/* A fraction of the axis' unit is no exact number: then each pair has to be named. */
	if (slopes->len < 2 || count * 10 < slopes->len * 8 || usual != floor(usual))
		return;
	unit = is_size                       ? g_strdup_printf("GiB of %s", name)
	       : g_str_has_suffix(name, "s") ? g_strndup(name, strlen(name) - 1)
					     : g_strdup(name);
	text = pairs_amount(section, usual);
	comparisons = pairs_share(count, slopes->len);
	rest = pairs_elsewhere(section, slopes, usual);
	if (usual == 0)
		g_ptr_array_add(subject->found,
				g_strdup_printf("%s changes nothing%s%s", name, comparisons, rest));
	else
		g_ptr_array_add(subject->found,
				g_strdup_printf("each %s %s %s%s%s%s%s", unit,
						usual < 0 ? "costs" : "adds", text,
						report_axis_is_size(section) ? " of " : "",
						report_axis_is_size(section) ? section->axis : "",
						comparisons, rest));
}

/* Numbers of which each unit has its price are said first. */
static void say_key(const struct subject *subject, gboolean slopes)
{
	unsigned n = subject->values->len;
	gboolean number = is_number(subject->key);

	if (slopes && number && n > 2)
		say_slope(subject);
	if (slopes)
		return;
	if (!number)
		for (unsigned i = 1; i < MIN(n, MOST_VALUES); i++)
			compare(subject, 0, i);
	else if (n <= MOST_NEIGHBOURS + 1)
		for (unsigned i = 0; i + 1 < n; i++)
			compare(subject, i, i + 1);
}

GPtrArray *limit_findings(const struct report_section *section)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	guint64 said = 0; /* a bit for each key */

	for (unsigned i = 0; section->is_limit && i < 2 * section->keys->len; i++) {
		unsigned index = i % section->keys->len, before = found->len;
		struct subject subject;

		if (said & UINT64_C(1) << index)
			continue;
		subject_init(&subject, section, index, found);
		say_key(&subject, i < section->keys->len);
		subject_clear(&subject);
		if (found->len > before)
			said |= UINT64_C(1) << index;
	}
	return found;
}
