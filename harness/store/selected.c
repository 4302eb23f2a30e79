/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/selected.h"

static const struct condition *condition_at(const struct selection *selection, unsigned i)
{
	return &g_array_index(selection->conditions, struct condition, i);
}

char *selected_sql(const struct selection *selection)
{
	GString *sql = g_string_new(NULL);
	unsigned n = selection != NULL ? selection->conditions->len : 0;

	if (n == 0)
		g_string_append(sql, "1");
	for (unsigned i = 0; i < n; i++) {
		const struct key *key = condition_at(selection, i)->key;
		gboolean same = i > 0 && condition_at(selection, i - 1)->key == key;
		g_autofree char *column = g_strdelimit(g_strdup(key->name), "-", '_');

		g_string_append_printf(sql, "%s\"%s\" IS ?",
				       i == 0 ? "("
				       : same ? " OR "
					      : ") AND (",
				       column);
	}
	if (n > 0)
		g_string_append_c(sql, ')');
	return g_string_free(sql, FALSE);
}

void selected_bind(const struct selection *selection, sqlite3_stmt *statement, int at)
{
	for (unsigned i = 0; selection != NULL && i < selection->conditions->len; i++, at++) {
		const struct condition *condition = condition_at(selection, i);

		if (!key_is_set(condition->key, condition->point))
			sqlite3_bind_null(statement, at);
		else if (key_is_number(condition->key))
			sqlite3_bind_int64(
				statement, at,
				(sqlite3_int64)*key_number(condition->key, condition->point));
		else
			sqlite3_bind_text(statement, at,
					  *key_string(condition->key, condition->point), -1,
					  SQLITE_TRANSIENT);
	}
}
