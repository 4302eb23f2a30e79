/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/cases.h"

#include "base/error.h"
#include "model/keys.h"
#include "report/cases_read.h"
#include "report/cases_words.h"

static void free_case(void *data)
{
	struct report_case *item = data;

	g_free(item->name);
	g_free(item->expected);
	g_free(item->found);
	g_free(item->change);
	g_free(item->file);
	g_free(item->why);
	g_free(item->command);
	g_free(item->qemu);
	g_free(item->libvirt);
	g_free(item->machine_type);
	g_free(item);
}

void cases_free(struct report_cases *cases)
{
	if (cases == NULL)
		return;
	g_free(cases->path);
	g_free(cases->file);
	g_free(cases->kind);
	g_free(cases->name);
	g_ptr_array_unref(cases->varied);
	expect_free(cases->expect);
	g_ptr_array_unref(cases->cases);
	g_free(cases);
}

static void free_cases(void *cases)
{
	cases_free(cases);
}

struct report_cases *cases_new(void)
{
	struct report_cases *cases = g_new0(struct report_cases, 1);

	cases->varied = g_ptr_array_new();
	cases->cases = g_ptr_array_new_with_free_func(free_case);
	return cases;
}

struct report_case *cases_add(struct report_cases *cases)
{
	struct report_case *item = g_new0(struct report_case, 1);

	item->counterexample = UNSET;
	g_ptr_array_add(cases->cases, item);
	return item;
}

/* Reading sections: those that are wanted, or the first thing that is wrong. */
struct sections {
	int64_t wanted; /* 0: all */
	GPtrArray *cases;
	GError *error;
};

static void add_varied_keys(struct report_cases *cases, const struct section_row *row)
{
	g_auto(GStrv) names = g_strsplit(row->varied != NULL ? row->varied : "", ",", -1);

	for (char **name = names; *name != NULL; name++) {
		const struct key *key = key_find(*name);

		if (key != NULL)
			g_ptr_array_add(cases->varied, (void *)key);
	}
}

static gboolean take_section(const struct section_row *row, void *user)
{
	struct sections *sections = user;
	struct report_cases *cases;

	if (sections->wanted != 0 && row->id != sections->wanted)
		return TRUE;
	cases = cases_new();
	cases->section = row->id;
	cases->path = g_strdup(row->path);
	cases->file = g_strdup(row->file != NULL ? row->file : row->path);
	cases->kind = g_strdup(row->kind);
	cases->name = g_strdup(row->name);
	cases->line = row->line;
	cases->axis = row->axis != NULL ? key_find(row->axis) : NULL;
	add_varied_keys(cases, row);
	cases->expect_stride = row->expect_stride;
	cases->n_points = (uint64_t)row->n_points;
	g_ptr_array_add(sections->cases, cases);
	if (row->expect == NULL)
		return TRUE;
	cases->expect = expect_parse(row->expect, cases->axis, &sections->error);
	return cases->expect != NULL;
}

static int by_cell(const void *a, const void *b)
{
	int64_t first = (*(struct report_case *const *)a)->cell;
	int64_t second = (*(struct report_case *const *)b)->cell;

	return (first > second) - (first < second);
}

/* TRUE for an answer that nothing can be compared with. */
static gboolean is_without_model(const struct report_case *item)
{
	const struct measured *finding = &item->finding;

	return item->verdict == VERDICT_BROKEN && verdict_of(NULL, finding) != VERDICT_BROKEN &&
	       !outcome_is_hang(finding->outcome, finding->stage);
}

static void judge(struct report_cases *cases)
{
	uint64_t done = 0;

	for (unsigned i = 0; i < cases->cases->len; i++) {
		struct report_case *item = cases->cases->pdata[i];
		const struct expectation *expectation =
			cases->expect != NULL
				? expect_at(cases->expect, item->cell, cases->expect_stride)
				: NULL;

		if (item->verdict != VERDICT_SKIP)
			item->verdict = verdict_of(expectation, &item->finding);
		if (expectation != NULL)
			item->expected =
				cases_expected(cases->axis, expectation->text, &item->finding);
		if (is_without_model(item)) {
			g_free(item->why);
			item->why = g_strdup("the model has no opinion on this machine");
		}
		cases->counts[item->verdict]++;
		cases->elapsed_us += item->elapsed_us;
		done += item->cell != START_TIME_EMPTY;
	}
	cases->missing = cases->n_points > done ? cases->n_points - done : 0;
}

static gboolean fill(struct store *store, struct report_cases *cases, GError **error)
{
	gboolean ok = cases_read(store, cases, error);

	g_ptr_array_sort(cases->cases, by_cell);
	judge(cases);
	return ok;
}

/* All sections, or the one that is wanted, without their cases. */
static GPtrArray *read_sections(struct store *store, int64_t wanted, GError **error)
{
	struct sections sections = {wanted, g_ptr_array_new_with_free_func(free_cases), NULL};
	gboolean ok = store_each_section(store, take_section, &sections, error);

	if (sections.error != NULL) {
		g_propagate_prefixed_error(error, sections.error, "damaged database: ");
		ok = FALSE;
	}
	if (!ok)
		g_clear_pointer(&sections.cases, g_ptr_array_unref);
	return sections.cases;
}

GPtrArray *cases_load(struct store *store, GError **error)
{
	GPtrArray *all = read_sections(store, 0, error);

	for (unsigned i = 0; all != NULL && i < all->len; i++)
		if (!fill(store, all->pdata[i], error))
			g_clear_pointer(&all, g_ptr_array_unref);
	return all;
}

static gboolean note_skip(const struct skip_row *row, void *user)
{
	(void)row;
	*(gboolean *)user = TRUE;
	return FALSE;
}

/* Most sections expect nothing and skip nothing: then their probes need not be read. */
static gboolean is_judged(struct store *store, const struct report_cases *cases, gboolean *judged,
			  GError **error)
{
	*judged = cases->expect != NULL;
	return *judged || store_each_skip(store, cases->section, note_skip, judged, error);
}

gboolean cases_load_judged(struct store *store, int64_t section, struct report_cases **cases,
			   GError **error)
{
	g_autoptr(GPtrArray) all = read_sections(store, section, error);
	gboolean judged = FALSE, ok = all != NULL;

	*cases = NULL;
	if (!ok || all->len == 0)
		return ok;
	ok = is_judged(store, all->pdata[0], &judged, error);
	if (!ok || !judged)
		return ok;
	*cases = g_ptr_array_steal_index(all, 0);
	ok = fill(store, *cases, error);
	if (!ok)
		g_clear_pointer(cases, cases_free);
	return ok;
}

const struct report_case *cases_judged(const struct report_cases *cases, int64_t cell)
{
	return cases != NULL && cases->expect != NULL ? cases_find(cases, cell) : NULL;
}

const struct report_case *cases_find(const struct report_cases *cases, int64_t cell)
{
	unsigned low = 0, high = cases->cases->len;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		const struct report_case *item = cases->cases->pdata[middle];

		if (item->cell == cell)
			return item;
		if (item->cell < cell)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static gboolean look_for_expect(const struct section_row *row, void *user)
{
	*(gboolean *)user = *(gboolean *)user || row->expect != NULL;
	return TRUE;
}

gboolean cases_are_expected(struct store *store, gboolean *expected, GError **error)
{
	*expected = FALSE;
	return store_each_section(store, look_for_expect, expected, error);
}
