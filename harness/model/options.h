/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU's option texts, "name,a=1,b=2,+flag". */
#ifndef MEMROOF_MODEL_OPTIONS_H
#define MEMROOF_MODEL_OPTIONS_H

#include <glib.h>

/*
 * The value of a property in "type,a=1,b=2", newly allocated, or NULL. The last one wins, as in
 * QEMU.
 * "+a" and "-a" (CPU flags) read as a=on and a=off.
 */
char *options_get(const char *options, const char *property);

/* Like options_get() for on/off properties; @unset when the property is not there. */
gboolean options_get_flag(const char *options, const char *property, gboolean unset);

#endif
