/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The open database behind a store, for the files of this room only. */
#ifndef MEMROOF_STORE_CONNECTION_H
#define MEMROOF_STORE_CONNECTION_H

#include "store/columns.h"
#include "store/store.h"

struct store {
	char *path;
	sqlite3 *db;
	int lock_fd;     /* held while writing; -1 when reading */
	GRecMutex mutex; /* a probe and its plugs are added under one */
	GMutex run_mutex;
	int64_t run;
	struct run_row *next_run; /* becomes a row with its first probe; NULL when it is one */
	const struct selection *selection; /* what is shown; NULL: all */
	GHashTable *statements;            /* SQL → sqlite3_stmt *, prepared once */
};

/* Sets @error from what SQLite says; always returns FALSE. */
gboolean store_error(struct store *store, const char *doing, GError **error);

gboolean store_execute(struct store *store, const char *sql, GError **error);

/* A statement prepared once and kept; call with the mutex held. NULL with @error set on failure. */
sqlite3_stmt *store_prepare(struct store *store, const char *sql, GError **error);

/* Adds the run that is going on, unless that has been done. */
gboolean store_begin_run(struct store *store, GError **error);
void store_free_next_run(struct store *store);

#endif
