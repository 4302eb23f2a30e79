/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/manual.h"

#include "base/clock.h"
#include "cli/arguments.h"
#include "model/keys.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* A word as it stands in a running line. A hyphen must be one that can be pasted. */
static void print_escaped(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '-')
			fputs("\\-", stdout);
		else if (*text == '\\')
			fputs("\\e", stdout);
		else if (strncmp(text, "…", strlen("…")) == 0)
			fputs("...", stdout), text += strlen("…") - 1;
		else
			putchar(*text);
	}
}

/* A line of its own: a dot or an apostrophe in front would be a request. */
static void print_line(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	print_escaped(text);
	putchar('\n');
}

static void print_sentence(const char *text)
{
	if (*text == '\0')
		return;
	putchar(toupper(*text));
	print_escaped(text + 1);
	fputs(g_str_has_suffix(text, "?") ? "\n" : ".\n", stdout);
}

static void print_option(const GOptionEntry *entry)
{
	fputs(".TP\n\\fB", stdout);
	if (entry->short_name != 0)
		printf("\\-%c\\fR, \\fB", entry->short_name);
	fputs("\\-\\-", stdout);
	print_escaped(entry->long_name);
	fputs("\\fR", stdout);
	if (entry->arg_description != NULL) {
		fputs(" \\fI", stdout);
		print_escaped(entry->arg_description);
		fputs("\\fR", stdout);
	}
	putchar('\n');
	print_sentence(entry->description);
}

static void print_command(const struct command *command, const GOptionEntry *own,
			  const GOptionEntry *keys)
{
	fputs(".SS ", stdout);
	print_escaped(command->name);
	fputs("\n\\fBmemroof ", stdout);
	print_escaped(command->name);
	fputs(*command->usage != '\0' ? "\\fR " : "\\fR", stdout);
	print_escaped(command->usage);
	fputs("\n.PP\n", stdout);
	print_sentence(command->summary);
	if (keys->long_name != NULL)
		fputs("Takes keys.\n", stdout);
	for (; own != NULL && own->long_name != NULL; own++)
		print_option(own);
}

static void print_key(const struct key *key)
{
	g_autofree char *expected = key_expectation(key);

	fputs(".TP\n\\fB\\-\\-", stdout);
	print_escaped(key->name);
	fputs("\\fR \\fIVALUE\\fR\n", stdout);
	print_sentence(key->help);
	fputs("Expects ", stdout);
	print_escaped(expected);
	if (key->unset != NULL) {
		fputs("; unset: ", stdout);
		print_escaped(key->unset);
	}
	fputs(".\n", stdout);
}

static void print_keys(enum key_group group, const char *title)
{
	printf(".SS %s\n", title);
	for (unsigned i = 0; i < N_KEYS; i++)
		if (KEYS[i].group == group)
			print_key(&KEYS[i]);
}

/* Pairs of a term and what it means. */
static void print_list(const char *section, const char *const (*list)[2], size_t n)
{
	printf(".SH %s\n", section);
	for (size_t i = 0; i < n; i++) {
		fputs(".TP\n.B ", stdout);
		print_line(list[i][0]);
		print_line(list[i][1]);
	}
}

static const char *const STATUSES[][2] = {
	{"0", "Yes: accepted, found, nothing has moved."},
	{"1", "No: refused, crashed, contradicted, moved."},
	{"2", "Wrong usage, or a bad file."},
	{"3", "No answer could be had: the host is out of memory, no QEMU, a deadline."},
	{"77", "Everything was skipped: this machine lacks what the scenario needs."},
	{"130", "Interrupted."},
};

static const char *const ENVIRONMENT[][2] = {
	{TIMEOUT_SCALE_ENV, "Multiplies every deadline, from 0.01 to 1000, for slow machines."},
	{"MEMROOF_GUESTS", "Where the Linux guest and its disk are, instead of the user's cache."},
	{"MEMROOF_FLEET", "Where other releases of QEMU are, instead of the user's cache."},
	{"XDG_CACHE_HOME",
	 "The cache: what is known about QEMU binaries, and guests; ~/.cache if unset."},
	{"TMPDIR", "Where probes have their own files; /tmp if unset."},
};

void manual_print(void)
{
	fputs(".\\\" Made by \"memroof help --man\" from the tables that read the command line.\n"
	      ".TH MEMROOF 1\n"
	      ".SH NAME\n"
	      "memroof \\- how much memory can a QEMU guest be given?\n"
	      ".SH SYNOPSIS\n"
	      ".B memroof\n"
	      ".I COMMAND\n"
	      ".RI [ ARGUMENT\\~.\\|.\\|.]\n"
	      ".SH DESCRIPTION\n"
	      "Finds, proves, times and explains how much memory a QEMU guest can be given: now\n"
	      ".RB ( size ),\n"
	      "and later by hotplug\n"
	      ".RB ( slots ,\n"
	      ".BR maxmem ),\n"
	      "before its CPU runs out of physical address bits\n"
	      ".RB ( phys\\-bits ).\n"
	      "Real QEMU processes are started on both sides of every limit.\n"
	      ".PP\n"
	      "A \\fIPOINT\\fR is one configuration, written as keys:\n"
	      "\\fB\\-\\-machine q35 \\-\\-phys\\-bits 36 \\-\\-size 2G \\-\\-slots 8\\fR.\n"
	      "In a scenario the same keys are lines, \\fBslots = 0\\-16\\fR, and may have "
	      "several\n"
	      "values.\n"
	      ".SH COMMANDS\n"
	      "Each has \\fB\\-\\-help\\fR.\n",
	      stdout);
	arguments_print_all_help(print_command);
	fputs(".SH KEYS\n", stdout);
	print_keys(KEY_POINT, "Keys of points");
	print_keys(KEY_SECTION, "Keys of sections in scenarios");
	print_list("EXIT STATUS", STATUSES, G_N_ELEMENTS(STATUSES));
	print_list("ENVIRONMENT", ENVIRONMENT, G_N_ELEMENTS(ENVIRONMENT));
	fputs(".SH SEE ALSO\n"
	      ".BR qemu (1),\n"
	      ".BR qemu\\-img (1),\n"
	      ".BR virsh (1)\n",
	      stdout);
}
