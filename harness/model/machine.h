/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the text of a machine type says: family and version. And versions of QEMU itself. */
#ifndef MEMROOF_MODEL_MACHINE_H
#define MEMROOF_MODEL_MACHINE_H

#include <glib.h>
#include <stdint.h>

enum machine_family {
	FAMILY_PC,  /* pc, pc-i440fx-*, and the older pc-1.x */
	FAMILY_Q35, /* q35, pc-q35-* */
	FAMILY_ISAPC,
	FAMILY_OTHER, /* no arithmetic of ours: microvm, none, … */
};

struct version {
	unsigned major, minor, micro;
};

struct machine_kind {
	enum machine_family family;
	gboolean versioned; /* FALSE for an alias such as "q35": then it follows QEMU's own version
			     */
	struct version version;
};

/* The family and version of a machine type; text after a comma is ignored; NULL is QEMU's default,
 * pc. */
struct machine_kind machine_kind(const char *machine);

/* Reads "7.2.22" or "7.2"; FALSE when there is no number. */
gboolean version_parse(const char *text, struct version *version);

/* Below 0, 0 or above 0 as @a is older than, the same as or newer than @b. */
int version_compare(struct version a, struct version b);

/* TRUE when @version is @major.@minor or newer. */
gboolean version_at_least(struct version version, unsigned major, unsigned minor);

/* For sorting char *: versioned machine types by their versions, then by name. */
int machine_by_age(const void *a, const void *b);

/* "all pc" and "all q35", with properties if wanted, stand for every versioned type of the family
 * that a QEMU has. TRUE when @machine is such a word, or wants to be one. */
gboolean machine_is_all(const char *machine);

/* "pc-q35-7.2,cxl=on" for the @type and "all q35,cxl=on"; newly allocated. */
char *machine_of_all(const char *all, const char *type);

/* The -global property that holds the size of the 64-bit PCI hole, or NULL when the machine has
 * none. */
const char *machine_hole64_property(const char *machine);

#endif
