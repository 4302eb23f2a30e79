/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plots by gnuplot. Of limits: the limit against the row key (slots, as a rule), one curve for each
 * combination of the other keys, one picture for each value of the columns key. Of start times: see
 * plot_start_time.h.
 */
#ifndef MEMROOF_REPORT_PLOT_H
#define MEMROOF_REPORT_PLOT_H

#include "report/rows.h"

/* A picture to be drawn: a gnuplot script without output and terminal, and a name for its file. */
struct plot {
	char *name; /* "maxmem-by-slots" or "maxmem-by-slots-size-2G": safe in file names */
	char *script;
};

/* All pictures of the limit and start-time sections in @store (GPtrArray of struct plot *); empty
 * when there is nothing to draw. */
GPtrArray *plots_make(struct store *store, GError **error);

/* The same by parts: adds those of a limit section to @plots (an array that frees with plot_free);
 * @run comes from plots_run_words(). Those of a start-time section: plot_start_time.h. */
void plots_add_limits(GPtrArray *plots, const struct report_section *section, const char *run);
void plot_free(void *plot);

/* When the last run was, and which memroof it was, in words; newly allocated. */
char *plots_run_words(struct store *store, GError **error);

/*
 * Draws @plot with gnuplot into @path, whose name must end in .svg or .png. Without gnuplot a
 * broken error says what to install. The file appears whole or not at all.
 */
gboolean plot_draw(const struct plot *plot, const char *path, GError **error);

/*
 * @text as a string of gnuplot's, in double quotes; newly allocated. Nothing in it is taken for an
 * escape, the end of the string, or (in backquotes) a command for the shell.
 */
char *gnuplot_quoted(const char *text);

/* The package that brings gnuplot. */
#define GNUPLOT_PACKAGE "gnuplot-nox"

#endif
