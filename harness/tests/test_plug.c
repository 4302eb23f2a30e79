/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filling a guest by hotplug, against a port and a guest that are played line by line. */
#include "base/size.h"
#include "tests/reports.h"
#include "tests/scene.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define BLOCK (128 * MIB)

/* What is planned: so many steps of one size, and a last one of another. */
static const struct {
	const char *point;
	unsigned n;
	uint64_t each, last;
	const char *what;
} PLANS[] = {
	{"slots=1 maxmem=4G", 1, 0, GIB, "dimm"},
	{"slots=8 maxmem=23G", 8, 2560 * MIB, 2560 * MIB, "dimm"},
	{"slots=8 maxmem=11G", 8, GIB, GIB, "dimm"},
	{"slots=3 maxmem=4G", 3, 256 * MIB, 512 * MIB, "dimm"},
	{"slots=256 maxmem=35G", 256, BLOCK, BLOCK, "dimm"},
	/* more slots than blocks */
	{"slots=256 maxmem=4G", 8, BLOCK, BLOCK, "dimm"},
	{"slots=16 maxmem=3200M", 1, 0, BLOCK, "dimm"},
	/* a rest that is no block; less than one */
	{"slots=2 maxmem=3500M", 2, BLOCK, 256 * MIB, "dimm"},
	{"slots=2 maxmem=3199M", 0, 0, 0, NULL},
	/* without slots there is still one DIMM to be tried */
	{"maxmem=4G", 1, 0, GIB, "dimm"},
	{"slots=0 maxmem=4G", 1, 0, GIB, "dimm"},
	/* one device that grows: sizes in all */
	{"hotplug=virtio-mem maxmem=4G", 8, BLOCK, GIB, "virtio-mem"},
	{"hotplug=virtio-mem maxmem=4G slots=2", 2, 512 * MIB, GIB, "virtio-mem"},
	{"hotplug=virtio-mem maxmem=3300M slots=8", 1, 0, BLOCK, "virtio-mem"},
	{"hotplug=virtio-mem maxmem=11G slots=3", 3, 2688 * MIB, 8 * GIB, "virtio-mem"},
};

START_TEST(room_is_shared_among_the_slots)
{
	const unsigned n = PLANS[_i].n;
	struct scene scene;

	scene_open(&scene, PLANS[_i].point, LINUX_LINES);
	ck_assert_uint_eq(scene.plug.n_fill, n);
	ck_assert_uint_eq(scene.plug.steps->len, n + 2);
	for (unsigned i = 0; i < n; i++) {
		const struct plug_step *step = scene_step(&scene, i);
		gboolean grows = strcmp(PLANS[_i].what, "virtio-mem") == 0;
		uint64_t bytes = i + 1 == n ? PLANS[_i].last
				 : !grows   ? PLANS[_i].each
					    : step->bytes;

		ck_assert_str_eq(step->what, PLANS[_i].what);
		ck_assert_uint_eq(step->bytes, bytes);
		ck_assert_uint_eq(step->bytes % BLOCK, 0);
		if (grows && i > 0)
			ck_assert_uint_gt(step->bytes, scene_step(&scene, i - 1)->bytes);
	}
	if (n > 1)
		ck_assert_uint_eq(scene_step(&scene, 0)->bytes, PLANS[_i].each);
	ck_assert_str_eq(scene_step(&scene, n)->what, "extra-dimm");
	ck_assert_str_eq(scene_step(&scene, n + 1)->what, "extra-page");
	scene_close(&scene);
}
END_TEST

#define FILL(number) "> attach " number " 268435456", "< begun", "< taken"
#define EXTRA(number, bytes) "> attach " number " " bytes, "< begun", "< refused no room"
#define EXTRAS(dimm, page) EXTRA(dimm, "134217728"), EXTRA(page, "4096")
#define FINISH "> finish"
#define ONLINE_1 "state 1 26 26 3252232"
#define ONLINE_2 "state 2 28 28 3514376"

/* Steps of 256 MiB. ">" is what the port must be told, "<" what it says; everything else the guest
 * does. */
static const struct {
	const char *point;
	const char *lines[24];
	enum outcome outcome;
	enum reason reason;
	const char *message;
} SCENES[] = {
	{"slots=2 maxmem=3584M",
	 {FILL("1"), ONLINE_1, "< dimm 1", FILL("2"), "< dimm 2", ONLINE_2, EXTRAS("3", "4"),
	  FINISH},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* the guest is quicker than the port; events that are early, late or of others */
	{"slots=2 maxmem=3584M",
	 {"> attach 1 268435456", "< dimm 1", "< begun", "< dimm 2", "< device 268435456",
	  "< dimm 1", ONLINE_1, "< taken", FILL("2"), "< dimm 1", "< dimm 2", "< dimm 2", ONLINE_2,
	  EXTRAS("3", "4"), FINISH},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* an answer to no question is none */
	{"slots=1 maxmem=3328M",
	 {FILL("1"), "< taken", "< refused late", "< has 5", "< hides it", "< begun", "< dimm 1",
	  "< taken", ONLINE_1, EXTRAS("2", "3"), FINISH},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	{"slots=1 maxmem=3328M",
	 {"> attach 1 268435456", "< has 268435456", "< refused it", FINISH},
	 OUTCOME_REFUSED,
	 REASON_PLUG,
	 "dimm 1: it"},
	{"slots=1 maxmem=3328M",
	 {"> attach 1 268435456", "< begun",
	  "< refused cannot set up guest memory 'mem1': Cannot allocate memory", FINISH},
	 OUTCOME_HOST_LIMIT,
	 REASON_MEMORY,
	 "dimm 1: cannot set up guest memory"},
	/* one too many is taken, or cannot even be tried */
	{"slots=1 maxmem=3328M",
	 {FILL("1"), ONLINE_1, "< dimm 1", "> attach 2 134217728", "< begun", "< taken",
	  EXTRA("3", "4096"), FINISH},
	 OUTCOME_REFUSED,
	 REASON_PLUG_EXCESS,
	 "QEMU takes one more DIMM"},
	{"slots=1 maxmem=3328M",
	 {FILL("1"), ONLINE_1, "< dimm 1", EXTRA("2", "134217728"), "> attach 3 4096", "< begun",
	  "< dimm 3", "< taken", FINISH},
	 OUTCOME_REFUSED,
	 REASON_PLUG_EXCESS,
	 "QEMU takes one more page"},
	{"slots=1 maxmem=3328M",
	 {FILL("1"), ONLINE_1, "< dimm 1", "> attach 2 134217728", "< refused nothing",
	  EXTRA("3", "4096"), FINISH},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* a rest that is smaller than a block */
	{"slots=1 maxmem=3392M",
	 {FILL("1"), ONLINE_1, "< dimm 1", EXTRAS("2", "3"), FINISH},
	 OUTCOME_REFUSED,
	 REASON_BLOCK_SIZE,
	 "the last 67108864 bytes of maxmem"},
	/* blocks are online, and MemTotal did not grow by them, or shrank */
	{"slots=1 maxmem=3328M",
	 {FILL("1"), "state 1 26 26 3244039", "< dimm 1", EXTRAS("2", "3"), FINISH},
	 OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH,
	 "MemTotal grew by 260045824"},
	{"slots=1 maxmem=3328M",
	 {FILL("1"), "state 1 26 26 3244040", "< dimm 1", EXTRAS("2", "3"), FINISH},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	{"slots=1 maxmem=3328M",
	 {FILL("1"), "state 1 26 26 1000000", "< dimm 1", EXTRAS("2", "3"), FINISH},
	 OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH,
	 "MemTotal grew by 0"},
	/* one device that is resized, and asked for its size when the guest has it */
	{"slots=2 maxmem=3584M hotplug=virtio-mem",
	 {"> resize 268435456",
	  "< begun",
	  "< dimm 1",
	  "< taken",
	  "< device 134217728",
	  ONLINE_1,
	  "> ask",
	  "< device 268435456",
	  "< taken",
	  "state 2 26 26 3252232",
	  "< has 268435456",
	  "> resize 536870912",
	  "< begun",
	  "< device 536870912",
	  "state 3 28 28 3514376",
	  "< taken",
	  "> ask",
	  "< has 536870912",
	  EXTRA("3", "134217728"),
	  "> resize 538968064",
	  "< refused too large",
	  FINISH},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	{"slots=1 maxmem=3328M hotplug=virtio-mem",
	 {"> resize 268435456", "< begun", "< taken", ONLINE_1, "> ask", "< has 268435455", FINISH},
	 OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH,
	 "268435456 bytes are online, QEMU counts 268435455"},
	{"slots=1 maxmem=3328M hotplug=virtio-mem",
	 {"> resize 268435456", "< begun", "< taken", ONLINE_1, "> ask", "< hides no such device",
	  FINISH},
	 OUTCOME_REFUSED,
	 REASON_PLUG,
	 "virtio-mem 1: no such device"},
	/* nothing to plug */
	{"", {FINISH}, OUTCOME_ACCEPTED, REASON_NONE, NULL},
	{"maxmem=3G", {FINISH}, OUTCOME_ACCEPTED, REASON_NONE, NULL},
};

static void assert_done(const struct scene *scene, enum outcome outcome, enum reason reason,
			const char *message)
{
	const struct plug *plug = &scene->plug;

	ck_assert_int_eq(plug->phase, PLUG_DONE);
	ck_assert_str_eq(outcome_name(plug->outcome), outcome_name(outcome));
	ck_assert_str_eq(reason_name(plug->reason), reason_name(reason));
	if (message == NULL)
		ck_assert_pstr_eq(plug->message, NULL);
	else
		ck_assert_msg(strstr(plug->message, message) != NULL, "%s", plug->message);
}

START_TEST(a_guest_is_filled_step_by_step)
{
	static const char *const late[] = {"< taken", "< refused late",     "< dimm 1", "< has 1",
					   "< begun", "< device 268435456", NULL};
	struct scene scene;

	scene_open(&scene, SCENES[_i].point, LINUX_LINES);
	for (const char *const *line = SCENES[_i].lines; *line != NULL; line++) {
		ck_assert_msg(scene.plug.phase != PLUG_DONE || strcmp(*line, FINISH) == 0,
			      "over before %s", *line);
		scene_play(&scene, *line);
	}
	assert_done(&scene, SCENES[_i].outcome, SCENES[_i].reason, SCENES[_i].message);
	/* Whatever comes after the end changes nothing. */
	scene_play_all(&scene, late);
	scene_is_quiet(&scene, "nothing");
	assert_done(&scene, SCENES[_i].outcome, SCENES[_i].reason, SCENES[_i].message);
	scene_close(&scene);
}
END_TEST

/* A port that answers before it returns, as QEMU and the guest do, but for what is one too many. */
static void attach_now(void *user, unsigned number, uint64_t bytes)
{
	struct plug *plug = &((struct scene *)user)->plug;

	(void)bytes;
	plug_begun(plug);
	plug_dimm_event(plug, number, 0);
	plug_answered(plug, number > plug->n_fill ? "no" : NULL);
}

static void resize_now(void *user, uint64_t bytes)
{
	struct plug *plug = &((struct scene *)user)->plug;

	plug_begun(plug);
	plug_answered(plug, bytes > plug_total(plug->point) ? "no" : NULL);
}

static void ask_now(void *user)
{
	struct plug *plug = &((struct scene *)user)->plug;

	plug_sized(plug, g_array_index(plug->steps, struct plug_step, plug->current).bytes, NULL);
}

static void finish_now(void *user)
{
	g_string_append(((struct scene *)user)->recorded, "finish\n");
}

START_TEST(a_port_may_answer_at_once)
{
	static const char *const points[] = {"slots=256 maxmem=35G",
					     "slots=256 maxmem=35G hotplug=virtio-mem"};
	struct scene scene;
	const struct plug_port port = {attach_now, resize_now, ask_now, finish_now, &scene};

	scene_prepare(&scene, points[_i], LINUX_LINES);
	scene_guest_says(&scene, "state 1 280 280 36544520\n");
	scene_begin(&scene, &port);
	scene_play(&scene, FINISH);
	assert_done(&scene, OUTCOME_ACCEPTED, REASON_NONE, NULL);
	ck_assert_uint_eq(scene.plug.steps->len, 258);
	ck_assert_uint_ne(scene_step(&scene, 255)->online_us, UNSET);
	ck_assert_str_eq(scene_step(&scene, 257)->message, "no");
	scene_close(&scene);
}
END_TEST

START_TEST(each_step_keeps_its_times_and_what_it_gained)
{
	static const char *const lines[] = {FILL("1"), "< dimm 1", ONLINE_1,
					    EXTRA("2", "134217728"), NULL};
	const struct plug_step *dimm, *extra;
	struct scene scene;

	scene_open(&scene, "slots=1 maxmem=3328M", LINUX_LINES);
	dimm = scene_step(&scene, 0);
	ck_assert_uint_eq(dimm->command_us, UNSET);
	ck_assert_uint_eq(dimm->event_us, UNSET);
	ck_assert_uint_eq(dimm->online_us, UNSET);
	scene_play_all(&scene, lines);
	extra = scene_step(&scene, 1);
	ck_assert_uint_le(dimm->command_us, dimm->event_us);
	ck_assert_uint_le(dimm->event_us, dimm->online_us);
	ck_assert_uint_ne(dimm->online_us, UNSET);
	ck_assert_uint_eq(dimm->memory, 3252232 * KIB);
	ck_assert_ptr_null(dimm->message);
	ck_assert_uint_ne(extra->command_us, UNSET);
	ck_assert_uint_eq(extra->event_us, UNSET);
	ck_assert_uint_eq(extra->memory, UNSET);
	ck_assert_str_eq(extra->message, "no room");
	scene_close(&scene);
}
END_TEST

/* Times of the step before are no times of the next one. */
START_TEST(what_never_began_has_no_times)
{
	static const char *const extra[] = {FILL("1"),
					    "< dimm 1",
					    ONLINE_1,
					    "> attach 2 134217728",
					    "< refused nothing to plug",
					    NULL};
	static const char *const first[] = {"> attach 1 268435456", "< begun", "< refused no",
					    FINISH, NULL};
	struct scene scene;

	scene_open(&scene, "slots=1 maxmem=3328M", LINUX_LINES);
	scene_play_all(&scene, extra);
	ck_assert_uint_eq(scene_step(&scene, 1)->command_us, UNSET);
	ck_assert_str_eq(scene_step(&scene, 1)->message, "nothing to plug");
	scene_close(&scene);
	/* nor has what was refused although it fits */
	scene_open(&scene, "slots=1 maxmem=3328M", LINUX_LINES);
	scene_play_all(&scene, first);
	ck_assert_uint_eq(scene_step(&scene, 0)->command_us, UNSET);
	scene_close(&scene);
}
END_TEST

START_TEST(what_is_under_way_has_words)
{
	static const char *const lines[] = {FILL("1"), "state 1 25 26 3121160", NULL};
	static const char *const rest[] = {ONLINE_2, FILL("2"), "< dimm 2", EXTRAS("3", "4"), NULL};
	struct scene scene;

	scene_open(&scene, "slots=2 maxmem=3584M", LINUX_LINES);
	scene_play_all(&scene, lines);
	assert_text(plug_words(&scene.plug),
		    "dimm 1 of 2: 25 of 26 memory blocks are online, no event yet");
	scene_play(&scene, "< dimm 1");
	assert_text(plug_words(&scene.plug), "dimm 1 of 2: 25 of 26 memory blocks are online, "
					     "although the guest reports success");
	scene.plug.event_status = 1;
	assert_text(plug_words(&scene.plug), "dimm 1 of 2: 25 of 26 memory blocks are online, "
					     "and the guest reports failure");
	scene.plug.event_status = -1;
	assert_text(plug_words(&scene.plug), "dimm 1 of 2: 25 of 26 memory blocks are online");
	scene_play_all(&scene, rest);
	assert_text(plug_words(&scene.plug), "nothing");
	scene_close(&scene);
}
END_TEST

/* A kernel without hotplug has no "blocks" line, and the boot guest knows none. */
START_TEST(a_guest_without_memory_blocks_is_not_filled)
{
	static const char *const reports[] = {LINUX_LINES, BOOT_LINES};
	g_autofree char *lines = _i == 0 ? replaced(reports[0], "blocks 24 24 0x8000000\n", "")
					 : g_strdup(reports[1]);
	struct scene scene;

	scene_open(&scene, "slots=1 maxmem=4G", lines);
	scene_play(&scene, FINISH);
	assert_done(&scene, OUTCOME_REFUSED, REASON_PLUG, "no memory blocks");
	scene_close(&scene);
}
END_TEST

Suite *suite_plug(void)
{
	Suite *suite = suite_create("plug");
	TCase *tc = tcase_create("plug");

	tcase_add_loop_test(tc, room_is_shared_among_the_slots, 0, G_N_ELEMENTS(PLANS));
	tcase_add_loop_test(tc, a_guest_is_filled_step_by_step, 0, G_N_ELEMENTS(SCENES));
	tcase_add_loop_test(tc, a_port_may_answer_at_once, 0, 2);
	tcase_add_test(tc, each_step_keeps_its_times_and_what_it_gained);
	tcase_add_test(tc, what_never_began_has_no_times);
	tcase_add_test(tc, what_is_under_way_has_words);
	tcase_add_loop_test(tc, a_guest_without_memory_blocks_is_not_filled, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
