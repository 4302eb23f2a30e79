/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the HTML page that is in the making, for the files that make them (html_*.c). */
#ifndef MEMROOF_REPORT_HTML_H
#define MEMROOF_REPORT_HTML_H

#include "model/keys.h"
#include "report/evidence.h"
#include "report/html_table.h"
#include "report/plot.h"
#include "report/samples.h"

#include <stdio.h>

/* What all sections together come to. */
struct html_tally {
	uint64_t limits, exact, nothing, everything, undecided, non_monotone, disagree;
	uint64_t confirmed, not_confirmed, verdicts[N_VERDICTS];
	uint64_t probes, outcomes[N_OUTCOMES];
	uint64_t starts, failed_starts, points, points_asked;
};

struct html_page {
	/* What goes into each part of the page, as HTML. */
	GString *nav, *asked, *moved, *findings, *attention, *sections, *runs;
	struct html_tally tally;
	GHashTable *marks;      /* of the database at hand: see html_moved.h; or NULL */
	struct html_pool *pool; /* the texts of rows that are JSON */
	const char *draft;      /* a name of a file beside the page, for gnuplot's */
	unsigned n_databases, n_sections, n_attention;
	/* What may still be written: a page has to open in a browser. */
	unsigned html_rows, data_rows, cells, plots, maps;
};

/* One section on its way to the page. */
struct html_section {
	struct html_page *page;
	const struct report_section *section;
	const struct section_samples *samples;  /* of a start-time section; else NULL */
	GHashTable *evidence;                   /* see evidence.h */
	const char *database;                   /* its name, for people */
	gboolean has_guests, has_disagreements; /* some row has a guest's memory; differs from the
						  model */
	gboolean has_marks;                     /* some row is otherwise than in the reference */
	char *id;                               /* "s3": literals and digits only */
	GString *html;
};

/* Adds everything that @store holds; @name says which it is. */
gboolean html_add_store(struct html_page *page, struct store *store, const char *name,
			GError **error);

/* Adds one section, with its plots. @run is when it was measured, for them. */
gboolean html_add_section(struct html_page *page, struct store *store,
			  const struct report_section *section, const char *database,
			  const char *run, GError **error);

/* All rows with what proves them: limits and probes, or the points of a start-time section. */
void html_write_rows(struct html_section *it);
void html_write_starts(struct html_section *it);

/* Tables with a column for each value of the columns key, whose numbers lead to the rows; with the
 * notes to each. Nothing when there is no such key. */
void html_write_pivots(struct html_section *it);

/* Counts the section's rows, notes what they have, and lists those that need a look. */
void html_tally_section(struct html_section *it);

/* What the tally comes to, as a list of numbers. */
void html_write_tally(const struct html_tally *tally, GString *html);

/* Address maps of both sides of limits. */
gboolean html_write_maps(struct html_section *it, GError **error);

/* Draws @plots (struct plot *) into the section. */
gboolean html_write_plots(struct html_section *it, const GPtrArray *plots, GError **error);

/* @svg, a picture by gnuplot or ours, as an element that may stand in the page: only what draws,
 * with names that begin with @prefix; @label says what is in it. FALSE when it is no SVG. */
gboolean html_add_svg(GString *html, const char *svg, const char *prefix, const char *label,
		      GError **error);

/* What @write, such as notes_write(), says of @rows as a Markdown list; newly allocated. */
typedef void (*html_notes_function)(const struct report_section *section, const GPtrArray *rows,
				    int row_key, int column_key, FILE *out);
char *html_notes_of(const struct report_section *section, const GPtrArray *rows,
		    html_notes_function write);

/* Appends a Markdown list of ours ("- TEXT", code in backquotes) as HTML, at most so many lines. */
void html_add_list(GString *html, const char *markdown, unsigned most);

/* The value of a key as the number to sort by; NULL where its text will do. Newly allocated. */
char *html_sort_of(const struct key *key, const char *value);

/* A number as that; NULL where it is none. Newly allocated. */
char *html_sort_of_number(double value);

/* What the rows of every kind of section begin with: the varied keys … */
void html_table_keys(struct html_table *table, const struct report_section *section);
void html_table_values(struct html_table *table, const struct report_section *section,
		       const char **values);

/* … and end with: which QEMU, when and in which run. @probe may be NULL. */
void html_table_provenance(const struct html_section *it, struct html_table *table,
			   const struct report_row *row, const struct evidence *probe);

/* How many of @n rows, but not more than @most, the page has room for, and where their texts go:
 * NULL as long as they may be HTML. It says in @html where not all fit, and that @command, a
 * literal, writes them. */
unsigned html_page_room(struct html_page *page, GString *html, unsigned n, unsigned most,
			const char *command, struct html_pool **pool);

/* The same for a section's. */
unsigned html_section_room(struct html_section *it, unsigned n, struct html_pool **pool);

/* "s3-17": the row @index of the section; newly allocated. */
char *html_row_id(const struct html_section *it, unsigned index);

/* The facts of a page: files of the report room that are part of the program. */
extern const char report_page_css[], report_page_js[];
extern const guint64 report_page_css_size, report_page_js_size;

#endif
