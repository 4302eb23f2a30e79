/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guests as files that QEMU can open. The freestanding one is part of memroof and is written to
 * the user's cache directory, so that pasted command lines find it again; the Linux one is made by
 * tools/linux-guest and tools/disk-image.
 */
#ifndef MEMROOF_HOST_GUESTS_H
#define MEMROOF_HOST_GUESTS_H

#include "vm/engine.h"

/* Where the Linux guest is looked for: $MEMROOF_GUESTS, or memroof/guests in the user's cache
 * directory; newly allocated. */
char *guests_directory(void);

/*
 * Finds the guests; those of Linux may be missing and are then NULL. Fails (broken) when the
 * freestanding one cannot be written anywhere. Clear with guests_clear().
 */
gboolean guests_find(struct guest_files *guests, GError **error);
void guests_clear(struct guest_files *guests);

#endif
