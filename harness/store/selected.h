/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A selection as SQL, for the files of this room only. */
#ifndef MEMROOF_STORE_SELECTED_H
#define MEMROOF_STORE_SELECTED_H

#include "model/selection.h"

#include <glib.h>
#include <sqlite3.h>

/* "(…) AND (…)" with a parameter for each condition; newly allocated, "1" when @selection is NULL
 * or chooses nothing. */
char *selected_sql(const struct selection *selection);

/* Binds the values, the first one to the parameter @at. */
void selected_bind(const struct selection *selection, sqlite3_stmt *statement, int at);

#endif
