/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fleet: other releases of QEMU, each in a folder of its own with its libraries, as
 * tools/qemu-fleet lays them out. They are called by their versions, in full or from the front:
 * "7.2" is the newest 7.2.x. Each is started through its own loader, without a shell between.
 */
#ifndef MEMROOF_HOST_FLEET_H
#define MEMROOF_HOST_FLEET_H

#include "model/machine.h"
#include "vm/engine.h"

struct fleet_member {
	char *folder;
	char *suite;   /* of the distribution: "bookworm" */
	char *version; /* "7.2.22", or NULL where nothing says it */
	char *package; /* "Debian 1:7.2+dfsg-7+deb12u18", or "" */
	char *loader;  /* its file's name */
	struct version number;
	char *problem; /* why it cannot be started; NULL when all is there */
};

/* Where the fleet is: $MEMROOF_FLEET, or memroof/fleet in the user's cache directory; newly
 * allocated. */
char *fleet_directory(void);

/* Every release that is there, the oldest first (GPtrArray of struct fleet_member *); those that
 * are damaged come last. */
GPtrArray *fleet_read(void);

/* TRUE when @name is a version, as in "7" or "7.2.22", and so the name of no program. */
gboolean fleet_is_version(const char *name);

/* TRUE when a QEMU of the full @version is what @word calls. */
gboolean fleet_is_called(const char *version, const char *word);

/* The newest of @fleet that @word calls and that can be started; NULL when there is none. */
const struct fleet_member *fleet_find(const GPtrArray *fleet, const char *word);

/* What @fleet has, "5.2.0, 7.2.22", with what is wrong with the damaged ones; newly allocated. */
char *fleet_words(const GPtrArray *fleet);

/* The program itself, newly allocated. */
char *fleet_program(const struct fleet_member *member);

/* How it is started; free with launch_free(). */
struct launch *fleet_launch(const struct fleet_member *member);

#endif
