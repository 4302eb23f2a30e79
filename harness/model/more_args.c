/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/more_args.h"

#include "base/size.h"
#include "model/layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* QEMU takes one dash or two. */
static gboolean is_option(const char *word, const char *name)
{
	if (*word++ != '-')
		return FALSE;
	return strcmp(word + (*word == '-'), name) == 0;
}

static char **words_of(const char *args)
{
	char **words = NULL;

	if (args == NULL || !g_shell_parse_argv(args, NULL, &words, NULL))
		return g_new0(char *, 1);
	return words;
}

gboolean more_args_change_layout(const char *args)
{
	static const char *const options[] = {"m", "machine", "M", "cpu", "global"};
	g_auto(GStrv) words = words_of(args);

	for (char **word = words; *word != NULL; word++)
		for (unsigned i = 0; i < G_N_ELEMENTS(options); i++)
			if (is_option(*word, options[i]))
				return TRUE;
	return FALSE;
}

/* A size as -m takes it, rounded up, or UNSET. */
static uint64_t read_size(const char *text)
{
	static const char units[] = "BKMGTPE";
	gboolean hex = g_ascii_strncasecmp(text, "0x", 2) == 0;
	const char *unit;
	uint64_t value;
	unsigned shift;
	char *end;

	errno = 0;
	value = g_ascii_strtoull(text, &end, hex ? 16 : 10);
	if (!g_ascii_isdigit(*text) || errno != 0)
		return UNSET;
	unit = *end == '\0' ? "M" : end;
	if (unit[1] != '\0' || strchr(units, g_ascii_toupper(*unit)) == NULL)
		return UNSET;
	shift = 10 * (unsigned)(strchr(units, g_ascii_toupper(*unit)) - units);
	if (value > UINT64_MAX >> shift)
		return UNSET;
	return round_up(value << shift, SIZE_GRANULARITY);
}

/* The size in the value of one -m: "2G,slots=1" or "slots=1,size=2G"; the last one counts. */
static gboolean size_in(const char *value, uint64_t *bytes)
{
	g_auto(GStrv) parts = g_strsplit(value, ",", -1);
	gboolean found = FALSE;

	for (char **part = parts; *part != NULL; part++) {
		const char *size = NULL;

		if (g_str_has_prefix(*part, "size="))
			size = *part + strlen("size=");
		else if (part == parts && **part != '\0' && strchr(*part, '=') == NULL)
			size = *part;
		if (size != NULL)
			*bytes = read_size(size);
		found = found || size != NULL;
	}
	return found;
}

gboolean more_args_size(const char *args, uint64_t *bytes)
{
	g_auto(GStrv) words = words_of(args);
	gboolean found = FALSE;

	for (char **word = words; *word != NULL; word++)
		if (is_option(*word, "m") && word[1] != NULL)
			found = size_in(word[1], bytes) || found;
	return found;
}
