/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/verdicts.h"

#include "base/draft.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/documents.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* A command line may be long, and is to be pasted whole. */
#define LONGEST_LINE 65536

static gboolean is_stdout(const char *path)
{
	return g_strcmp0(path, "-") == 0;
}

gboolean verdict_files_take_stdout(const struct verdict_files *files)
{
	return is_stdout(files->junit) || is_stdout(files->tap);
}

static gboolean are_one_file(const char *a, const char *b)
{
	g_autofree char *first = g_canonicalize_filename(a, NULL);
	g_autofree char *second = g_canonicalize_filename(b, NULL);

	return g_str_equal(first, second);
}

gboolean verdict_file_check(const char *option, const char *path, const char *const *paths,
			    GError **error)
{
	g_autofree char *directory = NULL;

	if (path == NULL || is_stdout(path))
		return TRUE;
	for (; *paths != NULL; paths++)
		if (are_one_file(path, *paths))
			return input_error(error, "%s %s: this run has that file already", option,
					   path);
	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		return input_error(error, "%s %s: is a directory, expected a file", option, path);
	directory = g_path_get_dirname(path);
	if (!documents_make_directory(directory, error))
		return FALSE;
	/* Sooner rather than after an hour of measuring. */
	return draft_must_stay(path) || access(directory, W_OK) == 0 ||
	       broken_error(error, "%s %s: %s", option, path, g_strerror(errno));
}

gboolean verdict_files_check(const struct verdict_files *files, const char *const *paths,
			     GError **error)
{
	int n = is_stdout(files->junit) + is_stdout(files->tap) + files->github;

	if (verdict_files_take_stdout(files) && n > 1)
		return input_error(error, "stdout can be had once: by --junit -, --tap - or "
					  "--github");
	if (files->junit != NULL && files->tap != NULL && are_one_file(files->junit, files->tap))
		return input_error(error, "--junit and --tap are the same file");
	return verdict_file_check("--junit", files->junit, paths, error) &&
	       verdict_file_check("--tap", files->tap, paths, error);
}

static gboolean write_file(const struct case_format *format, const char *path,
			   const struct case_list *list, GError **error)
{
	return path == NULL || case_list_save(list, format, is_stdout(path) ? NULL : path, error);
}

gboolean verdict_files_write(const struct verdict_files *files, const struct case_list *list,
			     GError **error)
{
	return write_file(&case_format_junit, files->junit, list, error) &&
	       write_file(&case_format_tap, files->tap, list, error) &&
	       write_file(&case_format_github, files->github ? "-" : NULL, list, error);
}

void verdict_files_clear(struct verdict_files *files)
{
	g_clear_pointer(&files->junit, g_free);
	g_clear_pointer(&files->tap, g_free);
}

static void print_case(const struct report_cases *cases, const struct report_case *item)
{
	g_autofree char *words = cases_words(item), *printable = NULL;
	GString *line = g_string_new(verdict_name(item->verdict));

	g_string_append_printf(line, " %s:%" G_GINT64_FORMAT ": [%s %s]%s%s: %s", cases->file,
			       cases->line, cases->kind, cases->name,
			       *item->name != '\0' ? " " : "", item->name, words);
	if (item->verdict == VERDICT_BROKEN && item->why != NULL && *item->why != '\0')
		g_string_append_printf(line, ": %s", item->why);
	if (item->command != NULL)
		g_string_append_printf(line, ": %s", item->command);
	printable = text_printable(line->str, LONGEST_LINE);
	fprintf(stderr, "%s\n", g_strdelimit(printable, "\n", ' '));
	g_string_free(line, TRUE);
}

/* Many points are skipped for one reason. */
static void print_skips(const struct report_cases *cases)
{
	g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned i = 0; i < cases->cases->len; i++) {
		const struct report_case *item = cases->cases->pdata[i];
		g_autofree char *why = NULL;

		if (item->verdict != VERDICT_SKIP || !g_hash_table_add(said, item->why))
			continue;
		why = text_printable(item->why, LONGEST_LINE);
		fprintf(stderr, "SKIP %s:%" G_GINT64_FORMAT ": [%s %s]: %s\n", cases->file,
			cases->line, cases->kind, cases->name, g_strdelimit(why, "\n", ' '));
	}
}

void verdicts_print(const struct case_list *list, struct verdict_counts *counts)
{
	*counts = (struct verdict_counts){{0}};
	for (unsigned i = 0; i < list->sections->len; i++) {
		const struct report_cases *cases = list->sections->pdata[i];

		for (unsigned j = 0; j < N_VERDICTS; j++)
			counts->of[j] += cases->counts[j];
		for (unsigned j = 0; j < cases->cases->len; j++) {
			const struct report_case *item = cases->cases->pdata[j];

			if (item->verdict == VERDICT_FAIL || item->verdict == VERDICT_BROKEN)
				print_case(cases, item);
		}
		print_skips(cases);
	}
}

char *verdicts_words(const struct verdict_counts *counts)
{
	static const enum verdict order[] = {VERDICT_PASS, VERDICT_FAIL, VERDICT_BROKEN,
					     VERDICT_SKIP};
	GString *words = g_string_new(NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(order); i++)
		if (counts->of[order[i]] > 0)
			g_string_append_printf(words, "%s%" G_GUINT64_FORMAT " %s",
					       words->len > 0 ? ", " : ": ", counts->of[order[i]],
					       verdict_name(order[i]));
	return g_string_free(words, FALSE);
}

int verdicts_status(const struct verdict_counts *counts)
{
	if (counts->of[VERDICT_FAIL] > 0)
		return STATUS_NO;
	if (counts->of[VERDICT_BROKEN] > 0)
		return STATUS_BROKEN;
	if (counts->of[VERDICT_SKIP] > 0 && counts->of[VERDICT_PASS] == 0 &&
	    counts->of[VERDICT_MEASURED] == 0)
		return STATUS_SKIPPED;
	return STATUS_YES;
}
