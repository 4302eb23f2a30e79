/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "cli/checkup.h"
#include "model/keys.h"

#include <stdio.h>
#include <string.h>

static gboolean as_json, no_verify;
static int patch_number;

static const GOptionEntry OPTIONS[] = {
	{"patch", 0, 0, G_OPTION_ARG_INT, &patch_number,
	 "print only the patch of change N, for the patch program", "N"},
	{"no-verify", 0, 0, G_OPTION_ARG_NONE, &no_verify, "compute only, start no QEMU", NULL},
	{"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "answer as JSON", NULL},
	{0},
};

/* Directories are read as far as this. */
#define MOST_FILES 10000

/* What is to be read: paths, and whether what is no configuration may be passed over. */
struct input {
	char *path;
	gboolean may_be_else; /* it was found in a directory */
};

static void input_clear(struct input *input)
{
	g_free(input->path);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct input *)a)->path, ((const struct input *)b)->path);
}

/* The regular files of a directory, or what links lead to, in order; hidden ones are left out. */
static gboolean add_directory(GArray *inputs, const char *path, GError **error)
{
	GDir *directory = g_dir_open(path, 0, NULL);
	unsigned first = inputs->len;
	const char *name;

	if (directory == NULL)
		return input_error(error, "%s: cannot be read", path);
	while ((name = g_dir_read_name(directory)) != NULL) {
		struct input input = {g_build_filename(path, name, NULL), TRUE};

		if (*name != '.' && g_file_test(input.path, G_FILE_TEST_IS_REGULAR))
			g_array_append_val(inputs, input);
		else
			input_clear(&input);
	}
	g_dir_close(directory);
	if (inputs->len - first > MOST_FILES)
		return input_error(error, "%s: more than %d files", path, MOST_FILES);
	qsort(inputs->data + first * sizeof(struct input), inputs->len - first,
	      sizeof(struct input), by_path);
	return TRUE;
}

static gboolean add_path(GArray *inputs, const char *path, GError **error)
{
	struct input input;

	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		return add_directory(inputs, path, error);
	input = (struct input){g_strdup(path), FALSE};
	g_array_append_val(inputs, input);
	return TRUE;
}

/* NULL without an error for what may be something else and is. */
static struct config *read_input(const struct input *input, GError **error)
{
	size_t length;
	g_autofree char *text = config_text(input->path, &length, error);

	if (text == NULL)
		return NULL;
	if (input->may_be_else && !config_is_known(text, length))
		return NULL;
	return config_read(strcmp(input->path, "-") == 0 ? "stdin" : input->path, text, length,
			   error);
}

/* Reads all of them; says what is wrong with those that cannot be read, and goes on. */
static int read_inputs(const GArray *inputs, const struct point *given,
		       const struct session *session, GPtrArray *checkups)
{
	int status = STATUS_YES;

	for (unsigned i = 0; i < inputs->len; i++) {
		GError *error = NULL;
		struct config *config = read_input(&g_array_index(inputs, struct input, i), &error);

		if (config != NULL)
			g_ptr_array_add(checkups, checkup_new(config, given, session));
		else if (error != NULL)
			status = cli_fail(error);
	}
	return status;
}

static int status_of(const GPtrArray *checkups)
{
	int status = STATUS_YES;

	for (unsigned i = 0; i < checkups->len; i++) {
		enum verdict_on_file verdict = checkup_verdict(checkups->pdata[i]);

		if (verdict == FILE_DOES_NOT)
			return STATUS_NO;
		if (verdict == FILE_OPEN)
			status = STATUS_BROKEN;
	}
	return status;
}

static int print_patch(const struct checkup *it)
{
	int number = 0;
	GError *error = NULL;

	for (unsigned i = 0; i < it->fixes->len; i++) {
		const struct fix *fix = &g_array_index(it->fixes, struct fix, i);
		g_autofree char *patch = NULL;

		if (!fix_is_offered(fix) || ++number != patch_number)
			continue;
		if (fix->text == NULL) {
			input_error(&error, "%s: change %d is not to be had as a patch: %s",
				    it->config->name, number, fix->obstacle);
			return cli_fail(error);
		}
		patch = checkup_patch(it, fix);
		fputs(patch, stdout);
		return STATUS_YES;
	}
	input_error(&error, "%s: there is no change %d: %d offered", it->config->name, patch_number,
		    number);
	return cli_fail(error);
}

static void print_all(const GPtrArray *checkups, gboolean in_lines)
{
	json_t *files = json_array();

	for (unsigned i = 0; i < checkups->len; i++) {
		if (as_json)
			json_array_append_new(files, checkup_json(checkups->pdata[i]));
		else
			(in_lines ? checkup_print_line : checkup_print)(checkups->pdata[i]);
	}
	if (as_json)
		session_print_json(json_pack("{s:O}", "files", files));
	json_decref(files);
}

static int check(const GArray *inputs, const struct point *given, gboolean in_lines)
{
	g_autoptr(GPtrArray) checkups =
		g_ptr_array_new_with_free_func((GDestroyNotify)checkup_free);
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)prober_row_free);
	struct session session;
	GError *error = NULL;
	int status;

	if (!session_begin(&session, engine_for(given)->daemonizes && !no_verify, &error))
		return cli_fail(error);
	session_open(&session, NULL);
	status = read_inputs(inputs, given, &session, checkups);
	if (!checkups_try(checkups, &session, no_verify, rows, &error)) {
		status = cli_fail(error);
	} else if (patch_number > 0 && checkups->len > 0) {
		status = print_patch(checkups->pdata[0]);
	} else {
		if (status == STATUS_YES)
			status = status_of(checkups);
		if (checkups->len > 0 || as_json)
			print_all(checkups, in_lines);
	}
	session_end(&session);
	return status;
}

/* What a file says itself is not for the command line. */
static gboolean check_given(const struct point *given, GError **error)
{
	static const char *const files_own[] = {"size",       "slots",
						"maxmem",  "pci-hole64", "hotplug",
						"bar",     "disk",       "boot-from"};

	for (unsigned i = 0; i < G_N_ELEMENTS(files_own); i++)
		if (key_is_set(key_find(files_own[i]), given))
			return input_error(error, "--%s: check takes it from the file",
					   files_own[i]);
	if (given->proof != NULL && point_proof(given) > PROOF_BOOT)
		return input_error(error, "check tries by proof accept or boot");
	return engine_for(given)->check(given, error);
}

static gboolean collect(const struct arguments *arguments, GArray *inputs, GError **error)
{
	if (*arguments->words == NULL)
		return input_error(error, "expected a file to check, - for stdin, or a directory");
	for (char **word = arguments->words; *word != NULL; word++)
		if (!add_path(inputs, *word, error))
			return FALSE;
	return patch_number == 0 || (patch_number > 0 && inputs->len == 1 && !as_json) ||
	       input_error(error, "--patch N is for one file, and N is from 1");
}

int cmd_check(const struct command *command, int argc, char **argv)
{
	g_autoptr(GArray) inputs = g_array_new(FALSE, FALSE, sizeof(struct input));
	struct arguments arguments;
	GError *error = NULL;
	int status;

	g_array_set_clear_func(inputs, (GDestroyNotify)input_clear);
	if (arguments_parse(&arguments, command, KEYS_POINT, OPTIONS, argc, argv, &status)) {
		if (!check_given(arguments.point, &error) || !collect(&arguments, inputs, &error))
			status = cli_fail(error);
		else
			status = check(inputs, arguments.point,
				       inputs->len > 1 ||
					       g_file_test(arguments.words[0], G_FILE_TEST_IS_DIR));
	}
	arguments_clear(&arguments);
	return status;
}
