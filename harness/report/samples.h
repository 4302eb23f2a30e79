/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The raw samples of a start-time section, by cell: what tables and plots of start times are made
 * from. Warm-ups (rounds below 1) and starts that were not accepted are left out and counted.
 */
#ifndef MEMROOF_REPORT_SAMPLES_H
#define MEMROOF_REPORT_SAMPLES_H

#include "report/rows.h"

/* What was measured of each start. Times are in milliseconds and follow each other; a phase that a
 * proof does not have is NaN. */
enum metric {
	METRIC_TOTAL,    /* from before the process was started until it was reaped */
	METRIC_GREETING, /* process start until QMP's greeting */
	METRIC_MACHINE,  /* from there until QMP's first answer: the machine is built */
	METRIC_FIRMWARE, /* from there until the guest's first byte (Linux: kernel entry) */
	METRIC_GUEST,    /* from there until the guest had said everything (Linux: init reached) */
	METRIC_END,      /* from there until the process was reaped */
	METRIC_USER,     /* processor time of the QEMU process */
	METRIC_SYSTEM,
	METRIC_RSS,    /* its largest resident memory, bytes */
	METRIC_FAULTS, /* its minor page faults */
	METRIC_ACPI,   /* bytes of ACPI tables, as the guest finds them */
	N_METRICS,
};

/* A name for a column, "total", "greeting" and so on. */
const char *metric_name(enum metric metric);

/* Median, spread and interval of one metric of one cell; NaN where nothing was measured. */
struct metric_summary {
	unsigned n;
	double median, mad, p95;
	double low, high; /* bootstrap interval of the median, 95 % */
	gboolean too_few; /* for that interval */
};

struct cell_samples {
	int64_t cell;        /* START_TIME_EMPTY for the empty QEMU */
	struct point *point; /* NULL for the empty QEMU */
	const char **values; /* of the section's varied keys, as in struct report_row; borrowed */
	const char *proof;   /* also where the point has none; borrowed */
	GPtrArray *rows;     /* const struct report_row *: all of its starts, borrowed */
	GPtrArray *failures; /* those among them that count and were not accepted */
	GArray *rounds;      /* int64_t, ascending: of the starts that count and were accepted */
	GArray *samples[N_METRICS]; /* double, as many as rounds; NaN where not measured */
	struct metric_summary summary[N_METRICS];
	/* Proof plug: milliseconds until the first, second, … DIMM or virtio-mem step was online
	 * (GArray * of double, without gaps); empty otherwise. */
	GPtrArray *online;
	gboolean resized;    /* by virtio-mem */
	unsigned n_warmups;  /* left out, accepted or not */
	unsigned n_failed;   /* starts that were not accepted; warm-ups aside */
	unsigned n_outliers; /* of METRIC_TOTAL, by modified z-score; reported, never dropped */
	gboolean slow_first; /* the first run stands out upwards */
};

struct section_samples {
	const struct report_section *section;
	GPtrArray *cells;           /* struct cell_samples *, by cell, without the empty QEMU */
	struct cell_samples *empty; /* or NULL */
	char *pinned;               /* the processor that QEMU was kept on; NULL for none */
};

/*
 * Loads the samples of a start-time section, of those starts that were there when the section was
 * loaded; NULL with @error set on failure. The section must outlive them.
 */
struct section_samples *samples_load(struct store *store, const struct report_section *section,
				     GError **error);
void samples_free(struct section_samples *samples);

/* How many starts of a cell count: those accepted and those that were not. */
unsigned samples_starts(const struct cell_samples *cell);

/* The samples of a metric that are numbers (double, newly allocated); those of @rounds, too, where
 * that is not NULL (int64_t, to be unreferenced as well). */
GArray *samples_known(const struct cell_samples *cell, enum metric metric, GArray **rounds);

/* Median, spread and interval of any numbers; @seed is that of the interval's resamples. */
struct metric_summary samples_summary(const GArray *values, uint64_t seed);

/*
 * Splits @cells (struct cell_samples *) by the values that they have for the varied keys whose bit
 * is set in @mask, in order of appearance (GPtrArray of GPtrArray). Unless @titles is NULL, it gets
 * the text of each combination (char *, newly allocated).
 */
GPtrArray *samples_split(const struct report_section *section, const GPtrArray *cells,
			 unsigned mask, GPtrArray *titles);

/* What one unit of a numeric key costs, in one combination of the others. */
struct cost_line {
	const struct key *key; /* slots, size, maxmem, phys-bits, … */
	char *combination;     /* the other varied keys, "machine q35, firmware ovmf" */
	const char *unit;      /* "slot", "GiB", "bit" */
	unsigned n_cells;
	double slope, low, high; /* milliseconds of METRIC_TOTAL per unit, with a 95 % interval */
	double robust_slope;     /* Theil-Sen */
	gboolean has_interval;
	enum metric steepest;  /* the phase with the largest share of the slope */
	double steepest_slope; /* NaN when no phase is known */
	/* The value whose median is farthest from the Theil-Sen line, borrowed, and how far above
	 * it is; NULL where the line goes through the intervals of all medians, or misses none by
	 * much. */
	const char *missed;
	double missed_by;
};

/* One line for each numeric varied key with at least three values and each combination of the other
 * keys (GPtrArray of struct cost_line *). Fitted to all samples of the cells, not to medians. */
GPtrArray *samples_costs(const struct section_samples *samples);

/*
 * The line of the varied key @index through @cells, which differ in nothing else; NULL when it is
 * no number or has less than three values.
 */
struct cost_line *samples_cost(const struct report_section *section, const GPtrArray *cells,
			       unsigned index);
void cost_line_free(void *line);

#endif
