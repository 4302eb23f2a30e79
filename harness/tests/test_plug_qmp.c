/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hotplug over QMP, against a QEMU and a guest that are played line by line. */
#include "base/size.h"
#include "tests/reports.h"
#include "tests/scene.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

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
/* Refused DIMMs; what QEMU says to the removal of the backend comes later. */
#define EXTRA_DIMM(n)                                                                              \
	ADD("mem" n, "134217728"), OK, PLUG("dimm" n, "mem" n), NO("no free slots available"),     \
		DELETE("mem" n)
#define NO_PAGE(n) OK, PLUG("dimm" n, "mem" n), NO("not enough space"), DELETE("mem" n)
#define EXTRA_PAGE(n) ADD("mem" n, "4096"), NO_PAGE(n)
#define REMOVED OK
#define EXTRAS(dimm, page) EXTRA_DIMM(dimm), ADD("mem" page, "4096"), REMOVED, NO_PAGE(page)
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
	  EXTRAS("3", "4"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* the guest is quicker than QEMU's answer: event first, then both before it */
	{"slots=2 maxmem=3584M",
	 {FIRST, EVENT("dimm1"), OK, ONLINE_1, SECOND, ONLINE_2, EVENT("dimm2"), OK,
	  EXTRAS("3", "4"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* blocks come one by one, events of others in between */
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, "state 1 24 25 2990088", EVENT("dimm7"), "state 2 25 26 3121160",
	  "< {\"event\": \"RESUME\"}", EVENT("dimm1"), "state 3 26 26 3252232", EXTRAS("2", "3"),
	  QUIT},
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
	  DELETE("mem2"), QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG,
	 "dimm 2: a used vhost backend has no free slots"},
	{"slots=1 maxmem=3328M",
	 {FIRST, "< {\"error\": {\"class\": \"GenericError\"}}", DELETE("mem1"), QUIT},
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
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), EXTRA_DIMM("2"), ADD("mem3", "4096"), REMOVED, OK,
	  PLUG("dimm3", "mem3"), OK, QUIT},
	 OUTCOME_REFUSED,
	 REASON_PLUG_EXCESS,
	 "QEMU takes one more page"},
	/* one too many has no backend: there is none to be removed */
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), ADD("mem2", "134217728"), NO("no"),
	  ADD("mem3", "4096"), OK, PLUG("dimm3", "mem3"), NO("no"), DELETE("mem3"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* or one that does not go away, and the next has none */
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), EXTRA_DIMM("2"), ADD("mem3", "4096"), NO("in use"),
	  NO_PAGE("3"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	{"slots=1 maxmem=3328M",
	 {FIRST, OK, ONLINE_1, EVENT("dimm1"), EXTRA_DIMM("2"), ADD("mem3", "4096"), REMOVED,
	  NO("no"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	/* virtio-mem: one device that is resized, and asked for its size when the guest has it */
	{"slots=2 maxmem=3584M hotplug=virtio-mem",
	 {RESIZE("268435456"), OK, SIZE_EVENT("134217728"), ONLINE_1, SIZE, SIZE_EVENT("268435456"),
	  IS("268435456"), RESIZE("536870912"), SIZE_EVENT("536870912"), OK, ONLINE_2, SIZE,
	  IS("536870912"), EXTRA_DIMM("3"), RESIZE("538968064"), REMOVED, NO("too large"), QUIT},
	 OUTCOME_ACCEPTED,
	 REASON_NONE,
	 NULL},
	{"slots=1 maxmem=3328M hotplug=virtio-mem",
	 {RESIZE("268435456"), ONLINE_1, OK, SIZE, "state 2 27 27 3383304", IS("268435456"),
	  EXTRA_DIMM("2"), RESIZE("270532608"), REMOVED, OK, QUIT},
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

START_TEST(a_guest_is_filled_through_qmp)
{
	struct scene scene;

	scene_open_qmp(&scene, SCENES[_i].point, LINUX_LINES);
	for (const char *const *line = SCENES[_i].lines; *line != NULL; line++) {
		ck_assert_msg(scene.plug.phase != PLUG_DONE || line[0][0] == '>', "over before %s",
			      *line);
		scene_play(&scene, *line);
	}
	scene_is_quiet(&scene, "the end");
	ck_assert_int_eq(scene.plug.phase, PLUG_DONE);
	ck_assert_str_eq(outcome_name(scene.plug.outcome), outcome_name(SCENES[_i].outcome));
	ck_assert_str_eq(reason_name(scene.plug.reason), reason_name(SCENES[_i].reason));
	if (SCENES[_i].message == NULL)
		ck_assert_pstr_eq(scene.plug.message, NULL);
	else
		ck_assert_msg(strstr(scene.plug.message, SCENES[_i].message) != NULL, "%s",
			      scene.plug.message);
	/* Whatever comes after the end changes nothing: the answers that are still to come too. */
	while (scene.qmp.n_executing > 0)
		scene_qemu_says(&scene, "{\"return\": {}}\n{\"event\": \"SHUTDOWN\"}\n");
	scene_is_quiet(&scene, "nothing");
	ck_assert_uint_eq(scene.plug_qmp.n_ignored, 0);
	ck_assert_str_eq(outcome_name(scene.plug.outcome), outcome_name(SCENES[_i].outcome));
	scene_close(&scene);
}
END_TEST

/* What is not quite the event of the step under way. */
static const struct {
	const char *point, *first;
	const char *events[6];
} OTHERS[] = {
	{"slots=1 maxmem=3328M",
	 ADD("mem1", "268435456"),
	 {EVENT("dimm"), EVENT("dimm10"), EVENT("mem1"), SIZE_EVENT("268435456"),
	  "< {\"event\": \"ACPI_DEVICE_OST\"}"}},
	{"slots=1 maxmem=3328M hotplug=virtio-mem",
	 NULL,
	 {SIZE_EVENT("268435457"), SIZE_EVENT("\"a word\""), EVENT("dimm1"), EVENT("dimm0"),
	  "< {\"event\": \"MEMORY_DEVICE_SIZE_CHANGE\", \"data\": {\"id\": \"vm1\", \"size\": "
	  "268435456}}"}},
};

START_TEST(events_of_others_are_not_taken)
{
	const char *point = OTHERS[_i].point;
	struct scene scene;

	scene_open_qmp(&scene, point, LINUX_LINES);
	if (OTHERS[_i].first != NULL) {
		scene_play(&scene, OTHERS[_i].first);
		scene_play(&scene, EVENT("dimm1")); /* there is no such device yet */
		scene_play(&scene, OK);
		scene_play(&scene, PLUG("dimm1", "mem1"));
	} else {
		scene_play(&scene, RESIZE("268435456"));
	}
	scene_play(&scene, OK);
	scene_play_all(&scene, OTHERS[_i].events);
	ck_assert(!scene.plug.event_seen);
	scene_play(&scene, OTHERS[_i].first != NULL ? EVENT("dimm1") : SIZE_EVENT("268435456"));
	ck_assert(scene.plug.event_seen);
	scene_close(&scene);
}
END_TEST

/* The times of a DIMM begin with device_add, not with its backend. */
START_TEST(a_step_begins_with_its_device)
{
	struct scene scene;

	scene_open_qmp(&scene, "slots=1 maxmem=3328M", LINUX_LINES);
	scene_play(&scene, ADD("mem1", "268435456"));
	ck_assert_int_lt(scene.plug.started_us, 0);
	scene_play(&scene, OK);
	ck_assert_int_ge(scene.plug.started_us, 0);
	scene_close(&scene);
	scene_open_qmp(&scene, "slots=1 maxmem=3328M hotplug=virtio-mem", LINUX_LINES);
	ck_assert_int_ge(scene.plug.started_us, 0);
	scene_close(&scene);
}
END_TEST

START_TEST(the_status_of_an_event_may_be_missing)
{
	static const struct {
		const char *info;
		int64_t status;
	} cases[] = {{"{\"status\": 0}", 0},
		     {"{\"status\": 3, \"slot\": \"0\"}", 3},
		     {"{}", -1},
		     {"{\"status\": \"0\"}", -1},
		     {"[]", -1}};

	for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
		json_t *info = json_loads(cases[i].info, 0, NULL);

		ck_assert_int_eq(plug_ost_status(info), cases[i].status);
		json_decref(info);
	}
	ck_assert_int_eq(plug_ost_status(NULL), -1);
}
END_TEST

Suite *suite_plug_qmp(void)
{
	Suite *suite = suite_create("plug-qmp");
	TCase *tc = tcase_create("plug-qmp");

	tcase_add_loop_test(tc, a_guest_is_filled_through_qmp, 0, G_N_ELEMENTS(SCENES));
	tcase_add_loop_test(tc, events_of_others_are_not_taken, 0, G_N_ELEMENTS(OTHERS));
	tcase_add_test(tc, a_step_begins_with_its_device);
	tcase_add_test(tc, the_status_of_an_event_may_be_missing);
	suite_add_tcase(suite, tc);
	return suite;
}
