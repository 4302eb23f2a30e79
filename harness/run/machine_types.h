/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "machine = all q35" in scenarios: every versioned machine type that each QEMU of the section says
 * it has. A type that one has and another lacks makes no point for the other. Aliases, which are
 * one of the others, are left out.
 */
#ifndef MEMROOF_RUN_MACHINE_TYPES_H
#define MEMROOF_RUN_MACHINE_TYPES_H

#include "model/scenario.h"

/* After the versions of QEMU have been found (run/releases.h). Errors begin with "LINE: ". */
gboolean machine_types_expand(struct section *section, int cancel_fd, GError **error);

#endif
