/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Limits of one engine that another one tries again. */
#include "base/error.h"
#include "base/size.h"
#include "run/confirm.h"
#include "run/limit.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define T(text) ((char *)(text))
#define NO_FD (-1)
/* Eight slots of 1 GiB each are asked for on top of maxmem: up to 22 GiB. */
#define EIGHT "engine=qemu qemu=/no/such/qemu machine=q35 phys-bits=36 size=2G slots=8 timeout=5s "

static const struct host_facts FACTS = {.memory = 4 * GIB};
static const struct run_row RUN = {.started = T("now"), .memroof_version = T("1")};

struct side {
	gboolean there;
	enum outcome outcome;
	enum stage stage;
	enum reason reason;
	const char *message;
};

#define YES                                                                                        \
	{                                                                                          \
		TRUE, OUTCOME_ACCEPTED, STAGE_MACHINE, REASON_NONE, NULL                           \
	}
#define NO                                                                                         \
	{                                                                                          \
		TRUE, OUTCOME_REFUSED, STAGE_MACHINE, REASON_PHYS_BITS, "too few"                  \
	}
#define NONE                                                                                       \
	{                                                                                          \
		0                                                                                  \
	}

static const struct {
	struct side accepted, refused;
	int confirmed;
	const char *words;
} JUDGED[] = {
	{YES, NO, 1, NULL},
	{YES, NONE, 1, NULL},
	{NONE, NO, 1, NULL},
	{NONE, NONE, -1, NULL},
	/* refused is refused, whoever says it; and a guest that hangs is no guest */
	{YES, {TRUE, OUTCOME_REFUSED, STAGE_LIBVIRT, REASON_ROUNDED, "makes 3 of it"}, 1, NULL},
	{YES, {TRUE, OUTCOME_TIMEOUT, STAGE_FIRMWARE, REASON_DEADLINE, "nothing"}, 1, NULL},
	/* decided otherwise */
	{NO, NO, 0, "accepted side refused by x: phys-bits: too few"},
	{NO, NONE, 0, "accepted side refused by x: phys-bits: too few"},
	{{TRUE, OUTCOME_REFUSED, STAGE_LIBVIRT, REASON_ROUNDED, "makes 3 of it"},
	 NO,
	 0,
	 "accepted side refused by x: rounded: makes 3 of it"},
	{{TRUE, OUTCOME_TIMEOUT, STAGE_FIRMWARE, REASON_DEADLINE, "nothing"},
	 NO,
	 0,
	 "accepted side left hanging by x: deadline at stage firmware: nothing"},
	{{TRUE, OUTCOME_REFUSED, STAGE_GUEST, REASON_UNKNOWN, NULL},
	 NO,
	 0,
	 "accepted side refused by x: unknown at stage guest"},
	{YES, YES, 0, "refused side accepted by x"},
	{NO, YES, 0, "accepted side refused by x: phys-bits: too few; refused side accepted by x"},
	/* no answer */
	{YES,
	 {TRUE, OUTCOME_BROKEN, STAGE_SPAWN, REASON_CONNECTION, "gone"},
	 -1,
	 "no answer of x on the refused side: broken: connection: gone"},
	{{TRUE, OUTCOME_HOST_LIMIT, STAGE_MACHINE, REASON_MEMORY, "full"},
	 NO,
	 -1,
	 "no answer of x on the accepted side: host-limit: memory: full"},
	{{TRUE, OUTCOME_TIMEOUT, STAGE_MACHINE, REASON_DEADLINE, "slow"},
	 NONE,
	 -1,
	 "no answer of x on the accepted side: timeout: deadline: slow"},
	{{TRUE, OUTCOME_CRASH, STAGE_MACHINE, REASON_ASSERTION, "oh"},
	 NO,
	 -1,
	 "no answer of x on the accepted side: crash: assertion: oh"},
	/* one side without an answer does not undo what the other one says */
	{{TRUE, OUTCOME_BROKEN, STAGE_SPAWN, REASON_CONNECTION, "gone"},
	 YES,
	 0,
	 "no answer of x on the accepted side: broken: connection: gone; refused side accepted by "
	 "x"},
};

static struct probe_row row_of(const struct side *side)
{
	return (struct probe_row){
		.outcome = side->outcome,
		.stage = side->stage,
		.reason = side->reason,
		.message = T(side->message),
	};
}

START_TEST(both_sides_are_judged)
{
	const struct side *accepted = &JUDGED[_i].accepted, *refused = &JUDGED[_i].refused;
	struct probe_row a = row_of(accepted), r = row_of(refused);
	struct limit_row limit = {.confirmed = 7, .confirmation = g_strdup("before")};

	confirm_judge("x", accepted->there ? &a : NULL, refused->there ? &r : NULL, &limit);
	ck_assert_int_eq(limit.confirmed, JUDGED[_i].confirmed);
	ck_assert_pstr_eq(limit.confirmation, JUDGED[_i].words);
	ck_assert_int_eq(confirm_is_missing(&limit),
			 JUDGED[_i].confirmed < 0 && JUDGED[_i].words != NULL);
	limit_row_clear(&limit);
}
END_TEST

/* A limit of the real world, and the worlds of the fake engine in which it is tried again. */
static const struct {
	const char *world, *status;
	uint64_t limit, refused;
	int confirmed;
	unsigned probes; /* by the other engine */
	const char *words;
} TRIED[] = {
	{"roof=30G", LIMIT_EXACT, 22 * GIB, 22 * GIB + 4096, 1, 2, NULL},
	{"roof=29G", LIMIT_EXACT, 22 * GIB, 22 * GIB + 4096, 0, 2, "accepted side refused by fake"},
	{"roof=31G", LIMIT_EXACT, 22 * GIB, 22 * GIB + 4096, 0, 2, "refused side accepted by fake"},
	{"roof=31G", LIMIT_NON_MONOTONE, 22 * GIB, 22 * GIB + 4096, 0, 2, "refused side accepted"},
	{"host=25G", LIMIT_EXACT, 22 * GIB, 22 * GIB + 4096, -1, 2, "no answer of fake on the acc"},
	{"roof=99G", LIMIT_EVERYTHING, 66 * GIB, UNSET, 1, 1, NULL},
	{"roof=9G", LIMIT_NOTHING, UNSET, 2 * GIB + 4096, 1, 1, NULL},
	{"roof=99G", LIMIT_NOTHING, UNSET, 2 * GIB + 4096, 0, 1, "refused side accepted by fake"},
	{"roof=30G", LIMIT_UNDECIDED, 22 * GIB, UNSET, -1, 0, NULL},
};

static struct limit_row limit_of(unsigned i)
{
	struct limit_row limit = {
		.section = 1,
		.cell = 4,
		.point = make_point(EIGHT),
		.axis = g_strdup("maxmem"),
		.status = g_strdup(TRIED[i].status),
		.limit = TRIED[i].limit,
		.refused = TRIED[i].refused,
		.probes = 10,
		.confirmed = -1,
	};

	limit.point->fake = g_strdup(TRIED[i].world);
	return limit;
}

static struct store *make_store(void)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	struct section_row section = {.path = T("a.ini"),
				      .text = T(""),
				      .kind = T("limit"),
				      .name = T("a"),
				      .spec = T(""),
				      .n_points = 1};
	struct store *store = store_create(path, &RUN, NULL);

	ck_assert_ptr_nonnull(store);
	ck_assert(store_add_section(store, &section, NULL));
	ck_assert_int_eq(section.id, 1);
	return store;
}

static gboolean count_in_cell(const struct probe_row *row, void *user)
{
	ck_assert_int_eq(row->cell, 4);
	*(unsigned *)user += point_uses_engine(row->point, "fake");
	return TRUE;
}

static unsigned count_fakes(struct store *store)
{
	unsigned n = 0;

	ck_assert(store_each_probe(store, 1, count_in_cell, &n, NULL));
	return n;
}

START_TEST(the_sides_are_tried_and_stored)
{
	struct store *store = make_store();
	struct prober *prober = prober_new(&FACTS, store, NO_FD);

	/* The second time they are there. */
	for (unsigned i = 0; i < 2; i++) {
		struct limit_row limit = limit_of((unsigned)_i);

		ck_assert(confirm_limit(prober, "fake", &limit, NULL));
		ck_assert_int_eq(limit.confirmed, TRIED[_i].confirmed);
		if (TRIED[_i].words != NULL)
			ck_assert_msg(limit.confirmation != NULL &&
					      strstr(limit.confirmation, TRIED[_i].words) != NULL,
				      "%s", limit.confirmation);
		else
			ck_assert_ptr_null(limit.confirmation);
		ck_assert_int_eq(limit.probes, 10 + TRIED[_i].probes);
		ck_assert_uint_eq(count_fakes(store), TRIED[_i].probes);
		ck_assert(point_uses_engine(limit.point, "qemu"));
		limit_row_clear(&limit);
	}
	prober_free(prober);
	store_close(store);
}
END_TEST

static void add_side(struct store *store, const char *keys, enum outcome outcome)
{
	struct probe_row row = {
		.section = 1,
		.cell = 4,
		.point = make_point(keys),
		.outcome = outcome,
		.stage = STAGE_MACHINE,
		.reason = outcome == OUTCOME_ACCEPTED ? REASON_NONE : REASON_PHYS_BITS,
		.command = T("qemu"),
		.finished = T("then"),
	};

	ck_assert(store_add_probe(store, &row, NULL));
	point_free(row.point);
}

/* The search finds its answers in the store: there is no such QEMU. */
START_TEST(a_limit_that_was_found_is_confirmed)
{
	struct store *store = make_store();
	struct prober *prober = prober_new(&FACTS, store, NO_FD);
	struct limit_question question = {.point = make_point(EIGHT),
					  .axis = "maxmem",
					  .section = 1,
					  .cell = 4,
					  .confirm = "fake"};
	struct limit_proof proof = {0};
	struct limit_row row;

	add_side(store, EIGHT "maxmem=22G", OUTCOME_ACCEPTED);
	add_side(store, EIGHT "maxmem=23068676K", OUTCOME_REFUSED);
	ck_assert(limit_find(prober, &question, &row, &proof, NULL));
	ck_assert_str_eq(row.status, LIMIT_EXACT);
	ck_assert_uint_eq(row.limit, 22 * GIB);
	ck_assert_int_eq(row.confirmed, 1);
	ck_assert_ptr_null(row.confirmation);
	ck_assert_int_eq(row.probes, 4);
	ck_assert(point_uses_engine(proof.accepted->point, "qemu"));
	ck_assert_uint_eq(count_fakes(store), 2);
	limit_proof_clear(&proof);
	limit_row_clear(&row);
	point_free((struct point *)question.point);
	prober_free(prober);
	store_close(store);
}
END_TEST

START_TEST(without_a_limit_nobody_is_asked)
{
	struct prober *prober = prober_new(&FACTS, NULL, NO_FD);
	struct limit_question question = {
		.point = make_point(EIGHT), .axis = "maxmem", .confirm = "fake"};
	GError *error = NULL;
	struct limit_row row;

	ck_assert(limit_find(prober, &question, &row, NULL, NULL));
	ck_assert_str_eq(row.status, LIMIT_UNDECIDED);
	ck_assert_int_eq(row.confirmed, -1);
	ck_assert_ptr_null(row.confirmation);
	ck_assert_int_eq(row.probes, 1);
	limit_row_clear(&row);
	question.confirm = "qemu";
	ck_assert(!limit_find(prober, &question, &row, NULL, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "confirm = qemu: engine qemu searches itself");
	point_free((struct point *)question.point);
	prober_free(prober);
}
END_TEST

/* What the harness could not do is done again; what was said stays. */
static const struct {
	const char *status, *confirmation;
	enum reason reason;
	enum outcome probe;
	gboolean kept;
} FORGOTTEN[] = {
	{LIMIT_EXACT, NULL, REASON_PHYS_BITS, OUTCOME_ACCEPTED, TRUE},
	{LIMIT_EXACT, "accepted side refused by x", REASON_PHYS_BITS, OUTCOME_REFUSED, TRUE},
	{LIMIT_EXACT, "no answer of x: host-limit", REASON_PHYS_BITS, OUTCOME_HOST_LIMIT, TRUE},
	{LIMIT_EXACT, "no answer of x: broken", REASON_PHYS_BITS, OUTCOME_BROKEN, FALSE},
	{LIMIT_UNDECIDED, NULL, REASON_CONNECTION, OUTCOME_BROKEN, FALSE},
	{LIMIT_UNDECIDED, NULL, REASON_MEMORY, OUTCOME_HOST_LIMIT, TRUE},
};

START_TEST(a_failure_of_the_harness_is_forgotten)
{
	struct store *store = make_store();
	struct limit_row limit = {
		.section = 1,
		.cell = 4,
		.point = make_point("size=2G"),
		.axis = T("maxmem"),
		.status = T(FORGOTTEN[_i].status),
		.reason = FORGOTTEN[_i].reason,
		.confirmed = -1,
		.confirmation = T(FORGOTTEN[_i].confirmation),
	};
	struct limit_row *found;

	add_side(store, "size=2G maxmem=3G", FORGOTTEN[_i].probe);
	ck_assert(store_add_limit(store, &limit, NULL));
	ck_assert(store_forget_broken(store, NULL));
	ck_assert(store_find_limit(store, 1, 4, &found, NULL));
	ck_assert_int_eq(found != NULL, FORGOTTEN[_i].kept);
	if (found != NULL)
		limit_row_clear(found);
	g_free(found);
	point_free(limit.point);
	store_close(store);
}
END_TEST

Suite *suite_confirm(void)
{
	Suite *suite = suite_create("confirm");
	TCase *tcase = tcase_create("sides");

	tcase_add_loop_test(tcase, both_sides_are_judged, 0, G_N_ELEMENTS(JUDGED));
	tcase_add_loop_test(tcase, the_sides_are_tried_and_stored, 0, G_N_ELEMENTS(TRIED));
	tcase_add_test(tcase, a_limit_that_was_found_is_confirmed);
	tcase_add_test(tcase, without_a_limit_nobody_is_asked);
	tcase_add_loop_test(tcase, a_failure_of_the_harness_is_forgotten, 0,
			    G_N_ELEMENTS(FORGOTTEN));
	suite_add_tcase(suite, tcase);
	return suite;
}
