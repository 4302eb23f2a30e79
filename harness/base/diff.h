/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs between two texts, line by line, as a patch. */
#ifndef MEMROOF_BASE_DIFF_H
#define MEMROOF_BASE_DIFF_H

#include <glib.h>

/*
 * A unified diff with three lines of context that turns @before into @after, as "patch" takes it;
 * both files are called @name. "" where they are the same. Newly allocated.
 */
char *diff_unified(const char *before, const char *after, const char *name);

#endif
