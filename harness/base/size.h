/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sizes in bytes: text to number and back, rounding, and arithmetic that saturates instead of
 * wrapping. Units are binary. A size never exceeds SIZE_LIMIT, so that it fits a signed 64-bit
 * integer in JSON and in the database.
 */
#ifndef MEMROOF_BASE_SIZE_H
#define MEMROOF_BASE_SIZE_H

#include <glib.h>
#include <stdint.h>

#define KIB (UINT64_C(1) << 10)
#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)
#define TIB (UINT64_C(1) << 40)
#define SIZE_LIMIT ((uint64_t)INT64_MAX)

/* The largest size that QEMU's rounding up to 8 KiB keeps within SIZE_LIMIT. */
#define LARGEST_SIZE (SIZE_LIMIT - 8191)

/*
 * Reads "512M", "2G", "1.5T", "22GiB" or plain bytes. Fails on signs, unknown or decimal units
 * ("GB"), more than SIZE_LIMIT, and fractions that are not a whole number of bytes.
 */
gboolean size_parse(const char *text, uint64_t *bytes, GError **error);

/* The shortest text that size_parse() reads back as exactly @bytes: "22G", "2816M", "23622324224".
 */
char *size_exact(uint64_t bytes);

/* For people: "22 GiB", "28.75 GiB", "22 GiB + 4 KiB"; always exact. */
char *size_human(uint64_t bytes);

/* For people, where exact bytes do not matter: "23.5 GiB". */
char *size_rounded(uint64_t bytes);

uint64_t add_saturated(uint64_t a, uint64_t b);
uint64_t mul_saturated(uint64_t a, uint64_t b);

/* @unit is a power of two. round_up() saturates at the largest multiple of @unit. */
uint64_t round_up(uint64_t value, uint64_t unit);
uint64_t round_down(uint64_t value, uint64_t unit);

#endif
