/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/points.h"

#include "model/keys.h"
#include "tests/tests.h"

#include <string.h>

struct point *make_point(const char *text)
{
	struct point *point = point_new();
	g_auto(GStrv) words = NULL;

	if (*text == '\0')
		return point;
	ck_assert_msg(g_shell_parse_argv(text, NULL, &words, NULL), "%s", text);
	for (char **word = words; *word != NULL; word++) {
		char *value = strchr(*word, '=');

		ck_assert_msg(value != NULL, "no value in '%s'", *word);
		*value++ = '\0';
		ck_assert_msg(key_find(*word) != NULL, "no key '%s'", *word);
		ck_assert_msg(key_set(key_find(*word), point, value, NULL), "%s=%s", *word, value);
	}
	return point;
}

struct emulator make_emulator(const char *version)
{
	struct emulator emulator = {.machine = NULL};

	ck_assert(version_parse(version, &emulator.version));
	return emulator;
}

struct layout_input make_input(const char *version, const char *text)
{
	struct emulator emulator = make_emulator(version);
	struct point *point = make_point(text);
	struct layout_input input;

	ck_assert_msg(layout_input_init(&input, point, &emulator), "no model for %s", text);
	point_free(point);
	return input;
}
