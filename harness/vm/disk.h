/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The disk of one probe: a qcow2 overlay on the shared base image, made, checked and removed. */
#ifndef MEMROOF_VM_DISK_H
#define MEMROOF_VM_DISK_H

#include "vm/engine.h"

struct disk {
	char *path;
	char *command; /* what made it, pasteable */
};

/*
 * Makes the overlay in env->directory with qemu-img. When that fails, @result says so and FALSE is
 * returned; otherwise end with disk_finish().
 */
gboolean disk_create(struct disk *disk, const struct point *point, const struct engine_env *env,
		     struct probe_result *result);

/*
 * Puts what made the overlay before the pasteable command, checks the overlay when its QEMU was
 * killed, and removes it.
 */
void disk_finish(struct disk *disk, const struct engine_env *env, struct probe_result *result);

/*
 * Probes by @probe, with an overlay around it where the point has a disk. Where the overlay cannot
 * be made, @result says so and @probe is not called.
 */
void disk_probe(const struct point *point, const struct engine_env *env,
		void (*probe)(const struct point *, const struct engine_env *,
			      struct probe_result *),
		struct probe_result *result);

/* Runs qemu-img check on an image that a killed QEMU or memroof has left. FALSE when it is damaged;
 * clusters that nobody uses any more are no damage, and neither is a check that was cancelled. */
gboolean disk_check(const char *path, int cancel_fd, char **why);

#endif
