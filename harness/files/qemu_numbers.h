/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers and sizes as QEMU reads them (util/cutils.c), and sizes in the style that a file has. */
#ifndef MEMROOF_FILES_QEMU_NUMBERS_H
#define MEMROOF_FILES_QEMU_NUMBERS_H

#include <glib.h>
#include <stdint.h>

/* What a number without a suffix counts. */
enum bare_unit {
	BARE_BYTES, /* everywhere but where the next one is said */
	BARE_MIB,   /* size of -m, and mem of -numa */
};

/*
 * Reads "2G", "22.5g", "4096B", "0x580000000"; no other units than B, K, M, G, T, P, E of one
 * letter. Under BARE_MIB a text that ends in a digit gets an M, even a hexadecimal one. FALSE for
 * what QEMU refuses.
 */
gboolean qemu_size_parse(const char *text, enum bare_unit bare, uint64_t *bytes);

/* A whole number, decimal, hexadecimal (0x10) or octal (010). FALSE for what QEMU refuses. */
gboolean qemu_number_parse(const char *text, uint64_t *number);

/* "on", "yes", "true", "y" and their opposites; FALSE for anything else. */
gboolean qemu_flag_parse(const char *text, gboolean *flag);

/*
 * @bytes as somebody would write it who wrote @like (NULL: nobody did): in the same unit and case
 * where that is exact, else in the largest one that is; newly allocated.
 */
char *qemu_size_write(uint64_t bytes, const char *like, enum bare_unit bare);

#endif
