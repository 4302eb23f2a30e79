/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/guest_words.h"

#include "model/point.h"

#include <string.h>

#define VENDOR_LENGTH 12

char **split_words(const char *line)
{
	static const char vendor_line[] = "cpu ";
	g_autofree char *copy = g_strdup(line);

	if (g_str_has_prefix(copy, vendor_line))
		for (char *c = copy + strlen(vendor_line);
		     *c != '\0' && c < copy + strlen(vendor_line) + VENDOR_LENGTH; c++)
			if (*c == ' ')
				*c = '_';
	return g_strsplit(copy, " ", -1);
}

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

void take_range(struct words *words, GArray *ranges, unsigned most)
{
	struct guest_range range;
	const struct guest_range *before =
		ranges->len > 0 ? &g_array_index(ranges, struct guest_range, ranges->len - 1)
				: NULL;

	range.start = take_hex(words);
	range.end = take_hex(words);
	if (range.end <= range.start || (before != NULL && range.start < before->end) ||
	    ranges->len >= most)
		words->ok = FALSE;
	else
		g_array_append_val(ranges, range);
}

void take_page(struct words *words, struct guest_page *page)
{
	struct guest_page read = {.present = TRUE};

	read.address = take_hex(words);
	/* What a page held may be all ones: that is what nobody answers with. */
	read.other = take_number(words, "0x", 16, UINT64_MAX);
	if (!page->present)
		*page = read;
}
