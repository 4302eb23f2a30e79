/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A comparison as test cases: each row that was compared, as it was in BASE or not. Rows of one
 * section are a suite, and are called by the keys that vary in it, on whichever side.
 */
#ifndef MEMROOF_REPORT_DIFF_CASES_H
#define MEMROOF_REPORT_DIFF_CASES_H

#include "report/case_list.h"
#include "report/diff.h"

/* All rows, in the order of BASE and NEW walked together: PASS, FAIL where there is a difference,
 * BROKEN where a side has no answer, SKIP where start times cannot be judged. */
struct case_list *diff_cases(const struct diff *diff);

#endif
