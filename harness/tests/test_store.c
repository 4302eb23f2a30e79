/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "model/keys.h"
#include "store/store.h"
#include "tests/suites.h"
#include "tests/tests.h"

/* Rows borrow their texts here; nothing clears them. */
#define T(text) ((char *)(text))

static const struct run_row RUN = {
	.started = T("2026-01-02T03:04:05Z"),
	.memroof_version = T("1.2.3"),
	.command = T("memroof run 'a b.ini'"),
	.kernel = T("Linux"),
	.host_cpu_vendor = T("AuthenticAMD"),
	.host_cpu_model = T("CPU"),
	.host_phys_bits = 48,
	.host_memory = INT64_C(25276514304),
	.overcommit = -1,
};

static char *fresh_path(void)
{
	g_autofree char *directory = make_directory();

	return g_build_filename(directory, "x.db", NULL);
}

static struct store *create(const char *path)
{
	GError *error = NULL;
	struct store *store = store_create(path, &RUN, &error);

	ck_assert_msg(store != NULL, "%s", error != NULL ? error->message : "no error");
	return store;
}

static struct store *open_again(const char *path)
{
	GError *error = NULL;
	struct store *store = store_open(path, NULL, &error);

	ck_assert_msg(store != NULL, "%s", error != NULL ? error->message : "no error");
	return store;
}

static int64_t add_section(struct store *store, const char *name)
{
	struct section_row row = {
		.path = T("a.ini"),
		.text = T("# why?\n"),
		.question = T("why?"),
		.kind = T("limit"),
		.name = T(name),
		.spec = T("axis=maxmem"),
		.axis = T("maxmem"),
		.columns = T("size"),
		.varied = T("size,slots"),
		.n_points = 7,
	};

	ck_assert(store_add_section(store, &row, NULL));
	return row.id;
}

/* Every member has a value of its own, so that two that are mixed up show. */
static void fill_key(const struct key *key, struct point *point)
{
	if (key_is_number(key))
		*key_number(key, point) = 1000000 + key->offset;
	else
		*key_string(key, point) = g_strdup_printf("%s: it's, \"so\" %%d\n\t|ü", key->name);
}

static struct point *full_point(void)
{
	struct point *point = point_new();

	for (unsigned i = 0; i < N_KEYS; i++)
		if (KEYS[i].group == KEY_POINT)
			fill_key(&KEYS[i], point);
	return point;
}

static void assert_points_equal(const struct point *a, const struct point *b)
{
	for (unsigned i = 0; i < N_KEYS; i++) {
		const struct key *key = &KEYS[i];

		if (key->group != KEY_POINT)
			continue;
		if (key_is_number(key))
			ck_assert_msg(*key_number(key, (void *)a) == *key_number(key, (void *)b),
				      "%s", key->name);
		else
			ck_assert_pstr_eq(*key_string(key, (void *)a), *key_string(key, (void *)b));
	}
}

static struct probe_row full_probe(void)
{
	return (struct probe_row){
		.cell = 41,
		.outcome = OUTCOME_CRASH,
		.stage = STAGE_PLUG,
		.reason = REASON_ASSERTION,
		.message = T("it broke"),
		.used_gpa = SIZE_MAX / 2,
		.qemu_path = T("/usr/bin/qemu"),
		.qemu_version = T("7.2.22"),
		.qemu_package = T("Debian"),
		.machine_type = T("pc-q35-7.2"),
		.command = T("qemu -m 1G"),
		.errors = T("line\nline"),
		.exit_code = -6,
		.elapsed_us = INT64_C(1) << 40,
		.finished = T("2026-01-02T03:04:06Z"),
	};
}

static struct probe_row bare_probe(void)
{
	return (struct probe_row){.used_gpa = UNSET, .command = T(""), .finished = T("then")};
}

static void assert_probes_equal(const struct probe_row *a, const struct probe_row *b)
{
	ck_assert_int_eq(a->id, b->id);
	ck_assert_int_eq(a->section, b->section);
	ck_assert_int_eq(a->run, b->run);
	ck_assert_int_eq(a->cell, b->cell);
	ck_assert_int_eq(a->outcome, b->outcome);
	ck_assert_int_eq(a->stage, b->stage);
	ck_assert_int_eq(a->reason, b->reason);
	ck_assert_pstr_eq(a->message, b->message);
	ck_assert_uint_eq(a->used_gpa, b->used_gpa);
	ck_assert_pstr_eq(a->qemu_path, b->qemu_path);
	ck_assert_pstr_eq(a->qemu_version, b->qemu_version);
	ck_assert_pstr_eq(a->qemu_package, b->qemu_package);
	ck_assert_pstr_eq(a->machine_type, b->machine_type);
	ck_assert_pstr_eq(a->command, b->command);
	ck_assert_pstr_eq(a->errors, b->errors);
	ck_assert_int_eq(a->exit_code, b->exit_code);
	ck_assert_int_eq(a->elapsed_us, b->elapsed_us);
	ck_assert_pstr_eq(a->finished, b->finished);
	assert_points_equal(a->point, b->point);
}

static gboolean compare_probe(const struct probe_row *row, void *user)
{
	assert_probes_equal(user, row);
	((struct probe_row *)user)->id = -1; /* seen */
	return TRUE;
}

/* Stores a probe of @point, which it takes over, and reads it back from the closed file in both
 * ways. */
static void check_probe_round_trip(struct probe_row row, struct point *point)
{
	g_autofree char *path = fresh_path(), *text = point_text(point);
	struct store *store = create(path);
	struct probe_row *found;

	row.section = add_section(store, "s");
	row.point = point;
	ck_assert(store_add_probe(store, &row, NULL));
	ck_assert_int_gt(row.id, 0);
	ck_assert_int_gt(row.run, 0);
	store_close(store);
	store = open_again(path);
	ck_assert(store_find_probe(store, row.section, text, 0, &found, NULL));
	ck_assert_ptr_nonnull(found);
	assert_probes_equal(&row, found);
	probe_row_clear(found);
	g_free(found);
	ck_assert(store_each_probe(store, row.section, compare_probe, &row, NULL));
	ck_assert_int_eq(row.id, -1);
	store_close(store);
	point_free(point);
}

START_TEST(test_probe_round_trip)
{
	check_probe_round_trip(full_probe(), full_point());
	check_probe_round_trip(bare_probe(), point_new());
}
END_TEST

/* One key at a time: a column that is swapped with another or missing cannot hide. */
START_TEST(test_key_round_trip)
{
	struct point *point;

	if (KEYS[_i].group != KEY_POINT)
		return;
	point = point_new();
	fill_key(&KEYS[_i], point);
	check_probe_round_trip(bare_probe(), point);
}
END_TEST

static struct limit_row full_limit(void)
{
	return (struct limit_row){
		.cell = 5,
		.axis = T("maxmem"),
		.status = T(LIMIT_NON_MONOTONE),
		.limit = 101,
		.refused = 102,
		.step = 103,
		.reason = REASON_SLOTS,
		.message = T("no"),
		.counterexample = 104,
		.probes = 105,
		.agrees_with_model = -1,
		.predicted = 106,
		.qemu_version = T("v"),
		.qemu_package = T("p"),
		.machine_type = T("m"),
		.accepted_probe = 107,
		.refused_probe = 108,
		.confirmed = 109,
		.confirmation = T("refused by \"x\""),
	};
}

static struct limit_row bare_limit(void)
{
	return (struct limit_row){
		.axis = T("size"),
		.status = T(LIMIT_UNDECIDED),
		.limit = UNSET,
		.refused = UNSET,
		.counterexample = UNSET,
		.predicted = UNSET,
		.confirmed = -1,
	};
}

static gboolean compare_limit(const struct limit_row *b, void *user)
{
	struct limit_row *a = user;

	ck_assert_int_eq(a->id, b->id);
	ck_assert_int_eq(a->section, b->section);
	ck_assert_int_eq(a->cell, b->cell);
	ck_assert_pstr_eq(a->axis, b->axis);
	ck_assert_pstr_eq(a->status, b->status);
	ck_assert_uint_eq(a->limit, b->limit);
	ck_assert_uint_eq(a->refused, b->refused);
	ck_assert_uint_eq(a->step, b->step);
	ck_assert_int_eq(a->reason, b->reason);
	ck_assert_pstr_eq(a->message, b->message);
	ck_assert_uint_eq(a->counterexample, b->counterexample);
	ck_assert_int_eq(a->probes, b->probes);
	ck_assert_int_eq(a->agrees_with_model, b->agrees_with_model);
	ck_assert_uint_eq(a->predicted, b->predicted);
	ck_assert_pstr_eq(a->qemu_version, b->qemu_version);
	ck_assert_pstr_eq(a->qemu_package, b->qemu_package);
	ck_assert_pstr_eq(a->machine_type, b->machine_type);
	ck_assert_int_eq(a->accepted_probe, b->accepted_probe);
	ck_assert_int_eq(a->refused_probe, b->refused_probe);
	ck_assert_int_eq(a->confirmed, b->confirmed);
	ck_assert_pstr_eq(a->confirmation, b->confirmation);
	assert_points_equal(a->point, b->point);
	a->id = -1;
	return TRUE;
}

static void check_limit_round_trip(struct limit_row row, struct point *point)
{
	g_autofree char *path = fresh_path();
	struct store *store = create(path);
	struct limit_row *found;

	row.section = add_section(store, "s");
	row.point = point;
	ck_assert(store_find_limit(store, row.section, row.cell, &found, NULL));
	ck_assert_ptr_null(found);
	ck_assert(store_add_limit(store, &row, NULL));
	store_close(store);
	store = open_again(path);
	ck_assert(store_find_limit(store, row.section, row.cell, &found, NULL));
	ck_assert_ptr_nonnull(found);
	ck_assert_str_eq(found->status, row.status);
	limit_row_clear(found);
	g_free(found);
	ck_assert(store_each_limit(store, row.section, compare_limit, &row, NULL));
	ck_assert_int_eq(row.id, -1);
	store_close(store);
	point_free(point);
}

START_TEST(test_limit_round_trip)
{
	check_limit_round_trip(full_limit(), full_point());
	check_limit_round_trip(bare_limit(), point_new());
}
END_TEST

static gboolean compare_run(const struct run_row *row, void *user)
{
	++*(unsigned *)user;
	ck_assert_pstr_eq(row->started, RUN.started);
	ck_assert_pstr_eq(row->memroof_version, RUN.memroof_version);
	ck_assert_pstr_eq(row->command, RUN.command);
	ck_assert_pstr_eq(row->kernel, RUN.kernel);
	ck_assert_pstr_eq(row->host_cpu_vendor, RUN.host_cpu_vendor);
	ck_assert_pstr_eq(row->host_cpu_model, RUN.host_cpu_model);
	ck_assert_int_eq(row->host_phys_bits, RUN.host_phys_bits);
	ck_assert_int_eq(row->host_memory, RUN.host_memory);
	ck_assert_int_eq(row->overcommit, RUN.overcommit);
	return TRUE;
}

static gboolean compare_section(const struct section_row *row, void *user)
{
	++*(unsigned *)user;
	ck_assert_pstr_eq(row->path, "a.ini");
	ck_assert_pstr_eq(row->text, "# why?\n");
	ck_assert_pstr_eq(row->question, "why?");
	ck_assert_pstr_eq(row->kind, "limit");
	ck_assert_pstr_eq(row->spec, "axis=maxmem");
	ck_assert_pstr_eq(row->axis, "maxmem");
	ck_assert_pstr_eq(row->columns, "size");
	ck_assert_pstr_eq(row->varied, "size,slots");
	ck_assert_int_eq(row->n_points, 7);
	return *(unsigned *)user < 2; /* the third one is not wanted */
}

/* A second opening for writing is a second run; what the first one wrote is still there. */
START_TEST(test_runs_and_sections)
{
	g_autofree char *path = fresh_path();
	struct store *store = create(path);
	struct probe_row row = bare_probe();
	unsigned runs = 0, sections = 0;

	add_section(store, "one");
	add_section(store, "two");
	store_close(store);
	store = store_open(path, &RUN, NULL);
	ck_assert_ptr_nonnull(store);
	row.section = add_section(store, "three");
	row.point = point_new();
	ck_assert(store_add_probe(store, &row, NULL));
	ck_assert_int_eq(row.run, 2);
	point_free(row.point);
	ck_assert(store_each_run(store, compare_run, &runs, NULL));
	ck_assert(store_each_section(store, compare_section, &sections, NULL));
	store_close(store);
	ck_assert_uint_eq(runs, 2);
	ck_assert_uint_eq(sections, 2);
}
END_TEST

START_TEST(test_duplicates_are_refused)
{
	g_autofree char *path = fresh_path();
	struct store *store = create(path);
	struct probe_row probe = full_probe();
	struct limit_row limit = bare_limit();
	GError *error = NULL;

	probe.section = limit.section = add_section(store, "s");
	probe.point = limit.point = full_point();
	ck_assert(store_add_probe(store, &probe, NULL));
	probe.cell++;
	ck_assert(!store_add_probe(store, &probe, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, path);
	ck_assert(store_add_limit(store, &limit, NULL));
	ck_assert(!store_add_limit(store, &limit, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, path);
	/* The same point in another section is another question. */
	probe.section = add_section(store, "t");
	ck_assert(store_add_probe(store, &probe, NULL));
	point_free(probe.point);
	store_close(store);
}
END_TEST

Suite *suite_store(void)
{
	Suite *suite = suite_create("store");
	TCase *rows = tcase_create("rows");

	tcase_add_test(rows, test_probe_round_trip);
	tcase_add_loop_test(rows, test_key_round_trip, 0, (int)N_KEYS);
	tcase_add_test(rows, test_limit_round_trip);
	tcase_add_test(rows, test_runs_and_sections);
	tcase_add_test(rows, test_duplicates_are_refused);
	suite_add_tcase(suite, rows);
	return suite;
}
