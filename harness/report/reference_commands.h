/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands behind the rows of a reference that was loaded from a database. */
#ifndef MEMROOF_REPORT_REFERENCE_COMMANDS_H
#define MEMROOF_REPORT_REFERENCE_COMMANDS_H

#include "run/reference.h"
#include "store/store.h"

/* Looks up the commands of all probes that the rows name; @store is what they were loaded from. */
gboolean reference_load_commands(struct store *store, struct reference *reference, GError **error);

#endif
