/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether libvirt's embedded driver, engine libvirt's usual one, opens here. */
#ifndef MEMROOF_HOST_EMBEDDED_H
#define MEMROOF_HOST_EMBEDDED_H

#include <glib.h>

struct embedded {
	gboolean opens;
	char *qemu; /* the version of the QEMU that it starts by default; or NULL */
	char *why;  /* what stood in the way, and what would help; NULL when it opens */
};

/*
 * Opens it in a directory of its own, and closes it. A process can do so once. Where process 1 is
 * slow it takes seconds the first time unless reaper_begin() (host/reaper.h) has been called.
 */
void embedded_try(struct embedded *embedded);
void embedded_clear(struct embedded *embedded);

#endif
