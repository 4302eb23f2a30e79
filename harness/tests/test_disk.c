/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The disk of a probe: made, checked, removed; with the qemu-img that is installed. */
#include "base/size.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/disk.h"

#include <jansson.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A directory with a base image of 64 MiB in it. */
struct place {
	char *directory;
	struct guest_files guests;
	struct engine_env env;
	struct point *point;
};

/* Runs qemu-img; its stdout. */
static char *run(const char *command, const char *path)
{
	g_autofree char *line = g_strdup_printf("%s %s", command, path);
	char *out = NULL;

	ck_assert_msg(g_spawn_command_line_sync(line, &out, NULL, NULL, NULL), "%s", line);
	return out;
}

static void open_place(struct place *place)
{
	*place = (struct place){.directory = make_directory(), .point = make_point("disk=1G")};
	place->guests.disk = g_build_filename(place->directory, "base.qcow2", NULL);
	g_autofree char *name = g_strconcat(place->guests.disk, " 64M", NULL);
	g_free(run("qemu-img create -q -f qcow2", name));
	place->env = (struct engine_env){
		.cancel_fd = -1, .guests = &place->guests, .directory = place->directory};
}

static void close_place(struct place *place)
{
	point_free(place->point);
	g_free(place->guests.disk);
	g_free(place->directory);
}

static void make(struct place *place, struct disk *disk, struct probe_result *result)
{
	probe_result_init(result);
	ck_assert_msg(disk_create(disk, place->point, &place->env, result), "%s", result->message);
	ck_assert_int_eq(result->stage, STAGE_MACHINE);
	result->command = g_strdup("qemu");
}

START_TEST(an_overlay_is_as_large_as_asked_for_and_stands_on_the_base)
{
	struct probe_result result;
	struct place place;
	struct disk disk;
	json_t *json;

	open_place(&place);
	make(&place, &disk, &result);
	ck_assert(g_str_has_prefix(disk.path, place.directory));
	g_autofree char *info = run("qemu-img info --output=json", disk.path);
	json = json_loads(info, 0, NULL);
	ck_assert_int_eq(json_integer_value(json_object_get(json, "virtual-size")), GIB);
	ck_assert_str_eq(json_string_value(json_object_get(json, "format")), "qcow2");
	ck_assert_str_eq(json_string_value(json_object_get(json, "backing-filename")),
			 place.guests.disk);
	ck_assert_str_eq(json_string_value(json_object_get(json, "backing-filename-format")),
			 "qcow2");
	json_decref(json);
	g_autofree char *path = g_strdup(disk.path);
	g_autofree char *command =
		g_strdup_printf("qemu-img create -q -f qcow2 -b %s -F qcow2 %s 1073741824 && qemu",
				place.guests.disk, path);
	disk_finish(&disk, &place.env, &result);
	ck_assert_str_eq(result.command, command);
	ck_assert_int_ne(access(path, F_OK), 0);
	ck_assert_int_eq(access(place.guests.disk, F_OK), 0);
	probe_result_clear(&result);
	close_place(&place);
}
END_TEST

START_TEST(two_overlays_are_two_files)
{
	struct probe_result results[2];
	struct disk disks[2];
	struct place place;

	open_place(&place);
	for (int i = 0; i < 2; i++)
		make(&place, &disks[i], &results[i]);
	ck_assert_str_ne(disks[0].path, disks[1].path);
	ck_assert(access(disks[0].path, F_OK) == 0 && access(disks[1].path, F_OK) == 0);
	for (int i = 0; i < 2; i++) {
		disk_finish(&disks[i], &place.env, &results[i]);
		probe_result_clear(&results[i]);
	}
	close_place(&place);
}
END_TEST

/* In a new image cluster 2 holds a count of 16 bits for each cluster; the first four are used. */
#define COUNTS_AT 0x20000

static void set_count(const char *path, unsigned cluster, char count)
{
	g_autofree char *bytes = NULL;
	gsize n;

	ck_assert(g_file_get_contents(path, &bytes, &n, NULL));
	ck_assert_uint_gt(n, COUNTS_AT + 2 * cluster + 1);
	bytes[COUNTS_AT + 2 * cluster + 1] = count;
	ck_assert(g_file_set_contents(path, bytes, (gssize)n, NULL));
}

static const struct {
	int cluster, count, exit_code;
	const char *answer;
} ENDS[] = {
	{-1, 0, -SIGKILL, "timeout deadline"},
	{-1, 0, 33, "timeout deadline"},
	/* a cluster in use that nobody counts, after a kill and after an end in peace */
	{3, 0, -SIGKILL, "broken disk"},
	{3, 0, -SIGSEGV, "broken disk"},
	{3, 0, 33, "timeout deadline"},
	/* one that is counted and that nobody uses */
	{4, 1, -SIGKILL, "timeout deadline"},
};

START_TEST(an_overlay_is_checked_when_its_qemu_was_killed)
{
	struct probe_result result;
	struct place place;
	struct disk disk;

	open_place(&place);
	make(&place, &disk, &result);
	g_autofree char *path = g_strdup(disk.path);
	if (ENDS[_i].cluster >= 0)
		set_count(path, (unsigned)ENDS[_i].cluster, (char)ENDS[_i].count);
	result.outcome = OUTCOME_TIMEOUT;
	result.reason = REASON_DEADLINE;
	result.exit_code = ENDS[_i].exit_code;
	disk_finish(&disk, &place.env, &result);
	assert_text(g_strjoin(" ", outcome_name(result.outcome), reason_name(result.reason), NULL),
		    ENDS[_i].answer);
	if (result.outcome == OUTCOME_BROKEN)
		ck_assert(
			g_str_has_prefix(result.message, "a killed QEMU left a damaged overlay: "));
	ck_assert_int_ne(access(path, F_OK), 0);
	probe_result_clear(&result);
	close_place(&place);
}
END_TEST

enum trouble {
	NO_GUESTS,
	NO_BASE,
	GARBAGE,
	NO_DIRECTORY,
	NO_PLACE,
	NO_PROGRAM,
	CANCEL,
	N_TROUBLES
};

static const struct {
	enum reason reason;
	const char *message;
} TROUBLES[N_TROUBLES] = {
	[NO_GUESTS] = {REASON_GUEST_MISSING, "make guests"},
	[NO_BASE] = {REASON_GUEST_MISSING, "make guests"},
	[GARBAGE] = {REASON_DISK, "not in qcow2 format"},
	[NO_DIRECTORY] = {REASON_DISK, "No such file or directory"},
	[NO_PLACE] = {REASON_DISK, "no directory for the disk"},
	[NO_PROGRAM] = {REASON_DISK, "cannot start qemu-img"},
	[CANCEL] = {REASON_DISK, NULL},
};

static void make_trouble(struct place *place, int trouble)
{
	int pipe_fds[2];

	if (trouble == NO_GUESTS)
		place->env.guests = NULL;
	if (trouble == NO_BASE)
		g_clear_pointer(&place->guests.disk, g_free);
	if (trouble == GARBAGE)
		ck_assert(g_file_set_contents(place->guests.disk, "garbage", -1, NULL));
	if (trouble == NO_DIRECTORY)
		place->env.directory = "/nonexistent/directory";
	if (trouble == NO_PLACE)
		place->env.directory = NULL;
	if (trouble == NO_PROGRAM)
		g_setenv("PATH", "/nonexistent", TRUE);
	if (trouble == CANCEL) {
		ck_assert_int_eq(pipe(pipe_fds), 0);
		close(pipe_fds[1]);
		place->env.cancel_fd = pipe_fds[0];
	}
}

START_TEST(an_overlay_that_cannot_be_made_is_no_answer)
{
	struct probe_result result;
	struct place place;
	struct disk disk;
	GDir *directory;
	const char *name;

	open_place(&place);
	make_trouble(&place, _i);
	probe_result_init(&result);
	ck_assert(!disk_create(&disk, place.point, &place.env, &result));
	ck_assert_int_eq(result.interrupted, _i == CANCEL);
	if (_i != CANCEL) {
		ck_assert_int_eq(result.outcome, OUTCOME_BROKEN);
		ck_assert_int_eq(result.stage, STAGE_SPAWN);
		ck_assert_int_eq(result.reason, TROUBLES[_i].reason);
		ck_assert_msg(strstr(result.message, TROUBLES[_i].message) != NULL, "%s",
			      result.message);
		ck_assert_ptr_null(strchr(result.message, '\n'));
	}
	/* what made it, if anything was to; the rest is the caller's */
	ck_assert_int_eq(result.command == NULL,
			 _i == NO_GUESTS || _i == NO_BASE || _i == NO_PLACE);
	directory = g_dir_open(place.directory, 0, NULL);
	while ((name = g_dir_read_name(directory)) != NULL)
		ck_assert_str_eq(name, "base.qcow2");
	g_dir_close(directory);
	probe_result_clear(&result);
	close_place(&place);
}
END_TEST

Suite *suite_disk(void)
{
	Suite *suite = suite_create("disk");
	TCase *tc = tcase_create("disk");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, an_overlay_is_as_large_as_asked_for_and_stands_on_the_base);
	tcase_add_test(tc, two_overlays_are_two_files);
	tcase_add_loop_test(tc, an_overlay_is_checked_when_its_qemu_was_killed, 0,
			    G_N_ELEMENTS(ENDS));
	tcase_add_loop_test(tc, an_overlay_that_cannot_be_made_is_no_answer, 0, N_TROUBLES);
	suite_add_tcase(suite, tc);
	return suite;
}
