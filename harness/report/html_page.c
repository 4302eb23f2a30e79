/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html_page.h"

#include "base/draft.h"
#include "base/error.h"
#include "report/html.h"
#include "report/html_moved.h"
#include "report/html_text.h"

#include <stdio.h>

/* What a page holds at most. Rows beyond the first are made by its script, the rest is counted. */
#define HTML_ROWS 1500
#define DATA_ROWS 50000
#define PIVOT_CELLS 8000
#define PLOTS 60
#define MAPS 24

static void page_init(struct html_page *page, const char *draft)
{
	*page = (struct html_page){
		.nav = g_string_new(NULL),
		.asked = g_string_new(NULL),
		.moved = g_string_new(NULL),
		.findings = g_string_new(NULL),
		.attention = g_string_new(NULL),
		.sections = g_string_new(NULL),
		.runs = g_string_new(NULL),
		.pool = html_pool_new(),
		.draft = draft,
		.html_rows = HTML_ROWS,
		.data_rows = DATA_ROWS,
		.cells = PIVOT_CELLS,
		.plots = PLOTS,
		.maps = MAPS,
	};
}

static void page_clear(struct html_page *page)
{
	GString *const parts[] = {page->nav,       page->asked,    page->moved, page->findings,
				  page->attention, page->sections, page->runs};

	for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++)
		g_string_free(parts[i], TRUE);
	html_pool_free(page->pool);
}

/* 'sha256-…': by it the policy knows our own style and script, and nothing else. */
static char *hash_source(const char *text, guint64 size)
{
	GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize length = sizeof(digest);
	g_autofree char *base64 = NULL;

	g_checksum_update(checksum, (const guchar *)text, (gssize)size);
	g_checksum_get_digest(checksum, digest, &length);
	g_checksum_free(checksum);
	base64 = g_base64_encode(digest, length);
	return g_strdup_printf("'sha256-%s'", base64);
}

static void write_head(const char *title, FILE *out)
{
	g_autofree char *css = hash_source(report_page_css, report_page_css_size);
	g_autofree char *js = hash_source(report_page_js, report_page_js_size);
	g_autoptr(GString) escaped = g_string_new(NULL);

	html_add(escaped, title, HTML_LINE);
	fprintf(out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src %s; script-src %s; base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n<title>%s</title>\n<style>",
		css, js, escaped->str);
	fwrite(report_page_css, 1, report_page_css_size, out);
	fputs("</style>\n</head>\n", out);
}

static void write_part(const char *id, const char *title, const GString *part, FILE *out)
{
	if (part->len > 0)
		fprintf(out,
			"<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">%s</h2>\n"
			"%s</section>\n",
			id, id, id, title, part->str);
}

static void write_attention(const struct html_page *page, FILE *out)
{
	g_autoptr(GString) part = g_string_new(NULL);

	if (page->n_attention == 0)
		return;
	g_string_append_printf(part, "<ul>\n%s</ul>\n", page->attention->str);
	write_part("look", "To be looked at", part, out);
}

static void write_body(const struct html_page *page, const struct diff *moved, const char *title,
		       FILE *out)
{
	g_autoptr(GString) tally = g_string_new(NULL), escaped = g_string_new(NULL);

	html_write_tally(&page->tally, tally);
	if (moved != NULL)
		html_write_moved_tally(moved, tally);
	g_string_append(tally, page->asked->str);
	html_add(escaped, title, HTML_LINE);
	fprintf(out,
		"<body>\n<a class=\"skip\" href=\"#main\">To the report</a>\n"
		"<header><h1>%s</h1></header>\n<nav aria-label=\"Sections\"><ul>\n"
		"<li><a href=\"#summary\">Summary</a></li>\n%s%s%s%s</ul></nav>\n"
		"<main id=\"main\">\n",
		escaped->str, moved != NULL ? "<li><a href=\"#moved\">What moved</a></li>\n" : "",
		page->findings->len > 0 ? "<li><a href=\"#findings\">Findings</a></li>\n" : "",
		page->nav->str,
		page->runs->len > 0 ? "<li><a href=\"#runs\">Provenance</a></li>\n" : "");
	write_part("summary", "Summary", tally, out);
	write_part("moved", "What moved", page->moved, out);
	write_part("findings", "Findings", page->findings, out);
	write_attention(page, out);
	fwrite(page->sections->str, 1, page->sections->len, out);
	write_part("runs", "Provenance", page->runs, out);
	fputs("</main>\n", out);
}

static void write_scripts(const struct html_page *page, FILE *out)
{
	g_autoptr(GString) texts = g_string_new(NULL);

	html_pool_write(page->pool, texts);
	fprintf(out, "<script type=\"application/json\" id=\"texts\">%s</script>\n<script>",
		texts->str);
	fwrite(report_page_js, 1, report_page_js_size, out);
	fputs("</script>\n</body>\n</html>\n", out);
}

/* "memroof: a.db, b.db" */
static char *title_of(const struct html_source *sources, unsigned n)
{
	GString *title = g_string_new("memroof: ");

	for (unsigned i = 0; i < n; i++)
		g_string_append_printf(title, "%s%s", i > 0 ? ", " : "", sources[i].name);
	return g_string_free(title, FALSE);
}

/* What is written, for draft_write(). */
struct writing {
	const struct html_source *sources;
	unsigned n;
	const struct diff *moved;
	const char *draft;
};

static gboolean add_source(struct html_page *page, const struct writing *writing, unsigned i,
			   GError **error)
{
	const struct html_source *source = &writing->sources[i];
	gboolean ok;

	page->marks = writing->moved != NULL ? html_marks_new(writing->moved, i) : NULL;
	ok = html_add_store(page, source->store, source->name, error);
	g_clear_pointer(&page->marks, g_hash_table_unref);
	return ok;
}

static gboolean write_page(FILE *out, void *user, GError **error)
{
	const struct writing *writing = user;
	g_autofree char *title = title_of(writing->sources, writing->n);
	struct html_page page;
	gboolean ok = TRUE;

	page_init(&page, writing->draft);
	/* What moved comes first, also where there is not room for all rows. */
	if (writing->moved != NULL)
		html_write_moved(&page, writing->moved);
	for (unsigned i = 0; ok && i < writing->n; i++)
		ok = add_source(&page, writing, i, error);
	if (ok) {
		write_head(title, out);
		write_body(&page, writing->moved, title, out);
		write_scripts(&page, out);
	}
	page_clear(&page);
	return ok;
}

gboolean html_page_save(const struct html_source *sources, unsigned n, const struct diff *moved,
			const char *path, GError **error)
{
	g_autofree char *draft = draft_name(path);
	struct writing writing = {sources, n, moved, draft};

	return draft_write(path, write_page, &writing, error);
}
