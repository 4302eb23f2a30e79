/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/cases_words.h"

#include "base/size.h"
#include "model/keys.h"

char *cases_point_name(const struct report_cases *cases, int64_t cell, const struct point *point)
{
	GString *name = g_string_new(NULL);

	if (cell == START_TIME_EMPTY)
		g_string_append(name, "machine=none");
	for (unsigned i = 0; cell != START_TIME_EMPTY && i < cases->varied->len; i++) {
		const struct key *key = cases->varied->pdata[i];
		g_autofree char *value = key_get(key, point);

		g_string_append_printf(name, "%s%s=%s", name->len > 0 ? " " : "", key->name,
				       value != NULL ? value : "");
	}
	return g_string_free(name, FALSE);
}

static char *axis_text(const struct key *axis, uint64_t value)
{
	if (value == UNSET)
		return g_strdup("none");
	return axis != NULL && axis->type == KEY_SIZE
		       ? size_exact(value)
		       : g_strdup_printf("%" G_GUINT64_FORMAT, value);
}

char *cases_limit_found(const struct key *axis, const struct limit_row *row)
{
	g_autofree char *limit = axis_text(axis, row->limit);
	g_autofree char *other = axis_text(axis, row->counterexample);

	if (g_str_equal(row->status, LIMIT_EXACT))
		return g_steal_pointer(&limit);
	if (g_str_equal(row->status, LIMIT_NOTHING))
		return g_strdup("none");
	if (g_str_equal(row->status, LIMIT_EVERYTHING))
		return g_strdup_printf("all, up to %s", limit);
	if (g_str_equal(row->status, LIMIT_NON_MONOTONE))
		return g_strdup_printf("NON-MONOTONE: %s, which %s contradicts", limit, other);
	return g_strdup_printf("no answer (%s)", reason_name(row->reason));
}

char *cases_expected(const struct key *axis, const char *text, const struct measured *finding)
{
	g_autofree char *predicted = NULL;

	if (!g_str_equal(text, "model") || finding->status == NULL || finding->agrees < 0)
		return g_strdup(text);
	predicted = axis_text(axis, finding->predicted);
	return g_strdup_printf("%s (%s)", text, predicted);
}

char *cases_probe_found(const struct probe_row *row)
{
	if (row->reason == REASON_NONE)
		return g_strdup(outcome_name(row->outcome));
	if (outcome_is_hang(row->outcome, row->stage))
		return g_strdup_printf("%s %s at stage %s", outcome_name(row->outcome),
				       reason_name(row->reason), stage_name(row->stage));
	return g_strdup_printf("%s %s", outcome_name(row->outcome), reason_name(row->reason));
}

char *cases_qemu_words(const char *version, const char *package)
{
	if (version == NULL || package == NULL || *package == '\0')
		return g_strdup(version);
	return g_strdup_printf("%s (%s)", version, package);
}

const char *cases_known_status(const char *status)
{
	static const char *const known[] = {LIMIT_EXACT, LIMIT_EVERYTHING, LIMIT_NOTHING,
					    LIMIT_NON_MONOTONE};

	for (unsigned i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_str_equal(status, known[i]))
			return known[i];
	return LIMIT_UNDECIDED;
}

char *cases_title(const struct report_cases *cases, const struct report_case *item)
{
	gboolean named = item != NULL && *item->name != '\0';

	return g_strdup_printf("%s [%s %s]%s%s", cases->path, cases->kind, cases->name,
			       named ? " " : "", named ? item->name : "");
}

const char *cases_place(const struct report_cases *cases, const struct report_case *item,
			int64_t *line)
{
	gboolean elsewhere = item != NULL && item->file != NULL;

	*line = elsewhere ? item->line : cases->line;
	return elsewhere ? item->file : cases->file;
}

char *cases_words(const struct report_case *item)
{
	if (item->verdict == VERDICT_SKIP)
		return g_strdup(item->why);
	if (item->change != NULL)
		return g_strdup(item->change);
	if (item->verdict == VERDICT_MEASURED || item->expected == NULL)
		return g_strdup(item->found);
	return g_strdup_printf("expected %s, found %s", item->expected, item->found);
}
