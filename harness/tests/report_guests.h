/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A part of the suite of tables: those of probes that boot guests. */
#ifndef MEMROOF_TESTS_REPORT_GUESTS_H
#define MEMROOF_TESTS_REPORT_GUESTS_H

#include <check.h>

TCase *tcase_report_guests(void);

#endif
