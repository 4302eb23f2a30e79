/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of a section as test cases, not judged yet. Used by report/cases.c only. */
#ifndef MEMROOF_REPORT_CASES_READ_H
#define MEMROOF_REPORT_CASES_READ_H

#include "report/cases.h"

/* Adds a case for each point that was tried, by cell, and behind those one for each that was
 * skipped. */
gboolean cases_read(struct store *store, struct report_cases *cases, GError **error);

#endif
