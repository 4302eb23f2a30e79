/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest's report against the point that it was booted for: does the guest have what was asked
 * for? */
#ifndef MEMROOF_VM_GUEST_CHECK_H
#define MEMROOF_VM_GUEST_CHECK_H

#include "model/layout.h"
#include "model/outcome.h"
#include "vm/guest_report.h"

/*
 * Checks a complete report. Returns REASON_NONE when everything is as the point says; otherwise why
 * not, with *@message (newly allocated) in words. What is expected comes from the point and from
 * what QEMU declares to the guest, never from the model's arithmetic.
 */
enum reason guest_check(const struct guest_report *report, const struct point *point,
			const struct emulator *emulator, char **message);

/* The memory that the guest has for itself, in bytes: its usable RAM, or Linux's MemTotal as it is
 * now. */
uint64_t guest_memory(const struct guest_report *report);

/* The pages (addresses) that the boot guest is to touch in @usable, ascending: the first and the
 * last of each range, and those at powers of two from 1 GiB up. */
GArray *guest_pages_to_touch(const struct guest_report *report);

#endif
