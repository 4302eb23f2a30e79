/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/incus_value.h"

#include "base/size.h"

#include <string.h>

static const struct {
	const char *name;
	uint64_t bytes;
} UNITS[] = {
	/* Binary ones first, the largest in front. */
	{"EiB", TIB << 20},
	{"PiB", TIB << 10},
	{"TiB", TIB},
	{"GiB", GIB},
	{"MiB", MIB},
	{"KiB", KIB},
	{"EB", UINT64_C(1000000000000000000)},
	{"PB", UINT64_C(1000000000000000)},
	{"TB", UINT64_C(1000000000000)},
	{"GB", 1000000000},
	{"MB", 1000000},
	{"kB", 1000},
	{"B", 1},
	{" bytes", 1},
	{"", 1},
};
#define N_BINARY 6

static unsigned unit_of(const char *text)
{
	const char *unit = text + strspn(text, "0123456789");
	unsigned i = 0;

	while (i < G_N_ELEMENTS(UNITS) && strcmp(UNITS[i].name, unit) != 0)
		i++;
	return i;
}

gboolean incus_size_parse(const char *text, uint64_t *bytes)
{
	unsigned unit = unit_of(text);
	guint64 number;

	if (!g_ascii_isdigit(*text) || unit == G_N_ELEMENTS(UNITS))
		return FALSE;
	number = g_ascii_strtoull(text, NULL, 10);
	if (number > SIZE_LIMIT / UNITS[unit].bytes)
		return FALSE;
	*bytes = number * UNITS[unit].bytes;
	return TRUE;
}

uint64_t incus_whole_mib(uint64_t bytes)
{
	return round_down(bytes, MIB);
}

char *incus_size_write(uint64_t bytes, const char *like)
{
	unsigned unit = like != NULL ? unit_of(like) : G_N_ELEMENTS(UNITS);

	if (unit == G_N_ELEMENTS(UNITS) || bytes % UNITS[unit].bytes != 0)
		for (unit = 0; unit < N_BINARY && bytes % UNITS[unit].bytes != 0;)
			unit++;
	if (unit == N_BINARY)
		unit = G_N_ELEMENTS(UNITS) - 1;
	return g_strdup_printf("%" G_GUINT64_FORMAT "%s", bytes / UNITS[unit].bytes,
			       UNITS[unit].name);
}

static gboolean is_one_of(const char *text, const char *const *words)
{
	g_autofree char *lower = g_ascii_strdown(text, -1);

	return g_strv_contains(words, lower);
}

gboolean incus_is_true(const char *text)
{
	static const char *const words[] = {"true", "1", "yes", "on", NULL};

	return text != NULL && is_one_of(text, words);
}

gboolean incus_is_false(const char *text)
{
	static const char *const words[] = {"false", "0", "no", "off", NULL};

	return text != NULL && is_one_of(text, words);
}
