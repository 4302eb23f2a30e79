/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/domain_size.h"

#include "base/size.h"
#include "model/point.h"

#include <string.h>

uint64_t domain_unit(const char *unit)
{
	static const char letters[] = "kmgtpe";
	uint64_t base = 1024, bytes = 1;
	const char *letter;

	if (unit == NULL)
		return KIB;
	if (g_ascii_strcasecmp(unit, "b") == 0 || g_ascii_strcasecmp(unit, "byte") == 0 ||
	    g_ascii_strcasecmp(unit, "bytes") == 0)
		return 1;
	letter = *unit != '\0' ? strchr(letters, g_ascii_tolower(*unit)) : NULL;
	if (letter == NULL)
		return 0;
	if (g_ascii_strcasecmp(unit + 1, "b") == 0)
		base = 1000;
	else if (unit[1] != '\0' && g_ascii_strcasecmp(unit + 1, "ib") != 0)
		return 0;
	for (const char *l = letters; l <= letter; l++)
		bytes *= base;
	return bytes;
}

gboolean domain_number(const char *text, uint64_t *number)
{
	while (g_ascii_isspace(*text))
		text++;
	if (*text == '+')
		text++;
	return g_ascii_isdigit(*text) &&
	       g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, number, NULL);
}

uint64_t domain_start_memory(uint64_t memory, uint64_t cells, uint64_t devices)
{
	if (cells > 0)
		return cells;
	return memory == UNSET ? UNSET : memory - MIN(memory, devices);
}
