/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When a start got how far: the events of one QEMU process, as times since it was started. */
#ifndef MEMROOF_VM_MARKS_H
#define MEMROOF_VM_MARKS_H

#include "vm/child.h"
#include "vm/qmp.h"

/* Microseconds since before the process was started, or UNSET. */
struct start_marks {
	uint64_t greeting; /* QMP's greeting came */
	uint64_t machine;  /* QMP's first answer came: the machine is built */
	uint64_t guest;    /* the guest's first byte came: firmware is done (Linux: kernel entry) */
	uint64_t report;   /* the guest had said everything */
};

void marks_init(struct start_marks *marks);

/* Sets @mark to now, unless it is set. */
void mark_now(uint64_t *mark, const struct child *child);

/* Sets what the conversation has reached; call after each qmp_feed(). */
void marks_follow_qmp(struct start_marks *marks, const struct qmp *qmp, const struct child *child);

#endif
