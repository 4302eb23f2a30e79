/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the commands share: the command table, exit statuses, how errors are said. */
#ifndef MEMROOF_CLI_CLI_H
#define MEMROOF_CLI_CLI_H

#include <glib.h>

enum exit_status {
	STATUS_YES = 0,
	STATUS_NO = 1,       /* refused, contradicted, not as expected */
	STATUS_USAGE = 2,    /* wrong usage or a bad file */
	STATUS_BROKEN = 3,   /* the question could not be answered */
	STATUS_SKIPPED = 77, /* this machine lacks what every point needs */
	STATUS_INTERRUPTED = 130,
};

struct command {
	const char *name;
	const char *usage; /* what follows the name */
	const char *summary;
	/* @argv[0] is the command's name. Returns the exit status. */
	int (*run)(const struct command *command, int argc, char **argv);
};

extern const struct command COMMANDS[];
extern const unsigned N_COMMANDS;

int cmd_probe(const struct command *command, int argc, char **argv);
int cmd_limit(const struct command *command, int argc, char **argv);
int cmd_advise(const struct command *command, int argc, char **argv);
int cmd_check(const struct command *command, int argc, char **argv);
int cmd_run(const struct command *command, int argc, char **argv);
int cmd_bench(const struct command *command, int argc, char **argv);
int cmd_table(const struct command *command, int argc, char **argv);
int cmd_diff(const struct command *command, int argc, char **argv);
int cmd_plot(const struct command *command, int argc, char **argv);
int cmd_docs(const struct command *command, int argc, char **argv);
int cmd_report(const struct command *command, int argc, char **argv);
int cmd_doctor(const struct command *command, int argc, char **argv);
int cmd_explain(const struct command *command, int argc, char **argv);
int cmd_help(const struct command *command, int argc, char **argv);
int cmd_version(const struct command *command, int argc, char **argv);

/* Says "memroof: MESSAGE" on stderr, frees @error, and returns the exit status for its code. */
int cli_fail(GError *error);

/* Set from the build: "0.1.0" or what git describes. */
extern const char MEMROOF_VERSION[];

#endif
