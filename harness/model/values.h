/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of a key as a list: "q35, pc", "0-16, 32, 64", "0-256/32". */
#ifndef MEMROOF_MODEL_VALUES_H
#define MEMROOF_MODEL_VALUES_H

#include "model/keys.h"

/* A scenario asks about this many points at most. */
#define MAX_POINTS UINT64_C(10000000)

/*
 * Splits @text into canonical values of @key (GPtrArray of char *). Whole numbers may be ranges,
 * "FIRST-LAST" or "FIRST-LAST/STEP". No value, a value given twice, a bad value and more than
 * MAX_POINTS values are input errors. Returns NULL on error.
 */
GPtrArray *values_parse(const struct key *key, const char *text, GError **error);

#endif
