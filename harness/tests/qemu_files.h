/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of QEMU's own kinds of files share: the files of tests/data/check, read, changed,
 * broken, and given to the installed QEMU. */
#ifndef MEMROOF_TESTS_QEMU_FILES_H
#define MEMROOF_TESTS_QEMU_FILES_H

#include "files/config.h"

/* What a file is read as: its point and what is beside it, then a line for each remark; or the
 * error. */
struct reading {
	const char *file; /* below tests/data/check */
	const char *expected;
};

void check_reading(const struct reading *reading);

/* Fails unless every file of a directory has a reading. */
void check_all_are_read(const char *directory, const struct reading *readings, unsigned n);

/* A change of a file: "size=1G maxmem=unset", and the lines that differ then; or the error. */
struct rewriting {
	const char *file;
	const char *changes;
	const char *expected;
};

void check_rewriting(const struct rewriting *rewriting);

/* That a file of ours, written with its own values, is the same file. */
void check_same(const char *file);

/* Reads files of a directory after @rounds changes at random each, and rewrites what is read. */
void check_mutations(const char *directory, unsigned rounds);

/* Reads and changes a text as long as one may be: @before, then @unit with a number of its own in
 * place of each '@'. */
void check_many(const char *before, const char *unit, const char *changes);

/*
 * Starts the installed QEMU on the very file, with @shell (NULL: -readconfig), where $file is the
 * file and $qemu the emulator, and memroof on what was read: both must decide alike and have the
 * same memory. Then the same with @changes made.
 */
void check_with_qemu(const char *file, const char *shell, const char *changes);

#endif
