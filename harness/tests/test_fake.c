/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each word of the fake engine's world. */
#include "base/error.h"
#include "base/size.h"
#include "model/predict.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/engine.h"

#include <string.h>
#include <unistd.h>

static void probe(const char *text, int cancel_fd, struct probe_result *result)
{
	struct engine_env env = {.emulator = make_emulator("10.0"), .cancel_fd = cancel_fd};
	struct point *point = make_point(text);
	GError *error = NULL;

	ck_assert_msg(engine_fake.check(point, &error), "%s", error != NULL ? error->message : "");
	engine_fake.probe(point, &env, result);
	point_free(point);
}

static const struct {
	const char *point, *answer; /* outcome and reason */
} WORLDS[] = {
	/* What is asked for is the larger of size and maxmem, and the slots. */
	{"fake=roof=4G size=4G", "accepted none"},
	{"fake=roof=4G size=4294967297", "refused phys-bits"},
	{"fake=roof=4G size=1G maxmem=4G", "accepted none"},
	{"fake=roof=4G size=1G maxmem=5G", "refused phys-bits"},
	{"fake=roof=4G size=5G maxmem=1G", "refused phys-bits"},
	{"fake=roof=4G size=1G maxmem=3G slots=1", "accepted none"},
	{"fake=roof=4G size=1G maxmem=3G slots=2", "refused phys-bits"},
	{"fake=roof=4G,slot-cost=0 size=4G slots=256", "accepted none"},
	{"fake=roof=4G,slot-cost=512M size=1G maxmem=3G slots=2", "accepted none"},
	{"fake=roof=4G,slot-cost=512M size=1G maxmem=3G slots=3", "refused phys-bits"},
	{"fake=roof=0", "refused phys-bits"},
	{"fake=roof=128M", "accepted none"},
	{"fake=roof=1G,slot-cost=7E slots=4096 size=1M timeout=1ms", "refused phys-bits"},

	/* From some size on the world is another one. */
	{"fake=roof=4G,crash=2G size=2G", "crash assertion"},
	{"fake=roof=4G,crash=2G size=2047M", "accepted none"},
	{"fake=roof=1G,crash=4G size=3G", "refused phys-bits"},
	{"fake=roof=4G,host=2G size=2G", "host-limit memory"},
	{"fake=roof=4G,host=2G size=2047M", "accepted none"},
	{"fake=roof=4G,hang=2G size=2G timeout=1ms", "timeout deadline"},
	{"fake=roof=4G,hang=2G size=2047M timeout=1ms", "accepted none"},
	{"fake=crash=1G,host=1G,hang=1G size=1G timeout=1ms", "timeout deadline"},
	{"fake=host=1G,crash=1G size=1G", "crash assertion"},
	{"fake=roof=4G,delay=1 size=1G", "accepted none"},

	/* Islands answer the other way round. */
	{"fake=roof=4G,island=1G-2G size=1G", "refused phys-bits"},
	{"fake=roof=4G,island=1G-2G size=2G", "refused phys-bits"},
	{"fake=roof=4G,island=1G-2G size=1023M", "accepted none"},
	{"fake=roof=4G,island=1G-2G size=2049M", "accepted none"},
	{"fake=roof=4G,island=6G-7G size=6G", "accepted none"},
	{"fake=roof=4G,island=6G-7G size=8G", "refused phys-bits"},

	/* Noise from no point to every one. */
	{"fake=roof=4G,noise=0 size=1G", "accepted none"},
	{"fake=roof=4G,noise=100 size=1G", "refused phys-bits"},
	{"fake=roof=4G,noise=100 size=5G", "accepted none"},
	{"fake=roof=4G,noise=100,island=1G-2G size=1G", "accepted none"},

	/* Without a roof of its own it is the model's. */
	{"machine=q35 phys-bits=36 size=2G slots=8 maxmem=22G", "accepted none"},
	{"machine=q35 phys-bits=36 size=2G slots=8 maxmem=23G", "refused phys-bits"},
	{"fake=crash=100G machine=q35 phys-bits=36 size=2G slots=8 maxmem=22G", "accepted none"},
	{"machine=microvm phys-bits=36 size=2G maxmem=4000T", "accepted none"},
};

START_TEST(the_world_answers_as_it_is_told)
{
	g_autofree char *text = g_strconcat("engine=fake ", WORLDS[_i].point, NULL);
	g_autofree char *answer = NULL;
	struct probe_result result;

	probe(text, -1, &result);
	answer = g_strconcat(outcome_name(result.outcome), " ", reason_name(result.reason), NULL);
	ck_assert_str_eq(answer, WORLDS[_i].answer);
	ck_assert(!result.interrupted);
	ck_assert_int_eq(result.message == NULL, result.outcome == OUTCOME_ACCEPTED);
	ck_assert_int_eq(result.stage, STAGE_MACHINE);
	probe_result_clear(&result);
}
END_TEST

START_TEST(a_refusal_names_the_last_address)
{
	struct probe_result result;

	probe("engine=fake fake=roof=4G size=1G maxmem=5G slots=1", -1, &result);
	ck_assert_uint_eq(result.used_gpa, 6 * GIB - 1);
	ck_assert_str_eq(result.message, "fake: 6442450944 bytes are too many");
	probe_result_clear(&result);
}
END_TEST

START_TEST(a_result_has_its_provenance)
{
	struct probe_result result;

	probe("engine=fake fake=roof=4G machine=q35 size=1536M", -1, &result);
	ck_assert_str_eq(result.qemu_version, "fake");
	ck_assert_str_eq(result.machine_type, "q35");
	ck_assert_str_eq(result.command,
			 "memroof probe --engine fake --machine q35 --size 1536M --fake roof=4G");
	ck_assert_int_ge(result.elapsed_us, 0);
	probe_result_clear(&result);
	probe("engine=fake", -1, &result);
	ck_assert_str_eq(result.machine_type, "fake");
	probe_result_clear(&result);
}
END_TEST

START_TEST(noise_turns_some_answers_and_always_the_same)
{
	unsigned n_refused = 0;

	for (unsigned i = 1; i <= 500; i++) {
		g_autofree char *text =
			g_strdup_printf("engine=fake fake=roof=4G,noise=20 size=%uM", i);
		struct probe_result first, second;

		probe(text, -1, &first);
		probe(text, -1, &second);
		ck_assert_int_eq(first.outcome, second.outcome);
		n_refused += first.outcome == OUTCOME_REFUSED;
		probe_result_clear(&first);
		probe_result_clear(&second);
	}
	ck_assert_uint_ge(n_refused, 50);
	ck_assert_uint_le(n_refused, 150);
}
END_TEST

static const char *const WAITERS[] = {
	"engine=fake fake=hang=1M size=1G timeout=24h",
	"engine=fake fake=delay=100000000 size=1G",
	"engine=fake fake=delay=7E,slot-delay=7E,gib-delay=7E size=1G slots=1",
	"engine=fake fake=slot-delay=100000000000 size=1G slots=1 maxmem=4G",
	"engine=fake fake=gib-delay=100000000000 size=1G",
};

START_TEST(a_cancel_ends_the_waiting)
{
	struct probe_result result;
	int pipe_fds[2];

	ck_assert_int_eq(pipe(pipe_fds), 0);
	close(pipe_fds[1]);
	probe(WAITERS[_i], pipe_fds[0], &result);
	ck_assert(result.interrupted);
	close(pipe_fds[0]);
	probe_result_clear(&result);
}
END_TEST

/* The least and the most that a start is made to take, in microseconds. */
static const struct {
	const char *point;
	int64_t least, most;
} DELAYS[] = {
	{"fake=roof=9G", 0, 0},
	{"fake=roof=9G,delay=3", 3000, 3000},
	{"fake=roof=9G,slot-delay=700 slots=0", 0, 0},
	{"fake=roof=9G,slot-delay=700", 0, 0},
	{"fake=roof=9G,slot-delay=700,delay=1 slots=5", 4500, 4500},
	{"fake=roof=9G,gib-delay=1000 size=3G", 3000, 3000},
	{"fake=roof=9G,gib-delay=1000 size=512M", 500, 500},
	{"fake=roof=9G,gib-delay=1000,slot-delay=100,delay=1 size=2G slots=2", 3200, 3200},
	{"fake=roof=9G,delay=1,jitter=800", 1000, 1800},
	/* A refusal and a crash take their time as well. */
	{"fake=roof=1G,delay=2 size=2G", 2000, 2000},
	{"fake=crash=1G,delay=2 size=2G", 2000, 2000},
};

/* What was asked for is a fourth of what the fake says it has used. */
START_TEST(a_start_takes_what_it_is_told_to)
{
	g_autofree char *text = g_strconcat("engine=fake ", DELAYS[_i].point, NULL);
	struct probe_result result;

	probe(text, -1, &result);
	ck_assert_int_ge(result.user_us, DELAYS[_i].least / 4);
	ck_assert_int_le(result.user_us, DELAYS[_i].most / 4);
	ck_assert_int_ge(result.elapsed_us, 4 * result.user_us);
	ck_assert_int_ge(result.elapsed_us, DELAYS[_i].least);
	probe_result_clear(&result);
}
END_TEST

/* Between nothing and all of it, not always the same, and about half of it in the middle. */
START_TEST(jitter_is_uniform)
{
	int64_t sum = 0, least = INT64_MAX, most = 0;

	for (unsigned i = 0; i < 200; i++) {
		struct probe_result result;

		probe("engine=fake fake=roof=9G,jitter=1000", -1, &result);
		ck_assert_int_le(result.user_us, 250);
		sum += result.user_us;
		least = MIN(least, result.user_us);
		most = MAX(most, result.user_us);
		probe_result_clear(&result);
	}
	ck_assert_int_lt(least, 25);
	ck_assert_int_gt(most, 225);
	ck_assert_int_gt(sum / 200, 100);
	ck_assert_int_lt(sum / 200, 150);
}
END_TEST

static const struct {
	const char *world, *complaint;
} BAD_WORLDS[] = {
	{"roof", "fake: bad word 'roof': expected word=value"},
	{"roof=", "bad size ''"},
	{"roof=22GG", "bad size '22GG'"},
	{"roof=1G=2G", "bad size '1G=2G'"},
	{"roof=1G,", "fake: bad word '': expected word=value"},
	{"rooof=1G", "fake: unknown word 'rooof'"},
	{"roof=1G, crash=2G", "fake: unknown word ' crash'"},
	{"island=1G", "fake: bad island '1G': expected FIRST-LAST"},
	{"island=", "fake: bad island '': expected FIRST-LAST"},
	{"island=1G-", "bad size ''"},
	{"island=x-2G", "bad size 'x'"},
	{"noise=-1", "bad size '-1'"},
	{"jitter=1ms", "bad size '1ms'"},
	{"slot-delay=", "bad size ''"},
	{"gib_delay=1", "fake: unknown word 'gib_delay'"},
};

START_TEST(an_unreadable_world_is_refused_and_never_probed)
{
	struct engine_env env = {.cancel_fd = -1};
	struct point *point = make_point("engine=fake size=1G");
	struct probe_result result;
	GError *error = NULL;

	point->fake = g_strdup(BAD_WORLDS[_i].world);
	ck_assert(!engine_fake.check(point, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, BAD_WORLDS[_i].complaint);
	engine_fake.probe(point, &env, &result);
	ck_assert_int_eq(result.outcome, OUTCOME_BROKEN);
	probe_result_clear(&result);
	point_free(point);
}
END_TEST

Suite *suite_fake(void)
{
	Suite *suite = suite_create("fake");
	TCase *tc = tcase_create("fake");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, the_world_answers_as_it_is_told, 0, G_N_ELEMENTS(WORLDS));
	tcase_add_test(tc, a_refusal_names_the_last_address);
	tcase_add_test(tc, a_result_has_its_provenance);
	tcase_add_test(tc, noise_turns_some_answers_and_always_the_same);
	tcase_add_loop_test(tc, a_start_takes_what_it_is_told_to, 0, G_N_ELEMENTS(DELAYS));
	tcase_add_test(tc, jitter_is_uniform);
	tcase_add_loop_test(tc, a_cancel_ends_the_waiting, 0, G_N_ELEMENTS(WAITERS));
	tcase_add_loop_test(tc, an_unreadable_world_is_refused_and_never_probed, 0,
			    G_N_ELEMENTS(BAD_WORLDS));
	suite_add_tcase(suite, tc);
	return suite;
}
