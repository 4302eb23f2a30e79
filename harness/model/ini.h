/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of an INI file, as in QEMU's -readconfig and fio. Written here because every entry must
 * know its line number: GLib's GKeyFile forgets it and merges equal sections, inih cuts lines at
 * 200 characters.
 */
#ifndef MEMROOF_MODEL_INI_H
#define MEMROOF_MODEL_INI_H

#include <glib.h>

struct ini_line {
	unsigned number;
	gboolean is_section;
	char *name;  /* the section's text between the brackets, or the key */
	char *value; /* NULL for a section */
};

struct ini {
	GPtrArray *lines; /* struct ini_line, blank lines and comments left out */
	char *preamble;   /* the comment that opens the file, without its marks */
};

/*
 * Parses UTF-8 @text. Comments begin with # or ; at the start of a line; values may stand in double
 * quotes. Errors begin with "LINE: ".
 */
struct ini *ini_parse(const char *text, GError **error);
void ini_free(struct ini *ini);

#endif
