/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/marked_table.h"

#include "base/error.h"
#include "base/size.h"
#include "base/text.h"
#include "report/reference_grid.h"
#include "report/reference_load.h"
#include "report/reference_read.h"

#include <string.h>

#define LARGEST_PAGE (16 * MIB)

struct table_sources {
	GHashTable *references; /* path to struct reference */
	GHashTable *pages;      /* path to text */
};

struct table_sources *table_sources_new(void)
{
	struct table_sources *sources = g_new(struct table_sources, 1);

	sources->references = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						    (GDestroyNotify)reference_free);
	sources->pages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return sources;
}

void table_sources_free(struct table_sources *sources)
{
	g_hash_table_unref(sources->references);
	g_hash_table_unref(sources->pages);
	g_free(sources);
}

/* A marker's words behind the source. */
struct request {
	const char *section, *rows, *columns;
	struct selection *selection;
};

static gboolean take_word(struct request *request, const char *word, GError **error)
{
	const struct {
		const char *name;
		const char **target;
	} words[] = {{"section=", &request->section},
		     {"rows=", &request->rows},
		     {"columns=", &request->columns}};

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
		if (!g_str_has_prefix(word, words[i].name))
			continue;
		*words[i].target = word + strlen(words[i].name);
		return TRUE;
	}
	return selection_add(request->selection, word, error);
}

static gboolean take_words(struct request *request, char **words, GError **error)
{
	for (; *words != NULL; words++)
		if (!take_word(request, *words, error))
			return FALSE;
	return TRUE;
}

/* What a page says under "## SECTION", without blank lines around it; newly allocated, or NULL. */
static char *excerpt(const char *text, const char *section)
{
	g_autofree char *heading = g_strdup_printf("## %s", section);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);
	gboolean inside = FALSE, found = FALSE;

	for (char **line = lines; *line != NULL; line++) {
		if (g_str_has_prefix(*line, "## ") || g_str_has_prefix(*line, "Measured "))
			inside = strcmp(*line, heading) == 0;
		else if (inside && (out->len > 0 || **line != '\0'))
			g_string_append_printf(out, "%s\n", *line);
		found = found || inside;
	}
	while (g_str_has_suffix(out->str, "\n\n"))
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, !found);
}

static char *table_of_page(struct table_sources *sources, const char *path,
			   const struct request *request, GError **error)
{
	char *text = g_hash_table_lookup(sources->pages, path), *table;

	if (request->section == NULL || request->rows != NULL || request->columns != NULL ||
	    request->selection->conditions->len > 0) {
		input_error(error,
			    "of a page whole sections can be had: expected section=NAME "
			    "and nothing else behind %s",
			    path);
		return NULL;
	}
	if (text == NULL) {
		text = text_read_file(path, LARGEST_PAGE, error);
		if (text == NULL)
			return NULL;
		g_hash_table_insert(sources->pages, g_strdup(path), text);
	}
	table = excerpt(text, request->section);
	if (table == NULL)
		input_error(error, "%s has no section %s", path, request->section);
	return table;
}

static struct reference *load_database(const char *path, GError **error)
{
	struct store *store = store_open(path, NULL, error);
	struct reference *reference = store != NULL ? reference_load(store, error) : NULL;

	store_close(store);
	return reference;
}

static char *table_of_rows(struct table_sources *sources, const char *path,
			   const struct request *request, GError **error)
{
	const struct grid_question question = {request->section, request->selection, request->rows,
					       request->columns};
	struct reference *reference = g_hash_table_lookup(sources->references, path);

	if (reference == NULL) {
		reference = g_str_has_suffix(path, ".db") ? load_database(path, error)
							  : reference_read(path, error);
		if (reference == NULL)
			return NULL;
		g_hash_table_insert(sources->references, g_strdup(path), reference);
	}
	return reference_grid(reference, &question, error);
}

char *marked_table(const struct marker *marker, void *user, GError **error)
{
	g_autofree char *directory = g_path_get_dirname(marker->page);
	g_autofree char *path = g_path_is_absolute(marker->words[0])
					? g_strdup(marker->words[0])
					: g_build_filename(directory, marker->words[0], NULL);
	struct request request = {.selection = selection_new()};
	char *table = NULL;

	if (take_words(&request, marker->words + 1, error))
		table = (g_str_has_suffix(path, ".md") ? table_of_page : table_of_rows)(
			user, path, &request, error);
	selection_free(request.selection);
	return table;
}
