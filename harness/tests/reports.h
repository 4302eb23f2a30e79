/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports of guests as texts, for the tests of what reads and judges them. */
#ifndef MEMROOF_TESTS_REPORTS_H
#define MEMROOF_TESTS_REPORTS_H

#include <glib.h>

/* @lines and the line with their sum; newly allocated. */
char *with_sum(const char *lines);

/* @text with the first @old (which must be there) replaced by @new; newly allocated. */
char *replaced(const char *text, const char *old, const char *new);

/* A 36-bit AMD with 2 GiB below 4 GiB and 1 GiB above, 8 GiB for hotplug and a BAR of 1 GiB. */
#define BOOT_LINES                                                                                 \
	"memroof-guest 1 boot\n"                                                                   \
	"cpu AuthenticAMD 36 1 1\n"                                                                \
	"declared 0x0 0x80000000\n"                                                                \
	"declared 0x100000000 0x140000000\n"                                                       \
	"usable 0x0 0x9fc00\n"                                                                     \
	"usable 0x100000 0x7ffe0000\n"                                                             \
	"usable 0x100000000 0x140000000\n"                                                         \
	"reserved-end 0x380000000\n"                                                               \
	"bar 00:01.0 2 0x800000000 0x40000000\n"                                                   \
	"touched 7\n"
#define BOOT_POINT "machine=q35 phys-bits=36 size=3G maxmem=11G slots=1 bar=1G proof=boot "

/* The same as Linux sees it. */
#define LINUX_LINES                                                                                \
	"memroof-guest 1 linux\n"                                                                  \
	"cpu AuthenticAMD 36 1 1\n"                                                                \
	"usable 0x0 0x9fc00\n"                                                                     \
	"usable 0x100000 0x7ffe0000\n"                                                             \
	"usable 0x100000000 0x140000000\n"                                                         \
	"kernel 6.1.0-56-cloud-amd64\n"                                                            \
	"memory 2990088\n"                                                                         \
	"blocks 24 24 0x8000000\n"                                                                 \
	"disk vda 0x40000000\n"                                                                    \
	"booted kernel\n"
#define LINUX_POINT "machine=q35 phys-bits=36 size=3G disk=1G proof=linux "

#endif
