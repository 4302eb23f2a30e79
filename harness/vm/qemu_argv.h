/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Point → QEMU command line, a pure function. */
#ifndef MEMROOF_VM_QEMU_ARGV_H
#define MEMROOF_VM_QEMU_ARGV_H

#include "vm/engine.h"

/*
 * The command line that builds the point's machine, stops before the first guest instruction (-S)
 * and speaks QMP on stdin and stdout; with a guest when the proof wants one. Of @env only
 * emulator.version, host_memory, guests, launch and disk are looked at.
 */
char **qemu_argv(const struct point *point, const struct engine_env *env);

/* The same for people: one line that a shell runs; newly allocated. */
char *qemu_command_line(const struct point *point, const struct engine_env *env, char *const *argv);

#endif
