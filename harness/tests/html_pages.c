/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/html_pages.h"

#include "report/html_page.h"
#include "tests/tests.h"

#include <string.h>

char *page_of(const struct place *place, const char *name)
{
	g_autofree char *path = place_path(place, "index.html");
	const struct html_source source = {place->store, name};
	GError *error = NULL;
	char *text = NULL;

	ck_assert_msg(html_page_save(&source, 1, NULL, path, &error), "%s",
		      error != NULL ? error->message : "");
	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

char *page_between(const char *page, const char *from, const char *to)
{
	const char *start = strstr(page, from), *end;

	ck_assert_msg(start != NULL, "no %s", from);
	start += strlen(from);
	end = strstr(start, to);
	ck_assert_msg(end != NULL, "no %s behind %s", to, from);
	return g_strndup(start, (size_t)(end - start));
}

char *page_body(const char *page)
{
	const char *at = strstr(page, "<body>");
	GString *body = g_string_new(NULL);

	ck_assert_ptr_nonnull(at);
	for (;;) {
		const char *script = strstr(at, "<script"), *end;

		if (script == NULL)
			break;
		g_string_append_len(body, at, script - at);
		end = strstr(script, "</script>");
		ck_assert_ptr_nonnull(end);
		at = end + strlen("</script>");
	}
	g_string_append(body, at);
	g_string_truncate(body, (gsize)(strstr(body->str, "</html>") - body->str));
	return g_string_free(body, FALSE);
}

/* All that a page is made of. */
static const char *const ELEMENTS[] = {
	"a",       "body",       "caption", "code",     "dd",     "details", "div",     "dl",
	"dt",      "figcaption", "figure",  "h1",       "h2",     "h3",      "h4",      "header",
	"li",      "main",       "nav",     "noscript", "p",      "pre",     "section", "small",
	"summary", "table",      "tbody",   "td",       "th",     "thead",   "tr",      "ul",
	"svg",     "g",          "path",    "rect",     "circle", "line",    "polygon", "polyline",
	"text",    "tspan",      "use",     "defs",     NULL};

struct sound {
	GHashTable *ids, *targets;
};

static void check_attribute(struct sound *sound, const char *element, const char *name,
			    const char *value)
{
	ck_assert_msg(!g_str_has_prefix(name, "on") && !g_str_equal(name, "style"), "<%s %s=%s>",
		      element, name, value);
	if (g_str_equal(name, "id"))
		ck_assert_msg(g_hash_table_add(sound->ids, g_strdup(value)), "twice: %s", value);
	if (g_str_equal(name, "href") || g_str_equal(name, "src")) {
		ck_assert_msg(*value == '#', "<%s %s=%s>", element, name, value);
		g_hash_table_add(sound->targets, g_strdup(value + 1));
	}
	if (g_str_equal(name, "aria-labelledby"))
		g_hash_table_add(sound->targets, g_strdup(value));
}

static void check_element(GMarkupParseContext *context, const char *element, const char **names,
			  const char **values, void *user, GError **error)
{
	(void)context, (void)error;
	ck_assert_msg(g_strv_contains(ELEMENTS, element), "<%s>", element);
	for (; *names != NULL; names++, values++)
		check_attribute(user, element, *names, *values);
}

/* Rows that are JSON have their names from the script. */
static gboolean is_row(const char *page, const char *target)
{
	g_autofree char *name = g_strndup(target, strcspn(target, "-"));
	g_autofree char *rows = g_strdup_printf("id=\"%s-rows\"", name);

	return strstr(page, rows) != NULL;
}

static void check_targets(const struct sound *sound, const char *page)
{
	GHashTableIter iter;
	gpointer target;

	g_hash_table_iter_init(&iter, sound->targets);
	while (g_hash_table_iter_next(&iter, &target, NULL))
		ck_assert_msg(g_hash_table_contains(sound->ids, target) || is_row(page, target),
			      "leads nowhere: %s", (const char *)target);
}

void assert_sound_page(const char *page)
{
	static const GMarkupParser parser = {.start_element = check_element};
	struct sound sound = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
			      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &sound, NULL);
	g_autofree char *body = page_body(page);
	GError *error = NULL;

	ck_assert(g_utf8_validate(page, -1, NULL));
	ck_assert_msg(g_markup_parse_context_parse(context, body, -1, &error) &&
			      g_markup_parse_context_end_parse(context, &error),
		      "%s", error != NULL ? error->message : "");
	check_targets(&sound, page);
	g_markup_parse_context_free(context);
	g_hash_table_unref(sound.ids);
	g_hash_table_unref(sound.targets);
}

json_t *page_json(const char *page, const char *id)
{
	g_autofree char *start =
		g_strdup_printf("<script type=\"application/json\" id=\"%s\">", id);
	g_autofree char *text = page_between(page, start, "</script>");
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);

	ck_assert_msg(json != NULL, "%s: %s", id, error.text);
	return json;
}

/* A text that begins and ends like an earlier one. */
static char *like(const GPtrArray *texts, const json_t *entry)
{
	json_int_t back, start, end;
	const char *middle, *other;

	ck_assert_int_eq(json_unpack((json_t *)entry, "[I,I,I,s]", &back, &start, &end, &middle),
			 0);
	ck_assert(back >= 1 && back <= texts->len);
	other = texts->pdata[texts->len - (unsigned)back];
	ck_assert(start >= 0 && end >= 0 && start + end <= (json_int_t)strlen(other));
	return g_strdup_printf("%.*s%s%s", (int)start, other, middle,
			       other + strlen(other) - (size_t)end);
}

GPtrArray *page_texts(const char *page)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	json_t *json = page_json(page, "texts");

	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *entry = json_array_get(json, i);

		g_ptr_array_add(texts, json_is_string(entry) ? g_strdup(json_string_value(entry))
							     : like(texts, entry));
	}
	json_decref(json);
	return texts;
}
