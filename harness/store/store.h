/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The store: one SQLite file for one run. Every probe is one committed row, so that killing memroof
 * loses only the probes in flight. The store knows rows, not what they mean.
 *
 * A store may be used from several threads; its calls take turns. At most one memroof writes to a
 * file.
 */
#ifndef MEMROOF_STORE_STORE_H
#define MEMROOF_STORE_STORE_H

#include "model/outcome.h"
#include "model/point.h"
#include "model/selection.h"

#include <glib.h>
#include <stdint.h>

#define STORE_SCHEMA_VERSION 5

/* The cell of the empty QEMU (-machine none) that is measured beside the points of a section. */
#define START_TIME_EMPTY (-1)

struct store;

/* Where a run took place, and what it was. */
struct run_row {
	int64_t id;
	char *started; /* UTC */
	char *memroof_version;
	char *command; /* memroof's own, pasteable */
	char *kernel;
	char *host_cpu_vendor;
	char *host_cpu_model;
	int64_t host_phys_bits; /* 0: unknown */
	int64_t host_memory;    /* bytes */
	int64_t overcommit;     /* -1: unknown */
};

/* A section of a scenario, as far as reports need it. */
struct section_row {
	int64_t id;
	char *path;     /* of the scenario */
	char *text;     /* of the whole scenario file */
	char *question; /* its opening comment */
	char *kind;     /* "limit", "probe" or "start-time" */
	char *name;
	char *spec;    /* canonical text of everything asked for: what must not change between a run
			  and its resuming */
	char *axis;    /* NULL for probes */
	char *columns; /* NULL when there are none */
	char *varied;  /* keys with several values, "machine,slots" */
	int64_t n_points;
	char *file;            /* the path as it was given, for who goes there */
	int64_t line;          /* of what is expected, or of the section */
	char *expect;          /* what is expected, canonical; NULL for nothing */
	int64_t expect_stride; /* cells from one of its values to the next */
};

/* A point that was not tried, because this machine lacks what its section needs. */
struct skip_row {
	int64_t id;
	int64_t section;
	int64_t cell;
	struct point *point;
	char *why;
};

struct probe_row {
	int64_t id;
	gboolean found; /* no column: it was in the store before */
	int64_t section;
	int64_t run;   /* which of the runs made it; set by the store */
	int64_t cell;  /* the index in its section of the point, or of the limit it was made for;
			  START_TIME_EMPTY for the empty QEMU beside start times */
	int64_t round; /* of a start-time section: from 1, warm-ups below 1; otherwise 0 */
	struct point *point;
	enum outcome outcome;
	enum stage stage;
	enum reason reason;
	char *message;            /* NULL when accepted */
	uint64_t used_gpa;        /* or UNSET */
	char *qemu_path;          /* NULL for engines without a binary */
	char *qemu_version;       /* NULL when unknown */
	char *qemu_package;       /* NULL when unknown */
	char *libvirt_version;    /* NULL when libvirt was not asked */
	char *machine_type;       /* as QEMU resolves it; NULL when unknown */
	char *command;            /* pasteable */
	char *errors;             /* stderr, bounded; NULL when empty */
	char *console;            /* the guest's console, bounded; NULL when it said nothing */
	uint64_t guest_phys_bits; /* as the guest's CPU says; or UNSET */
	uint64_t guest_memory;    /* bytes that the guest has for itself, at the end; or UNSET */
	uint64_t guest_blocks;    /* memory blocks that Linux has online at the end; or UNSET */
	int64_t exit_code;
	int64_t elapsed_us;
	uint64_t greeting_us, machine_us, guest_us, report_us; /* vm/marks.h; or UNSET */
	int64_t user_us, system_us; /* processor time of the QEMU process */
	int64_t max_rss;            /* bytes */
	int64_t minor_faults;
	uint64_t acpi_bytes; /* of all ACPI tables, as the guest finds them; or UNSET */
	char *finished;      /* UTC */
	GArray *plugs; /* no column: struct plug_row, rows of their own; NULL when there are none */
};

/* One step of hotplug. Times are microseconds from the command to QEMU. */
struct plug_row {
	int64_t id;
	int64_t probe;
	int64_t number;      /* from 1 */
	char *what;          /* "dimm", "virtio-mem"; "extra-dimm", "extra-page": one too many */
	uint64_t bytes;      /* of the DIMM; what a virtio-mem device is to have in all */
	uint64_t command_us; /* until QEMU had answered; or UNSET */
	uint64_t event_us;   /* until the guest had told QEMU; or UNSET */
	uint64_t online_us;  /* until every block was online in the guest; or UNSET */
	uint64_t memory;     /* MemTotal in bytes then; or UNSET */
	char *message;       /* how QEMU refused; NULL when it did not */
};

struct limit_row {
	int64_t id;
	int64_t section;
	int64_t cell;        /* the point's index in its section */
	struct point *point; /* the axis is unset */
	char *axis;
	char *status;     /* LIMIT_… of model/outcome.h */
	uint64_t limit;   /* the hardest accepted value, or UNSET */
	uint64_t refused; /* the easiest refused value next to it, or UNSET */
	uint64_t step;
	enum reason reason; /* of the refusal, or of why there is no answer */
	char *message;
	uint64_t counterexample; /* the value that contradicts, or UNSET */
	int64_t probes;
	int64_t agrees_with_model; /* 1, 0, or -1 when the model has no opinion */
	uint64_t predicted;        /* the model's limit, or UNSET */
	char *qemu_version;
	char *qemu_package;
	char *libvirt_version; /* of the search, or of who confirms; NULL for neither */
	char *machine_type;
	int64_t accepted_probe; /* ids, or 0 */
	int64_t refused_probe;
	int64_t confirmed;  /* 1 or 0: whether another engine agrees on both sides; -1: it was not
			       asked, or gave no answer */
	char *confirmation; /* what it said instead, in words; NULL when it agrees or was not asked
			     */
};

/*
 * Makes a new database at @path; fails when there is a file already. Nothing is left behind on
 * failure. The directory must exist.
 */
struct store *store_create(const char *path, const struct run_row *run, GError **error);

/*
 * Opens an existing database: to continue it with another run, or for reading only when @run is
 * NULL. A damaged or foreign file and one of a newer schema are input errors and are not touched.
 */
struct store *store_open(const char *path, const struct run_row *run, GError **error);

/* Closes and frees; a database that was written ends as a single file. */
void store_close(struct store *store);

gboolean store_add_section(struct store *store, struct section_row *row,
			   GError **error); /* sets row->id */
gboolean store_add_probe(struct store *store, struct probe_row *row,
			 GError **error); /* sets row->id */
gboolean store_add_skip(struct store *store, struct skip_row *row, GError **error); /* the same */
gboolean store_add_limit(struct store *store, struct limit_row *row,
			 GError **error); /* sets row->id */

/* Writes over the section with the id of @row: what is not measured may change. */
gboolean store_update_section(struct store *store, const struct section_row *row, GError **error);

/* Drops the skips of a section: the next machine may have what it needs. */
gboolean store_forget_skips(struct store *store, int64_t section, GError **error);

/* Reads the plugs of a probe into its row, where it has any. */
gboolean store_load_plugs(struct store *store, struct probe_row *row, GError **error);

/*
 * Looks up a finished probe by section, canonical point text and round. On success *@row is newly
 * allocated, or NULL when there is none.
 */
gboolean store_find_probe(struct store *store, int64_t section, const char *point_text,
			  int64_t round, struct probe_row **row, GError **error);

/* The same for the limit of a cell. */
gboolean store_find_limit(struct store *store, int64_t section, int64_t cell,
			  struct limit_row **row, GError **error);

/*
 * Drops the probes in which the harness failed, and the limits that have no answer because of them:
 * they say nothing of QEMU, and are to be done again.
 */
gboolean store_forget_broken(struct store *store, GError **error);

/* The file, as it was named. */
const char *store_path(const struct store *store);

/*
 * From now on the functions below show only the probes and limits at selected points, and the runs
 * that made such probes. NULL: all. @selection must outlive the store.
 */
void store_select(struct store *store, const struct selection *selection);

/* What is selected, or NULL. */
const struct selection *store_selection(const struct store *store);

/*
 * Reading back; the callback borrows the row and returns FALSE to stop early, which is no error.
 * Runs and sections come in the order in which they were added, limits and probes by cell.
 */
gboolean store_each_run(struct store *store, gboolean (*f)(const struct run_row *, void *),
			void *user, GError **error);
gboolean store_each_section(struct store *store, gboolean (*f)(const struct section_row *, void *),
			    void *user, GError **error);
gboolean store_each_probe(struct store *store, int64_t section,
			  gboolean (*f)(const struct probe_row *, void *), void *user,
			  GError **error);
gboolean store_each_limit(struct store *store, int64_t section,
			  gboolean (*f)(const struct limit_row *, void *), void *user,
			  GError **error);
gboolean store_each_skip(struct store *store, int64_t section,
			 gboolean (*f)(const struct skip_row *, void *), void *user,
			 GError **error);

void run_row_clear(struct run_row *row);
void section_row_clear(struct section_row *row);
void probe_row_clear(struct probe_row *row);
void limit_row_clear(struct limit_row *row);
void plug_row_clear(struct plug_row *row);
void skip_row_clear(struct skip_row *row);

/* An empty array of struct plug_row that clears what is in it. */
GArray *plug_rows_new(void);

#endif
