/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The programs and libraries that memroof can use: which are there, in which version, and what
 * would install them. */
#ifndef MEMROOF_HOST_TOOLS_H
#define MEMROOF_HOST_TOOLS_H

#include <glib.h>

struct tool {
	const char *name;
	const char *purpose;
	const char *package; /* the Debian package that brings it */
	char *version;       /* NULL when it is not there */
};

/* gnuplot, qemu-img, libvirt (GPtrArray of struct tool *), each asked for its version. */
GPtrArray *tools_find(void);

/*
 * The QEMU binaries for x86 guests in PATH and where Fedora has its own (GPtrArray of char *),
 * without links to the same file; empty when there are none.
 */
GPtrArray *tools_find_qemus(void);

#endif
