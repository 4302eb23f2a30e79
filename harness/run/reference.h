/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was measured, without what differs from run to run: a row for each limit, each probe of a
 * probe section and each start that was timed, and notes on who measured it. It is what tables in
 * git hold (report/table_reference.c) and what two measurements are compared by. Pure.
 */
#ifndef MEMROOF_RUN_REFERENCE_H
#define MEMROOF_RUN_REFERENCE_H

#include "model/outcome.h"
#include "model/scenario.h"
#include "model/selection.h"

/* When a timed start got how far, in microseconds from before the process was started: vm/marks.h.
 */
enum start_event {
	START_ELAPSED, /* the process was reaped */
	START_GREETING,
	START_MACHINE,
	START_GUEST,
	START_REPORT,
	N_START_EVENTS,
};

/* "elapsed_us" and so on, as columns are called. */
const char *start_event_name(enum start_event event);

/* Some of the numbers in struct reference, times; of one event of one point, by round. */
struct reference_times {
	unsigned first, n;
};

/* What shows a row, where it comes from a database. */
struct reference_proof {
	int64_t probe;       /* its id there; or 0 */
	const char *command; /* pasteable; NULL when it is not known */
};

struct reference_row {
	const char *scenario, *section; /* names, not paths */
	enum section_kind kind;
	struct point point; /* without the axis of a limit; its texts belong to the reference */
	const char *axis;   /* of a limit; "" for others */
	uint64_t limit, refused, counterexample; /* of a limit, or UNSET */
	const char *outcome;                     /* an outcome, or how the search for a limit ended:
						    model/outcome.h */
	enum reason reason;
	enum stage stage;   /* N_STAGES for a limit */
	int confirmed;      /* 1 or 0 by another engine; -1: not asked, or no answer */
	gboolean disagrees; /* with the model */
	struct reference_times times[N_START_EVENTS]; /* of the starts that were accepted */
	unsigned line;                                /* in its file; 0 without one */
	/* Both sides of a limit; a probe, or one of the starts, is the accepted one whatever its
	 * outcome. */
	struct reference_proof accepted_by, refused_by;
	unsigned source; /* which of the references that were joined (run/reference_join.h) */
};

/* Something said of the whole: "qemu" and "7.2.22 (Debian …)", say. May have several lines. */
struct reference_note {
	const char *name, *text;
};

struct reference {
	char *path;    /* where it comes from, for messages */
	GArray *notes; /* struct reference_note, in the order in which they are written */
	GArray *rows;  /* struct reference_row */
	GArray *times; /* uint64_t */
	GStringChunk *texts;
};

struct reference *reference_new(const char *path);
void reference_free(struct reference *reference);

/* The same text, kept with the reference; equal texts are one. */
const char *reference_keep(struct reference *reference, const char *text);

/* Makes the texts of @point the reference's own; @point itself is only copied. */
struct point reference_keep_point(struct reference *reference, const struct point *point);

void reference_add_note(struct reference *reference, const char *name, const char *text);

/* A row in which nothing is known; it is not added. */
struct reference_row reference_row_new(const char *scenario, enum section_kind kind,
				       const char *section);

/* Appends @us, of a row that is being made. Times of one event must come together. */
void reference_add_time(struct reference *reference, struct reference_times *times, uint64_t us);

uint64_t reference_time(const struct reference *reference, const struct reference_times *times,
			unsigned i);

/*
 * What tells rows of one kind apart, beside the axis: a number for the scenario, for the section
 * and for each key of a point.
 */
#define REFERENCE_MOST_DIMENSIONS 64

unsigned reference_n_dimensions(void);

/* "scenario", "section", or the key's name; NULL for a key that is none of points. */
const char *reference_dimension_name(unsigned dimension);

/* The dimension called @name, or an input error that names the nearest one; FALSE then. */
gboolean reference_dimension_find(const char *name, unsigned *dimension, GError **error);

/* The row's value as a text, newly allocated; NULL when it is unset. */
char *reference_dimension_text(const struct reference_row *row, unsigned dimension);

/* Below 0, 0 or above 0. Numbers go by value, also those within texts; what is unset comes first.
 */
int reference_dimension_compare(const struct reference_row *a, const struct reference_row *b,
				unsigned dimension);

/* Dimensions that do not count. */
struct reference_mask {
	gboolean ignored[REFERENCE_MOST_DIMENSIONS];
};

/*
 * The order of rows by what was asked: scenario, kind, section, each key in the order of the key
 * table, axis. 0 when both ask the same, as far as @mask (may be NULL) lets the dimensions count.
 */
int reference_row_compare(const struct reference_row *a, const struct reference_row *b,
			  const struct reference_mask *mask);

/* Sorts the rows in this order, with all dimensions. */
void reference_sort(struct reference *reference);

/* Drops the rows of sections whose kinds are not in @kinds, a bit for each section_kind. */
void reference_select_kinds(struct reference *reference, unsigned kinds);

/* Drops the rows whose points are not chosen. */
void reference_select(struct reference *reference, const struct selection *selection);

#endif
