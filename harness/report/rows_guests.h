/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the guests behind the rows of a section saw: loaded only where there were guests. */
#ifndef MEMROOF_REPORT_ROWS_GUESTS_H
#define MEMROOF_REPORT_ROWS_GUESTS_H

#include "report/rows.h"

/* Completes the rows of @section. */
gboolean report_load_guests(struct store *store, struct report_section *section, GError **error);

#endif
