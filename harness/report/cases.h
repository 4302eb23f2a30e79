/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The points of a database as test cases, each with its verdict. It is derived from the rows
 * whenever it is wanted, so that the run, the tables and the files for CI say the same.
 */
#ifndef MEMROOF_REPORT_CASES_H
#define MEMROOF_REPORT_CASES_H

#include "model/verdict.h"
#include "store/store.h"

struct report_case {
	int64_t cell;
	char *name; /* "slots=8 size=2G": the keys that vary in the section; "" when none does */
	enum verdict verdict;
	char *expected; /* "22G", "refused phys-bits"; NULL for nothing */
	char *found;    /* in the same words */
	char *change;   /* of a comparison: what moved, in one line; or NULL */
	char *why;      /* what QEMU or the guest said, or why it is skipped; or NULL */
	char *command;  /* the command line that shows it, pasteable; or NULL */
	char *qemu, *libvirt, *machine_type; /* or NULL */
	int64_t elapsed_us;                  /* of all its probes */
	unsigned n_starts;                   /* of a start-time section */
	char *file;   /* where it stands, if elsewhere than its section; or NULL */
	int64_t line; /* in this file; 0 without one */
	/* Of a limit: what shows it is among these. */
	struct measured finding;
	int64_t accepted_probe, refused_probe; /* ids, or 0 */
	uint64_t counterexample;               /* or UNSET */
};

/* One section. */
struct report_cases {
	int64_t section;
	char *path, *file, *kind, *name; /* of struct section_row; file as given */
	int64_t line;
	const struct key *axis; /* NULL where there is none */
	GPtrArray *varied;      /* const struct key * */
	struct expect *expect;  /* NULL when nothing is expected */
	int64_t expect_stride;
	GPtrArray *cases; /* struct report_case *, by cell */
	uint64_t counts[N_VERDICTS];
	uint64_t n_points, missing; /* points that are not done yet are no cases */
	int64_t elapsed_us;
};

/* All sections (GPtrArray of struct report_cases *), or NULL. */
GPtrArray *cases_load(struct store *store, GError **error);

/*
 * Those of the section with this id, for tables that show verdicts where there are any: *@cases is
 * NULL when nothing is expected there and nothing skipped.
 */
gboolean cases_load_judged(struct store *store, int64_t section, struct report_cases **cases,
			   GError **error);
void cases_free(struct report_cases *cases);

/* For who makes cases of something else. All other fields are nothing. */
struct report_cases *cases_new(void);
struct report_case *cases_add(struct report_cases *cases);

/* The case of a cell, or NULL. */
const struct report_case *cases_find(const struct report_cases *cases, int64_t cell);

/* Whether any section of the store expects anything. */
gboolean cases_are_expected(struct store *store, gboolean *expected, GError **error);

/* The case of a cell whose section expects something, or NULL. @cases may be NULL. */
const struct report_case *cases_judged(const struct report_cases *cases, int64_t cell);

/* "s.ini [limit a]", and with a case behind it "s.ini [limit a] slots=8"; newly allocated. */
char *cases_title(const struct report_cases *cases, const struct report_case *item);

/* Where the case stands, or the section when @item is NULL; *@line is 0 in a file without lines. */
const char *cases_place(const struct report_cases *cases, const struct report_case *item,
			int64_t *line);

/* "expected 22G, found 20G", or what else there is to say in one line; newly allocated. */
char *cases_words(const struct report_case *item);

#endif
