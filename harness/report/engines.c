/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/engines.h"

#include "report/remarks.h"

static gboolean is_status(const struct report_row *row, const char *status)
{
	return g_str_equal(row->status, status);
}

/* TRUE when the rows differ in nothing but the engine. Equal texts are one in a section. */
static gboolean same_guest(const struct report_section *section, const struct report_row *a,
			   const struct report_row *b)
{
	int engine = report_key_index(section, "engine");

	for (int i = 0; i < (int)section->keys->len; i++)
		if (i != engine && a->values[i] != b->values[i])
			return FALSE;
	return TRUE;
}

/* The same guest by the engine that comes first; NULL for that one itself. */
static const struct report_row *first_engine(const struct report_section *section,
					     const struct report_row *row)
{
	for (unsigned i = 0; i < section->rows->len; i++) {
		const struct report_row *other =
			&g_array_index(section->rows, struct report_row, i);

		if (same_guest(section, row, other))
			return other == row ? NULL : other;
	}
	return NULL;
}

static gboolean is_same(const struct report_row *a, const struct report_row *b)
{
	return a->status == b->status && a->limit == b->limit && !is_status(a, LIMIT_UNDECIDED);
}

/* TRUE when @a stops before @b does. */
static gboolean is_harder(const struct report_section *section, const struct report_row *a,
			  const struct report_row *b)
{
	if (a->limit == UNSET || b->limit == UNSET)
		return a->limit == UNSET;
	/* On phys-bits the larger value is the easier one. */
	return g_str_equal(section->axis, "phys-bits") ? a->limit > b->limit : a->limit < b->limit;
}

/* TRUE when only the values that an engine can be asked for keep the limits apart. */
static gboolean within_a_step(const struct report_row *a, const struct report_row *b)
{
	uint64_t distance;

	if (a->limit == UNSET || b->limit == UNSET)
		return FALSE;
	distance = a->limit > b->limit ? a->limit - b->limit : b->limit - a->limit;
	return distance < MAX(a->step, b->step);
}

/* How the limit @row differs from that of the @first engine. */
static struct remark limit_difference(const struct report_section *section,
				      const struct report_row *row, const struct report_row *first)
{
	const struct report_row *harder = is_harder(section, row, first) ? row : first;
	g_autofree char *why = remarks_why(harder);

	if (is_status(row, LIMIT_UNDECIDED) || is_status(first, LIMIT_UNDECIDED))
		return (struct remark){
			g_strdup_printf("not to be compared with engine %s", first->engine), NULL};
	if (within_a_step(row, first)) {
		g_autofree char *step = report_axis_value(section, MAX(row->step, first->step));

		return (struct remark){g_strdup_printf("less than a step of %s away from engine %s",
						       step, first->engine),
				       NULL};
	}
	if (harder == row)
		return (struct remark){g_strdup_printf("%s engine %s: %s",
						       row->limit == UNSET ? "takes nothing, unlike"
									   : "stops earlier than",
						       first->engine, why),
				       row->message};
	return (struct remark){
		g_strdup_printf("goes further than engine %s, which stops: %s", first->engine, why),
		first->message};
}

/* How a row differs from that of the first engine; no text where it does not. */
static struct remark difference(const struct report_section *section, const struct report_row *row)
{
	const struct report_row *first = first_engine(section, row);

	if (first == NULL || is_same(row, first))
		return (struct remark){NULL, NULL};
	if (section->is_limit)
		return limit_difference(section, row, first);
	/* What the one that refuses has said stands with the remarks on probes. */
	return (struct remark){
		g_strdup_printf("%s, engine %s: %s", row->status, first->engine, first->status),
		NULL};
}

static void write_agreement(const struct report_section *section, const GPtrArray *rows,
			    int column_key, FILE *out)
{
	g_autoptr(GPtrArray) engines = report_values(rows, column_key);

	for (unsigned i = 0; i < engines->len; i++) {
		unsigned compared = 0, same = 0;
		const char *against = NULL;

		for (unsigned j = 0; j < rows->len; j++) {
			const struct report_row *row = rows->pdata[j], *first;

			if (row->values[column_key] != engines->pdata[i])
				continue;
			first = first_engine(section, row);
			if (first == NULL)
				continue;
			against = first->engine;
			compared++;
			same += is_same(row, first);
		}
		if (compared > 0)
			fprintf(out, "- engine %s: the same as engine %s in %u of %u\n",
				(const char *)engines->pdata[i], against, same, compared);
	}
}

/* What another engine has said to a limit. */
static struct remark confirmation(const struct report_section *section,
				  const struct report_row *row)
{
	(void)section;
	if (row->confirmed > 0)
		return (struct remark){g_strdup("confirmed"), NULL};
	if (*row->confirmation == '\0')
		return (struct remark){NULL, NULL};
	return (struct remark){g_strdup(row->confirmed == 0 ? "NOT CONFIRMED" : "not confirmed"),
			       row->confirmation};
}

void engines_write(const struct report_section *section, const GPtrArray *rows, int row_key,
		   int column_key, FILE *out)
{
	if (section->has_confirmations)
		remarks_write_each(section, rows, row_key, column_key, confirmation, out);
	if (!report_compares_engines(section))
		return;
	write_agreement(section, rows, column_key, out);
	remarks_write_each(section, rows, row_key, column_key, difference, out);
}
