/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fleets made up for tests: what tools/qemu-fleet makes of downloads, here made of links to the
 * host's own QEMU and loader, so that a real QEMU starts without any download.
 */
#ifndef MEMROOF_TESTS_FLEETS_H
#define MEMROOF_TESTS_FLEETS_H

#include "tests/program.h"

#include <glib.h>

/* The version of the host's QEMU, "7.2.22", or NULL when it has none or no loader that is known
 * here; then it says what is skipped. Newly allocated. */
char *fleets_host_version(void);

/* Adds a release that says it is @version to the fleet in @directory, made of the host's. */
void fleets_add(const char *directory, const char *suite, const char *version);

/* Adds one that has every file, and starts nothing. */
void fleets_add_empty(const char *directory, const char *suite, const char *version);

/* Replaces a file of a release: "about", "bin/qemu-system-x86_64". NULL removes it. */
void fleets_spoil(const char *directory, const char *suite, const char *name, const char *text);

/* The built program beside a fleet of its own. */
struct fleet_scene {
	struct program program;
	char *fleet;        /* the directory */
	char *version;      /* of the host's QEMU, or NULL */
	const char *env[4]; /* the fleet's; others may be added */
	char *setting;
};

void fleet_scene_init(struct fleet_scene *scene);
void fleet_scene_clear(struct fleet_scene *scene);

/* The same with a release called "own", which is the host's QEMU once more. FALSE when there is
 * none; then there is nothing to clear. */
gboolean fleet_scene_init_own(struct fleet_scene *scene);

#endif
