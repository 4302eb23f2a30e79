/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A database with a point of every verdict, among them texts that no format can take as they are.
 */
#ifndef MEMROOF_TESTS_VERDICT_ROWS_H
#define MEMROOF_TESTS_VERDICT_ROWS_H

#include "store/store.h"

#include <check.h>

#define N_VERDICT_SECTIONS 5
#define N_VERDICT_PROBES 3 /* points of the second section, all done */

/* Makes it in @directory, open for writing. */
struct store *verdict_rows_store(const char *directory);

/* The row of its first section, which has eight of nine limits. */
struct section_row verdict_rows_section(void);

/* What a real QEMU does, for the suite of the command line. */
TCase *tcase_verdicts_qemu(void);

#endif
