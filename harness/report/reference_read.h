/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads references back that report/table_reference.c has written, or somebody else: nothing in
 * them is trusted. Everything wrong is an input error "FILE:LINE: …".
 */
#ifndef MEMROOF_REPORT_REFERENCE_READ_H
#define MEMROOF_REPORT_REFERENCE_READ_H

#include "run/reference.h"

/* The largest file, in bytes, and the most rows and times that are read: some ten times what
 * anybody has measured, and what can be compared in seconds. */
#define REFERENCE_LARGEST (64 << 20)
#define REFERENCE_MOST_ROWS 500000
#define REFERENCE_MOST_TIMES 2000000

/* Reads @text; @path is for messages. NULL on an error. */
struct reference *reference_parse(const char *path, const char *text, GError **error);

/* The same from a regular file, or from stdin when @path is "-". */
struct reference *reference_read(const char *path, GError **error);

#endif
