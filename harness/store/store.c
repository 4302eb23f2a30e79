/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making, opening and closing a database. */
#include "store/store.h"

#include "base/draft.h"
#include "base/error.h"
#include "store/connection.h"
#include "store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

/* Damage is the file's fault (exit 2); a full disk or a busy file is the host's (exit 3). */
gboolean store_error(struct store *store, const char *doing, GError **error)
{
	int code = sqlite3_errcode(store->db) & 0xff;
	const char *words = sqlite3_errmsg(store->db);

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR)
		return input_error(error, "%s: damaged database: %s (%s)", store->path, words,
				   doing);
	return broken_error(error, "%s: %s (%s)", store->path, words, doing);
}

gboolean store_execute(struct store *store, const char *sql, GError **error)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return TRUE;
	return store_error(store, "executing SQL", error);
}

sqlite3_stmt *store_prepare(struct store *store, const char *sql, GError **error)
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

void store_free_next_run(struct store *store)
{
	if (store->next_run != NULL)
		run_row_clear(store->next_run);
	g_clear_pointer(&store->next_run, g_free);
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
	g_rec_mutex_init(&store->mutex);
	g_mutex_init(&store->run_mutex);
	store->statements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, finalize);
	return store;
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
	store_free_next_run(store);
	g_rec_mutex_clear(&store->mutex);
	g_mutex_clear(&store->run_mutex);
	g_free(store->path);
	g_free(store);
}

const char *store_path(const struct store *store)
{
	return store->path;
}

void store_select(struct store *store, const struct selection *selection)
{
	store->selection = selection;
}

const struct selection *store_selection(const struct store *store)
{
	return store->selection;
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

/* Write-ahead logging: a commit is one append, and readers may look on. Safe against any end of the
 * process. */
static gboolean begin_writing(struct store *store, const struct run_row *run, GError **error)
{
	store->next_run = row_copy(&ROW_RUN, run);
	return take_lock(store, error) &&
	       open_db(store, store->path, SQLITE_OPEN_READWRITE, error) &&
	       store_execute(store, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
			     error);
}

/* Makes the empty database beside its final place, so that nobody ever sees half of one. */
static gboolean make_file(const char *path, GError **error)
{
	g_autofree char *draft = draft_name(path);
	struct store *store = store_new(draft);
	gboolean ok;

	ok = open_db(store, draft, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) &&
	     store_execute(store, "BEGIN", error) && store_execute(store, SCHEMA_SQL, error) &&
	     store_execute(store, "COMMIT", error);
	store_close(store);
	/* RENAME_NOREPLACE: a file that somebody else has made meanwhile stays. */
	if (ok && renameat2(AT_FDCWD, draft, AT_FDCWD, path, RENAME_NOREPLACE) < 0)
		ok = errno == EEXIST ? input_error(error, "%s: exists already", path)
				     : broken_error(error, "%s: %s", path, g_strerror(errno));
	if (!ok)
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
	if (begin_writing(store, run, error) && store_begin_run(store, error))
		return store;
	/* Without the lock the file is somebody else's by now. Removed while the lock is held. */
	if (store->lock_fd >= 0)
		unlink(path);
	store_close(store);
	return NULL;
}

static gboolean check_whole(struct store *store, GError **error)
{
	sqlite3_stmt *statement = store_prepare(store, "PRAGMA quick_check(1)", error);
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
