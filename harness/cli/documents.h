/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The documents of one run in one directory: the tables and all plots, each file named on stderr.
 */
#ifndef MEMROOF_CLI_DOCUMENTS_H
#define MEMROOF_CLI_DOCUMENTS_H

#include "report/exporter.h"
#include "store/store.h"

/* Makes a directory for documents or databases, with those above it; one that is there is fine. */
gboolean documents_make_directory(const char *path, GError **error);

/* Writes table.md, table.csv, table.json, and each plot as SVG and PNG. @directory exists. */
gboolean documents_write(struct store *store, const char *directory, GError **error);

/* Writes each plot into @directory, as SVG and PNG. */
gboolean documents_write_plots(struct store *store, const char *directory, GError **error);

#endif
