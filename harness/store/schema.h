/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The schema as SQL, and how a file is recognised as ours before SQLite touches it. */
#ifndef MEMROOF_STORE_SCHEMA_H
#define MEMROOF_STORE_SCHEMA_H

#include <glib.h>

/* The whole schema, with its application id and version. */
extern const char SCHEMA_SQL[];

/*
 * Reads the header of the file: TRUE when it is a memroof database of a schema that this program
 * knows. Otherwise an input error says what it is. The file is only read.
 */
gboolean schema_check_file(const char *path, GError **error);

#endif
