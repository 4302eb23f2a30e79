/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One domain of libvirt's, from its start to the point's proof. */
#ifndef MEMROOF_VM_LIBVIRT_RUN_H
#define MEMROOF_VM_LIBVIRT_RUN_H

#include "vm/engine.h"

/*
 * Starts the domain called @name from @xml, asks libvirt and QEMU what they have made of it, boots
 * and fills its guest as the point's proof wants, and ends it. Fills @result but for its command.
 */
void libvirt_run(const struct point *point, const struct engine_env *env, const char *name,
		 const char *xml, struct probe_result *result);

#endif
