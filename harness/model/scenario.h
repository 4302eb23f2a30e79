/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A scenario: a question as data. Sections of points, one section for each thing to be measured. */
#ifndef MEMROOF_MODEL_SCENARIO_H
#define MEMROOF_MODEL_SCENARIO_H

#include "model/expect.h"

enum section_kind {
	SECTION_LIMIT,      /* find the limit of each point on an axis */
	SECTION_PROBE,      /* try each point once */
	SECTION_START_TIME, /* time the start of each point, many times */
	N_SECTION_KINDS,
};

/* A point key and its values; a key with several values is an axis of the section's product. */
struct dimension {
	const struct key *key;
	GPtrArray *values; /* char *, canonical */
	unsigned line;     /* where it was said; 0 for the command line */
};

struct section {
	enum section_kind kind;
	char *name;
	unsigned line;
	struct section_options options; /* defaults filled in */
	GPtrArray *dimensions;          /* struct dimension, in the order of the key table */
	GArray *kept; /* uint64_t: the places in the product that are points; NULL: all */
	uint64_t n_points;
	struct expect *expect;  /* what options.expect says; NULL for nothing */
	uint64_t expect_stride; /* cells from one of its values to the next */
	unsigned expect_line; /* where it was said; the section's own where it was not said here */
};

struct scenario {
	char *path;
	char *text;          /* the file as it was read */
	char *question;      /* its opening comment */
	GPtrArray *sections; /* struct section */
};

/* A value that the command line gives for every section of every scenario. */
struct override {
	const struct key *key;
	const char *text;
};

const char *section_kind_name(enum section_kind kind);

/*
 * Reads a scenario. Everything wrong with it is an input error "FILE:LINE: …" that names the key,
 * what was expected and the nearest known word.
 */
struct scenario *scenario_load(const char *path, const struct override *overrides,
			       unsigned n_overrides, GError **error);

/* The same for text that has been read already; @path is for messages. */
struct scenario *scenario_parse(const char *path, const char *text,
				const struct override *overrides, unsigned n_overrides,
				GError **error);
void scenario_free(struct scenario *scenario);

/*
 * Drops every section of @scenarios (struct scenario *) that none of the NULL-terminated @names
 * calls; a name may be a pattern with * and ?. One that calls no section is an input error.
 */
gboolean scenarios_select(const GPtrArray *scenarios, const char *const *names, GError **error);

/* An empty array of struct scenario * that frees what is in it. */
GPtrArray *scenarios_new(void);

/* The point at @index, below section->n_points. The last dimension varies fastest. */
struct point *section_point(const struct section *section, uint64_t index);

/*
 * Along the key called @name: how many values it has in the section (1 when it does not vary), and
 * how many points lie between one and the next.
 */
unsigned section_stride(const struct section *section, const char *name, uint64_t *stride);

#endif
