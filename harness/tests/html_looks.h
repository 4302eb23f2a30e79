/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A part of the suite of reports in a browser: how they look. */
#ifndef MEMROOF_TESTS_HTML_LOOKS_H
#define MEMROOF_TESTS_HTML_LOOKS_H

#include <check.h>

TCase *tcase_html_looks(void);

#endif
