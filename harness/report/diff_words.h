/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Differences in words, each on one line; what comes from a file is made printable. All newly
 * allocated.
 */
#ifndef MEMROOF_REPORT_DIFF_WORDS_H
#define MEMROOF_REPORT_DIFF_WORDS_H

#include "report/diff.h"

/* "500 maxmem limits", "1 probe", "3 start times". */
char *diff_words_count(const struct finding *finding);

/* What all of a finding's rows have gone through: "-12 GiB (phys-bits)", "accepted at machine ->
 * refused at machine: phys-bits", "8 % to 44 % longer", "only in BASE". */
char *diff_words_change(const struct finding *finding);

/* Which rows these are: "all with machine pc-q35-7.1, pc-q35-7.2; phys-bits 40"; "" for one. */
char *diff_words_where(const struct finding *finding);

/* One row's: "22 GiB -> 20 GiB (-2 GiB), phys-bits". */
char *diff_words_row(const struct difference *difference);

/* One row's in parts: "22 GiB", what is "not there" on a side; "-2 GiB", "+21.6 %" or "" where
 * there is no number to it; "phys-bits -> slots", or "" where there is none. */
char *diff_words_from(const struct difference *difference);
char *diff_words_to(const struct difference *difference);
char *diff_words_delta(const struct difference *difference);
char *diff_words_reason(const struct difference *difference);

/* "moved", "confirmed otherwise", "ends otherwise", "slower", "only in NEW"; not newly allocated.
 */
const char *diff_words_kind(const struct difference *difference);

/* What a side has to a question, as a whole: "maxmem 22 GiB; 23068676K refused: phys-bits",
 * "refused at machine: phys-bits". */
char *diff_words_side(const struct reference_row *row);

/* "x.ini [limit a] machine=q35 slots=8". */
char *diff_words_point(const struct pair *pair);

/*
 * The command that shows what a side of a difference (NULL: of a row that is as it was) does, where
 * it is a database: of a limit that moved the accepted value on the side that accepts more, and the
 * refused one on the other. NULL when there is none; owned by the row.
 */
const char *diff_command(const struct difference *difference, const struct reference_row *side);

/* Why nothing is said of a pair: "NEW has no answer: undecided, assertion". */
char *diff_words_unanswered(const struct pair *pair);

/* "336 limits, 4 probes and 12 start times compared". */
char *diff_words_compared(const struct diff *diff);

/* "moved: 12 limits, 1 probe; 3 only in NEW", or "nothing moved". */
char *diff_words_verdict(const struct diff *diff);

/* What the reader has to know about the start times (GPtrArray of char *); empty when they were not
 * compared or there is nothing. */
GPtrArray *diff_words_start_notes(const struct diff *diff);

/* Who measured (GPtrArray of char *): when, by which memroof and QEMU. */
GPtrArray *diff_words_provenance(const struct reference *reference);

#endif
