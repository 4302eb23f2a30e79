/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/cli.h"

#include <stdio.h>

int cmd_version(const struct command *command, int argc, char **argv)
{
	(void)command;
	(void)argc;
	(void)argv;
	printf("memroof %s\n", MEMROOF_VERSION);
	return STATUS_YES;
}
