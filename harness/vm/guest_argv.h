/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of a QEMU command line that boots a guest of ours. */
#ifndef MEMROOF_VM_GUEST_ARGV_H
#define MEMROOF_VM_GUEST_ARGV_H

#include "vm/engine.h"

/*
 * Adds the guest for the point's proof: its kernel, its console on descriptor 3, the device through
 * which it leaves, and what proof plug plugs into.
 */
void guest_argv_add(GPtrArray *argv, const struct point *point, const struct engine_env *env);

#endif
