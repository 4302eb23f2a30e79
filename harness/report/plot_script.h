/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the pictures of limits and those of start times share: pieces of gnuplot scripts. */
#ifndef MEMROOF_REPORT_PLOT_SCRIPT_H
#define MEMROOF_REPORT_PLOT_SCRIPT_H

#include <glib.h>

/* How many characters of a text fit on one line across the picture. */
#define PLOT_LINE 100

/* More marks than this on the x axis would run into each other. */
#define PLOT_MOST_TICS 20

/* Adds a picture to @plots under a name made from @name that no other picture has, safe in file
 * names. Takes @script. */
void plots_add(GPtrArray *plots, const char *name, char *script);

/* A finite number, whatever the locale. */
void script_add_number(GString *script, double number);

/* A line of finite numbers. */
void script_add_numbers(GString *script, unsigned n, const double *numbers);

/*
 * @text for people as a string of gnuplot's, in double quotes: on one line, with at most @most
 * characters (the middle is left out), and nothing that an XML file must not contain.
 */
char *script_text(const char *text, unsigned most);

/* The same for the label of a tic, in which gnuplot would take a percent sign for a format. */
char *script_tic(const char *text, unsigned most);

/* The title of the picture. */
void script_add_title(GString *script, const char *title);

/* A line of small print at the bottom: the provenance. */
void script_add_footer(GString *script, const char *text);

/* Colours and marks of the curve @i. They differ in lightness as well, and for those who cannot
 * tell red from green (Okabe and Ito, "Color universal design"). */
const char *script_colour(unsigned i);
unsigned script_mark(unsigned i);

#endif
