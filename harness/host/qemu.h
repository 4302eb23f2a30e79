/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a QEMU binary is: its version and machine types, asked of the binary itself by QMP. The
 * answer is kept in the user's cache directory, because asking costs as much as a probe; a binary
 * that has changed is asked again.
 */
#ifndef MEMROOF_HOST_QEMU_H
#define MEMROOF_HOST_QEMU_H

#include "host/fleet.h"

#include <glib.h>
#include <jansson.h>

struct qemu_binary {
	char *path;            /* absolute; of the program itself */
	struct launch *launch; /* NULL where the path is simply started */
	char *version;         /* "7.2.22" */
	char *package;         /* "Debian 1:7.2+dfsg-7+deb12u18+b3", or "" */
	struct version number;
	json_t *machines; /* the reply to query-machines */
};

/*
 * Finds @name and asks it, unless @cancel_fd (-1 for none) becomes readable. @name is a path, a
 * name in PATH, NULL for qemu-system-x86_64, or a version: then it is that release of the fleet
 * (host/fleet.h), or else qemu-system-x86_64 if it is of that version. A missing or unusable binary
 * is a broken error that says what would install it, a version that nothing here has an input error
 * that says what there is.
 */
struct qemu_binary *qemu_binary_find(const char *name, int cancel_fd, GError **error);
/* The same for a release of the fleet. */
struct qemu_binary *qemu_binary_of(const struct fleet_member *member, int cancel_fd,
				   GError **error);
void qemu_binary_free(struct qemu_binary *binary);

/* The machine type that @machine stands for, "q35" → "pc-q35-7.2"; borrowed, or NULL when this QEMU
 * has none such. */
const char *qemu_binary_machine(const struct qemu_binary *binary, const char *machine);

/* The versioned machine types of @family that @binary has, the oldest first (GPtrArray of char *).
 */
GPtrArray *qemu_binary_machines(const struct qemu_binary *binary, enum machine_family family);

/* Drops what is remembered of a binary that turned out to be another one than it was. */
void qemu_binary_forget(const struct qemu_binary *binary);

/* The package that brings a QEMU for x86 guests. */
#define QEMU_PACKAGE "qemu-system-x86"

#endif
