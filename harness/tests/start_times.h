/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Databases of timed starts, for the tests of what is made from them. */
#ifndef MEMROOF_TESTS_START_TIMES_H
#define MEMROOF_TESTS_START_TIMES_H

#include "report/samples.h"

/* One start; times in microseconds, marks from its beginning, 0 for those that it does not have. */
struct start {
	int64_t section, cell, round;
	const char *keys; /* "machine=q35 slots=8" */
	enum outcome outcome;
	enum stage stage;
	enum reason reason;
	const char *message;
	int64_t greeting, machine, guest, report, elapsed;
	int64_t acpi;
	unsigned dimms; /* plugged one after the other, the first in @online, each next 1 ms more */
	int64_t online;
};

/* An empty database in a new directory. */
struct store *start_times_store(void);

/* Adds a section of kind start-time; returns its id. */
int64_t start_times_section(struct store *store, const char *name, const char *varied,
			    const char *columns, const char *spec, int64_t n_points);
void start_times_add(struct store *store, const struct start *start);

/* The samples of the section with this id; free them and *@sections (by g_ptr_array_unref()). */
struct section_samples *start_times_load(struct store *store, int64_t section,
					 GPtrArray **sections);

/* Four sections, from which tables are made: starts that are only accepted, with warm-ups, an
 * outlier and a slow first run; boots, with failures and an interrupted last round; hotplug; and a
 * single run. The starts come in reverse when @reversed; warm-ups take @warmup_us. */
struct store *start_times_scene(gboolean reversed, int64_t warmup_us);

#endif
