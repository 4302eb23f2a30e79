/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the limits of a section come to, in sentences: what each unit of a key costs, and how far
 * the values of a key are apart. All of it is computed from pairs of limits that differ in one key
 * only; a sentence says of how many pairs it holds. Pure.
 */
#ifndef MEMROOF_REPORT_LIMIT_FINDINGS_H
#define MEMROOF_REPORT_LIMIT_FINDINGS_H

#include "report/rows.h"

/* GPtrArray of char *, at most a few for each key; none for a section without limits. */
GPtrArray *limit_findings(const struct report_section *section);

#endif
