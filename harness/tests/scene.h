/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest that is being filled by hotplug, with QEMU and the guest played line by line. */
#ifndef MEMROOF_TESTS_SCENE_H
#define MEMROOF_TESTS_SCENE_H

#include "vm/plug.h"

/* All who talk. */
struct scene {
	struct point *point;
	struct engine_env env;
	struct guest_report report;
	struct qmp qmp;
	struct qmp_listener listener;
	struct plug plug;
};

/* Begins to fill a guest of 3 GiB at @point (further keys), whose report has @lines. */
void scene_open(struct scene *scene, const char *point, const char *lines);
void scene_close(struct scene *scene);

/*
 * "> LINE" is what QEMU must have been told, and nothing else; "< LINE" is what it says, anything
 * else what the guest says.
 */
void scene_play(struct scene *scene, const char *line);

/* QEMU says @text, lines with newlines. */
void scene_qemu_says(struct scene *scene, const char *text);

const struct plug_step *scene_step(const struct scene *scene, unsigned i);

#endif
