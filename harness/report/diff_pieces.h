/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pieces of which report/diff_words.h is made, for its files only. All newly allocated. */
#ifndef MEMROOF_REPORT_DIFF_PIECES_H
#define MEMROOF_REPORT_DIFF_PIECES_H

#include "run/comparison.h"

/* The row that is there, BASE's where both are. */
const struct reference_row *diff_any_row(const struct pair *pair);

/* A file's text on one line. */
char *diff_printable(const char *text);

/* "+2 GiB", "-1"; of a size that takes several words: "-(1 GiB + 4 KiB)". */
char *diff_delta(const struct reference_row *row, int64_t delta);

/* "22 GiB", "none", "66 GiB (all)". */
char *diff_limit(const struct reference_row *row);

/* "phys-bits", or "phys-bits -> slots" where it changed. */
char *diff_reason(const struct pair *pair);

/* "refused at machine: phys-bits". */
char *diff_outcome(const struct reference_row *row);

/* "accepted at machine -> refused at machine: phys-bits". */
char *diff_outcomes(const struct pair *pair);

/* "confirmed -> not confirmed". */
char *diff_confirmed(const struct pair *pair);

/* "12.5 %", without a sign. */
char *diff_percent(double part);

/* "41.7 ms" */
char *diff_milliseconds(double us);

/* All values of one note of a reference, "a; b"; "" where there is none. */
char *diff_note(const struct reference *reference, const char *name);

#endif
