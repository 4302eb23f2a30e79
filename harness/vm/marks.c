/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/marks.h"

#include "model/point.h"

void marks_init(struct start_marks *marks)
{
	*marks = (struct start_marks){UNSET, UNSET, UNSET, UNSET};
}

void mark_now(uint64_t *mark, const struct child *child)
{
	if (*mark == UNSET)
		*mark = (uint64_t)child_elapsed_us(child);
}

void marks_follow_qmp(struct start_marks *marks, const struct qmp *qmp, const struct child *child)
{
	if (qmp->greeted)
		mark_now(&marks->greeting, child);
	/* QEMU greets while it still builds the machine, and answers when its main loop runs. */
	if (qmp->replies->len > 0)
		mark_now(&marks->machine, child);
}
