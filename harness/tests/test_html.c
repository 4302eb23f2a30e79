/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The HTML report as a text: what is in it, and that nothing in a database gets out of its place.
 */
#include "base/error.h"
#include "report/html.h"
#include "report/html_page.h"
#include "tests/html_pages.h"
#include "tests/start_times.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <unistd.h>

/* One of every kind. */
#define ALL                                                                                        \
	"# Is this <shown>?\n#\n# In two paragraphs.\n\n"                                          \
	"[limit by-slots]\nengine = fake\nmachine = q35, pc\nphys-bits = 36\n"                     \
	"slots = 0, 4, 8, 32\nsize = 1G, 2G\ncolumns = size\n"                                     \
	"[limit alone]\nengine = fake\nmachine = q35\nphys-bits = 36\nslots = 1-3\n"               \
	"[limit holes]\nengine = fake\nfake = roof=20G,island=5G-9G\nsamples = 200\nsize = 1G\n"   \
	"[limit crash]\nengine = fake\nfake = crash=4G\nsize = 1G\n"                               \
	"[probe some]\nengine = fake\nmachine = q35\nphys-bits = 36\nsize = 2G, 100G\n"            \
	"[start-time times]\nengine = fake\nfake = delay=1\nslots = 0, 8\nmaxmem = 8G\nruns = 3\n"

/* Rows beyond those that are HTML. */
#define MANY                                                                                       \
	"[limit many]\nengine = fake\nmachine = q35, pc\nphys-bits = 36-39\nslots = 0-200\n"       \
	"size = 2G, 4G\ncolumns = size\n"

static char *page_of_scenario(const char *scenario)
{
	struct place place;
	char *page;

	place_init(&place, scenario);
	page = page_of(&place, "a.db");
	assert_text(place_files(&place), "index.html ");
	place_clear(&place);
	return page;
}

/* What has to stand on the page of ALL, with its markup. */
static const char *const PARTS[] = {
	"<title>memroof: a.db</title>",
	"<p>Is this &lt;shown&gt;?</p>\n<p>In two paragraphs.</p>",
	"<div class=\"all\"><dt>limits</dt><dd>21</dd></div>",
	"<div class=\"good\"><dt>exact</dt><dd>17</dd></div>",
	"<div class=\"plain\"><dt>nothing accepted</dt><dd>2</dd></div>",
	"<div class=\"odd\"><dt>undecided</dt><dd>1</dd></div>",
	"<div class=\"odd\"><dt>NON-MONOTONE</dt><dd>1</dd></div>",
	"<div class=\"all\"><dt>probes</dt><dd>2</dd></div>",
	"<div class=\"plain\"><dt>refused</dt><dd>1</dd></div>",
	"<div class=\"all\"><dt>timed starts</dt>",
	"<div class=\"odd\"><dt>differ from the model</dt><dd>1</dd></div>",
	"<li>each slot costs 1 GiB of maxmem, in all 10 comparisons</li>",
	"<li>1 of 2 accepted; 1 of 2 refused</li>",
	"holes: NON-MONOTONE: <a class=\"proof\" href=\"#s3-0\">",
	"crash: undecided: <a class=\"proof\" href=\"#s4-0\">",
	"<th scope=\"row\">8</th>",
	"<caption>largest maxmem: machine q35</caption>",
	"<a class=\"proof\" href=\"#s1-0\">29 GiB</a>",
	"<summary>29 GiB</summary><dl id=\"s1-0\">",
	"<dd>29 GiB (31138512896 bytes): accepted at stage machine",
	"<dd>29 GiB + 4 KiB (31138516992 bytes): refused at stage machine: phys-bits",
	"<dt>refused command</dt><dd><code class=\"command\">memroof probe --engine fake",
	"<dt>message</dt><dd><pre>",
	"<figure class=\"plot\">",
	"<h3>Run 1 of a.db</h3>",
	"<details><summary>The scenario</summary>",
};

START_TEST(test_parts)
{
	g_autofree char *page = page_of_scenario(ALL);

	assert_sound_page(page);
	for (unsigned i = 0; i < G_N_ELEMENTS(PARTS); i++)
		ck_assert_msg(strstr(page, PARTS[i]) != NULL, "not there: %s", PARTS[i]);
}
END_TEST

/* What was expected stands beside what was found. */
static const char *const JUDGED[] = {
	"<div class=\"good\"><dt>PASS</dt><dd>2</dd></div>",
	"<div class=\"odd\"><dt>FAIL</dt><dd>1</dd></div>",
	"a, slots 1: not as expected: <a class=\"proof\" href=\"#s1-1\">29 GiB (FAIL: expected "
	"28G)",
	"<th scope=\"col\">expected</th><th scope=\"col\">verdict</th>",
	"<td>28G</td><td>FAIL</td>",
	"<td>30G</td><td>PASS</td>",
};

START_TEST(test_verdicts)
{
	g_autofree char *page = page_of_scenario("[limit a]\nengine = fake\nmachine = q35\n"
						 "phys-bits = 36\nsize = 2G\nslots = 0, 1, 8\n"
						 "expect = slots: 30G, 28G, 22G\n");

	assert_sound_page(page);
	for (unsigned i = 0; i < G_N_ELEMENTS(JUDGED); i++)
		ck_assert_msg(strstr(page, JUDGED[i]) != NULL, "not there: %s", JUDGED[i]);
}
END_TEST

/* The policy lets in the page's own style and script, by their sums, and nothing else. */
START_TEST(test_policy)
{
	g_autofree char *page = page_of_scenario(ALL);
	g_autofree char *policy =
		page_between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\">");
	g_auto(GStrv) rules = g_strsplit(policy, "; ", -1);
	static const char *const TAGS[] = {"style", "script"};

	ck_assert_str_eq(rules[0], "default-src 'none'");
	ck_assert_ptr_null(strstr(policy, "unsafe"));
	ck_assert_ptr_null(strstr(page, "http:"));
	ck_assert_ptr_null(strstr(page, "https:"));
	for (unsigned i = 0; i < G_N_ELEMENTS(TAGS); i++) {
		g_autofree char *start = g_strdup_printf("<%s>", TAGS[i]);
		g_autofree char *end = g_strdup_printf("</%s>", TAGS[i]);
		g_autofree char *text = page_between(page, start, end);
		g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
		g_autofree char *rule = NULL, *base64 = NULL;
		guint8 digest[32];

		for (unsigned j = 0; j < sizeof(digest); j++)
			digest[j] = (guint8)(g_ascii_xdigit_value(sum[2 * j]) * 16 +
					     g_ascii_xdigit_value(sum[2 * j + 1]));
		base64 = g_base64_encode(digest, sizeof(digest));
		rule = g_strdup_printf("%s-src 'sha256-%s'", TAGS[i], base64);
		ck_assert_str_eq(rules[1 + i], rule);
	}
}
END_TEST

/* Where rows are data every one of them is there, with its command as the database has it. */
static gboolean note_command(const struct probe_row *row, void *user)
{
	g_hash_table_add(user, g_strdup(row->command));
	return TRUE;
}

START_TEST(test_many_rows)
{
	g_autoptr(GHashTable) commands =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *page = NULL;
	g_autoptr(GPtrArray) texts = NULL;
	struct place place;
	json_t *rows;
	unsigned found = 0;

	place_init(&place, MANY);
	page = page_of(&place, "a.db");
	assert_sound_page(page);
	rows = page_json(page, "s1-rows");
	texts = page_texts(page);
	ck_assert_uint_eq(json_array_size(rows), 2 * 4 * 201 * 2);
	ck_assert(store_each_probe(place.store, 1, note_command, commands, NULL));
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *facts = json_array_get(json_array_get(rows, i), 1);

		for (size_t j = 1; j < json_array_size(facts); j += 3) {
			unsigned number = (unsigned)json_integer_value(json_array_get(facts, j));

			ck_assert_uint_lt(number, texts->len);
			found += g_hash_table_contains(commands, texts->pdata[number]);
		}
	}
	/* Two for each limit; one where nothing is accepted. */
	ck_assert_uint_gt(found, json_array_size(rows));
	ck_assert_uint_le(found, 2 * json_array_size(rows));
	json_decref(rows);
	place_clear(&place);
}
END_TEST

/* The same database gives the same page. */
START_TEST(test_repeatable)
{
	g_autofree char *first = NULL;
	struct place place;

	place_init(&place, ALL);
	first = page_of(&place, "a.db");
	assert_text(page_of(&place, "a.db"), first);
	place_clear(&place);
}
END_TEST

START_TEST(test_start_times)
{
	struct place place = {make_directory(), start_times_scene(FALSE, 900000)};
	g_autofree char *page = page_of(&place, "starts");

	assert_sound_page(page);
	ck_assert_ptr_nonnull(strstr(page, "<dt>every start (ms)</dt>"));
	ck_assert_ptr_nonnull(strstr(page, "-samples</figcaption>"));
	place_clear(&place);
}
END_TEST

static const struct {
	const char *markdown, *html;
	unsigned most;
} LISTS[] = {
	{"", "", 9},
	{"\n- a\n- b <c>\n", "<ul>\n<li>a</li>\n<li>b &lt;c&gt;</li>\n</ul>\n", 9},
	{"- a: `x & y` z\n", "<ul>\n<li>a: <code>x &amp; y</code> z</li>\n</ul>\n", 9},
	{"- one ` alone\n", "<ul>\n<li>one ` alone</li>\n</ul>\n", 9},
	{"- a\n- b\n- c\n", "<ul>\n<li>a</li>\n<li>and 2 more</li>\n</ul>\n", 1},
};

START_TEST(test_list)
{
	GString *html = g_string_new(NULL);

	html_add_list(html, LISTS[_i].markdown, LISTS[_i].most);
	assert_text(g_string_free(html, FALSE), LISTS[_i].html);
}
END_TEST

static gboolean save(const struct place *place, const char *path, GError **error)
{
	const struct html_source source = {place->store, "x"};

	return html_page_save(&source, 1, NULL, path, error);
}

/* The page is whole or what was there before; nothing stays beside it. */
START_TEST(test_full_disk)
{
	g_autofree char *path = NULL;
	GError *error = NULL;
	struct place place;
	gboolean ok;

	place_init(&place, ALL);
	path = place_path(&place, "index.html");
	ck_assert(g_file_set_contents(path, "the old one", -1, NULL));
	place_limit_files(60000);
	ok = save(&place, path, &error);
	place_limit_files(RLIM_INFINITY);
	ck_assert(!ok);
	assert_error(&error, MEMROOF_ERROR_BROKEN, "index.html");
	assert_text(place_files(&place), "index.html ");
	ck_assert(save(&place, path, NULL));
	assert_text(place_files(&place), "index.html ");
	place_clear(&place);
}
END_TEST

START_TEST(test_without_gnuplot)
{
	g_autofree char *old = g_strdup(g_getenv("PATH")), *path = NULL;
	GError *error = NULL;
	struct place place;

	place_init(&place, ALL);
	path = place_path(&place, "index.html");
	g_setenv("PATH", "", TRUE);
	ck_assert(!save(&place, path, &error));
	g_setenv("PATH", old, TRUE);
	assert_error(&error, MEMROOF_ERROR_BROKEN, "apt-get install " GNUPLOT_PACKAGE);
	assert_text(place_files(&place), "");
	place_clear(&place);
}
END_TEST

Suite *suite_html(void)
{
	Suite *suite = suite_create("html");
	TCase *text = tcase_create("text"), *page = tcase_create("page");

	tcase_add_loop_test(text, test_list, 0, G_N_ELEMENTS(LISTS));
	suite_add_tcase(suite, text);
	/* These have gnuplot draw. */
	tcase_set_tags(page, "process");
	tcase_set_timeout(page, 120);
	tcase_add_test(page, test_parts);
	tcase_add_test(page, test_verdicts);
	tcase_add_test(page, test_policy);
	tcase_add_test(page, test_many_rows);
	tcase_add_test(page, test_repeatable);
	tcase_add_test(page, test_start_times);
	tcase_add_test(page, test_full_disk);
	tcase_add_test(page, test_without_gnuplot);
	suite_add_tcase(suite, page);
	return suite;
}
