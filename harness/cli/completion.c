/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/arguments.h"
#include "cli/manual.h"
#include "model/keys.h"

#include <stdio.h>
#include <string.h>

static void print_options(const GOptionEntry *entries)
{
	for (; entries != NULL && entries->long_name != NULL; entries++)
		printf(" --%s", entries->long_name);
}

/* A case of the script: a command, and the options behind it. */
static void print_command(const struct command *command, const GOptionEntry *own,
			  const GOptionEntry *keys)
{
	printf("\t\t%s) words='--help", command->name);
	print_options(own);
	print_options(keys);
	printf("' ;;\n");
}

static void case_of_value(const char *option, char *words)
{
	printf("\t\t--%s) words='%s' ;;\n", option, g_strdelimit(words, "|", ' '));
	g_free(words);
}

/* The values of a command's own options, where the help lists them: "md|csv|json". */
static void print_own_values(const struct command *command, const GOptionEntry *own,
			     const GOptionEntry *keys)
{
	(void)command, (void)keys;
	for (; own != NULL && own->long_name != NULL; own++)
		if (own->arg_description != NULL && strchr(own->arg_description, '|') != NULL)
			case_of_value(own->long_name, g_strdup(own->arg_description));
}

static void print_key_values(void)
{
	for (unsigned i = 0; i < N_KEYS; i++)
		if (KEYS[i].words != NULL)
			case_of_value(KEYS[i].name, g_strjoinv(" ", (char **)KEYS[i].words));
}

static void print_commands(void)
{
	for (unsigned i = 0; i < N_COMMANDS; i++)
		printf("%s%s", i > 0 ? " " : "", COMMANDS[i].name);
}

static void print_keys(void)
{
	for (unsigned i = 0; i < N_KEYS; i++)
		printf(" %s", KEYS[i].name);
}

void completion_print(void)
{
	printf("# Completes memroof's words in bash, and in zsh. Made by \"memroof help "
	       "--completion\".\n"
	       "if [ -n \"${ZSH_VERSION-}\" ]; then\n"
	       "\tautoload -U +X compinit && compinit\n"
	       "\tautoload -U +X bashcompinit && bashcompinit\n"
	       "fi\n"
	       "_memroof() {\n"
	       "\tlocal current=${COMP_WORDS[COMP_CWORD]} words=''\n"
	       "\tlocal before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}\n"
	       "\n"
	       "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	       "\t\twords='");
	print_commands();
	printf("'\n"
	       "\telif [[ $before == --* && $current != -* ]]; then\n"
	       "\t\tcase $before in\n");
	print_key_values();
	arguments_print_all_help(print_own_values);
	printf("\t\tesac\n"
	       "\telif [[ $current == -* ]]; then\n"
	       "\t\tcase $command in\n");
	arguments_print_all_help(print_command);
	printf("\t\tesac\n"
	       "\telif [ \"$command\" = help ]; then\n"
	       "\t\twords='");
	print_commands();
	print_keys();
	printf("'\n"
	       "\tfi\n"
	       "\t# shellcheck disable=SC2207 # no word has a blank\n"
	       "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
	       "}\n"
	       "complete -o default -F _memroof memroof\n");
}
