/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the key args says about memory. It holds QEMU's own options, which the other keys know
 * nothing of and which come behind theirs, so that a number beyond those of the keys can be asked
 * for: -m 18446744073709551615B.
 */
#ifndef MEMROOF_MODEL_MORE_ARGS_H
#define MEMROOF_MODEL_MORE_ARGS_H

#include <glib.h>
#include <stdint.h>

/* TRUE when @args (or NULL) may change what the model goes by: memory, machine, CPU, or a default
 * of a device. */
gboolean more_args_change_layout(const char *args);

/*
 * The size that -m in @args (or NULL) asks for, in bytes: without a unit it is in MiB, as QEMU has
 * it, and rounded up to 8 KiB, but not beyond 2^64 - 8192. FALSE when no -m gives a size. *@bytes
 * is UNSET when one does that only QEMU can read, such as a fraction.
 */
gboolean more_args_size(const char *args, uint64_t *bytes);

#endif
