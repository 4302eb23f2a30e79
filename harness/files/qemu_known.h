/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of QEMU's many words can matter to the guest's address space. From QEMU 5 to 11. */
#ifndef MEMROOF_FILES_QEMU_KNOWN_H
#define MEMROOF_FILES_QEMU_KNOWN_H

#include <glib.h>

enum known {
	KNOWN_NOT,         /* not known at all */
	KNOWN_UNIMPORTANT, /* known, and no matter of memory */
	KNOWN_READ,        /* it matters, and is read */
	KNOWN_UNCLEAR,     /* it may matter, and is not read */
};

struct known_option {
	const char *word;  /* without its dash */
	const char *group; /* what it is called in -readconfig; NULL: the same */
	const char *first; /* the key of a first value without one; NULL: the value is no list of
			      keys */
	gboolean has_value;
	enum known known;
};

/* The option of the command line that is called @word, or NULL. */
const struct known_option *known_option(const char *word);

/* The groups of -readconfig, and of the command line under the same names. */
enum known known_group(const char *name);

enum known known_machine_property(const char *name);

/* Of -device, by its driver. */
enum known known_device(const char *driver);

/* Of -global, by its driver; those of the host bridge and of the CPU are KNOWN_READ. */
enum known known_global(const char *driver, const char *property);

/* Names that look alike, as g_pattern_match_simple() takes them. */
struct known_pattern {
	const char *glob;
	enum known known;
};

/* What the first of @n patterns says that @text matches; KNOWN_NOT when none does. */
enum known known_first_match(const struct known_pattern *patterns, size_t n, const char *text);

gboolean known_matches_any(const char *const *globs, size_t n, const char *text);

#endif
