/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pairs of limits that differ in one key, in words. Pure. */
#ifndef MEMROOF_REPORT_LIMIT_PAIRS_H
#define MEMROOF_REPORT_LIMIT_PAIRS_H

#include "report/rows.h"

/* Two limits, one of which has this value of the key and the other that one. */
struct pair {
	double difference; /* the second minus the first, in the axis' unit */
	const struct report_row *row;
};

/* The difference that most of @pairs (struct pair) have, and how many; sorts them. */
double pairs_most_frequent(GArray *pairs, unsigned *count);

/* "30 GiB", "1 bit", "30 slots": an amount of the section's axis, without its sign. Texts are newly
 * allocated. */
char *pairs_amount(const struct report_section *section, double value);

/* ", in all 80 comparisons", ", in 78 of 80 comparisons"; nothing is to be said of a single one. */
char *pairs_share(unsigned n, unsigned all);

/* "; elsewhere from 28 GiB more to 29 GiB more" for those of the sorted @pairs that do not have the
 * @usual difference. */
char *pairs_elsewhere(const struct report_section *section, const GArray *pairs, double usual);

/*
 * What @pairs, which differ in the varied key @index, have to say: "30 GiB more maxmem, in all 80
 * comparisons"; or, where another key decides, "30 GiB more maxmem with size 1G; 31 GiB more maxmem
 * with size 4G, 8G". Sorts them.
 */
char *pairs_words(const struct report_section *section, unsigned index, GArray *pairs);

#endif
