/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes of a text, as places and what is to stand there. Whatever is not changed stays as it is,
 * to the byte: the text is somebody's file.
 */
#ifndef MEMROOF_FILES_EDITS_H
#define MEMROOF_FILES_EDITS_H

#include <glib.h>

struct edits;

struct edits *edits_new(void);
void edits_free(struct edits *edits);

/*
 * The bytes from @start to before @end become @with; an insertion where both are the same. Places
 * may come in any order and must not overlap; what is inserted at one place keeps its order.
 */
void edits_replace(struct edits *edits, size_t start, size_t end, const char *with);

/* The same where @with holds NUL bytes. */
void edits_replace_bytes(struct edits *edits, size_t start, size_t end, const char *with,
			 size_t length);

/* The changed text, with a NUL byte behind it; both may hold NUL bytes. Newly allocated;
 * @new_length may be NULL. */
char *edits_apply(const struct edits *edits, const char *text, size_t length, size_t *new_length);

#endif
