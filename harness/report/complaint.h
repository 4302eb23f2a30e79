/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU's message about the address space, as somebody pasted it. Pure. */
#ifndef MEMROOF_REPORT_COMPLAINT_H
#define MEMROOF_REPORT_COMPLAINT_H

#include <glib.h>
#include <stdint.h>

struct complaint {
	uint64_t used; /* the last address that was asked for */
	unsigned phys_bits;
};

/*
 * Finds "Address space limit 0x… < 0x… phys-bits too low (N)" in @text, whatever a log or a
 * management layer put around it: other lines, broken lines, "<" as XML and JSON write it. An input
 * error where it is missing, or where its numbers contradict each other.
 */
gboolean complaint_parse(const char *text, struct complaint *complaint, GError **error);

#endif
