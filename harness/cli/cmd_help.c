/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/manual.h"

#include <stdio.h>
#include <string.h>

static gboolean as_markdown, as_man, as_completion;

static const GOptionEntry OPTIONS[] = {
	{"markdown", 0, 0, G_OPTION_ARG_NONE, &as_markdown, "all keys as a page of the manual",
	 NULL},
	{"man", 0, 0, G_OPTION_ARG_NONE, &as_man, "the manual page, memroof.1", NULL},
	{"completion", 0, 0, G_OPTION_ARG_NONE, &as_completion,
	 "a script for bash and zsh that completes memroof's words", NULL},
	{0},
};

static const char *group_words(const struct key *key)
{
	return key->group == KEY_POINT ? "key of points" : "key of sections";
}

static void print_key(const struct key *key)
{
	g_autofree char *expected = key_expectation(key);

	printf("%s (%s)\n", key->name, group_words(key));
	printf("  ");
	arguments_print_wrapped(key->help, 2);
	printf("  expects: ");
	arguments_print_wrapped(expected, (int)strlen("  expects: "));
	if (key->group == KEY_POINT && key->type == KEY_INT)
		printf("  in scenarios also lists and ranges: 0-16, 32, 64 or 0-256/32\n");
	else if (key->group == KEY_POINT && key->type != KEY_TEXT)
		printf("  in scenarios also lists, separated by commas\n");
	if (key->unset != NULL)
		printf("  unset: %s\n", key->unset);
}

static void print_markdown(void)
{
	printf("# Keys\n\n"
	       "The keys of points and of scenario sections, made by `memroof help --markdown` "
	       "from the same table that\n"
	       "reads them. On the command line each is `--KEY VALUE`, in a scenario `KEY = "
	       "VALUE`.\n");
	for (int group = KEY_POINT; group <= KEY_SECTION; group++) {
		printf("\n## %s\n\n| key | unset | expects | meaning |\n| --- | --- | --- | --- "
		       "|\n",
		       group == KEY_POINT ? "Keys of points" : "Keys of sections");
		for (unsigned i = 0; i < N_KEYS; i++) {
			g_autofree char *expected = key_expectation(&KEYS[i]);

			if ((int)KEYS[i].group == group)
				printf("| `%s` | %s | %s | %s |\n", KEYS[i].name, KEYS[i].unset,
				       expected, KEYS[i].help);
		}
	}
}

/* The names of the keys of points, separated by blanks; newly allocated. */
static char *point_keys(void)
{
	GString *names = g_string_new(NULL);

	for (unsigned i = 0; i < N_KEYS; i++)
		if (KEYS[i].group == KEY_POINT)
			g_string_append_printf(names, "%s%s", names->len > 0 ? " " : "",
					       KEYS[i].name);
	return g_string_free(names, FALSE);
}

static void print_overview(void)
{
	g_autofree char *keys = point_keys();

	printf("Usage: memroof COMMAND ...\n"
	       "How much memory can a QEMU guest be given? Measured, with real QEMU processes.\n"
	       "\nCommands:\n");
	for (unsigned i = 0; i < N_COMMANDS; i++)
		printf("  %-8s %s\n", COMMANDS[i].name, COMMANDS[i].summary);
	printf("\nKeys of a POINT (--KEY VALUE; in scenarios KEY = VALUE):\n  ");
	arguments_print_wrapped(keys, 2);
	printf("\nmemroof help KEY explains a key, memroof COMMAND --help a command.\n"
	       "Example: memroof limit --machine q35 --phys-bits 36 --size 2G --slots 8\n"
	       "Exit status: 0 yes, 1 no, 2 wrong usage or a bad file, 3 no answer,\n"
	       "77 everything skipped, 130 interrupted.\n");
}

static int explain(const char *word)
{
	char *argv[] = {(char *)word, (char *)"--help", NULL};
	const struct key *key = key_find(word);
	GError *error = NULL;

	for (unsigned i = 0; i < N_COMMANDS; i++)
		if (strcmp(COMMANDS[i].name, word) == 0)
			return COMMANDS[i].run(&COMMANDS[i], 2, argv);
	if (key == NULL)
		key = key_lookup(word, &error);
	if (key == NULL)
		return cli_fail(error);
	print_key(key);
	return STATUS_YES;
}

int cmd_help(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, OPTIONS, argc, argv, &status)) {
		status = STATUS_YES;
		if (as_markdown)
			print_markdown();
		else if (as_man)
			manual_print();
		else if (as_completion)
			completion_print();
		else if (*arguments.words == NULL)
			print_overview();
		else if (arguments_expect(&arguments, 1, "one command or key", &error))
			status = explain(arguments.words[0]);
		else
			status = cli_fail(error);
	}
	arguments_clear(&arguments);
	return status;
}
