/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A point as what people put into the program that starts their VM: only what decides about its
 * memory. Pure text. */
#ifndef MEMROOF_REPORT_SNIPPET_H
#define MEMROOF_REPORT_SNIPPET_H

#include "model/point.h"

enum snippet_target {
	SNIPPET_QEMU,    /* arguments for its command line */
	SNIPPET_LIBVIRT, /* elements for "virsh edit" */
	SNIPPET_INCUS,   /* commands for a shell */
	N_SNIPPET_TARGETS,
};

const char *snippet_target_name(enum snippet_target target);
gboolean snippet_target_from_name(const char *name, enum snippet_target *target);

/* The names of all targets, "qemu, libvirt, incus"; newly allocated. */
char *snippet_target_names(void);

/* The lines for @point, each with its newline; newly allocated. */
char *snippet_text(enum snippet_target target, const struct point *point);

/* QEMU's arguments for the virtio-mem device by which the guest of @point grows, quoted as for a
 * shell; NULL when it has none. Newly allocated. */
char *snippet_virtio_mem(const struct point *point);

#endif
