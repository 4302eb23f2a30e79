/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prober and limit over the worlds of the fake engine. */
#include "base/error.h"
#include "base/size.h"
#include "model/keys.h"
#include "run/limit.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define NO_FD (-1)
#define Q35 "machine=q35 phys-bits=36 size=2G "
/* Eight slots of 1 GiB each are asked for on top of maxmem. */
#define EIGHT Q35 "slots=8 "

static const struct host_facts FACTS = {.memory = 4 * GIB};
static const struct run_row RUN = {.started = (char *)"now", .memroof_version = (char *)"1"};

/* A point of the fake engine from "key=value …". */
static struct point *point_of(const char *text)
{
	struct point *point = point_new();
	g_auto(GStrv) words = NULL;

	point->engine = g_strdup("fake");
	ck_assert(g_shell_parse_argv(text, NULL, &words, NULL));
	for (char **word = words; *word != NULL; word++) {
		char *equals = strchr(*word, '=');
		const struct key *key;

		ck_assert_ptr_nonnull(equals);
		*equals = '\0';
		key = key_find(*word);
		ck_assert_msg(key != NULL && key_set(key, point, equals + 1, NULL), "%s", *word);
	}
	return point;
}

/* A limit of the model's roof, or of a world of its own. */
static const struct limit_case {
	const char *point, *axis;
	const char *status;
	uint64_t limit, refused;
	enum reason reason;
	int agrees;
	unsigned probes; /* 0: however many it takes */
} LIMITS[] = {
	/* the model's world: a right guess costs two probes */
	{EIGHT, "maxmem", LIMIT_EXACT, 22 * GIB, 22 * GIB + 4096, REASON_PHYS_BITS, 1, 2},
	{Q35, "maxmem", LIMIT_EXACT, 30 * GIB, 30 * GIB + 4096, REASON_PHYS_BITS, 1, 2},
	{"machine=q35 phys-bits=36", "size", LIMIT_EXACT, 30 * GIB, 30 * GIB + 8192,
	 REASON_PHYS_BITS, 1, 2},
	{Q35 "maxmem=22G", "slots", LIMIT_EXACT, 8, 9, REASON_PHYS_BITS, 1, 2},
	{"machine=q35 size=2G slots=8 maxmem=22G", "phys-bits", LIMIT_EXACT, 36, 35,
	 REASON_PHYS_BITS, 1, 2},
	/* a roof of its own: exact although the guess is wrong, near or far, by GiB or by pages */
	{EIGHT "fake=roof=29G", "maxmem", LIMIT_EXACT, 21 * GIB, 21 * GIB + 4096, REASON_PHYS_BITS,
	 0, 0},
	{EIGHT "fake=roof=31G", "maxmem", LIMIT_EXACT, 23 * GIB, 23 * GIB + 4096, REASON_PHYS_BITS,
	 0, 0},
	{EIGHT "fake=roof=70G", "maxmem", LIMIT_EXACT, 62 * GIB, 62 * GIB + 4096, REASON_PHYS_BITS,
	 0, 0},
	{EIGHT "fake=roof=12884905985", "maxmem", LIMIT_EXACT, 4 * GIB + 4096, 4 * GIB + 8192,
	 REASON_PHYS_BITS, 0, 0},
	{EIGHT "fake=roof=12884905983", "maxmem", LIMIT_EXACT, 4 * GIB, 4 * GIB + 4096,
	 REASON_PHYS_BITS, 0, 0},
	{EIGHT "fake=roof=8G,slot-cost=0", "maxmem", LIMIT_EXACT, 8 * GIB, 8 * GIB + 4096,
	 REASON_PHYS_BITS, 0, 0},
	{"fake=roof=3G", "size", LIMIT_EXACT, 3 * GIB, 3 * GIB + 8192, REASON_PHYS_BITS, 0, 0},
	{Q35 "maxmem=4G fake=roof=7G", "slots", LIMIT_EXACT, 3, 4, REASON_PHYS_BITS, 0, 0},
	/* no edge */
	{EIGHT "fake=roof=7E", "maxmem", LIMIT_EVERYTHING, 66 * GIB, UNSET, REASON_NONE, 0, 0},
	{Q35 "maxmem=4G fake=roof=7E", "slots", LIMIT_EVERYTHING, 1024, UNSET, REASON_NONE, 0, 0},
	{"size=2G maxmem=4G slots=1 fake=roof=7E", "phys-bits", LIMIT_EVERYTHING, 1, UNSET,
	 REASON_NONE, 0, 0},
	{EIGHT "fake=roof=1G", "maxmem", LIMIT_NOTHING, UNSET, 2 * GIB + 4096, REASON_PHYS_BITS, 0,
	 0},
	{Q35 "fake=roof=1G", "maxmem", LIMIT_NOTHING, UNSET, 2 * GIB, REASON_PHYS_BITS, 0, 0},
	{"size=2G maxmem=4G slots=1 fake=roof=1G", "phys-bits", LIMIT_NOTHING, UNSET, 52,
	 REASON_PHYS_BITS, 0, 0},
	/* no answer: at the edge it is not one, behind the edge nobody asks */
	{EIGHT "fake=crash=30G", "maxmem", LIMIT_UNDECIDED, 22 * GIB - 4096, UNSET,
	 REASON_ASSERTION, -1, 0},
	{EIGHT "fake=host=30G", "maxmem", LIMIT_UNDECIDED, 22 * GIB - 4096, UNSET, REASON_MEMORY,
	 -1, 0},
	{EIGHT "timeout=1ms fake=hang=30G", "maxmem", LIMIT_UNDECIDED, UNSET, UNSET,
	 REASON_DEADLINE, -1, 1},
	{EIGHT "fake=crash=31G,host=32G,hang=33G", "maxmem", LIMIT_EXACT, 22 * GIB, 22 * GIB + 4096,
	 REASON_PHYS_BITS, 1, 2},
	{EIGHT "fake=roof=20G,crash=30G", "maxmem", LIMIT_EXACT, 12 * GIB, 12 * GIB + 4096,
	 REASON_PHYS_BITS, 0, 0},
	{EIGHT "fake=crash=1G", "maxmem", LIMIT_UNDECIDED, UNSET, UNSET, REASON_ASSERTION, -1, 0},
};

static void find_limit(const char *text, const char *axis, unsigned samples, struct limit_row *row)
{
	struct prober *prober = prober_new(&FACTS, NULL, NO_FD);
	struct point *point = point_of(text);
	struct limit_question question = {.point = point,
					  .axis = axis,
					  .samples = samples,
					  .seed = 7,
					  .section = 3,
					  .cell = 5};
	GError *error = NULL;

	ck_assert_msg(limit_find(prober, &question, row, NULL, &error), "%s",
		      error != NULL ? error->message : "no error");
	ck_assert_int_eq(row->section, 3);
	ck_assert_int_eq(row->cell, 5);
	ck_assert_str_eq(row->axis, axis);
	ck_assert(!key_is_set(key_find(axis), row->point));
	point_free(point);
	prober_free(prober);
}

START_TEST(test_limit)
{
	const struct limit_case *c = &LIMITS[_i];
	struct limit_row row;

	find_limit(c->point, c->axis, 0, &row);
	ck_assert_str_eq(row.status, c->status);
	ck_assert_uint_eq(row.limit, c->limit);
	ck_assert_uint_eq(row.refused, c->refused);
	ck_assert_int_eq(row.reason, c->reason);
	ck_assert_int_eq(row.agrees_with_model, c->agrees);
	ck_assert_uint_eq(row.counterexample, UNSET);
	ck_assert((row.message != NULL) == (row.reason != REASON_NONE));
	if (c->probes != 0)
		ck_assert_int_eq(row.probes, c->probes);
	if (c->agrees == 1)
		ck_assert_uint_eq(row.predicted, c->limit);
	limit_row_clear(&row);
}
END_TEST

/* Answers the other way round where nobody looks, unless samples do. The island is in bytes asked
 * for. */
static const struct {
	const char *point;
	unsigned samples;
	const char *status;
	uint64_t limit, first, last; /* maxmem */
} ISLANDS[] = {
	{EIGHT "fake=roof=30G,island=14G-20G", 0, LIMIT_EXACT, 22 * GIB, 0, 0},
	{EIGHT "fake=roof=30G,island=14G-20G", 100, LIMIT_NON_MONOTONE, 22 * GIB, 6 * GIB,
	 12 * GIB},
	{EIGHT "fake=roof=30G,island=50G-60G", 100, LIMIT_NON_MONOTONE, 22 * GIB, 42 * GIB,
	 52 * GIB},
	{EIGHT "fake=roof=30G", 100, LIMIT_EXACT, 22 * GIB, 0, 0},
};

START_TEST(test_island)
{
	struct limit_row row, again;

	find_limit(ISLANDS[_i].point, "maxmem", ISLANDS[_i].samples, &row);
	ck_assert_str_eq(row.status, ISLANDS[_i].status);
	ck_assert_uint_eq(row.limit, ISLANDS[_i].limit);
	ck_assert_uint_eq(row.refused, ISLANDS[_i].limit + 4096);
	if (ISLANDS[_i].last != 0) {
		ck_assert_uint_ge(row.counterexample, ISLANDS[_i].first);
		ck_assert_uint_le(row.counterexample, ISLANDS[_i].last);
	} else {
		ck_assert_uint_eq(row.counterexample, UNSET);
	}
	/* The model speaks of the edge, not of what lies elsewhere. */
	ck_assert_int_eq(row.agrees_with_model, 1);
	find_limit(ISLANDS[_i].point, "maxmem", ISLANDS[_i].samples, &again);
	ck_assert_uint_eq(again.counterexample, row.counterexample);
	ck_assert_int_eq(again.probes, row.probes);
	limit_row_clear(&row);
	limit_row_clear(&again);
}
END_TEST

static const struct {
	const char *point, *axis, *part;
} QUESTIONS[] = {
	{EIGHT "maxmem=4G", "maxmem", "maxmem is the axis"},
	{Q35, "size", "size is the axis"},
	{Q35, "slots", "axis slots needs maxmem"},
	{Q35, "phys-bits", "phys-bits is the axis"},
	{Q35, "maxmen", "did you mean 'maxmem'?"},
};

START_TEST(test_contradictory_question)
{
	struct prober *prober = prober_new(&FACTS, NULL, NO_FD);
	struct point *point = point_of(QUESTIONS[_i].point);
	struct limit_question question = {.point = point, .axis = QUESTIONS[_i].axis};
	struct limit_proof proof = {0};
	struct limit_row row;
	GError *error = NULL;

	ck_assert(!limit_find(prober, &question, &row, &proof, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, QUESTIONS[_i].part);
	point_free(point);
	prober_free(prober);
}
END_TEST

static struct store *make_store(void)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	struct section_row section = {
		.path = (char *)"a.ini",
		.text = (char *)"",
		.kind = (char *)"limit",
		.name = (char *)"a",
		.spec = (char *)"",
		.n_points = 1000,
	};
	struct store *store = store_create(path, &RUN, NULL);

	ck_assert_ptr_nonnull(store);
	ck_assert(store_add_section(store, &section, NULL));
	ck_assert_int_eq(section.id, 1);
	return store;
}

static gboolean count_probe(const struct probe_row *row, void *user)
{
	(void)row;
	++*(unsigned *)user;
	return TRUE;
}

static unsigned count_probes(struct store *store)
{
	unsigned n = 0;

	ck_assert(store_each_probe(store, 1, count_probe, &n, NULL));
	return n;
}

/* Both sides are proven by probes of their own, which the store has. */
START_TEST(test_proof)
{
	struct store *store = make_store();
	struct prober *prober = prober_new(&FACTS, store, NO_FD);
	struct point *point = point_of(EIGHT "fake=roof=20G");
	struct limit_question question = {.point = point, .axis = "maxmem", .section = 1};
	struct limit_proof proof = {0};
	struct limit_row row;

	ck_assert(limit_find(prober, &question, &row, &proof, NULL));
	ck_assert_uint_eq(proof.accepted->point->maxmem, 12 * GIB);
	ck_assert_int_eq(proof.accepted->outcome, OUTCOME_ACCEPTED);
	ck_assert_int_eq(proof.accepted->id, row.accepted_probe);
	ck_assert_uint_eq(proof.refused->point->maxmem, 12 * GIB + 4096);
	ck_assert_int_eq(proof.refused->outcome, OUTCOME_REFUSED);
	ck_assert_int_eq(proof.refused->id, row.refused_probe);
	ck_assert_int_ne(row.accepted_probe, row.refused_probe);
	ck_assert_uint_eq(count_probes(store), row.probes);
	limit_proof_clear(&proof);
	limit_row_clear(&row);
	point_free(point);
	prober_free(prober);
	store_close(store);
}
END_TEST

/* A descriptor that is readable: whatever would be probed now is interrupted. */
static int readable_fd(void)
{
	int fd = eventfd(1, EFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

START_TEST(test_probe_is_stored_once)
{
	struct store *store = make_store();
	struct prober *prober = prober_new(&FACTS, store, NO_FD);
	struct point *point = point_of(EIGHT "maxmem=23G fake=delay=1");
	struct probe_row *first = prober_probe(prober, point, &(struct probe_place){1, 4, 0}, NULL),
			 *second;
	int fd = readable_fd();

	ck_assert_ptr_nonnull(first);
	ck_assert_int_eq(first->outcome, OUTCOME_REFUSED);
	ck_assert_int_eq(first->cell, 4);
	ck_assert_str_eq(first->qemu_version, "fake");
	assert_text(prober_command(prober, point), first->command);
	prober_free(prober);
	prober = prober_new(&FACTS, store, fd);
	second = prober_probe(prober, point, &(struct probe_place){1, 9, 0}, NULL);
	ck_assert_ptr_nonnull(second);
	ck_assert_int_eq(second->id, first->id);
	ck_assert_str_eq(second->message, first->message);
	ck_assert_uint_eq(count_probes(store), 1);
	prober_row_free(first);
	prober_row_free(second);
	point_free(point);
	prober_free(prober);
	store_close(store);
	close(fd);
}
END_TEST

START_TEST(test_interrupted_probe_is_not_stored)
{
	struct store *store = make_store();
	int fd = readable_fd();
	struct prober *prober = prober_new(&FACTS, store, fd);
	struct point *point = point_of(EIGHT "fake=delay=60000");
	struct limit_question question = {.point = point, .axis = "maxmem", .section = 1};
	struct limit_row row;
	GError *error = NULL;

	ck_assert_ptr_null(prober_probe(prober, point, &(struct probe_place){1, 0, 0}, &error));
	assert_error(&error, MEMROOF_ERROR_INTERRUPTED, "interrupted");
	ck_assert(!limit_find(prober, &question, &row, NULL, &error));
	assert_error(&error, MEMROOF_ERROR_INTERRUPTED, "interrupted");
	ck_assert_uint_eq(count_probes(store), 0);
	point_free(point);
	prober_free(prober);
	store_close(store);
	close(fd);
}
END_TEST

/* Without a binary there is an outcome, and its command says what would have been started. */
START_TEST(test_missing_binary)
{
	struct prober *prober = prober_new(&FACTS, NULL, NO_FD);
	struct point *point = point_of("engine=qemu qemu=/no/such/qemu size=1G");
	struct probe_row *row = prober_probe(prober, point, &(struct probe_place){0}, NULL);

	ck_assert_ptr_nonnull(row);
	ck_assert_int_eq(row->outcome, OUTCOME_BROKEN);
	ck_assert_int_eq(row->stage, STAGE_SPAWN);
	ck_assert_int_eq(row->reason, REASON_NOT_STARTED);
	ck_assert_ptr_nonnull(strstr(row->message, QEMU_PACKAGE));
	ck_assert(g_str_has_prefix(row->command, "/no/such/qemu "));
	ck_assert_ptr_null(row->qemu_version);
	prober_row_free(row);
	point_free(point);
	prober_free(prober);
}
END_TEST

Suite *suite_run(void)
{
	Suite *suite = suite_create("run");
	TCase *limits = tcase_create("limit"), *probes = tcase_create("prober");

	tcase_set_timeout(limits, 120);
	tcase_add_loop_test(limits, test_limit, 0, G_N_ELEMENTS(LIMITS));
	tcase_add_loop_test(limits, test_island, 0, G_N_ELEMENTS(ISLANDS));
	tcase_add_loop_test(limits, test_contradictory_question, 0, G_N_ELEMENTS(QUESTIONS));
	tcase_add_test(limits, test_proof);
	suite_add_tcase(suite, limits);
	tcase_add_test(probes, test_probe_is_stored_once);
	tcase_add_test(probes, test_interrupted_probe_is_not_stored);
	tcase_add_test(probes, test_missing_binary);
	suite_add_tcase(suite, probes);
	return suite;
}
