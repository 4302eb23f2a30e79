/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text in lines that fit a terminal. */
#ifndef MEMROOF_REPORT_WRAP_H
#define MEMROOF_REPORT_WRAP_H

#include <stdio.h>

/* Writes @text from @column on, in lines of 80 columns; those after the first one begin at column
 * @indent. Longer words stay whole. */
void wrap_write(const char *text, int column, int indent, FILE *out);

#endif
