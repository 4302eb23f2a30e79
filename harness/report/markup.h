/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Markdown that memroof writes, in other markups: what a table says is decided once. Read by
 * cmark-gfm, so that it is what other readers of Markdown make of it.
 */
#ifndef MEMROOF_REPORT_MARKUP_H
#define MEMROOF_REPORT_MARKUP_H

#include <stdio.h>

/* Fragments, to be included in a document: HTML's body, LaTeX without a preamble (it wants package
 * array and longtable none), reStructuredText. */
void markup_write_html(const char *markdown, FILE *out);
void markup_write_latex(const char *markdown, FILE *out);
void markup_write_rst(const char *markdown, FILE *out);

#endif
