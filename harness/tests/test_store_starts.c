/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the store keeps of starts: one row for each round, with all that was measured. */
#include "store/store.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#define T(text) ((char *)(text))

static const struct run_row RUN = {.started = T("now"), .memroof_version = T("1")};

static struct store *make_store(char **path)
{
	g_autofree char *directory = make_directory();
	const struct section_row section = {
		.path = T("a.ini"),
		.text = T(""),
		.kind = T("start-time"),
		.name = T("s"),
		.spec = T(""),
	};
	struct section_row row = section;
	struct store *store;

	*path = g_build_filename(directory, "x.db", NULL);
	store = store_create(*path, &RUN, NULL);
	ck_assert_ptr_nonnull(store);
	ck_assert(store_add_section(store, &row, NULL));
	ck_assert_int_eq(row.id, 1);
	return store;
}

/* Every number is another one, so that two columns that are mixed up show. */
static struct probe_row start_row(struct point *point, int64_t cell, int64_t round)
{
	return (struct probe_row){
		.section = 1,
		.cell = cell,
		.round = round,
		.point = point,
		.used_gpa = UNSET,
		.guest_phys_bits = UNSET,
		.guest_memory = UNSET,
		.guest_blocks = UNSET,
		.command = T("qemu"),
		.finished = T("then"),
		.elapsed_us = 1001,
		.greeting_us = 1002,
		.machine_us = 1003,
		.guest_us = 1004,
		.report_us = 1005,
		.user_us = 1006,
		.system_us = 1007,
		.max_rss = INT64_C(1) << 40,
		.minor_faults = 1009,
		.acpi_bytes = 1010,
	};
}

static void assert_equal(const struct probe_row *a, const struct probe_row *b)
{
	ck_assert_int_eq(a->cell, b->cell);
	ck_assert_int_eq(a->round, b->round);
	ck_assert_int_eq(a->elapsed_us, b->elapsed_us);
	ck_assert_uint_eq(a->greeting_us, b->greeting_us);
	ck_assert_uint_eq(a->machine_us, b->machine_us);
	ck_assert_uint_eq(a->guest_us, b->guest_us);
	ck_assert_uint_eq(a->report_us, b->report_us);
	ck_assert_int_eq(a->user_us, b->user_us);
	ck_assert_int_eq(a->system_us, b->system_us);
	ck_assert_int_eq(a->max_rss, b->max_rss);
	ck_assert_int_eq(a->minor_faults, b->minor_faults);
	ck_assert_uint_eq(a->acpi_bytes, b->acpi_bytes);
}

static struct probe_row *found_in(struct store *store, const struct point *point, int64_t round)
{
	g_autofree char *text = point_text(point);
	struct probe_row *row;

	ck_assert(store_find_probe(store, 1, text, round, &row, NULL));
	return row;
}

static void check_round_trip(void (*change)(struct probe_row *row))
{
	struct point *point = make_point("size=1G");
	struct probe_row row = start_row(point, 3, 7), *found;
	g_autofree char *path = NULL;
	struct store *store = make_store(&path);

	if (change != NULL)
		change(&row);
	ck_assert(store_add_probe(store, &row, NULL));
	store_close(store);
	store = store_open(path, NULL, NULL);
	found = found_in(store, point, row.round);
	ck_assert_ptr_nonnull(found);
	assert_equal(found, &row);
	probe_row_clear(found);
	g_free(found);
	store_close(store);
	point_free(point);
}

static void forget_marks(struct probe_row *row)
{
	row->greeting_us = row->machine_us = row->guest_us = row->report_us = UNSET;
	row->acpi_bytes = UNSET;
}

static void make_warmup(struct probe_row *row)
{
	row->round = -1;
	row->cell = START_TIME_EMPTY;
}

START_TEST(all_that_was_measured_comes_back)
{
	check_round_trip(NULL);
	check_round_trip(forget_marks);
	check_round_trip(make_warmup);
}
END_TEST

START_TEST(a_start_is_found_in_its_round_only)
{
	struct point *point = make_point("size=1G"), *other = make_point("size=2G");
	struct probe_row row = start_row(point, 0, 2), *found;
	g_autofree char *path = NULL;
	struct store *store = make_store(&path);

	ck_assert(store_add_probe(store, &row, NULL));
	for (int64_t round = -3; round <= 4; round++) {
		found = found_in(store, point, round);
		ck_assert_int_eq(found != NULL, round == 2);
		if (found != NULL)
			probe_row_clear(found);
		g_free(found);
		ck_assert_ptr_null(found_in(store, other, round));
	}
	store_close(store);
	point_free(point);
	point_free(other);
}
END_TEST

START_TEST(a_round_has_each_start_once)
{
	struct point *point = make_point("size=1G");
	struct probe_row row = start_row(point, 0, 1), again = start_row(point, 0, 1);
	g_autofree char *path = NULL;
	struct store *store = make_store(&path);
	GError *error = NULL;

	ck_assert(store_add_probe(store, &row, NULL));
	ck_assert(!store_add_probe(store, &again, &error));
	ck_assert_ptr_nonnull(error);
	g_clear_error(&error);
	again.round = 2;
	ck_assert(store_add_probe(store, &again, NULL));
	store_close(store);
	point_free(point);
}
END_TEST

static gboolean write_place(const struct probe_row *row, void *user)
{
	g_string_append_printf(user, "%d/%d ", (int)row->cell, (int)row->round);
	return TRUE;
}

START_TEST(starts_come_by_cell_and_round)
{
	static const int64_t places[][2] = {{1, 2}, {-1, 1}, {0, 2}, {1, -1},
					    {0, 0}, {1, 1},  {0, 1}, {-1, 0}};
	struct point *points[] = {make_point("machine=none"), make_point("size=1G"),
				  make_point("size=2G")};
	g_autoptr(GString) order = g_string_new(NULL);
	g_autofree char *path = NULL;
	struct store *store = make_store(&path);

	for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
		struct probe_row row =
			start_row(points[places[i][0] + 1], places[i][0], places[i][1]);

		ck_assert(store_add_probe(store, &row, NULL));
	}
	ck_assert(store_each_probe(store, 1, write_place, order, NULL));
	ck_assert_str_eq(order->str, "-1/0 -1/1 0/0 0/1 0/2 1/-1 1/1 1/2 ");
	store_close(store);
	for (unsigned i = 0; i < G_N_ELEMENTS(points); i++)
		point_free(points[i]);
}
END_TEST

Suite *suite_store_starts(void)
{
	Suite *suite = suite_create("store-starts");
	TCase *tc = tcase_create("starts");

	tcase_add_test(tc, all_that_was_measured_comes_back);
	tcase_add_test(tc, a_start_is_found_in_its_round_only);
	tcase_add_test(tc, a_round_has_each_start_once);
	tcase_add_test(tc, starts_come_by_cell_and_round);
	suite_add_tcase(suite, tc);
	return suite;
}
