/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/options.h"

#include <string.h>

char *options_get(const char *options, const char *property)
{
	g_auto(GStrv) words = NULL;
	char *value = NULL;
	size_t n = strlen(property);

	if (options == NULL)
		return NULL;
	words = g_strsplit(options, ",", -1);
	for (char **word = words; *word != NULL; word++) {
		const char *found = NULL;

		if (strncmp(*word, property, n) == 0 && (*word)[n] == '=')
			found = *word + n + 1;
		else if (**word == '+' && strcmp(*word + 1, property) == 0)
			found = "on";
		else if (**word == '-' && strcmp(*word + 1, property) == 0)
			found = "off";
		if (found != NULL) {
			g_free(value);
			value = g_strdup(found);
		}
	}
	return value;
}

gboolean options_get_flag(const char *options, const char *property, gboolean unset)
{
	static const char *const yes[] = {"on", "yes", "true", "y", NULL};
	g_autofree char *value = options_get(options, property);

	return value == NULL ? unset : g_strv_contains(yes, value);
}
