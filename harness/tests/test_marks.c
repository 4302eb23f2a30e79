/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a start got how far: QEMUs that get so far and no further. */
#include "model/point.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/engine.h"
#include "vm/qmp_run.h"

#include <string.h>

#define LONG_MS 50000
#define GREET "echo '{\"QMP\": {}}'\n"
#define ANSWER "read -r line; echo '{\"return\": {}}'\n"

static const char *const COMMANDS[] = {"qmp_capabilities", "query-version", "quit", NULL};

/* Runs a script that plays QEMU; returns when it was gone. */
static int64_t follow(const char *script, struct start_marks *marks)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};
	struct child_spec spec = {.cancel_fd = -1};
	struct child_result result;
	struct qmp qmp;
	int64_t elapsed_us;

	marks_init(marks);
	qmp_init(&qmp, COMMANDS);
	ck_assert(qmp_run(&spec, argv, LONG_MS, &qmp, marks, &result, NULL));
	elapsed_us = result.elapsed_us;
	child_result_clear(&result);
	qmp_clear(&qmp);
	return elapsed_us;
}

START_TEST(nothing_has_happened_at_first)
{
	struct start_marks marks;

	marks_init(&marks);
	ck_assert_uint_eq(marks.greeting, UNSET);
	ck_assert_uint_eq(marks.machine, UNSET);
	ck_assert_uint_eq(marks.guest, UNSET);
	ck_assert_uint_eq(marks.report, UNSET);
}
END_TEST

/* What the script says between its sleeps cannot be seen earlier. */
static const struct {
	const char *script;
	uint64_t greeting, machine; /* not before, in microseconds; UNSET: never */
} CONDUCTS[] = {
	{"exit 0", UNSET, UNSET},
	{"echo nonsense", UNSET, UNSET},
	{"echo '{\"event\": \"STOP\"}'", UNSET, UNSET},
	{GREET, 0, UNSET},
	{"sleep 0.1\n" GREET "sleep 0.1\n", 100000, UNSET},
	{GREET "read -r line; echo nonsense", 0, UNSET},
	{GREET "read -r line", 0, UNSET},
	{GREET ANSWER, 0, 0},
	{GREET "sleep 0.1\n" ANSWER, 0, 100000},
	{"sleep 0.1\n" GREET "sleep 0.1\n" ANSWER ANSWER ANSWER, 100000, 200000},
	/* The first answer counts, not the last one. */
	{GREET ANSWER "sleep 0.2\n" ANSWER "sleep 0.2\n" ANSWER, 0, 0},
	/* A greeting in two pieces has come when it is whole. */
	{"printf '{\"QMP\": '; sleep 0.1; echo '{}}'\n" ANSWER, 100000, 100000},
};

static void assert_mark(uint64_t mark, uint64_t least, uint64_t most)
{
	if (least == UNSET) {
		ck_assert_uint_eq(mark, UNSET);
	} else {
		ck_assert_uint_ge(mark, least);
		ck_assert_uint_le(mark, most);
	}
}

START_TEST(marks_follow_the_conversation)
{
	struct start_marks marks;
	uint64_t end = (uint64_t)follow(CONDUCTS[_i].script, &marks);

	assert_mark(marks.greeting, CONDUCTS[_i].greeting, end);
	assert_mark(marks.machine, CONDUCTS[_i].machine, end);
	if (marks.machine != UNSET)
		ck_assert_uint_le(marks.greeting, marks.machine);
	ck_assert_uint_eq(marks.guest, UNSET);
	ck_assert_uint_eq(marks.report, UNSET);
}
END_TEST

START_TEST(the_first_answer_counts)
{
	struct start_marks marks;
	int64_t end = follow(GREET ANSWER "sleep 0.3\n" ANSWER "sleep 0.3\n" ANSWER, &marks);

	ck_assert_uint_le(marks.machine, (uint64_t)end - 600000);
}
END_TEST

static gboolean mark_twice(struct child *child, const char *data, size_t n, void *user)
{
	uint64_t *mark = user, first;

	(void)data;
	(void)n;
	mark_now(mark, child);
	first = *mark;
	ck_assert_uint_ne(first, UNSET);
	while ((uint64_t)child_elapsed_us(child) == first)
		;
	mark_now(mark, child);
	ck_assert_uint_eq(*mark, first);
	return TRUE;
}

START_TEST(a_mark_is_set_once)
{
	const char *argv[] = {"echo", "x", NULL};
	uint64_t mark = UNSET;
	const struct child_spec spec = {.argv = argv,
					.timeout_ms = LONG_MS,
					.cancel_fd = -1,
					.on_output = mark_twice,
					.user = &mark};
	struct child_result result;

	ck_assert(child_run(&spec, &result, NULL));
	ck_assert_uint_ne(mark, UNSET);
	child_result_clear(&result);
}
END_TEST

/* How far each start of the fake engine gets: the number of marks that are set. */
static const struct {
	const char *point;
	unsigned n;
} FAKES[] = {
	{"fake=roof=9G,delay=4", 2},
	{"fake=roof=9G,delay=4 proof=accept", 2},
	{"fake=roof=9G,delay=4 proof=boot", 4},
	{"fake=roof=9G,delay=4 proof=linux", 4},
	{"fake=roof=9G,delay=4 proof=plug hotplug=virtio-mem slots=1 maxmem=4G", 4},
	/* what builds no machine */
	{"fake=roof=1M,delay=4 proof=boot", 1},
	{"fake=crash=1M,delay=4 proof=boot", 1},
	{"fake=host=1M,delay=4 proof=boot", 1},
	{"fake=hang=1M,delay=4 proof=boot timeout=1ms", 1},
};

START_TEST(the_fake_marks_what_it_has_reached)
{
	g_autofree char *text = g_strconcat("engine=fake size=1G ", FAKES[_i].point, NULL);
	const struct engine_env env = {.emulator = make_emulator("10.0"), .cancel_fd = -1};
	struct point *point = make_point(text);
	struct probe_result result;
	uint64_t reached = 0;

	engine_fake.probe(point, &env, &result);
	const uint64_t marks[] = {result.marks.greeting, result.marks.machine, result.marks.guest,
				  result.marks.report};
	const uint64_t least[] = {1000, 2000, 3000, 3500};

	for (unsigned i = 0; i < G_N_ELEMENTS(marks); i++) {
		assert_mark(marks[i], i < FAKES[_i].n ? least[i] : UNSET,
			    (uint64_t)result.elapsed_us);
		if (i < FAKES[_i].n)
			ck_assert_uint_ge(marks[i], reached);
		reached = marks[i];
	}
	ck_assert_int_ge(result.elapsed_us, 4000);
	probe_result_clear(&result);
	point_free(point);
}
END_TEST

Suite *suite_marks(void)
{
	Suite *suite = suite_create("marks");
	TCase *tc = tcase_create("marks");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, nothing_has_happened_at_first);
	tcase_add_loop_test(tc, marks_follow_the_conversation, 0, G_N_ELEMENTS(CONDUCTS));
	tcase_add_test(tc, the_first_answer_counts);
	tcase_add_test(tc, a_mark_is_set_once);
	tcase_add_loop_test(tc, the_fake_marks_what_it_has_reached, 0, G_N_ELEMENTS(FAKES));
	suite_add_tcase(suite, tc);
	return suite;
}
