/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/verdict_md.h"

uint64_t verdict_md_n_skipped(const struct report_section *section)
{
	return section->cases != NULL ? section->cases->counts[VERDICT_SKIP] : 0;
}

void verdict_md_write_skips(const struct report_section *section, FILE *out)
{
	const GPtrArray *items = section->cases != NULL ? section->cases->cases : NULL;
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) whys = g_ptr_array_new();

	for (unsigned i = 0; items != NULL && i < items->len; i++) {
		const struct report_case *item = items->pdata[i];
		unsigned n;

		if (item->verdict != VERDICT_SKIP)
			continue;
		n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, item->why));
		if (n == 0)
			g_ptr_array_add(whys, item->why);
		g_hash_table_insert(counts, item->why, GUINT_TO_POINTER(n + 1));
	}
	for (unsigned i = 0; i < whys->len; i++) {
		unsigned n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, whys->pdata[i]));

		fprintf(out, "\n%u %s skipped: %s.\n", n, n == 1 ? "point is" : "points are",
			(const char *)whys->pdata[i]);
	}
}

static const struct report_case *judged(const struct report_section *section,
					const struct report_row *row)
{
	return cases_judged(section->cases, row->cell);
}

char *verdict_md_mark(const struct report_section *section, const struct report_row *row)
{
	const struct report_case *item = judged(section, row);

	if (item == NULL || item->verdict == VERDICT_PASS)
		return g_strdup("");
	return g_strdup_printf(" (%s: expected %s)", verdict_name(item->verdict), item->expected);
}

gboolean verdict_md_has_columns(const struct report_section *section)
{
	return section->cases != NULL && section->cases->expect != NULL;
}

const char *verdict_md_expected(const struct report_section *section, const struct report_row *row)
{
	const struct report_case *item = judged(section, row);

	return item != NULL ? item->expected : "";
}

const char *verdict_md_verdict(const struct report_section *section, const struct report_row *row)
{
	const struct report_case *item = judged(section, row);

	return item != NULL ? verdict_name(item->verdict) : "";
}

void verdict_md_write_counts(const struct report_section *section, const GPtrArray *rows, FILE *out)
{
	unsigned counts[N_VERDICTS] = {0};
	const char *before = "- verdicts: ";

	if (!verdict_md_has_columns(section))
		return;
	for (unsigned i = 0; i < rows->len; i++) {
		const struct report_case *item = judged(section, rows->pdata[i]);

		if (item != NULL)
			counts[item->verdict]++;
	}
	for (unsigned i = 0; i < N_VERDICTS; i++) {
		if (counts[i] == 0)
			continue;
		fprintf(out, "%s%u %s", before, counts[i], verdict_name(i));
		before = ", ";
	}
	fputc('\n', out);
}
