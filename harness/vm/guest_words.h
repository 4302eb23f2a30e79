/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a guest's line, one after the other. What is not as it must be fails for good. */
#ifndef MEMROOF_VM_GUEST_WORDS_H
#define MEMROOF_VM_GUEST_WORDS_H

#include "vm/guest_report.h"

#include <glib.h>
#include <stdint.h>

struct words {
	char **next; /* NULL-terminated */
	gboolean ok;
};

/* The words of a line, newly allocated. A vendor may have blanks in its twelve characters, and is
 * one word. */
char **split_words(const char *line);

/* The next word, or "" when there is none. */
const char *take_word(struct words *words);

/* A number of at most @most behind @prefix, written in the one way that is right. */
uint64_t take_number(struct words *words, const char *prefix, unsigned base, uint64_t most);
uint64_t take_decimal(struct words *words, uint64_t most);

/* With 0x, below UNSET, which is no value that a guest may say. */
uint64_t take_hex(struct words *words);

/* A range behind the last of @ranges, where there are less than @most; it is appended. */
void take_range(struct words *words, GArray *ranges, unsigned most);

/* A page that was not as it should be. The first one is kept. */
void take_page(struct words *words, struct guest_page *page);

#endif
