/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a child costs and where it runs: children that use up something known. */
#include "base/clock.h"
#include "base/error.h"
#include "base/size.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/child.h"

#include <sched.h>
#include <string.h>

#define LONG_MS 50000

static gboolean run_argv(const char *const *argv, int pin_to, struct child_result *result,
			 GError **error)
{
	const struct child_spec spec = {
		.argv = argv, .timeout_ms = LONG_MS, .cancel_fd = -1, .pin_to = pin_to};

	return child_run(&spec, result, error);
}

static void run(const char *text, int pin_to, struct child_result *result)
{
	const char *argv[] = {"/bin/sh", "-c", text, NULL};
	GError *error = NULL;

	ck_assert_msg(run_argv(argv, pin_to, result, &error), "%s",
		      error != NULL ? error->message : "");
	ck_assert_int_eq(result->end, CHILD_EXITED);
	ck_assert_int_eq(result->exit_code, 0);
}

/* dd reads its one block into memory of its own. */
START_TEST(memory_that_a_child_touched_is_counted)
{
	const char *argv[] = {"dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1", NULL};
	struct child_result result;

	ck_assert(run_argv(argv, 0, &result, NULL));
	ck_assert_int_eq(result.exit_code, 0);
	ck_assert_int_ge(result.max_rss, (int64_t)(64 * MIB));
	ck_assert_int_lt(result.max_rss, (int64_t)(1024 * MIB));
	/* One fault for each page, or for each huge one. */
	ck_assert_int_ge(result.minor_faults, 32);
	ck_assert_int_le(result.minor_faults, 1000000);
	child_result_clear(&result);
}
END_TEST

START_TEST(each_child_is_counted_for_itself)
{
	struct child_result small;
	struct child_result large;

	run("dd if=/dev/zero of=/dev/null bs=256M count=1 2>/dev/null", 0, &large);
	run(":", 0, &small);
	ck_assert_int_ge(large.max_rss, (int64_t)(256 * MIB));
	ck_assert_int_lt(small.max_rss, (int64_t)(256 * MIB));
	ck_assert_int_gt(small.max_rss, 0);
	child_result_clear(&small);
	child_result_clear(&large);
}
END_TEST

/* A shell counts in user mode; reading zeros is the kernel's work. */
START_TEST(processor_time_is_told_apart)
{
	struct child_result user, system;

	run("i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done", 0, &user);
	run("exec dd if=/dev/zero of=/dev/null bs=1M count=3000 2>/dev/null", 0, &system);
	ck_assert_int_gt(user.user_us, 10000);
	ck_assert_int_gt(user.user_us, user.system_us);
	ck_assert_int_gt(system.system_us, 10000);
	ck_assert_int_gt(system.system_us, system.user_us);
	/* One thread is never in two places. */
	ck_assert_int_le(user.user_us + user.system_us, user.elapsed_us + 20000);
	child_result_clear(&user);
	child_result_clear(&system);
}
END_TEST

START_TEST(a_child_that_waits_uses_nothing)
{
	struct child_result result;

	run("exec sleep 0.3", 0, &result);
	ck_assert_int_ge(result.elapsed_us, 300000);
	ck_assert_int_lt(result.user_us + result.system_us, result.elapsed_us / 2);
	child_result_clear(&result);
}
END_TEST

/* Killed ones have used what they have used. */
START_TEST(a_killed_child_is_counted_too)
{
	const char *argv[] = {"/bin/sh", "-c", "while :; do :; done", NULL};
	const struct child_spec spec = {.argv = argv, .timeout_ms = 300, .cancel_fd = -1};
	struct child_result result;

	ck_assert(child_run(&spec, &result, NULL));
	ck_assert_int_eq(result.end, CHILD_TIMEOUT);
	ck_assert_int_gt(result.user_us + result.system_us, 0);
	ck_assert_int_gt(result.max_rss, 0);
	child_result_clear(&result);
}
END_TEST

struct clock_readings {
	int64_t before_us, last_us;
	unsigned n;
};

static gboolean read_clock(struct child *child, const char *data, size_t n, void *user)
{
	struct clock_readings *readings = user;
	int64_t elapsed_us = child_elapsed_us(child);

	(void)data;
	(void)n;
	ck_assert_int_ge(elapsed_us, readings->last_us);
	ck_assert_int_le(elapsed_us, clock_us() - readings->before_us);
	readings->last_us = elapsed_us;
	readings->n++;
	return TRUE;
}

START_TEST(the_clock_of_a_child_begins_before_it)
{
	const char *argv[] = {"/bin/sh", "-c", "sleep 0.1; echo a; sleep 0.1; echo b", NULL};
	struct clock_readings readings = {.before_us = clock_us()};
	const struct child_spec spec = {.argv = argv,
					.timeout_ms = LONG_MS,
					.cancel_fd = -1,
					.on_output = read_clock,
					.user = &readings};
	struct child_result result;

	ck_assert(child_run(&spec, &result, NULL));
	ck_assert_uint_ge(readings.n, 1);
	ck_assert_int_ge(readings.last_us, 200000);
	ck_assert_int_ge(result.elapsed_us, readings.last_us);
	child_result_clear(&result);
}
END_TEST

/* The processors that a child may use, as in "0-3"; newly allocated. */
static char *allowed(int pin_to)
{
	struct child_result result;
	char *list;

	run("while read -r name list; do case $name in Cpus_allowed_list:) echo $list ;; esac; "
	    "done "
	    "</proc/self/status",
	    pin_to, &result);
	list = g_strdup(g_strchomp(result.output->str));
	child_result_clear(&result);
	return list;
}

static cpu_set_t own_processors(void)
{
	cpu_set_t set;

	ck_assert_int_eq(sched_getaffinity(0, sizeof(set), &set), 0);
	return set;
}

START_TEST(a_pinned_child_stays_on_its_processor_and_we_do_not)
{
	g_autofree char *everywhere = allowed(0);
	cpu_set_t before = own_processors(), after;

	for (int i = 0; i < CPU_SETSIZE; i++) {
		g_autofree char *wanted = g_strdup_printf("%d", i);

		if (!CPU_ISSET(i, &before))
			continue;
		assert_text(allowed(i + 1), wanted);
		after = own_processors();
		ck_assert(CPU_EQUAL(&before, &after));
		assert_text(allowed(0), everywhere);
	}
}
END_TEST

START_TEST(a_child_that_cannot_start_leaves_us_where_we_were)
{
	const char *argv[] = {"/no/such/program", NULL};
	cpu_set_t before = own_processors(), after;
	struct child_result result;
	GError *error = NULL;

	for (int i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &before)) {
			ck_assert(!run_argv(argv, i + 1, &result, &error));
			assert_error(&error, MEMROOF_ERROR_BROKEN, "cannot start");
			child_result_clear(&result);
		}
	after = own_processors();
	ck_assert(CPU_EQUAL(&before, &after));
}
END_TEST

/* Nobody should believe in a pinning that never happened. */
START_TEST(a_processor_that_is_not_there_is_an_error)
{
	const char *argv[] = {"/bin/sh", "-c", ":", NULL};
	cpu_set_t before = own_processors(), after;
	struct child_result result;
	GError *error = NULL;

	if (CPU_ISSET(CPU_SETSIZE - 1, &before))
		return;
	ck_assert(!run_argv(argv, CPU_SETSIZE, &result, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, "cannot keep /bin/sh on processor 1023");
	ck_assert_int_eq(result.end, CHILD_NOT_STARTED);
	child_result_clear(&result);
	after = own_processors();
	ck_assert(CPU_EQUAL(&before, &after));
}
END_TEST

Suite *suite_child_usage(void)
{
	Suite *suite = suite_create("child-usage");
	TCase *tc = tcase_create("usage");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, memory_that_a_child_touched_is_counted);
	tcase_add_test(tc, each_child_is_counted_for_itself);
	tcase_add_test(tc, processor_time_is_told_apart);
	tcase_add_test(tc, a_child_that_waits_uses_nothing);
	tcase_add_test(tc, a_killed_child_is_counted_too);
	tcase_add_test(tc, the_clock_of_a_child_begins_before_it);
	tcase_add_test(tc, a_pinned_child_stays_on_its_processor_and_we_do_not);
	tcase_add_test(tc, a_child_that_cannot_start_leaves_us_where_we_were);
	tcase_add_test(tc, a_processor_that_is_not_there_is_an_error);
	suite_add_tcase(suite, tc);
	return suite;
}
