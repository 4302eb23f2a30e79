/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The HTML report of a database that means harm: nothing in it gets out of its place. */
#include "report/html.h"
#include "report/html_text.h"
#include "tests/html_pages.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* Nothing of a database is markup, script or style, wherever it stands. */
#define EVIL                                                                                       \
	"</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)>"  \
	"<!--]]>&amp;\\u003c`x`\xff\x01\xe2\x80\xae|"

static void add_evil(struct store *store)
{
	struct section_row section = {
		.path = (char *)EVIL,
		.text = (char *)EVIL,
		.question = (char *)EVIL,
		.kind = (char *)"limit",
		.name = (char *)EVIL,
		.spec = (char *)EVIL,
		.axis = (char *)EVIL,
		.columns = (char *)"machine",
		.varied = (char *)"machine,runs,slots,axis,slots,slots,cpu,machine",
		.n_points = 9};
	struct limit_row limit = {.axis = (char *)EVIL,
				  .status = (char *)EVIL,
				  .limit = 1,
				  .refused = 2,
				  .reason = REASON_UNKNOWN,
				  .message = (char *)EVIL,
				  .counterexample = 3,
				  .predicted = 4,
				  .qemu_version = (char *)EVIL,
				  .qemu_package = (char *)EVIL,
				  .machine_type = (char *)EVIL,
				  .libvirt_version = (char *)EVIL,
				  .accepted_probe = 1,
				  .refused_probe = 1,
				  .confirmation = (char *)EVIL};
	struct probe_row probe = {.outcome = OUTCOME_REFUSED,
				  .stage = STAGE_GUEST,
				  .reason = REASON_UNKNOWN,
				  .message = (char *)EVIL,
				  .used_gpa = UNSET,
				  .guest_phys_bits = UNSET,
				  .guest_memory = UNSET,
				  .guest_blocks = UNSET,
				  .command = (char *)EVIL,
				  .console = (char *)EVIL,
				  .finished = (char *)EVIL};

	ck_assert(store_add_section(store, &section, NULL));
	probe.section = limit.section = section.id;
	limit.point = probe.point = point_new();
	probe.point->machine = g_strdup(EVIL);
	probe.point->cpu = g_strdup(EVIL);
	ck_assert(store_add_probe(store, &probe, NULL));
	ck_assert(store_add_limit(store, &limit, NULL));
	for (probe.round = 1; probe.round <= 3; probe.round++) {
		probe.outcome = probe.round == 3 ? OUTCOME_CRASH : OUTCOME_ACCEPTED;
		section.kind = (char *)"start-time";
		section.name = (char *)EVIL "2";
		if (probe.round == 1)
			ck_assert(store_add_section(store, &section, NULL));
		probe.section = section.id;
		ck_assert(store_add_probe(store, &probe, NULL));
	}
	section.kind = (char *)"probe";
	section.name = (char *)EVIL "3";
	ck_assert(store_add_section(store, &section, NULL));
	probe.section = section.id;
	ck_assert(store_add_probe(store, &probe, NULL));
	limit.status = (char *)LIMIT_EXACT;
	limit.cell = 1;
	ck_assert(store_add_limit(store, &limit, NULL));
	point_free(probe.point);
}

static void assert_harmless(const char *page)
{
	unsigned scripts = 0;

	assert_sound_page(page);
	for (const char *p = page; (p = strstr(p, "<script")) != NULL; p++)
		scripts++;
	/* The texts and the script itself. */
	ck_assert_uint_le(scripts, 3);
	ck_assert_ptr_null(strstr(page, "<script>alert"));
	ck_assert_ptr_null(strstr(page, "<img"));
	ck_assert_ptr_null(strstr(page, "\xe2\x80\xae"));
	ck_assert_ptr_null(strchr(page, '\x01'));
}

START_TEST(test_hostile_texts)
{
	const struct run_row run = {.started = (char *)EVIL,
				    .memroof_version = (char *)EVIL,
				    .command = (char *)EVIL,
				    .kernel = (char *)EVIL,
				    .host_cpu_model = (char *)EVIL};
	struct place place = {.directory = make_directory()};
	g_autofree char *path = place_path(&place, "x.db"), *page = NULL;

	place.store = store_create(path, &run, NULL);
	add_evil(place.store);
	page = page_of(&place, EVIL);
	assert_harmless(page);
	ck_assert_ptr_nonnull(strstr(page, "&lt;img src=x onerror=alert(2)&gt;"));
	place_clear(&place);
}
END_TEST

/* The same in rows that are data, and in texts of texts. */
START_TEST(test_hostile_data)
{
	GString *html = g_string_new(NULL);
	struct html_pool *pool = html_pool_new();
	struct html_table *table = html_table_new(html, "s1", EVIL, pool);
	json_t *texts;

	html_table_column(table, EVIL, FALSE);
	html_table_proof(table, EVIL, NULL);
	html_table_fact(table, "command", EVIL, HTML_COMMAND);
	html_table_fact(table, "other", EVIL "!", HTML_LINES);
	html_table_end_row(table);
	html_table_end(table);
	g_string_append(html, "<script type=\"application/json\" id=\"texts\">");
	html_pool_write(pool, html);
	g_string_append(html, "</script>");
	ck_assert_ptr_null(strstr(html->str, "<script>alert"));
	ck_assert_ptr_null(strstr(html->str, "<img"));
	texts = page_json(html->str, "texts");
	ck_assert_ptr_nonnull(
		strstr(json_string_value(json_array_get(texts, 0)), "<script>alert(1)</script>"));
	json_decref(texts);
	html_pool_free(pool);
	g_string_free(html, TRUE);
}
END_TEST

/* Nothing makes a page that no browser opens. */
START_TEST(test_long_texts)
{
	g_autofree char *name = g_strnfill(1000000, 'n'), *clean = html_clean(name, 10),
			*page = NULL;
	struct section_row section = {.path = name,
				      .text = name,
				      .question = name,
				      .kind = (char *)"limit",
				      .name = name,
				      .spec = name,
				      .axis = name,
				      .n_points = 1};
	struct limit_row limit = {.section = 2,
				  .point = point_new(),
				  .axis = name,
				  .status = name,
				  .reason = REASON_UNKNOWN,
				  .message = name,
				  .confirmation = name,
				  .qemu_version = name};
	struct place place;

	ck_assert_str_eq(clean, "nnnnnnnnnn…");
	place_init(&place, "[limit a]\nengine = fake\n");
	ck_assert(store_add_section(place.store, &section, NULL));
	ck_assert(store_add_limit(place.store, &limit, NULL));
	page = page_of(&place, name);
	assert_sound_page(page);
	ck_assert_uint_lt(strlen(page), 400000);
	point_free(limit.point);
	place_clear(&place);
}
END_TEST

/* What of a picture comes onto the page. */
static const struct {
	const char *svg, *html;
} PICTURES[] = {
	{"<svg width='9'><rect x='1' onclick='x()' style='fill:red'/></svg>",
	 "<svg width=\"9\" role=\"img\" aria-label=\"l\"><rect x=\"1\"></rect></svg>"},
	{"<svg><script>alert(1)</script><g><a href='#x'><text>t</text></a></g></svg>",
	 "<svg role=\"img\" aria-label=\"l\"></svg>"},
	{"<svg><g><g></g></g><g fill='black'><text>&lt;b&gt;</text></g></svg>",
	 "<svg role=\"img\" aria-label=\"l\"><g fill=\"black\"><text>&lt;b&gt;</text></g></svg>"},
	{"<svg><path id='a' d='M1'/><use xlink:href='#a'/><use xlink:href='http:x'/></svg>",
	 "<svg role=\"img\" aria-label=\"l\"><path id=\"p-a\" d=\"M1\"></path>"
	 "<use href=\"#p-a\"></use><use></use></svg>"},
	{"<svg><path stroke='rgb( 0, 114, 178)' fill='url(#x)' color='rgb(1,2,999)'/></svg>",
	 "<svg role=\"img\" aria-label=\"l\"><path stroke=\"#0072b2\" color=\"rgb(1,2,999)\">"
	 "</path></svg>"},
	{"<svg><foreignObject><div>x</div></foreignObject><image href='x'/></svg>",
	 "<svg role=\"img\" aria-label=\"l\"></svg>"},
	{"<?xml version='1.0'?><!DOCTYPE svg><svg><!-- c --></svg>",
	 "<svg role=\"img\" aria-label=\"l\"></svg>"},
	{"<html></html>", NULL},
	{"<svg><g></svg>", NULL},
	{"<svg>", NULL},
	{"", NULL},
};

START_TEST(test_picture)
{
	GString *html = g_string_new("before");
	GError *error = NULL;
	gboolean ok = html_add_svg(html, PICTURES[_i].svg, "p", "l", &error);

	ck_assert_int_eq(ok, PICTURES[_i].html != NULL);
	ck_assert_str_eq(html->str + strlen("before"),
			 PICTURES[_i].html != NULL ? PICTURES[_i].html : "");
	ck_assert_int_eq(error == NULL, ok);
	g_clear_error(&error);
	g_string_free(html, TRUE);
}
END_TEST

Suite *suite_html_hostile(void)
{
	Suite *suite = suite_create("html-hostile");
	TCase *text = tcase_create("text"), *page = tcase_create("page");

	tcase_add_test(text, test_hostile_data);
	tcase_add_loop_test(text, test_picture, 0, G_N_ELEMENTS(PICTURES));
	suite_add_tcase(suite, text);
	/* These have gnuplot draw. */
	tcase_set_tags(page, "process");
	tcase_set_timeout(page, 120);
	tcase_add_test(page, test_hostile_texts);
	tcase_add_test(page, test_long_texts);
	suite_add_tcase(suite, page);
	return suite;
}
