/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One kind of file, as config.c sees it; and what the readers of all kinds share. */
#ifndef MEMROOF_FILES_FORMAT_H
#define MEMROOF_FILES_FORMAT_H

#include "files/config.h"
#include "files/edits.h"

struct config_format {
	const char *kind; /* in words */

	/* TRUE when the text can be nothing else, well-formed or not. */
	gboolean (*claims)(const char *text, size_t length);

	/*
	 * Fills the point, host_cpu, plugged, dimms, remarks and places of @config, whose point is
	 * all unset. Errors name config->name and the line.
	 */
	gboolean (*read)(struct config *config, GError **error);

	/*
	 * Adds to @edits what makes the text say @wanted's values where they differ from
	 * config->point's. FALSE with an input error (no file name in it) where it cannot.
	 */
	gboolean (*change)(const struct config *config, const struct point *wanted,
			   struct edits *edits, GError **error);

	void (*free_places)(void *places);
};

/* Sets @error to "NAME:LINE: …"; always returns FALSE. */
gboolean config_error(const struct config *config, unsigned line, GError **error,
		      const char *format, ...) G_GNUC_PRINTF(4, 5);

/* The line, from 1, in which byte @offset of the text stands. */
unsigned config_line(const struct config *config, size_t offset);

#endif
