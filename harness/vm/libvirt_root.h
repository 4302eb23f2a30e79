/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directory in which libvirt's embedded driver lives, below a directory of ours: its
 * configuration, and the QEMUs that it starts, which are daemons and outlive their libvirt.
 */
#ifndef MEMROOF_VM_LIBVIRT_ROOT_H
#define MEMROOF_VM_LIBVIRT_ROOT_H

#include <glib.h>
#include <sys/types.h>

/*
 * Makes the root in @directory and returns its path, newly allocated. What libvirt learns about
 * QEMU binaries, which takes it seconds, is kept in the user's cache. NULL with a broken error when
 * a file cannot be written, or when this user cannot run an embedded libvirt.
 */
char *libvirt_root_make(const char *directory, GError **error);

/* The QEMU of the domain called @name, or 0. */
pid_t libvirt_root_process(const char *root, const char *name);

/* Kills every process that libvirt has started in @directory, and waits until they are gone. */
void libvirt_root_kill(const char *directory);

#endif
