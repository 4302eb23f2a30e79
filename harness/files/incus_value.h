/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values of instance options as Incus and LXD read them (shared/units, shared/util). */
#ifndef MEMROOF_FILES_INCUS_VALUE_H
#define MEMROOF_FILES_INCUS_VALUE_H

#include <glib.h>
#include <stdint.h>

/*
 * Reads "4GiB", "4GB" (decimal), "512MiB", "1024" or "1024B"; no fractions, no blanks, the case
 * counts. FALSE for what Incus refuses, and for more than 2^63 - 1 bytes.
 */
gboolean incus_size_parse(const char *text, uint64_t *bytes);

/* Memory is passed to QEMU in whole MiB, rounded down. */
uint64_t incus_whole_mib(uint64_t bytes);

/* @bytes in the unit that @like has (NULL: none) where that is exact, else in the largest binary
 * one that is; newly allocated. */
char *incus_size_write(uint64_t bytes, const char *like);

gboolean incus_is_true(const char *text);
gboolean incus_is_false(const char *text);

#endif
