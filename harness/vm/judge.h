/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the end of a QEMU process means for the probe. */
#ifndef MEMROOF_VM_JUDGE_H
#define MEMROOF_VM_JUDGE_H

#include "vm/engine.h"
#include "vm/message.h"
#include "vm/qmp.h"

/* The QMP command that lists memory devices. */
#define JUDGE_DEVICES "query-memory-devices"

/* Takes @message over. */
void judge_set(struct probe_result *result, enum outcome outcome, enum reason reason,
	       char *message);

/* What a message of QEMU's or libvirt's means; clears @message. */
void judge_take(struct message *message, struct probe_result *result);

/* The files of the guest that the point's proof boots: TRUE when they are there. */
gboolean judge_has_guest(const struct point *point, const struct engine_env *env,
			 struct probe_result *result);

/* The guest must have been given what was asked for; @summary is the answer to
 * query-memory-size-summary. */
void judge_memory(const struct point *point, const json_t *summary, struct probe_result *result);

/* There was no process; takes @error over. */
void judge_not_started(struct probe_result *result, GError *error);

/*
 * What ends any probe alike: somebody cancelled it, QEMU printed without end, or broke QMP's rules.
 * FALSE when it ended in another way.
 */
gboolean judge_broken_off(const struct child_result *child, const struct qmp *qmp,
			  struct probe_result *result);

/* QEMU was gone, with exit status 0, before it had answered. */
void judge_left_early(struct probe_result *result);

/* QEMU gave up by itself: its stderr and exit status say why, and at which stage. */
void judge_message(const struct child_result *child, struct probe_result *result);

/* QEMU answered everything; the guest must have been given what was asked for, and the memory
 * devices, if JUDGE_DEVICES was among the questions, must be where the guest can find them. */
void judge_replies(const struct point *point, const struct qmp *qmp, struct probe_result *result);

/* Keeps what the process said of itself, and how it ended. */
void judge_keep(const struct point *point, const struct child_result *child, const struct qmp *qmp,
		struct probe_result *result);

#endif
