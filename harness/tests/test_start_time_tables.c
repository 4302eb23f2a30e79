/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of start times, of the scene in start_times.c. */
#include "report/exporter.h"
#include "tests/start_times.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <jansson.h>
#include <string.h>

#define WARMUP_US 90000

static char *read_text(const char *path)
{
	char *text;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	return text;
}

/* What an exporter writes of @store; closes it. */
static char *exported_store(const char *format, struct store *store)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "table", NULL);
	GError *error = NULL;

	ck_assert_msg(exporter_save(exporter_find(format, NULL), store, path, &error), "%s",
		      error != NULL ? error->message : "");
	store_close(store);
	return read_text(path);
}

static char *exported(const char *format)
{
	return exported_store(format, start_times_scene(FALSE, WARMUP_US));
}

static char *golden(const char *format)
{
	g_autofree char *name = g_strdup_printf("golden/start-times.%s", format);
	g_autofree char *path = data_path(name);

	return read_text(path);
}

static const char *const TEXTS[] = {"md", "csv"};
static const char *const FORMATS[] = {"md", "csv", "json"};

START_TEST(test_golden)
{
	g_autofree char *expected = golden(TEXTS[_i]);

	assert_text(exported(TEXTS[_i]), expected);
}
END_TEST

/* Numbers that were calculated may differ in their last digits from machine to machine. */
static gboolean is_like(const json_t *a, const json_t *b)
{
	const char *key;
	json_t *value;
	size_t i;

	if (json_is_real(a) && json_is_real(b))
		return ABS(json_real_value(a) - json_real_value(b)) <
		       1e-6 * (1 + ABS(json_real_value(a)));
	if (json_is_array(a) && json_is_array(b) && json_array_size(a) == json_array_size(b)) {
		json_array_foreach ((json_t *)a, i, value)
			if (!is_like(value, json_array_get(b, i)))
				return FALSE;
		return TRUE;
	}
	if (json_is_object(a) && json_is_object(b) && json_object_size(a) == json_object_size(b)) {
		json_object_foreach ((json_t *)a, key, value)
			if (!is_like(value, json_object_get(b, key)))
				return FALSE;
		return TRUE;
	}
	return json_equal(a, b);
}

START_TEST(test_golden_json)
{
	g_autofree char *expected = golden("json"), *text = exported("json");
	json_t *right = json_loads(expected, 0, NULL), *json = json_loads(text, 0, NULL);

	ck_assert_ptr_nonnull(right);
	ck_assert_msg(json != NULL, "%s", text);
	ck_assert_msg(is_like(right, json), "%s", text);
	json_decref(right);
	json_decref(json);
}
END_TEST

START_TEST(test_order_does_not_matter)
{
	g_autofree char *forwards = exported(FORMATS[_i]);

	assert_text(exported_store(FORMATS[_i], start_times_scene(TRUE, WARMUP_US)), forwards);
}
END_TEST

START_TEST(test_warmups_do_not_count)
{
	g_autofree char *usual = exported("md");

	assert_text(exported_store("md", start_times_scene(FALSE, INT64_C(1) << 40)), usual);
}
END_TEST

/* The raw samples are all there, those that count for nothing, too. */
START_TEST(test_json_keeps_all_starts)
{
	static const unsigned n_starts[] = {5 * 12, 6 + 3 * 5 + 5 + 5, 2 * 7, 1};
	static const unsigned n_cells[] = {5, 6, 2, 1};
	g_autofree char *text = exported("json");
	json_t *json = json_loads(text, 0, NULL), *section, *row;
	size_t i, j;

	json_array_foreach (json_object_get(json, "sections"), i, section) {
		unsigned n = 0;

		json_array_foreach (json_object_get(section, "rows"), j, row)
			n += (unsigned)json_array_size(json_object_get(row, "samples"));
		ck_assert_uint_eq(n, n_starts[i]);
		ck_assert_uint_eq(j, n_cells[i]);
	}
	json_decref(json);
}
END_TEST

/* A section of which nothing has been started yet. */
START_TEST(test_nothing_yet)
{
	struct store *store = start_times_store();
	char *text;

	start_times_section(store, "empty", "slots", NULL, "", 4);
	text = exported_store(FORMATS[_i], store);
	ck_assert_ptr_nonnull(strstr(text, _i == 1 ? "scenario," : "empty"));
	g_free(text);
}
END_TEST

Suite *suite_start_time_tables(void)
{
	Suite *suite = suite_create("start-time-tables");
	TCase *tcase = tcase_create("tables");

	tcase_add_loop_test(tcase, test_golden, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_test(tcase, test_golden_json);
	tcase_add_loop_test(tcase, test_order_does_not_matter, 0, G_N_ELEMENTS(FORMATS));
	tcase_add_test(tcase, test_warmups_do_not_count);
	tcase_add_test(tcase, test_json_keeps_all_starts);
	tcase_add_loop_test(tcase, test_nothing_yet, 0, G_N_ELEMENTS(FORMATS));
	suite_add_tcase(suite, tcase);
	return suite;
}
