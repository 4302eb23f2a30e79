/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/reports.h"

#include "tests/tests.h"

#include <stdint.h>
#include <string.h>

/* FNV-1a, from its own description. */
char *with_sum(const char *lines)
{
	uint32_t hash = 2166136261;

	for (const char *c = lines; *c != '\0'; c++) {
		hash ^= (unsigned char)*c;
		hash *= 16777619;
	}
	return g_strdup_printf("%send 0x%x\n", lines, hash);
}

char *replaced(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);

	ck_assert_msg(at != NULL, "no '%s' in: %s", old, text);
	return g_strdup_printf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}
