/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables in pages. Between the lines "<!-- memroof:table WORDS -->" and "<!-- memroof:end -->" of a
 * Markdown file stands what the words ask for; everything else is the author's. Pure.
 */
#ifndef MEMROOF_REPORT_MARKERS_H
#define MEMROOF_REPORT_MARKERS_H

#include <glib.h>

struct marker {
	const char *page; /* its path */
	unsigned line;    /* from 1 */
	char **words;     /* read as a shell reads them */
};

/* Makes the text for a marker, which ends with a newline; newly allocated. NULL with an error, to
 * which page and line are added. */
typedef char *(*marker_source)(const struct marker *marker, void *user, GError **error);

/*
 * The page with its tables made anew; newly allocated. What stands in a fenced block is no marker.
 * Everything wrong is an input error "PAGE:LINE: …".
 */
char *markers_fill(const char *page, const char *text, marker_source source, void *user,
		   GError **error);

#endif
