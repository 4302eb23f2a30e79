/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/arguments.h"

#include "base/error.h"
#include "base/text.h"
#include "host/facts.h"
#include "model/values.h"
#include "report/wrap.h"

#include <stdio.h>
#include <string.h>

#define HELP_INDENT 24

/* What the option callback needs. */
struct parsing {
	struct arguments *arguments;
	enum key_use use;
};

static gboolean take_override(struct arguments *arguments, const struct key *key, const char *value,
			      GError **error)
{
	GPtrArray *values = values_parse(key, value, error);
	struct override override = {key, value};

	if (values == NULL)
		return FALSE;
	g_ptr_array_unref(values);
	for (unsigned i = 0; i < arguments->overrides->len; i++)
		if (g_array_index(arguments->overrides, struct override, i).key == key)
			return input_error(error, "--%s is given twice", key->name);
	g_array_append_val(arguments->overrides, override);
	return TRUE;
}

/* On a command line the width may be this host's; a scenario is to mean the same everywhere. */
static gboolean take_host_width(const struct key *key, void *target, GError **error)
{
	struct host_facts facts;

	host_facts_read(&facts);
	*key_number(key, target) = facts.phys_bits;
	host_facts_clear(&facts);
	return *key_number(key, target) > 0 ||
	       input_error(error, "--%s host: this host does not tell its width", key->name);
}

/* Called by GOption for each --KEY VALUE. */
static gboolean take_key(const char *option, const char *value, void *data, GError **error)
{
	const struct parsing *parsing = data;
	struct arguments *arguments = parsing->arguments;
	const struct key *key = key_lookup(option + strlen("--"), error);
	void *target;

	if (key == NULL)
		return FALSE;
	if (!g_utf8_validate(value, -1, NULL))
		return input_error(error, "--%s: not UTF-8", key->name);
	if (parsing->use == KEYS_OVERRIDES)
		return take_override(arguments, key, g_intern_string(value), error);
	target = key->group == KEY_POINT ? (void *)arguments->point : &arguments->section;
	if (key_is_set(key, target))
		return input_error(error, "--%s is given twice", key->name);
	if (strcmp(key->name, "phys-bits") == 0 && strcmp(value, "host") == 0)
		return take_host_width(key, target, error);
	return key_set(key, target, value, error);
}

static gboolean is_offered(const struct key *key, enum key_use use)
{
	/* What only sections of scenarios can use. */
	static const char *const of_scenarios[] = {"columns", "expect", "needs", NULL};

	if (use == KEYS_NONE)
		return FALSE;
	if (key->group == KEY_POINT)
		return TRUE;
	return use == KEYS_OVERRIDES ||
	       (use == KEYS_LIMIT && !g_strv_contains(of_scenarios, key->name));
}

/* The key table as GOption entries, and the same names for hints. */
static GOptionEntry *key_entries(enum key_use use)
{
	GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));

	for (unsigned i = 0; i < N_KEYS; i++) {
		GOptionEntry entry = {
			.long_name = KEYS[i].name,
			/* Bytes as they are: GOption would convert texts from the locale. */
			.flags = G_OPTION_FLAG_FILENAME,
			.arg = G_OPTION_ARG_CALLBACK,
			.arg_data = (void *)take_key,
			.description = KEYS[i].help,
			.arg_description = "VALUE",
		};

		if (is_offered(&KEYS[i], use))
			g_array_append_val(entries, entry);
	}
	return (GOptionEntry *)g_array_free(entries, FALSE);
}

static void add_names(GPtrArray *names, const GOptionEntry *entries)
{
	for (; entries != NULL && entries->long_name != NULL; entries++)
		g_ptr_array_add(names, (char *)entries->long_name);
}

/* GOption's own words for an unknown option do not say what was meant. */
static void improve_error(GError **error, const GOptionEntry *own, const GOptionEntry *keys)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *message = NULL, *hint = NULL;
	const char *dashes;

	if (error == NULL || *error == NULL || (*error)->domain == MEMROOF_ERROR)
		return;
	message = g_strdup((*error)->message);
	dashes = strstr(message, "--");
	add_names(names, own);
	add_names(names, keys);
	g_ptr_array_add(names, NULL);
	if (g_error_matches(*error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION) &&
	    dashes != NULL)
		hint = text_hint(dashes + 2, (const char *const *)names->pdata);
	g_clear_error(error);
	input_error(error, "%s%s", message, hint != NULL ? hint : "");
}

/* "-j4" as "-j", "4": GOption knows short options with a value only apart. Newly allocated. */
static char **split_short_values(char **argv, const GOptionEntry *own, int *argc)
{
	GPtrArray *words = g_ptr_array_new();
	gboolean more = FALSE;

	for (int i = 0; i < *argc; i++) {
		const GOptionEntry *entry = own;
		const char *word = argv[i];

		more = more || strcmp(word, "--") == 0;
		while (entry != NULL && entry->long_name != NULL && entry->short_name != word[1])
			entry++;
		if (!more && word[0] == '-' && word[1] != '\0' && word[1] != '-' &&
		    word[2] != '\0' && entry != NULL && entry->long_name != NULL &&
		    entry->arg != G_OPTION_ARG_NONE) {
			g_ptr_array_add(words, g_strndup(word, 2));
			g_ptr_array_add(words, g_strdup(word + 2));
		} else {
			g_ptr_array_add(words, g_strdup(word));
		}
	}
	*argc = (int)words->len;
	g_ptr_array_add(words, NULL);
	return (char **)g_ptr_array_free(words, FALSE);
}

/* Splits off what stands behind "--": GOption would mix it with the words. */
static char **split_more(int *argc, char **argv)
{
	for (int i = 1; i < *argc; i++) {
		char **more;

		if (strcmp(argv[i], "--") != 0)
			continue;
		more = g_strdupv(argv + i + 1);
		for (int j = i; j < *argc; j++)
			g_clear_pointer(&argv[j], g_free);
		*argc = i;
		return more;
	}
	return g_new0(char *, 1);
}

void arguments_print_wrapped(const char *text, int indent)
{
	wrap_write(text, indent, indent, stdout);
}

static void print_entries(const GOptionEntry *entries)
{
	for (; entries != NULL && entries->long_name != NULL; entries++) {
		char letter[] = {'-', entries->short_name, ',', ' ', '\0'};
		g_autofree char *name = g_strdup_printf(
			"%s--%s%s%s", entries->short_name != 0 ? letter : "", entries->long_name,
			entries->arg_description != NULL ? " " : "",
			entries->arg_description != NULL ? entries->arg_description : "");

		printf("  %-*s ", HELP_INDENT - 3, name);
		arguments_print_wrapped(entries->description, HELP_INDENT);
	}
}

static void print_text(const struct command *command, const GOptionEntry *own,
		       const GOptionEntry *keys)
{
	g_autofree char *usage = g_strdup_printf("memroof %s %s", command->name, command->usage);

	printf("Usage: ");
	arguments_print_wrapped(usage, (int)strlen("Usage: "));
	printf("%s.\n", command->summary);
	if (own != NULL)
		printf("\nOptions:\n");
	print_entries(own);
	if (keys->long_name != NULL)
		printf("\nKeys (memroof help KEY says more):\n");
	print_entries(keys);
}

static help_printer print_help = print_text;

/* A command's own options are known to itself alone, so each one is asked for its help. */
void arguments_print_all_help(help_printer printer)
{
	print_help = printer;
	for (unsigned i = 0; i < N_COMMANDS; i++) {
		char *argv[] = {(char *)COMMANDS[i].name, (char *)"--help", NULL};

		COMMANDS[i].run(&COMMANDS[i], 2, argv);
	}
	print_help = print_text;
}

void arguments_print_help(const struct command *command, enum key_use use, const GOptionEntry *own)
{
	g_autofree GOptionEntry *keys = key_entries(use);

	print_help(command, own, keys);
}

static void init(struct arguments *arguments)
{
	*arguments = (struct arguments){
		.point = point_new(),
		.overrides = g_array_new(FALSE, FALSE, sizeof(struct override)),
	};
	keys_init(KEY_SECTION, &arguments->section);
}

static gboolean parse_options(struct arguments *arguments, enum key_use use,
			      const GOptionEntry *own, int *argc, char ***argv, GError **error)
{
	const GOptionEntry help[] = {
		{"help", 'h', 0, G_OPTION_ARG_NONE, &arguments->help, "", NULL}, {0}};
	g_autofree GOptionEntry *keys = key_entries(use);
	struct parsing parsing = {arguments, use};
	GOptionContext *context = g_option_context_new(NULL);
	GOptionGroup *group = g_option_group_new("memroof", "", "", &parsing, NULL);
	gboolean ok;

	g_option_group_add_entries(group, help);
	if (own != NULL)
		g_option_group_add_entries(group, own);
	g_option_group_add_entries(group, keys);
	g_option_context_set_main_group(context, group);
	g_option_context_set_help_enabled(context, FALSE);
	ok = g_option_context_parse(context, argc, argv, error);
	if (!ok)
		improve_error(error, own, keys);
	g_option_context_free(context);
	return ok;
}

/* What stands behind "--" goes to QEMU, in front of nothing and behind everything else. */
static gboolean take_more(struct arguments *arguments, enum key_use use, GError **error)
{
	struct point *point = arguments->point;

	if (*arguments->more == NULL)
		return TRUE;
	if (use != KEYS_POINT && use != KEYS_LIMIT)
		return input_error(error, "nothing can stand behind --");
	if (point->args != NULL)
		return input_error(error,
				   "QEMU arguments are given twice: by --args and behind --");
	point->args = text_shell_line((const char *const *)arguments->more);
	return TRUE;
}

gboolean arguments_parse(struct arguments *arguments, const struct command *command,
			 enum key_use use, const GOptionEntry *own, int argc, char **argv,
			 int *status)
{
	/* GOption takes words out of the list it reads: it gets a list of its own, and one to free.
	 */
	g_auto(GStrv) words = split_short_values(argv, own, &argc);
	g_autofree char **list = NULL;
	char **left;
	GError *error = NULL;
	gboolean ok;

	init(arguments);
	arguments->more = split_more(&argc, words);
	list = g_memdup2(words, ((size_t)argc + 1) * sizeof(*words));
	left = list;
	ok = parse_options(arguments, use, own, &argc, &left, &error);
	if (ok && arguments->help) {
		arguments_print_help(command, use, own);
		*status = STATUS_YES;
		return FALSE;
	}
	arguments->words = ok ? g_strdupv(left + 1) : NULL;
	ok = ok && take_more(arguments, use, &error) && point_check(arguments->point, &error);
	if (!ok)
		*status = cli_fail(error);
	return ok;
}

void arguments_clear(struct arguments *arguments)
{
	point_free(arguments->point);
	keys_clear(KEY_SECTION, &arguments->section);
	g_array_unref(arguments->overrides);
	g_strfreev(arguments->words);
	g_strfreev(arguments->more);
}

gboolean arguments_select(struct selection *selection, char *const *only, GError **error)
{
	for (; only != NULL && *only != NULL; only++)
		if (!selection_add(selection, *only, error)) {
			g_prefix_error(error, "--only: ");
			return FALSE;
		}
	return TRUE;
}

gboolean arguments_expect(const struct arguments *arguments, unsigned n, const char *what,
			  GError **error)
{
	unsigned given = g_strv_length(arguments->words);

	if (given == n)
		return TRUE;
	if (given > n)
		return input_error(error, "unexpected '%s': expected %s", arguments->words[n],
				   what);
	return input_error(error, "expected %s", what);
}
