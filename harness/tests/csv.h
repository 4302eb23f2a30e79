/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables that memroof has written as CSV, read by the names of their columns. */
#ifndef MEMROOF_TESTS_CSV_H
#define MEMROOF_TESTS_CSV_H

#include <glib.h>

struct csv {
	GStrv names;
	GPtrArray *rows; /* GStrv, as long as names */
};

/* Fail on what is no table; csv_load() from a file of the project. */
void csv_parse(struct csv *csv, const char *text);
void csv_load(struct csv *csv, const char *path);
void csv_clear(struct csv *csv);

/* Fails when there is no such column. */
const char *csv_get(const struct csv *csv, unsigned row, const char *column);

/* "a=1 b=2" of the columns that are not empty; newly allocated. */
char *csv_join(const struct csv *csv, unsigned row, const char *const *columns);

#endif
