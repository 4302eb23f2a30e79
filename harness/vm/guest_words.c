/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/guest_words.h"

#include "model/point.h"

#include <string.h>

const char *take_word(struct words *words)
{
	if (*words->next == NULL) {
		words->ok = FALSE;
		return "";
	}
	return *words->next++;
}

uint64_t take_number(struct words *words, const char *prefix, unsigned base, uint64_t most)
{
	const char *text = take_word(words);
	guint64 value = 0;

	/* Exactly one way to write each number: no sign, no leading zero, no capital letter. */
	if (!g_str_has_prefix(text, prefix)) {
		words->ok = FALSE;
		return 0;
	}
	text += strlen(prefix);
	if ((text[0] == '0' && text[1] != '\0') || strpbrk(text, "ABCDEF+-") != NULL ||
	    !g_ascii_string_to_unsigned(text, base, 0, most, &value, NULL))
		words->ok = FALSE;
	return value;
}

uint64_t take_decimal(struct words *words, uint64_t most)
{
	return take_number(words, "", 10, most);
}

uint64_t take_hex(struct words *words)
{
	return take_number(words, "0x", 16, UNSET - 1);
}
