/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table of rows, one of whose cells leads to what proves it. Few rows are written as HTML, which
 * needs no script; many as JSON, from which the page's script makes the rows that are looked at.
 */
#ifndef MEMROOF_REPORT_HTML_TABLE_H
#define MEMROOF_REPORT_HTML_TABLE_H

#include "report/html_pool.h"

/* How a fact is shown: as words, as a command that can be copied, or as lines of text. */
enum html_fact { HTML_WORDS, HTML_COMMAND, HTML_LINES };

struct html_table;

/*
 * Begins a table in @html under @caption. Its rows are called "ID-0", "ID-1", …; @id is a literal
 * of ours. With @pool the rows are JSON whose texts it keeps.
 */
struct html_table *html_table_new(GString *html, const char *id, const char *caption,
				  struct html_pool *pool);

/* A column with numbers is set to the right. Before the first row. */
void html_table_column(struct html_table *table, const char *title, gboolean numbers);

/* The next cell of the row at hand; @sort is the number that it is sorted by (any text that
 * JavaScript reads as a number), or NULL: by the text. */
void html_table_cell(struct html_table *table, const char *text, const char *sort);

/* The same for the cell that leads to the row's facts; one in each row. */
void html_table_proof(struct html_table *table, const char *text, const char *sort);

/* What is to be known of the row at hand; @name is a literal. Nothing when @text is NULL or "". */
void html_table_fact(struct html_table *table, const char *name, const char *text,
		     enum html_fact fact);

void html_table_end_row(struct html_table *table);

/* Ends the table and frees it. */
void html_table_end(struct html_table *table);

#endif
