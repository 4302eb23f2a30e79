/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report and the browser that has it open. Any complaint of the browser's fails the test. */
#ifndef MEMROOF_TESTS_WINDOW_H
#define MEMROOF_TESTS_WINDOW_H

#include "tests/browser.h"
#include "tests/place.h"

struct window {
	struct place place;
	struct browser *browser;
	char *path; /* of the page */
};

/* Runs the scenario and opens the report. */
void window_open(struct window *window, const char *scenario);
void window_close(struct window *window);

/* Fails unless the expression @script comes to @expected in the page. */
void assert_value(const struct window *window, const char *script, const char *expected);

/* Runs @script in the page. */
void window_do(const struct window *window, const char *script);

/* Calls a method of the browser's whose result says nothing. */
void window_set(const struct window *window, const char *method, const char *params);

/* Sixteen limits in two tables and all together, and three probes. */
#define FEW                                                                                        \
	"# How much?\n[limit few]\nengine = fake\nmachine = q35, pc\nphys-bits = 36\n"             \
	"slots = 2, 10, 0, 32\nsize = 2G, 8G\ncolumns = size\n"                                    \
	"[probe some]\nengine = fake\nmachine = q35\nphys-bits = 36\nsize = 512M, 2G, 100G\n"

#define FEW_ROWS "#s1 table.rows"
#define FEW_PIVOT "#s1 table.pivot"

/* The cells of a column that are shown, "0 2 10". */
#define COLUMN(table, column)                                                                      \
	"[...document.querySelectorAll('" table " tbody tr:not([hidden])')]"                       \
	".map(r => (r.cells[" #column "].querySelector('summary') ?? "                             \
	"r.cells[" #column "]).textContent).join(', ')"

/* The button that sorts by a column, counted from 1. */
#define HEAD(table, column) table " thead th:nth-child(" #column ") button"

#endif
