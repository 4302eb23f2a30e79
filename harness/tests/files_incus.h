/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of data/check/incus, and what is expected of them. */
#ifndef MEMROOF_TESTS_FILES_INCUS_H
#define MEMROOF_TESTS_FILES_INCUS_H

/* The point and then the remarks, each with the letter of its kind (assumed, unclear, in vain) and
 * its line; or the error. */
struct incus_file {
	const char *name, *summary;
};

/* Changes as KEY=VALUE, - to unset, and the lines of the patch for them. */
struct incus_change {
	const char *name, *changes, *lines;
};

extern const struct incus_file INCUS_FILES[];
extern const unsigned N_INCUS_FILES;

extern const struct incus_change INCUS_CHANGES[];
extern const unsigned N_INCUS_CHANGES;

#endif
