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
 * The order of rows by what was asked: scenario, kind, section, each key in the order of the key
 * table, axis. Numbers go by value, also those within texts; what is unset comes first. 0 when both
 * ask the same.
 */
int reference_row_compare(const struct reference_row *a, const struct reference_row *b);

/* Sorts the rows in this order. */
void reference_sort(struct reference *reference);

#endif
