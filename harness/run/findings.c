/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/findings.h"

gboolean difference_delta(const struct difference *difference, int64_t *delta)
{
	const struct pair *pair = &difference->pair;

	if (difference->kind != DIFFERENCE_LIMIT || pair->base->limit == UNSET ||
	    pair->new->limit == UNSET)
		return FALSE;
	*delta = (int64_t)(pair->new->limit - pair->base->limit);
	return TRUE;
}

/* Differences with the same text are alike. */
static char *likeness(const struct difference *difference)
{
	const struct reference_row *base = difference->pair.base, *new = difference->pair.new;
	int64_t delta = 0;
	gboolean has_delta;

	switch (difference->kind) {
	case DIFFERENCE_LIMIT:
		has_delta = difference_delta(difference, &delta);
		return g_strdup_printf("%s %s%" G_GINT64_FORMAT " %s %s %s %s", base->axis,
				       has_delta ? "" : "?", delta, base->outcome, new->outcome,
				       reason_name(base->reason), reason_name(new->reason));
	case DIFFERENCE_CONFIRM:
		return g_strdup_printf("%d", base->confirmed);
	case DIFFERENCE_OUTCOME:
		return g_strdup_printf("%d %s %s %s %s %s %s", (int)base->kind, base->outcome,
				       new->outcome, stage_name(base->stage),
				       stage_name(new->stage), reason_name(base->reason),
				       reason_name(new->reason));
	case DIFFERENCE_TIME:
		return g_strdup(difference->start->change < 0 ? "less" : "more");
	default:
		return g_strdup_printf("%d", (int)(base != NULL ? base : new)->kind);
	}
}

static void finding_free(void *data)
{
	struct finding *finding = data;

	g_ptr_array_unref(finding->differences);
	traits_free(finding->traits);
	g_free(finding);
}

static struct finding *finding_new(enum difference_kind kind)
{
	struct finding *finding = g_new0(struct finding, 1);

	finding->kind = kind;
	finding->differences = g_ptr_array_new();
	return finding;
}

/* Those of one kind, in order of appearance. */
static GPtrArray *group(const struct comparison *comparison, enum difference_kind kind)
{
	GPtrArray *findings = g_ptr_array_new_with_free_func(finding_free);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (unsigned i = 0; i < comparison->differences->len; i++) {
		struct difference *difference =
			&g_array_index(comparison->differences, struct difference, i);
		char *like;
		struct finding *finding;

		if (difference->kind != kind)
			continue;
		like = likeness(difference);
		finding = g_hash_table_lookup(known, like);
		if (finding == NULL) {
			finding = finding_new(kind);
			g_ptr_array_add(findings, finding);
			g_hash_table_insert(known, like, finding);
		} else {
			g_free(like);
		}
		g_ptr_array_add(finding->differences, difference);
	}
	return findings;
}

/* The most frequent first; those that are as frequent in order of appearance, because the order of
 * differences is that of their places in one array. */
static int compare_findings(const void *a, const void *b)
{
	const struct finding *left = *(struct finding *const *)a;
	const struct finding *right = *(struct finding *const *)b;
	const struct difference *first = left->differences->pdata[0];
	const struct difference *other = right->differences->pdata[0];

	if (left->differences->len != right->differences->len)
		return left->differences->len > right->differences->len ? -1 : 1;
	return first < other ? -1 : first > other;
}

static int compare_differences(const void *a, const void *b)
{
	const struct difference *left = *(struct difference *const *)a;
	const struct difference *right = *(struct difference *const *)b;

	return left < right ? -1 : left > right;
}

/* Makes one finding of all behind the first MOST_FINDINGS. */
static void join_rest(GPtrArray *findings, enum difference_kind kind)
{
	struct finding *rest;

	if (findings->len <= MOST_FINDINGS + 1)
		return;
	rest = finding_new(kind);
	rest->is_rest = TRUE;
	for (unsigned i = MOST_FINDINGS; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];

		for (unsigned j = 0; j < finding->differences->len; j++)
			g_ptr_array_add(rest->differences, finding->differences->pdata[j]);
	}
	g_ptr_array_sort(rest->differences, compare_differences);
	g_ptr_array_set_size(findings, MOST_FINDINGS);
	g_ptr_array_add(findings, rest);
}

/* The row by which a difference is looked for among others. */
static const struct reference_row *row_of(const struct pair *pair)
{
	return pair->base != NULL ? pair->base : pair->new;
}

static gboolean is_compared(const struct pair *pair)
{
	return reference_row_has_answer(pair->base) && reference_row_has_answer(pair->new);
}

/* All rows of @reference of one kind of section. */
static GPtrArray *rows_of_kind(const struct reference *reference, enum section_kind kind)
{
	GPtrArray *rows = g_ptr_array_new();

	for (unsigned i = 0; i < reference->rows->len; i++) {
		struct reference_row *row =
			&g_array_index(reference->rows, struct reference_row, i);

		if (row->kind == kind)
			g_ptr_array_add(rows, row);
	}
	return rows;
}

/* The rows among which those of a difference of @kind in sections of @section are. */
static struct population *population_of(const struct comparison *comparison,
					enum difference_kind kind, enum section_kind section,
					const struct reference_mask *mask)
{
	GPtrArray *rows;

	if (kind == DIFFERENCE_VANISHED)
		return population_new(rows_of_kind(comparison->base, section), mask);
	if (kind == DIFFERENCE_APPEARED)
		return population_new(rows_of_kind(comparison->new, section), mask);
	rows = g_ptr_array_new();
	for (unsigned i = 0; i < comparison->pairs->len; i++) {
		const struct pair *pair = &g_array_index(comparison->pairs, struct pair, i);

		if (pair->base->kind == section && is_compared(pair))
			g_ptr_array_add(rows, (void *)pair->base);
	}
	return population_new(rows, mask);
}

/* Finds the traits of all findings of one kind; a rest of probes and starts has none. */
static void find_traits(const struct comparison *comparison, const GPtrArray *findings,
			const struct reference_mask *mask)
{
	struct population *populations[N_SECTION_KINDS] = {NULL};

	for (unsigned i = 0; i < findings->len; i++) {
		struct finding *finding = findings->pdata[i];
		g_autoptr(GPtrArray) rows = g_ptr_array_new();
		enum section_kind section = N_SECTION_KINDS;
		gboolean one_kind = TRUE;

		for (unsigned j = 0; j < finding->differences->len; j++) {
			const struct difference *difference = finding->differences->pdata[j];
			const struct reference_row *row = row_of(&difference->pair);

			one_kind = one_kind && (j == 0 || row->kind == section);
			section = row->kind;
			g_ptr_array_add(rows, (void *)row);
		}
		if (!one_kind)
			continue;
		if (populations[section] == NULL)
			populations[section] =
				population_of(comparison, finding->kind, section, mask);
		finding->traits = traits_find(populations[section], rows,
					      finding->kind == DIFFERENCE_VANISHED ||
						      finding->kind == DIFFERENCE_APPEARED);
	}
	for (unsigned i = 0; i < N_SECTION_KINDS; i++)
		population_free(populations[i]);
}

GPtrArray *findings_make(const struct comparison *comparison, const struct reference_mask *mask)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(finding_free);

	for (unsigned kind = 0; kind < N_DIFFERENCE_KINDS; kind++) {
		g_autoptr(GPtrArray) findings = group(comparison, kind);

		g_ptr_array_sort(findings, compare_findings);
		join_rest(findings, kind);
		find_traits(comparison, findings, mask);
		g_ptr_array_set_free_func(findings, NULL);
		for (unsigned i = 0; i < findings->len; i++)
			g_ptr_array_add(all, findings->pdata[i]);
	}
	return all;
}
