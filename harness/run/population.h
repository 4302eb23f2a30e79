/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What some rows have in common that others do not have: "machine pc-q35-7.1, pc-q35-7.2; phys-bits
 * 40". Pure.
 */
#ifndef MEMROOF_RUN_POPULATION_H
#define MEMROOF_RUN_POPULATION_H

#include "run/reference.h"

/* Rows among which some are to be told apart. */
struct population {
	GPtrArray *rows;     /* const struct reference_row * */
	GHashTable *indices; /* the same → their index + 1 */
	/* By dimension: for each row the number of its value, counted in the order of values; NULL
	 * where all rows have the same value, or the dimension does not count. */
	uint32_t *values[REFERENCE_MOST_DIMENSIONS];
	/* One row for each value. */
	GPtrArray *examples[REFERENCE_MOST_DIMENSIONS];
};

/* Takes over @rows (const struct reference_row *). */
struct population *population_new(GPtrArray *rows, const struct reference_mask *mask);
void population_free(struct population *population);

/* One dimension in which some rows have only some of the values. */
struct trait {
	unsigned dimension;
	GPtrArray *values; /* const struct reference_row *: one example of each value, in order */
	GArray *numbers;   /* unsigned, of each value, counted in the population: neighbours have
			      no other value between them */
	GPtrArray *others; /* as @values, for those that these rows do not have */
};

struct traits {
	GArray *traits; /* struct trait: what it takes to tell the rows apart, and no more */
	unsigned n;     /* the rows of the population that have all of these traits */
};

/*
 * What tells @rows, some of the population, from the others as far as single keys can: the values
 * that they have of each key. Where most rows with those are others, only values that they all
 * share are told. Where the section tells as much as keys do, @prefer_section decides.
 */
struct traits *traits_find(const struct population *population, const GPtrArray *rows,
			   gboolean prefer_section);
void traits_free(struct traits *traits);

#endif
