/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "vm/libvirt.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char MEMROOF_VERSION[] = MEMROOF_BUILD_VERSION;

const struct command COMMANDS[] = {
	{"probe", "POINT [--json] [--dry-run] [-- QEMU ARGS]", "does this one start?", cmd_probe},
	{"limit", "POINT [--axis AXIS] [--json] [-- QEMU ARGS]",
	 "the exact limit on one axis, proven on both sides", cmd_limit},
	{"explain", "POINT [-o FILE.svg] [--message TEXT] [--no-verify] [--json]",
	 "where a guest's addresses go, and what crosses the CPU's limit", cmd_explain},
	{"advise",
	 "--phys-bits N|host --size S [--slots N] [--maxmem M] [--for qemu|libvirt|incus]",
	 "the ways to the memory wanted, each tried", cmd_advise},
	{"check", "FILE... [--phys-bits N|host] [--cpu MODEL] [--patch N] [--no-verify] [--json]",
	 "whether an existing configuration starts, and what would make it start", cmd_check},
	{"run",
	 "FILE.ini... [-o DB] [-j N] [--resume] [--quick] [--reports DIR] [--junit FILE] "
	 "[--tap FILE] [--github] [--KEY VALUE]",
	 "run scenarios and keep every probe", cmd_run},
	{"bench", "POINT [--runs N] [--quick] [--json] [-o DB] [--reports DIR] [--KEY VALUE]",
	 "what a start costs, phase by phase", cmd_bench},
	{"table", "DB [--format FORMAT] [--only KEY=VALUE]... [-o FILE]", "tables from a database",
	 cmd_table},
	{"diff",
	 "BASE NEW [--format text|md|json|junit|tap|github] [-o FILE] [--junit FILE] [--tap FILE] "
	 "[--github] [--all] [--common] [--ignore KEY]... "
	 "[--only KEY=VALUE]... [--kind KIND]... [--threshold P] [--alpha A]",
	 "what moved between two measurements, databases or references", cmd_diff},
	{"plot", "DB -o FILE.svg|FILE.png|DIR", "plots of the limits and start times in a database",
	 cmd_plot},
	{"docs", "FILE.md... [--check]", "fill the tables that pages ask for", cmd_docs},
	{"report",
	 "DB... -o DIR [--base REFERENCE] [--common] [--ignore KEY]... [--kind KIND]... "
	 "[--threshold P] [--alpha A]",
	 "one HTML page that shows everything in databases", cmd_report},
	{"doctor", "[--json]", "what this machine can run, and what is missing", cmd_doctor},
	{"help", "[COMMAND|KEY] [--markdown|--man|--completion]",
	 "about a command, or about a key of points and scenarios", cmd_help},
	{"version", "", "the version of memroof", cmd_version},
};

const unsigned N_COMMANDS = G_N_ELEMENTS(COMMANDS);

/* One line, whatever a file or a child put into it. */
static void cli_complain(const char *message)
{
	g_autofree char *words = text_printable(message, 4000);

	fprintf(stderr, "memroof: %s\n", g_strdelimit(words, "\n", ' '));
}

int cli_fail(GError *error)
{
	int status = STATUS_BROKEN;

	if (g_error_matches(error, MEMROOF_ERROR, MEMROOF_ERROR_INPUT))
		status = STATUS_USAGE;
	else if (g_error_matches(error, MEMROOF_ERROR, MEMROOF_ERROR_INTERRUPTED))
		status = STATUS_INTERRUPTED;
	cli_complain(error->message);
	g_error_free(error);
	return status;
}

static int unknown_command(const char *name)
{
	const char *names[G_N_ELEMENTS(COMMANDS) + 1] = {NULL};
	g_autofree char *hint = NULL;

	for (unsigned i = 0; i < N_COMMANDS; i++)
		names[i] = COMMANDS[i].name;
	hint = text_hint(name, names);
	fprintf(stderr, "memroof: unknown command '%s'%s: see memroof help\n", name, hint);
	return STATUS_USAGE;
}

static int dispatch(int argc, char **argv)
{
	char *help[] = {(char *)"memroof", (char *)"help", NULL};
	const char *name;
	GError *error = NULL;

	if (argc < 2) {
		argc = 2;
		argv = help;
	}
	name = argv[1];

	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	else if (strcmp(name, "--version") == 0)
		name = "version";
	if (!clock_check_scale(&error))
		return cli_fail(error);
	for (unsigned i = 0; i < N_COMMANDS; i++)
		if (strcmp(COMMANDS[i].name, name) == 0)
			return COMMANDS[i].run(&COMMANDS[i], argc - 1, argv + 1);
	return unknown_command(name);
}

/* A closed stdin, stdout or stderr would be given to the next file that is opened: a database. */
static void occupy_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= STDIN_FILENO && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

int main(int argc, char **argv)
{
	int status;

	occupy_standard_streams();
	/* A child or a reader that goes away is an error of write(), not our end. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	libvirt_keep_quiet();
	status = dispatch(argc, argv);
	if ((fflush(stdout) != 0 || ferror(stdout)) && status == STATUS_YES) {
		fprintf(stderr, "memroof: cannot write to stdout\n");
		status = STATUS_BROKEN;
	}
	return status;
}
