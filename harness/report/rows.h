/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of one section, loaded for tables and plots that have to arrange them. Texts are kept
 * once each, so that thousands of rows stay small.
 */
#ifndef MEMROOF_REPORT_ROWS_H
#define MEMROOF_REPORT_ROWS_H

#include "report/cases.h"
#include "report/plugs.h"
#include "store/store.h"

/* A limit, or a probe of a probe section. */
struct report_row {
	int64_t cell;
	const char **
		values; /* of the section's varied keys, canonical, in their order; "" when unset */
	const char *status;                      /* a limit's status, or a probe's outcome */
	uint64_t limit, refused, counterexample; /* or UNSET */
	uint64_t step;                           /* of a limit's axis; 0 for probes */
	enum stage stage;     /* of a limit: of the refused probe, where it is more than a word of
				 QEMU's */
	enum outcome outcome; /* the same */
	enum reason reason;
	const char *message;      /* or NULL */
	const char *qemu;         /* "7.2.22 (Debian …)", or "" */
	const char *libvirt;      /* "9.0.0", or "" */
	const char *machine_type; /* or "" */
	const char *cpu;          /* as the point has it, or "" */
	const char *accel;
	const char *engine;
	const char *firmware;  /* or "" */
	const char *proof;     /* also where the point has none */
	uint64_t size;         /* of the guest, bytes */
	uint64_t guest_memory; /* bytes, as the guest says (a limit's: in the accepted probe); or
				  UNSET */
	int64_t accepted_probe, refused_probe; /* ids, or 0; a probe itself is accepted_probe */
	struct plug_digest plugs;              /* nothing planned where nothing was plugged */
	const char *extra_dimm, *extra_page;   /* how QEMU refused these; "" when it did not, NULL
						  when they were not tried */
	gboolean disagrees;                    /* with the model */
	uint64_t predicted;                    /* a limit's, by the model; or UNSET */
	int64_t probes;                        /* that a limit took; 0 for probes */
	int confirmed;            /* 1 or 0 by another engine; -1: not asked, or no answer */
	const char *confirmation; /* what it said instead; "" when it agrees or was not asked */
};

struct report_section {
	int64_t id;
	char *path, *question, *kind, *name, *axis, *columns;
	gboolean is_limit;
	gboolean has_confirmations; /* some limit has been tried by another engine */
	GPtrArray *keys;            /* const struct key *: those with several values */
	GArray *rows;               /* struct report_row, by cell */
	uint64_t n_points;          /* 0: unknown */
	struct report_cases *cases; /* NULL where nothing is expected and nothing skipped */
	GStringChunk *texts;
};

/* All sections of @store with their rows (GPtrArray of struct report_section *), or NULL. */
GPtrArray *report_load(struct store *store, GError **error);

/* The index of the key called @name among the section's varied keys, or -1. @name may be NULL. */
int report_key_index(const struct report_section *section, const char *name);

/*
 * The varied key that tables and plots run along: slots when it varies, else the last that is not
 * for columns; -1 when nothing varies.
 */
int report_row_key(const struct report_section *section);

/* TRUE when the columns are engines: then all that stands in a line is the same guest. */
gboolean report_compares_engines(const struct report_section *section);

/* TRUE when the axis counts bytes. */
gboolean report_axis_is_size(const struct report_section *section);

/* "22 GiB" or "36": a value of the section's axis for people; newly allocated. */
char *report_axis_value(const struct report_section *section, uint64_t value);

/*
 * "machine q35, phys-bits 36": the values that a row has for the varied keys whose bit is set in
 * @mask; newly allocated.
 */
char *report_combination(const struct report_section *section, const struct report_row *row,
			 unsigned mask);

/* All rows of a section (struct report_row *, borrowed). */
GPtrArray *report_all_rows(const struct report_section *section);

/*
 * The values that the varied key @index has among @rows (const struct report_row *), each once, in
 * order of appearance; none when @index is -1. Equal values are one text in a section.
 */
GPtrArray *report_values(const GPtrArray *rows, int index);

#endif
