/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points and emulators as texts, for the tests of everything that takes a point. */
#ifndef MEMROOF_TESTS_POINTS_H
#define MEMROOF_TESTS_POINTS_H

#include "model/layout.h"

/* Reads "machine=q35 phys-bits=36 args='-x y'", quoted as for a shell; a test fails on anything
 * unreadable. */
struct point *make_point(const char *text);

/* The QEMU of a version such as "7.2". */
struct emulator make_emulator(const char *version);

/* The point @text on the QEMU of @version as numbers; a test fails when the model does not know its
 * machine. */
struct layout_input make_input(const char *version, const char *text);

#endif
