/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One database on the page: what was asked, by which runs, and its sections. */
#include "base/size.h"
#include "report/html.h"
#include "report/html_text.h"

#include <string.h>

/* More sections than these are none that anybody reads. */
#define MOST_SECTIONS 500

struct asking {
	struct html_page *page;
	const char *database;
	GHashTable *seen; /* paths */
};

/* Paragraphs are kept, lines within them are not. */
static void add_paragraphs(GString *html, const char *text)
{
	g_autofree char *clean = html_clean(text, HTML_BLOCK);
	g_auto(GStrv) paragraphs = g_strsplit(clean, "\n\n", -1);

	for (char **paragraph = paragraphs; *paragraph != NULL; paragraph++)
		if (*g_strstrip(*paragraph) != '\0') {
			html_add_block(html, "p", *paragraph);
			g_string_append_c(html, '\n');
		}
}

static gboolean add_asked(const struct section_row *row, void *user)
{
	struct asking *asking = user;
	GString *html = asking->page->asked;
	const char *path = row->path != NULL ? row->path : "";

	if (!g_hash_table_add(asking->seen, g_strdup(path)))
		return TRUE;
	g_string_append(html, "<h3>");
	html_add(html, path, HTML_LINE);
	g_string_append(html, " <small>");
	html_add(html, asking->database, HTML_LINE);
	g_string_append(html, "</small></h3>\n");
	add_paragraphs(html, row->question != NULL ? row->question : "");
	if (row->text != NULL && *row->text != '\0') {
		g_string_append(html, "<details><summary>The scenario</summary>\n");
		html_add_block(html, "pre", row->text);
		g_string_append(html, "</details>\n");
	}
	return g_hash_table_size(asking->seen) < MOST_SECTIONS;
}

static void add_fact(GString *html, const char *name, const char *text)
{
	if (text == NULL || *text == '\0')
		return;
	html_add_element(html, "dt", name);
	html_add_element(html, "dd", text);
	g_string_append_c(html, '\n');
}

static gboolean add_run(const struct run_row *run, void *user)
{
	struct asking *asking = user;
	GString *html = asking->page->runs;
	g_autofree char *memory = size_rounded((uint64_t)run->host_memory);
	g_autofree char *bits = g_strdup_printf("%" G_GINT64_FORMAT, run->host_phys_bits);
	g_autofree char *overcommit = g_strdup_printf("%" G_GINT64_FORMAT, run->overcommit);
	g_autofree char *title =
		g_strdup_printf("Run %" G_GINT64_FORMAT " of %s", run->id, asking->database);

	html_add_element(html, "h3", title);
	g_string_append(html, "\n<dl class=\"facts\">\n");
	add_fact(html, "started", run->started);
	add_fact(html, "memroof", run->memroof_version);
	g_string_append(html, "<dt>command</dt><dd>");
	html_add_block(html, "code class=\"command\"", run->command != NULL ? run->command : "");
	g_string_append(html, "</dd>\n");
	add_fact(html, "kernel", run->kernel);
	add_fact(html, "host CPU", run->host_cpu_model);
	add_fact(html, "vendor", run->host_cpu_vendor);
	add_fact(html, "phys-bits of the host", run->host_phys_bits > 0 ? bits : "not known");
	add_fact(html, "memory of the host", memory);
	add_fact(html, "vm.overcommit_memory", run->overcommit >= 0 ? overcommit : "not known");
	g_string_append(html, "</dl>\n");
	return TRUE;
}

/* The questions and the runs, each in its part of the page. */
static gboolean add_origin(struct html_page *page, struct store *store, const char *name,
			   GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct asking asking = {page, name, seen};

	return store_each_section(store, add_asked, &asking, error) &&
	       store_each_run(store, add_run, &asking, error);
}

gboolean html_add_store(struct html_page *page, struct store *store, const char *name,
			GError **error)
{
	g_autoptr(GPtrArray) sections = report_load(store, error);
	g_autofree char *run = sections != NULL ? plots_run_words(store, error) : NULL;
	gboolean ok = run != NULL && add_origin(page, store, name, error);

	for (unsigned i = 0; ok && i < MIN(sections->len, MOST_SECTIONS); i++)
		ok = html_add_section(page, store, sections->pdata[i], name, run, error);
	if (ok && sections->len > MOST_SECTIONS)
		g_string_append_printf(page->sections,
				       "<p class=\"more\">%u sections more would "
				       "make this page too large.</p>\n",
				       sections->len - MOST_SECTIONS);
	return ok;
}
