/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Filling a guest by hotplug, against a QEMU and a guest that are played line by line. */
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

#define OK "< {\"return\": {}}"
#define NO(text) "< {\"error\": {\"class\": \"GenericError\", \"desc\": \"" text "\"}}"
#define EVENT(id)                                                                                  \
	"< {\"event\": \"ACPI_DEVICE_OST\", \"data\": {\"info\": {\"device\": \"" id               \
	"\", \"slot\": \"0\"}}}"
#define SIZE_EVENT(size)                                                                           \
	"< {\"event\": \"MEMORY_DEVICE_SIZE_CHANGE\", \"data\": {\"id\": \"vm0\", \"size\": " size \
	"}}"
#define ADD(id, size)                                                                              \
	"> {\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"memory-backend-ram\","        \
	"\"id\":\"" id "\",\"size\":" size "}}"
#define PLUG(id, memory)                                                                           \
	"> {\"execute\":\"device_add\",\"arguments\":{\"driver\":\"pc-dimm\",\"id\":\"" id         \
	"\",\"memdev\":\"" memory "\"}}"
#define DELETE(id) "> {\"execute\":\"object-del\",\"arguments\":{\"id\":\"" id "\"}}"
#define RESIZE(size)                                                                               \
	"> {\"execute\":\"qom-set\",\"arguments\":{\"path\":\"/machine/peripheral/vm0\","          \
	"\"property\":\"requested-size\",\"value\":" size "}}"
#define SIZE                                                                                       \
	"> {\"execute\":\"qom-get\",\"arguments\":{\"path\":\"/machine/peripheral/vm0\","          \
	"\"property\":\"size\"}}"
#define IS(bytes) "< {\"return\": " bytes "}"
#define QUIT "> {\"execute\":\"quit\"}"
#define FIRST ADD("mem1", "268435456"), OK, PLUG("dimm1", "mem1")
#define SECOND ADD("mem2", "268435456"), OK, PLUG("dimm2", "mem2")
#define EXTRA_DIMM(n)                                                                              \
	ADD("mem" n, "134217728"), OK, PLUG("dimm" n, "mem" n), NO("no free slots available"),     \
		DELETE("mem" n), OK
#define EXTRA_PAGE(n)                                                                              \
	ADD("mem" n, "4096"), OK, PLUG("dimm" n, "mem" n), NO("not enough space"),                 \
		DELETE("mem" n), OK
#define ONLINE_1 "state 1 26 26 3252232"
#define ONLINE_2 "state 2 28 28 3514376"

/* Two DIMMs of 256 MiB, unless it says otherwise. ">" is what QEMU must be told, "<" what it says;
 * everything else the guest does. */
static const struct {
	const char *point;
	const char *lines[40];
	enum outcome outcome;
	enum reason reason;
	const char *message;
} SCENES[] = {
	{"slots=2 maxmem=3584M",
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), SECOND, OK, EVENT("dimm2"), ONLINE_2,
	  EXTRA_DIMM("3"), EXTRA_PAGE("4"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* the guest is quicker than QEMU's answer: event first, then both before it */
	{"slots=2 maxmem=3584M",
	 {FIRST, EVENT("dimm1"), OK, ONLINE_1, SECOND, ONLINE_2, EVENT("dimm2"), OK,
	  EXTRA_DIMM("3"), EXTRA_PAGE("4"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* blocks come one by one, events of others in between */
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, "state 1 24 25 2990088", EVENT("dimm7"), "state 2 25 26 3121160",
	  "< {\"event\": \"RESUME\"}", EVENT("dimm1"), "state 3 26 26 3252232", EXTRA_DIMM("2"),
	  EXTRA_PAGE("3"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* refused: the backend, the device, for lack of host memory */
	{"slots=2 maxmem=3584M",
	 {ADD("mem1", "268435456"), NO("cannot set up it"), QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG,
	 "dimm 1: cannot set up it"},
	{"slots=2 maxmem=3584M",
	 {ADD("mem1", "268435456"), NO("cannot set up guest memory 'mem1': Cannot allocate memory"),
	  QUIT},
	 OUTCOME_HOST_LIMIT,
	 REASON_MEMORY,
	 "dimm 1: cannot set up guest memory"},
	{"slots=2 maxmem=3584M",
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), SECOND, NO("a used vhost backend has no free slots"),
	  QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG,
	 "dimm 2: a used vhost backend has no free slots"},
	{"slots=1 maxmem=3328M",
	 {FIRST, "< {\"error\": {\"class\": \"GenericError\"}}", QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG,
	 "dimm 1: an error without a description"},
	/* one too many is taken */
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), ADD("mem2", "134217728"), OK, PLUG("dimm2", "mem2"),
	  OK, EXTRA_PAGE("3"), QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG_EXCESS,
	 "QEMU takes one more DIMM"},
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), EXTRA_DIMM("2"), ADD("mem3", "4096"), OK,
	  PLUG("dimm3", "mem3"), OK, QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG_EXCESS,
	 "QEMU takes one more page"},
	/* one too many has no backend, or one that does not go away */
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), ADD("mem2", "134217728"), NO("no"),
	  ADD("mem3", "4096"), OK, PLUG("dimm3", "mem3"), NO("no"), DELETE("mem3"), NO("in use"),
	  QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* a rest that is smaller than a block */
	{"slots=1 maxmem=3392M",
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), EXTRA_DIMM("2"), EXTRA_PAGE("3"), QUIT},
	 OUTCOME_REFUSED,
	 REASON_BLOCK_SIZE,
	 "the last 67108864 bytes of maxmem"},
	/* blocks are online, and MemTotal did not grow by them, or shrank */
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, "state 1 26 26 3244039", EVENT("dimm1"), EXTRA_DIMM("2"), EXTRA_PAGE("3"),
	  QUIT},
	 OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH,
	 "MemTotal grew by 260045824"},
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, "state 1 26 26 3244040", EVENT("dimm1"), EXTRA_DIMM("2"), EXTRA_PAGE("3"),
	  QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, "state 1 26 26 1000000", EVENT("dimm1"), EXTRA_DIMM("2"), EXTRA_PAGE("3"),
	  QUIT},
	 OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH,
	 "MemTotal grew by 0"},
	/* virtio-mem: one device that is resized, and asked for its size when the guest has it */
	{"slots=2 maxmem=3584M hotplug=virtio-mem",
	 {RESIZE("268435456"), OK, SIZE_EVENT("134217728"), ONLINE_1, SIZE, SIZE_EVENT("268435456"),
	  IS("268435456"), RESIZE("536870912"), SIZE_EVENT("536870912"), OK, ONLINE_2, SIZE,
	  IS("536870912"), EXTRA_DIMM("3"), RESIZE("538968064"), NO("too large"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	{"slots=1 maxmem=3328M hotplug=virtio-mem",
	 {RESIZE("268435456"), ONLINE_1, OK, SIZE, "state 2 27 27 3383304", IS("268435456"),
	  EXTRA_DIMM("2"), RESIZE("270532608"), OK, QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG_EXCESS,
	 "QEMU takes one more page"},
	{"slots=1 maxmem=3328M hotplug=virtio-mem",
	 {RESIZE("268435456"), OK, ONLINE_1, SIZE, IS("268435455"), QUIT},
	 OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH,
	 "268435456 bytes are online, QEMU counts 268435455"},
	{"slots=1 maxmem=3328M hotplug=virtio-mem",
	 {RESIZE("268435456"), OK, ONLINE_1, SIZE, IS("\"a word\""), QUIT},
	 OUTCOME_REFUSED,
	 REASON_MEMORY_MISMATCH,
	 "QEMU counts 0"},
	{"slots=1 maxmem=3328M hotplug=virtio-mem",
	 {RESIZE("268435456"), OK, ONLINE_1, SIZE, NO("no such device"), QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG,
	 "virtio-mem 1: no such device"},
	{"slots=1 maxmem=3328M hotplug=virtio-mem",
	 {RESIZE("268435456"), NO("requested size exceeds"), QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG,
	 "virtio-mem 1: requested size exceeds"},
	/* nothing to plug */
	{"", {QUIT}, OUTCOME_ACCEPTED, REASON_NONE, NULL},
	{"maxmem=3G", {QUIT}, OUTCOME_ACCEPTED, REASON_NONE, NULL},
};

START_TEST(a_guest_is_filled_step_by_step)
{
	struct scene scene;

	scene_open(&scene, SCENES[_i].point, LINUX_LINES);
	for (const char *const *line = SCENES[_i].lines; *line != NULL; line++) {
		ck_assert_msg(scene.plug.phase != PLUG_DONE || strcmp(*line, QUIT) == 0,
			      "over before %s", *line);
		scene_play(&scene, *line);
	}
	ck_assert_int_eq(scene.plug.phase, PLUG_DONE);
	ck_assert_str_eq(outcome_name(scene.plug.outcome), outcome_name(SCENES[_i].outcome));
	ck_assert_str_eq(reason_name(scene.plug.reason), reason_name(SCENES[_i].reason));
	if (SCENES[_i].message == NULL)
		ck_assert_pstr_eq(scene.plug.message, NULL);
	else
		ck_assert_msg(strstr(scene.plug.message, SCENES[_i].message) != NULL, "%s",
			      scene.plug.message);
	/* Whatever comes after the end changes nothing. */
	scene_qemu_says(&scene, "{\"return\": {}}\n{\"event\": \"SHUTDOWN\"}\n");
	ck_assert_uint_eq(scene.qmp.send->len, 0);
	ck_assert_str_eq(outcome_name(scene.plug.outcome), outcome_name(SCENES[_i].outcome));
	scene_close(&scene);
}
END_TEST

START_TEST(each_step_keeps_its_times_and_what_it_gained)
{
	static const char *const lines[] = {FIRST,           OK,  EVENT("dimm1"), ONLINE_1,
					    EXTRA_DIMM("2"), NULL};
	const struct plug_step *dimm, *extra;
	struct scene scene;

	scene_open(&scene, "slots=1 maxmem=3328M", LINUX_LINES);
	dimm = scene_step(&scene, 0);
	ck_assert_uint_eq(dimm->command_us, UNSET);
	ck_assert_uint_eq(dimm->online_us, UNSET);
	for (const char *const *line = lines; *line != NULL; line++)
		scene_play(&scene, *line);
	dimm = scene_step(&scene, 0);
	extra = scene_step(&scene, 1);
	ck_assert_uint_le(dimm->command_us, dimm->event_us);
	ck_assert_uint_le(dimm->event_us, dimm->online_us);
	ck_assert_uint_ne(dimm->online_us, UNSET);
	ck_assert_uint_eq(dimm->memory, 3252232 * KIB);
	ck_assert_ptr_null(dimm->message);
	ck_assert_uint_ne(extra->command_us, UNSET);
	ck_assert_uint_eq(extra->event_us, UNSET);
	ck_assert_uint_eq(extra->memory, UNSET);
	ck_assert_str_eq(extra->message, "no free slots available");
	scene_close(&scene);
}
END_TEST

START_TEST(what_is_under_way_has_words)
{
	static const char *const lines[] = {FIRST, OK, "state 1 25 26 3121160", NULL};
	struct scene scene;

	scene_open(&scene, "slots=2 maxmem=3584M", LINUX_LINES);
	for (const char *const *line = lines; *line != NULL; line++)
		scene_play(&scene, *line);
	assert_text(plug_words(&scene.plug),
		    "dimm 1 of 2: 25 of 26 memory blocks are online, no event yet");
	scene_play(&scene, EVENT("dimm1"));
	assert_text(plug_words(&scene.plug), "dimm 1 of 2: 25 of 26 memory blocks are online");
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
	scene_play(&scene, QUIT);
	ck_assert_int_eq(scene.plug.phase, PLUG_DONE);
	ck_assert_int_eq(scene.plug.outcome, OUTCOME_REFUSED);
	ck_assert_int_eq(scene.plug.reason, REASON_PLUG);
	ck_assert_ptr_nonnull(strstr(scene.plug.message, "no memory blocks"));
	scene_close(&scene);
}
END_TEST

Suite *suite_plug(void)
{
	Suite *suite = suite_create("plug");
	TCase *tc = tcase_create("plug");

	tcase_add_loop_test(tc, room_is_shared_among_the_slots, 0, G_N_ELEMENTS(PLANS));
	tcase_add_loop_test(tc, a_guest_is_filled_step_by_step, 0, G_N_ELEMENTS(SCENES));
	tcase_add_test(tc, each_step_keeps_its_times_and_what_it_gained);
	tcase_add_test(tc, what_is_under_way_has_words);
	tcase_add_loop_test(tc, a_guest_without_memory_blocks_is_not_filled, 0, 2);
	suite_add_tcase(suite, tc);
	return suite;
}
