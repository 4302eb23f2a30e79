/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether this machine has what a section needs (model/needs.h). */
#ifndef MEMROOF_HOST_NEEDS_H
#define MEMROOF_HOST_NEEDS_H

#include "host/facts.h"
#include "model/needs.h"

/*
 * Looks for the first of @needs (struct need *) that this machine does not meet: *@why is newly
 * allocated, "needs qemu >= 10.0: qemu-system-x86_64 is 7.2.22", or NULL when all are met. @qemu is
 * the binary as a point names it; NULL for the usual one. FALSE with @error set when @cancel_fd (-1
 * for none) became readable.
 */
gboolean needs_look(const GPtrArray *needs, const struct host_facts *facts, const char *qemu,
		    int cancel_fd, char **why, GError **error);

#endif
