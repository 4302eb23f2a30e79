/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adding, finding and reading rows. */
#include "base/error.h"
#include "store/connection.h"
#include "store/selected.h"

static gboolean insert(struct store *store, const struct row_type *type, const void *row,
		       int64_t *id, GError **error)
{
	g_autofree char *sql = row_insert_sql(type);
	sqlite3_stmt *statement;
	gboolean ok = FALSE;

	g_rec_mutex_lock(&store->mutex);
	statement = store_prepare(store, sql, error);
	if (statement != NULL) {
		row_bind(type, statement, row);
		ok = sqlite3_step(statement) == SQLITE_DONE ||
		     store_error(store, "adding a row", error);
		sqlite3_reset(statement);
		sqlite3_clear_bindings(statement);
		if (ok)
			*id = sqlite3_last_insert_rowid(store->db);
	}
	g_rec_mutex_unlock(&store->mutex);
	return ok;
}

/* Adds the run that is going on. A resuming that finds nothing to do, or is refused, leaves no
 * trace. */
gboolean store_begin_run(struct store *store, GError **error)
{
	gboolean ok = TRUE;

	g_mutex_lock(&store->run_mutex);
	if (store->next_run != NULL) {
		ok = insert(store, &ROW_RUN, store->next_run, &store->run, error);
		if (ok)
			store_free_next_run(store);
	}
	g_mutex_unlock(&store->run_mutex);
	return ok;
}

gboolean store_add_section(struct store *store, struct section_row *row, GError **error)
{
	return insert(store, &ROW_SECTION, row, &row->id, error);
}

gboolean store_update_section(struct store *store, const struct section_row *row, GError **error)
{
	g_autofree char *sql = row_update_sql(&ROW_SECTION);
	sqlite3_stmt *statement;
	gboolean ok = FALSE;

	g_rec_mutex_lock(&store->mutex);
	statement = store_prepare(store, sql, error);
	if (statement != NULL) {
		sqlite3_bind_int64(statement, row_bind(&ROW_SECTION, statement, row) + 1, row->id);
		ok = sqlite3_step(statement) == SQLITE_DONE ||
		     store_error(store, "changing a section", error);
		sqlite3_reset(statement);
		sqlite3_clear_bindings(statement);
	}
	g_rec_mutex_unlock(&store->mutex);
	return ok;
}

static gboolean add_plugs(struct store *store, struct probe_row *row, GError **error)
{
	for (unsigned i = 0; i < row->plugs->len; i++) {
		struct plug_row *plug = &g_array_index(row->plugs, struct plug_row, i);

		plug->probe = row->id;
		if (!insert(store, &ROW_PLUG, plug, &plug->id, error))
			return FALSE;
	}
	return TRUE;
}

gboolean store_add_probe(struct store *store, struct probe_row *row, GError **error)
{
	gboolean ok;

	if (!store_begin_run(store, error))
		return FALSE;
	row->run = store->run;
	if (row->plugs == NULL)
		return insert(store, &ROW_PROBE, row, &row->id, error);
	/* A probe and its plugs come together or not at all. */
	g_rec_mutex_lock(&store->mutex);
	ok = store_execute(store, "SAVEPOINT probe", error) &&
	     insert(store, &ROW_PROBE, row, &row->id, error) && add_plugs(store, row, error);
	if (ok)
		ok = store_execute(store, "RELEASE probe", error);
	else
		store_execute(store, "ROLLBACK TO probe; RELEASE probe", NULL);
	g_rec_mutex_unlock(&store->mutex);
	return ok;
}

gboolean store_add_limit(struct store *store, struct limit_row *row, GError **error)
{
	return insert(store, &ROW_LIMIT, row, &row->id, error);
}

gboolean store_add_skip(struct store *store, struct skip_row *row, GError **error)
{
	return insert(store, &ROW_SKIP, row, &row->id, error);
}

gboolean store_forget_skips(struct store *store, int64_t section, GError **error)
{
	g_autofree char *sql =
		g_strdup_printf("DELETE FROM skip WHERE section = %" G_GINT64_FORMAT, section);
	gboolean ok;

	g_rec_mutex_lock(&store->mutex);
	ok = store_execute(store, sql, error);
	g_rec_mutex_unlock(&store->mutex);
	return ok;
}

static gboolean bad_row(const struct store *store, const struct row_type *type, GError **error)
{
	return input_error(error, "%s: damaged database: a row of %s makes no sense", store->path,
			   type->table);
}

gboolean store_forget_broken(struct store *store, GError **error)
{
	/* Reasons that only a failure of the harness has; see vm/engine_qemu.c and
	 * vm/libvirt_message.c. A limit that nobody could confirm for such a reason is found again
	 * from the probes that are kept. */
	static const char sql[] = "DELETE FROM limits WHERE status = 'undecided' AND reason IN "
				  "('not-started', 'protocol', 'flood', 'guest-missing', 'disk', "
				  "'connection');"
				  "DELETE FROM limits WHERE confirmation IS NOT NULL AND "
				  "EXISTS (SELECT 1 FROM probe WHERE outcome = 'broken' AND "
				  "probe.section = limits.section AND probe.cell = limits.cell);"
				  "DELETE FROM plug WHERE probe IN "
				  "(SELECT id FROM probe WHERE outcome = 'broken');"
				  "DELETE FROM probe WHERE outcome = 'broken'";
	gboolean ok;

	g_rec_mutex_lock(&store->mutex);
	ok = store_execute(store, sql, error);
	g_rec_mutex_unlock(&store->mutex);
	return ok;
}

/* Looks for one row by its section, a number, and a text unless that is NULL. *@row is NULL when
 * there is none. */
static gboolean find(struct store *store, const struct row_type *type, const char *rest,
		     int64_t section, const char *text, int64_t number, void **row, GError **error)
{
	g_autofree char *sql = row_select_sql(type, rest);
	sqlite3_stmt *statement;
	gboolean ok = FALSE;
	int code;

	*row = NULL;
	g_rec_mutex_lock(&store->mutex);
	statement = store_prepare(store, sql, error);
	if (statement != NULL) {
		sqlite3_bind_int64(statement, 1, section);
		sqlite3_bind_int64(statement, 2, number);
		if (text != NULL)
			sqlite3_bind_text(statement, 3, text, -1, SQLITE_TRANSIENT);
		code = sqlite3_step(statement);
		if (code == SQLITE_ROW) {
			*row = g_malloc0(type->row_size);
			ok = row_read(type, statement, *row) || bad_row(store, type, error);
		} else {
			ok = code == SQLITE_DONE || store_error(store, "looking up a row", error);
		}
		sqlite3_reset(statement);
	}
	g_rec_mutex_unlock(&store->mutex);
	if (!ok && *row != NULL) {
		row_clear(type, *row);
		g_clear_pointer(row, g_free);
	}
	return ok;
}

gboolean store_find_probe(struct store *store, int64_t section, const char *point_text,
			  int64_t round, struct probe_row **row, GError **error)
{
	return find(store, &ROW_PROBE, "WHERE section = ? AND round = ? AND point_text = ?",
		    section, point_text, round, (void **)row, error);
}

gboolean store_find_limit(struct store *store, int64_t section, int64_t cell,
			  struct limit_row **row, GError **error)
{
	return find(store, &ROW_LIMIT, "WHERE section = ? AND cell = ?", section, NULL, cell,
		    (void **)row, error);
}

typedef gboolean (*row_visitor)(const void *row, void *user);

/* Reads the row at hand and shows it to the visitor. FALSE when it is no row of ours; *@more tells
 * whether to go on. */
static gboolean visit(struct store *store, const struct row_type *type, sqlite3_stmt *statement,
		      row_visitor visitor, void *user, gboolean *more, GError **error)
{
	g_autofree void *row = g_malloc0(type->row_size);
	gboolean ok = row_read(type, statement, row);

	if (ok)
		*more = visitor(row, user);
	else
		bad_row(store, type, error);
	row_clear(type, row);
	return ok;
}

/*
 * The rows are read with the mutex held: visitors must not call the store. @rest has a parameter
 * for @number, and may have %s for the selection.
 */
static gboolean each(struct store *store, const struct row_type *type, const char *rest,
		     int64_t number, row_visitor visitor, void *user, GError **error)
{
	g_autofree char *selected = selected_sql(store->selection);
	g_autoptr(GString) where = g_string_new(rest);
	gboolean selects = g_string_replace(where, "%s", selected, 1) > 0;
	g_autofree char *sql = row_select_sql(type, where->str);
	sqlite3_stmt *statement;
	gboolean ok, more = TRUE;
	int code = SQLITE_DONE;

	g_rec_mutex_lock(&store->mutex);
	statement = store_prepare(store, sql, error);
	ok = statement != NULL;
	if (ok) {
		sqlite3_bind_int64(statement, 1, number);
		if (selects)
			selected_bind(store->selection, statement, 2);
		while (ok && more && (code = sqlite3_step(statement)) == SQLITE_ROW)
			ok = visit(store, type, statement, visitor, user, &more, error);
		if (ok && more && code != SQLITE_DONE)
			ok = store_error(store, "reading", error);
		sqlite3_reset(statement);
	}
	g_rec_mutex_unlock(&store->mutex);
	return ok;
}

/* Gives a typed callback the untyped form that each() wants. */
#define TYPED_EACH(name, row_struct)                                                               \
	struct name##_call {                                                                       \
		gboolean (*f)(const struct row_struct *, void *);                                  \
		void *user;                                                                        \
	};                                                                                         \
	static gboolean name##_visit(const void *row, void *data)                                  \
	{                                                                                          \
		const struct name##_call *call = data;                                             \
                                                                                                   \
		return call->f(row, call->user);                                                   \
	}

TYPED_EACH(run, run_row)
TYPED_EACH(section, section_row)
TYPED_EACH(probe, probe_row)
TYPED_EACH(limit, limit_row)
TYPED_EACH(plug, plug_row)
TYPED_EACH(skip, skip_row)

gboolean store_each_run(struct store *store, gboolean (*f)(const struct run_row *, void *),
			void *user, GError **error)
{
	struct run_call call = {f, user};

	return each(store, &ROW_RUN,
		    store->selection == NULL ? "WHERE id > ? ORDER BY id"
					     : "WHERE id > ? AND id IN (SELECT run FROM probe "
					       "WHERE %s) ORDER BY id",
		    0, run_visit, &call, error);
}

gboolean store_each_section(struct store *store, gboolean (*f)(const struct section_row *, void *),
			    void *user, GError **error)
{
	struct section_call call = {f, user};

	return each(store, &ROW_SECTION, "WHERE id > ? ORDER BY id", 0, section_visit, &call,
		    error);
}

gboolean store_each_probe(struct store *store, int64_t section,
			  gboolean (*f)(const struct probe_row *, void *), void *user,
			  GError **error)
{
	struct probe_call call = {f, user};

	return each(store, &ROW_PROBE, "WHERE section = ? AND %s ORDER BY cell, round, id", section,
		    probe_visit, &call, error);
}

gboolean store_each_limit(struct store *store, int64_t section,
			  gboolean (*f)(const struct limit_row *, void *), void *user,
			  GError **error)
{
	struct limit_call call = {f, user};

	return each(store, &ROW_LIMIT, "WHERE section = ? AND %s ORDER BY cell", section,
		    limit_visit, &call, error);
}

gboolean store_each_skip(struct store *store, int64_t section,
			 gboolean (*f)(const struct skip_row *, void *), void *user, GError **error)
{
	struct skip_call call = {f, user};

	return each(store, &ROW_SKIP, "WHERE section = ? ORDER BY cell", section, skip_visit, &call,
		    error);
}

static gboolean take_plug(const struct plug_row *row, void *user)
{
	struct plug_row *copy = row_copy(&ROW_PLUG, row);

	g_array_append_vals(user, copy, 1);
	g_free(copy);
	return TRUE;
}

gboolean store_load_plugs(struct store *store, struct probe_row *row, GError **error)
{
	GArray *plugs = plug_rows_new();
	struct plug_call call = {take_plug, plugs};
	gboolean ok = each(store, &ROW_PLUG, "WHERE probe = ? ORDER BY number", row->id, plug_visit,
			   &call, error);

	g_clear_pointer(&row->plugs, g_array_unref);
	if (ok && plugs->len > 0)
		row->plugs = plugs;
	else
		g_array_unref(plugs);
	return ok;
}
