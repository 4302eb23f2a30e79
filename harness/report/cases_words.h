/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of test cases. Used by report/cases.c only. All texts are newly allocated. */
#ifndef MEMROOF_REPORT_CASES_WORDS_H
#define MEMROOF_REPORT_CASES_WORDS_H

#include "report/cases.h"

/* "slots=8 size=2G": the same for the same point, whatever the order in which points are done. */
char *cases_point_name(const struct report_cases *cases, int64_t cell, const struct point *point);

/* What was found, in the words in which it is expected. */
char *cases_limit_found(const struct key *axis, const struct limit_row *row);
char *cases_probe_found(const struct probe_row *row);

/* What was expected: @text, with the value that stands behind "model" where there is one. */
char *cases_expected(const struct key *axis, const char *text, const struct measured *finding);

/* "7.2.22 (Debian …)", or NULL. */
char *cases_qemu_words(const char *version, const char *package);

/* The constant LIMIT_… that is equal to @status; anything else counts as undecided. */
const char *cases_known_status(const char *status);

#endif
