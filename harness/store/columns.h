/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows as data: one table of columns for each kind of row, from which inserting and reading are
 * derived.
 */
#ifndef MEMROOF_STORE_COLUMNS_H
#define MEMROOF_STORE_COLUMNS_H

#include <glib.h>
#include <sqlite3.h>

enum column_type {
	COLUMN_INT,     /* int64_t */
	COLUMN_SIZE,    /* uint64_t; UNSET is NULL */
	COLUMN_TEXT,    /* char * or NULL */
	COLUMN_POINT,   /* struct point *: one column for each point key, and point_text */
	COLUMN_OUTCOME, /* enums, by their names */
	COLUMN_STAGE,
	COLUMN_REASON,
};

struct column {
	const char *name;
	enum column_type type;
	size_t offset;
};

struct row_type {
	const char *table;
	const struct column *columns; /* ends with a NULL name; the id is not among them */
	size_t row_size;
	size_t id_offset; /* where the row's id is kept */
};

extern const struct row_type ROW_RUN, ROW_SECTION, ROW_PROBE, ROW_PLUG, ROW_LIMIT, ROW_SKIP;

/* "INSERT INTO …" with a parameter for each column; newly allocated. */
char *row_insert_sql(const struct row_type *type);

/* "UPDATE … SET … WHERE id = ?" with the same parameters, and the id behind them. */
char *row_update_sql(const struct row_type *type);

/* "SELECT id, … FROM … " followed by @rest; newly allocated. */
char *row_select_sql(const struct row_type *type, const char *rest);

/* Binds all columns of @row to a statement made by row_insert_sql(); returns how many. */
int row_bind(const struct row_type *type, sqlite3_stmt *statement, const void *row);

/* Reads a row of row_select_sql() into zeroed memory. FALSE when it holds what we never write. */
gboolean row_read(const struct row_type *type, sqlite3_stmt *statement, void *row);

/* A copy of @row with texts of its own; newly allocated. Points are not copied: runs have none. */
void *row_copy(const struct row_type *type, const void *row);

/* Frees what the columns hold, and zeroes them. */
void row_clear(const struct row_type *type, void *row);

#endif
