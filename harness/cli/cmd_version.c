/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/arguments.h"

#include <stdio.h>

int cmd_version(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, NULL, argc, argv, &status)) {
		if (arguments_expect(&arguments, 0, "no words", &error)) {
			printf("memroof %s\n", MEMROOF_VERSION);
			status = STATUS_YES;
		} else {
			status = cli_fail(error);
		}
	}
	arguments_clear(&arguments);
	return status;
}
