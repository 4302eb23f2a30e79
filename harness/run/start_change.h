/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether starts take longer than they did: by all samples of both sides, not by two medians, and
 * by how much. Pure.
 */
#ifndef MEMROOF_RUN_START_CHANGE_H
#define MEMROOF_RUN_START_CHANGE_H

#include "run/mann_whitney.h"
#include "run/reference.h"

/* The parts of a start, which follow each other. */
enum start_phase {
	PHASE_GREETING, /* until QMP's greeting */
	PHASE_MACHINE,  /* until the machine is built */
	PHASE_FIRMWARE, /* until the guest's first byte */
	PHASE_GUEST,    /* until the guest had said everything */
	PHASE_END,      /* until the process was reaped */
	N_START_PHASES,
};

const char *start_phase_name(enum start_phase phase);

/* One point's starts on both sides. */
struct start_change {
	unsigned n_base, n_new;
	double base, new; /* medians, microseconds */
	double change;    /* of the median, as a part of the base's: 0.05 is 5 % longer */
	/* The same when the empty QEMU, measured in the same rounds, is taken to be as fast as it
	 * was: a host that is slower is slower for all. Equal to @change without an empty QEMU. */
	double beyond_empty;
	struct mann_whitney test; /* a is the base; b_larger is the part of pairs in which new is
				     slower */
	gboolean can_tell;        /* else there are too few samples for the number of points */
	double p;                 /* of the test, adjusted to the number of points */
	gboolean changed;
	/* The phase in which most of the change lies, and its medians; N_START_PHASES when the
	 * samples do not tell. */
	enum start_phase phase;
	double phase_base, phase_new;
};

/* What counts as a change. */
struct start_rule {
	double threshold; /* the least change, as a part of the base's median; with and without the
			     empty QEMU's, in the same direction */
	double alpha;     /* the most that the adjusted p may be */
};

/* TRUE when both rows have samples that can be compared. */
gboolean start_change_possible(const struct reference_row *base, const struct reference_row *new);

/* Medians, the test and the phase of one point. */
struct start_change start_change_measure(const struct reference *base,
					 const struct reference_row *base_row,
					 const struct reference *new,
					 const struct reference_row *new_row);

/* Takes what happened to the empty QEMU into account. */
void start_change_correct(struct start_change *change, const struct start_change *empty);

/* Judges all of them (struct start_change *), which are looked at together. */
void start_changes_judge(GPtrArray *changes, const struct start_rule *rule);

/* The fewest samples on each side with which one of @n points could be told to have changed. */
unsigned start_change_least_samples(unsigned n, const struct start_rule *rule);

#endif
