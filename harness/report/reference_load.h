/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A database, or what is selected of it, as a reference. */
#ifndef MEMROOF_REPORT_REFERENCE_LOAD_H
#define MEMROOF_REPORT_REFERENCE_LOAD_H

#include "run/reference.h"
#include "store/store.h"

/* All rows in the order of references, and notes on who measured them; without the commands that
 * show them. NULL with @error set on failure. */
struct reference *reference_load(struct store *store, GError **error);

#endif
