/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One QEMU process with a guest in it, watched from machine to proof. */
#ifndef MEMROOF_VM_GUEST_RUN_H
#define MEMROOF_VM_GUEST_RUN_H

#include "vm/engine.h"

/*
 * Runs @argv (of qemu_argv(), with a guest), lets the guest run once QMP has answered, follows its
 * report and, for proof plug, fills it. Each stage has the point's deadline for itself. Fills
 * @result but for its command.
 */
void guest_probe(const struct point *point, const struct engine_env *env, const char *const *argv,
		 struct probe_result *result);

#endif
