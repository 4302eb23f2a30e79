/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hotplug by libvirt: the steps of struct plug as devices that are attached and updated. */
#ifndef MEMROOF_VM_PLUG_LIBVIRT_H
#define MEMROOF_VM_PLUG_LIBVIRT_H

#include "vm/libvirt.h"
#include "vm/plug.h"

struct plug_libvirt {
	struct plug_port port;
	struct plug *plug;
	const struct point *point;
	struct libvirt_domain *domain;
};

/* Fills @port; everything is borrowed. Each of its calls waits for libvirt, and has been answered
 * when it returns. */
void plug_libvirt_init(struct plug_libvirt *plug_libvirt, struct plug *plug,
		       const struct point *point, struct libvirt_domain *domain);

/* QEMU sent an event. */
void plug_libvirt_event(struct plug_libvirt *plug_libvirt, const struct libvirt_event *event);

#endif
