/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest's command line may name more pages to touch: touch=0xADDRESS,0xADDRESS */
#include "guest/boot.h"

/* The value of a hexadecimal digit, or 16. */
static unsigned digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return 16;
}

/* What follows the prefix; nothing when the text does not begin with it. */
static const char *after(const char *text, const char *prefix)
{
	while (*prefix) {
		if (*text++ != *prefix++)
			return "";
	}
	return text;
}

/* A list that cannot be read would be silently incomplete. */
static void add_list(const char *text)
{
	do {
		const char *digits = after(text, "0x");
		uint64_t address = 0;

		if (digit_value(*digits) > 15)
			leave_lost();
		for (text = digits; digit_value(*text) < 16; text++)
			address = address << 4 | digit_value(*text);
		touch_add(address);
	} while (*text++ == ',');
}

void read_command_line(const char *line)
{
	for (const char *at = line; *at; at++) {
		const char *list = after(at, "touch=");

		if (*list && (at == line || at[-1] == ' '))
			add_list(list);
	}
}
