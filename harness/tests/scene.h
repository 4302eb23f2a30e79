/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest that is being filled by hotplug, with the guest and who plugs played line by line. */
#ifndef MEMROOF_TESTS_SCENE_H
#define MEMROOF_TESTS_SCENE_H

#include "vm/plug_qmp.h"

/* All who talk. */
struct scene {
	struct point *point;
	struct engine_env env;
	struct guest_report report;
	struct plug plug;
	/* A port that only writes down what it is to do; or the one that tells QEMU. */
	struct plug_port recording;
	GString *recorded;
	struct qmp qmp;
	struct qmp_listener listener;
	struct plug_qmp plug_qmp;
	gboolean over_qmp;
};

/* Begins to fill a guest of 3 GiB at @point (further keys), whose report has @lines. */
void scene_open(struct scene *scene, const char *point, const char *lines);
void scene_open_qmp(struct scene *scene, const char *point, const char *lines);
void scene_close(struct scene *scene);

/* The same in two parts, for another port. */
void scene_prepare(struct scene *scene, const char *point, const char *lines);
void scene_begin(struct scene *scene, const struct plug_port *port);

/*
 * "> LINE" is the next thing that the port must have been told, or sent to QEMU; "< LINE" is what
 * is said to it, when nothing else is left to be told; anything else is what the guest says.
 *
 * A recording port is told "attach NUMBER BYTES", "resize BYTES", "ask" and "finish", and hears
 * "begun", "taken", "refused TEXT", "dimm NUMBER", "device BYTES" (both are events), "has BYTES"
 * and "hides TEXT" (both are answers to "ask").
 */
void scene_play(struct scene *scene, const char *line);

/* @lines end with NULL. */
void scene_play_all(struct scene *scene, const char *const *lines);

/* Nothing is left that the port was told. */
void scene_is_quiet(const struct scene *scene, const char *before);

/* QEMU says @text, lines with newlines. */
void scene_qemu_says(struct scene *scene, const char *text);

/* The guest says @text, lines with newlines; nobody is told yet. */
void scene_guest_says(struct scene *scene, const char *text);

const struct plug_step *scene_step(const struct scene *scene, unsigned i);

#endif
