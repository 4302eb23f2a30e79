/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/store.h"

#include "base/error.h"
#include "store/columns.h"
#include "store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

struct store {
	char *path;
	sqlite3 *db;
	int lock_fd; /* held while writing; -1 when reading */
	GMutex mutex, run_mutex;
	int64_t run;
	struct run_row *next_run; /* becomes a row with its first probe; NULL when it is one */
	GHashTable *statements;   /* SQL → sqlite3_stmt *, prepared once */
};

/* Damage is the file's fault (exit 2); a full disk or a busy file is the host's (exit 3). */
static gboolean store_error(struct store *store, const char *doing, GError **error)
{
	int code = sqlite3_errcode(store->db) & 0xff;
	const char *words = sqlite3_errmsg(store->db);

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR)
		return input_error(error, "%s: damaged database: %s (%s)", store->path, words,
				   doing);
	return broken_error(error, "%s: %s (%s)", store->path, words, doing);
}

static gboolean execute(struct store *store, const char *sql, GError **error)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return TRUE;
	return store_error(store, "executing SQL", error);
}

/* A statement prepared once and kept; call with the mutex held. NULL with @error set on failure. */
static sqlite3_stmt *prepare(struct store *store, const char *sql, GError **error)
{
	sqlite3_stmt *statement = g_hash_table_lookup(store->statements, sql);

	if (statement != NULL)
		return statement;
	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK) {
		store_error(store, "preparing SQL", error);
		return NULL;
	}
	g_hash_table_insert(store->statements, g_strdup(sql), statement);
	return statement;
}

static void finalize(void *statement)
{
	sqlite3_finalize(statement);
}

static struct store *store_new(const char *path)
{
	struct store *store = g_new0(struct store, 1);

	store->path = g_strdup(path);
	store->lock_fd = -1;
	g_mutex_init(&store->mutex);
	g_mutex_init(&store->run_mutex);
	store->statements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, finalize);
	return store;
}

static void free_next_run(struct store *store)
{
	if (store->next_run != NULL)
		run_row_clear(store->next_run);
	g_clear_pointer(&store->next_run, g_free);
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	g_hash_table_unref(store->statements);
	/* One file is easier to keep and to copy; a read-only directory could not hold the others.
	 */
	if (store->lock_fd >= 0 && store->db != NULL)
		sqlite3_exec(store->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
	sqlite3_close(store->db);
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	free_next_run(store);
	g_mutex_clear(&store->mutex);
	g_mutex_clear(&store->run_mutex);
	g_free(store->path);
	g_free(store);
}

static gboolean open_db(struct store *store, const char *path, int flags, GError **error)
{
	if (sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return store_error(store, "opening", error);
	sqlite3_busy_timeout(store->db, 5000);
	return TRUE;
}

static gboolean take_lock(struct store *store, GError **error)
{
	store->lock_fd = open(store->path, O_RDWR | O_CLOEXEC);
	if (store->lock_fd < 0)
		return broken_error(error, "%s: %s", store->path, g_strerror(errno));
	if (flock(store->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return TRUE;
	close(store->lock_fd);
	store->lock_fd = -1;
	return broken_error(error, "%s: another memroof is writing to it", store->path);
}

static gboolean insert(struct store *store, const struct row_type *type, const void *row,
		       int64_t *id, GError **error)
{
	g_autofree char *sql = row_insert_sql(type);
	sqlite3_stmt *statement;
	gboolean ok = FALSE;

	g_mutex_lock(&store->mutex);
	statement = prepare(store, sql, error);
	if (statement != NULL) {
		row_bind(type, statement, row);
		ok = sqlite3_step(statement) == SQLITE_DONE ||
		     store_error(store, "adding a row", error);
		sqlite3_reset(statement);
		sqlite3_clear_bindings(statement);
		*id = sqlite3_last_insert_rowid(store->db);
	}
	g_mutex_unlock(&store->mutex);
	return ok;
}

/* Write-ahead logging: a commit is one append, and readers may look on. Safe against any end of the
 * process. */
static gboolean begin_writing(struct store *store, const struct run_row *run, GError **error)
{
	store->next_run = row_copy(&ROW_RUN, run);
	return take_lock(store, error) &&
	       open_db(store, store->path, SQLITE_OPEN_READWRITE, error) &&
	       execute(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", error);
}

/* Adds the run that is going on. A resuming that finds nothing to do, or is refused, leaves no
 * trace. */
static gboolean begin_run(struct store *store, GError **error)
{
	gboolean ok = TRUE;

	g_mutex_lock(&store->run_mutex);
	if (store->next_run != NULL) {
		ok = insert(store, &ROW_RUN, store->next_run, &store->run, error);
		free_next_run(store);
	}
	g_mutex_unlock(&store->run_mutex);
	return ok;
}

/* Makes the empty database beside its final place, so that nobody ever sees half of one. */
static gboolean make_file(const char *path, GError **error)
{
	g_autofree char *draft = g_strdup_printf("%s.new-%d", path, (int)getpid());
	struct store *store = store_new(draft);
	gboolean ok;

	ok = open_db(store, draft, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) &&
	     execute(store, "BEGIN", error) && execute(store, SCHEMA_SQL, error) &&
	     execute(store, "COMMIT", error);
	store_close(store);
	/* link() rather than rename(): it never replaces a file. */
	if (ok && link(draft, path) < 0)
		ok = errno == EEXIST ? input_error(error, "%s: exists already", path)
				     : broken_error(error, "%s: %s", path, g_strerror(errno));
	unlink(draft);
	return ok;
}

struct store *store_create(const char *path, const struct run_row *run, GError **error)
{
	struct store *store;

	if (g_file_test(path, G_FILE_TEST_EXISTS)) {
		input_error(error,
			    "%s: exists already: choose another file, or continue it with --resume",
			    path);
		return NULL;
	}
	if (!make_file(path, error))
		return NULL;
	store = store_new(path);
	if (begin_writing(store, run, error) && begin_run(store, error))
		return store;
	store_close(store);
	return NULL;
}

static gboolean check_whole(struct store *store, GError **error)
{
	sqlite3_stmt *statement = prepare(store, "PRAGMA quick_check(1)", error);
	gboolean ok;

	if (statement == NULL)
		return FALSE;
	if (sqlite3_step(statement) != SQLITE_ROW)
		return store_error(store, "checking", error);
	ok = g_strcmp0((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
	if (!ok)
		input_error(error, "%s: damaged database: %s", store->path,
			    sqlite3_column_text(statement, 0));
	sqlite3_reset(statement);
	return ok;
}

struct store *store_open(const char *path, const struct run_row *run, GError **error)
{
	struct store *store;
	gboolean ok;

	if (!schema_check_file(path, error))
		return NULL;
	/* Checked for reading first, so that a damaged file is left as it is. */
	store = store_new(path);
	ok = open_db(store, path, SQLITE_OPEN_READONLY, error) && check_whole(store, error);
	if (ok && run == NULL)
		return store;
	store_close(store);
	if (!ok)
		return NULL;
	store = store_new(path);
	if (begin_writing(store, run, error))
		return store;
	store_close(store);
	return NULL;
}

gboolean store_add_section(struct store *store, struct section_row *row, GError **error)
{
	return insert(store, &ROW_SECTION, row, &row->id, error);
}

gboolean store_add_probe(struct store *store, struct probe_row *row, GError **error)
{
	if (!begin_run(store, error))
		return FALSE;
	row->run = store->run;
	return insert(store, &ROW_PROBE, row, &row->id, error);
}

gboolean store_add_limit(struct store *store, struct limit_row *row, GError **error)
{
	return insert(store, &ROW_LIMIT, row, &row->id, error);
}

/* Looks for one row by its section and either a text or a number. *@row is NULL when there is none.
 */
static gboolean find(struct store *store, const struct row_type *type, const char *rest,
		     int64_t section, const char *text, int64_t number, void **row, GError **error)
{
	g_autofree char *sql = row_select_sql(type, rest);
	sqlite3_stmt *statement;
	int code = SQLITE_ERROR;

	*row = NULL;
	g_mutex_lock(&store->mutex);
	statement = prepare(store, sql, error);
	if (statement != NULL) {
		sqlite3_bind_int64(statement, 1, section);
		if (text != NULL)
			sqlite3_bind_text(statement, 2, text, -1, SQLITE_TRANSIENT);
		else
			sqlite3_bind_int64(statement, 2, number);
		code = sqlite3_step(statement);
		if (code == SQLITE_ROW) {
			*row = g_malloc0(type->row_size);
			row_read(type, statement, *row);
		} else if (code != SQLITE_DONE) {
			store_error(store, "looking up a row", error);
		}
		sqlite3_reset(statement);
	}
	g_mutex_unlock(&store->mutex);
	return code == SQLITE_ROW || code == SQLITE_DONE;
}

gboolean store_find_probe(struct store *store, int64_t section, const char *point_text,
			  struct probe_row **row, GError **error)
{
	return find(store, &ROW_PROBE, "WHERE section = ? AND point_text = ?", section, point_text,
		    0, (void **)row, error);
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
		input_error(error, "%s: damaged database: a row of %s makes no sense", store->path,
			    type->table);
	row_clear(type, row);
	return ok;
}

/* The rows are read with the mutex held: visitors must not call the store. */
static gboolean each(struct store *store, const struct row_type *type, const char *rest,
		     int64_t section, row_visitor visitor, void *user, GError **error)
{
	g_autofree char *sql = row_select_sql(type, rest);
	sqlite3_stmt *statement;
	gboolean ok, more = TRUE;
	int code = SQLITE_DONE;

	g_mutex_lock(&store->mutex);
	statement = prepare(store, sql, error);
	ok = statement != NULL;
	if (ok) {
		sqlite3_bind_int64(statement, 1, section);
		while (ok && more && (code = sqlite3_step(statement)) == SQLITE_ROW)
			ok = visit(store, type, statement, visitor, user, &more, error);
		if (ok && more && code != SQLITE_DONE)
			ok = store_error(store, "reading", error);
		sqlite3_reset(statement);
	}
	g_mutex_unlock(&store->mutex);
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

gboolean store_each_run(struct store *store, gboolean (*f)(const struct run_row *, void *),
			void *user, GError **error)
{
	struct run_call call = {f, user};

	return each(store, &ROW_RUN, "WHERE id > ? ORDER BY id", 0, run_visit, &call, error);
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

	return each(store, &ROW_PROBE, "WHERE section = ? ORDER BY cell, id", section, probe_visit,
		    &call, error);
}

gboolean store_each_limit(struct store *store, int64_t section,
			  gboolean (*f)(const struct limit_row *, void *), void *user,
			  GError **error)
{
	struct limit_call call = {f, user};

	return each(store, &ROW_LIMIT, "WHERE section = ? ORDER BY cell", section, limit_visit,
		    &call, error);
}
