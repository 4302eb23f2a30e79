/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/disk.h"

#include "base/clock.h"
#include "base/text.h"
#include "vm/child.h"
#include "vm/judge.h"

#include <unistd.h>

#define QEMU_IMG_TIMEOUT_MS 30000
#define CHECK_FOUND_LEAKS 3 /* exit status of qemu-img check */

#define CANCELLED (-2)

/* Runs qemu-img; its exit status, CANCELLED, or -1, with its last words in *@why. */
static int run(const char *const *argv, int cancel_fd, char **why)
{
	struct child_spec spec = {.argv = argv,
				  .timeout_ms = clock_scaled_ms(QEMU_IMG_TIMEOUT_MS),
				  .cancel_fd = cancel_fd};
	struct child_result result;
	GError *error = NULL;
	int status = -1;

	*why = NULL;
	if (!child_run(&spec, &result, &error)) {
		*why = g_strdup(error->message);
		g_error_free(error);
	} else if (result.end == CHILD_EXITED) {
		status = result.exit_code;
		*why = text_printable(g_strdelimit(g_strstrip(result.errors->str), "\n", ' '), 300);
	} else if (result.end == CHILD_CANCELLED) {
		status = CANCELLED;
	} else {
		*why = g_strdup("qemu-img does not come to an end");
	}
	child_result_clear(&result);
	return status;
}

static void fail(struct probe_result *result, enum reason reason, char *message)
{
	result->stage = STAGE_SPAWN;
	judge_set(result, OUTCOME_BROKEN, reason, message);
}

static gboolean make_overlay(struct disk *disk, const struct point *point,
			     const struct engine_env *env, struct probe_result *result)
{
	g_autofree char *size = g_strdup_printf("%" G_GUINT64_FORMAT, point->disk);
	const char *const argv[] = {
		"qemu-img",        "create", "-q",    "-f",       "qcow2", "-b",
		env->guests->disk, "-F",     "qcow2", disk->path, size,    NULL,
	};
	char *why;
	int status;

	disk->command = text_shell_line(argv);
	status = run(argv, env->cancel_fd, &why);
	if (status == 0) {
		g_free(why);
		return TRUE;
	}
	fail(result, REASON_DISK, why);
	result->interrupted = status == CANCELLED;
	result->command = g_steal_pointer(&disk->command);
	unlink(disk->path);
	g_free(disk->path);
	return FALSE;
}

gboolean disk_create(struct disk *disk, const struct point *point, const struct engine_env *env,
		     struct probe_result *result)
{
	static gint n_disks;
	g_autofree char *name = NULL;

	*disk = (struct disk){0};
	if (env->guests == NULL || env->guests->disk == NULL) {
		fail(result, REASON_GUEST_MISSING,
		     g_strdup("the base image has not been built here: see make guests"));
		return FALSE;
	}
	if (env->directory == NULL) {
		fail(result, REASON_DISK, g_strdup("there is no directory for the disk"));
		return FALSE;
	}
	name = g_strdup_printf("disk-%d.qcow2", g_atomic_int_add(&n_disks, 1) + 1);
	disk->path = g_build_filename(env->directory, name, NULL);
	return make_overlay(disk, point, env, result);
}

gboolean disk_check(const char *path, int cancel_fd, char **why)
{
	const char *const argv[] = {"qemu-img", "check", "-q", path, NULL};
	int status = run(argv, cancel_fd, why);

	return status == 0 || status == CHECK_FOUND_LEAKS || status == CANCELLED;
}

void disk_finish(struct disk *disk, const struct engine_env *env, struct probe_result *result)
{
	g_autofree char *why = NULL, *line = result->command;

	result->command = g_strdup_printf("%s && %s", disk->command, line);
	/* A QEMU that was killed had no time to write its tables. */
	if (result->exit_code < 0 && !result->interrupted &&
	    !disk_check(disk->path, env->cancel_fd, &why))
		judge_set(result, OUTCOME_BROKEN, REASON_DISK,
			  g_strdup_printf("a killed QEMU left a damaged overlay: %s", why));
	unlink(disk->path);
	g_free(disk->path);
	g_free(disk->command);
}

void disk_probe(const struct point *point, const struct engine_env *env,
		void (*probe)(const struct point *, const struct engine_env *,
			      struct probe_result *),
		struct probe_result *result)
{
	struct engine_env with_disk = *env;
	struct disk disk;

	if (point->disk == UNSET) {
		probe(point, env, result);
	} else if (disk_create(&disk, point, env, result)) {
		with_disk.disk = disk.path;
		probe(point, &with_disk, result);
		disk_finish(&disk, env, result);
	}
}
