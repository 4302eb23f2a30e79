/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One QMP conversation as a pure state machine: bytes in, bytes to send out. It waits for the
 * greeting, then sends its commands at once and collects the replies in order; events are passed
 * over.
 */
#ifndef MEMROOF_VM_QMP_H
#define MEMROOF_VM_QMP_H

#include <glib.h>
#include <jansson.h>

struct qmp {
	const char *const *commands; /* NULL-terminated, without arguments */
	unsigned n_commands;
	GString *partial;   /* an unfinished line */
	GString *send;      /* what the caller has to send, and then to empty */
	GPtrArray *replies; /* json_t *: the "return" member of each command, in order */
	char *error;        /* the first violation of the protocol, or error reply */
	gboolean greeted;
};

/* @commands begin with qmp_capabilities and must outlive @qmp; at most eight, so that QEMU queues
 * them all. */
void qmp_init(struct qmp *qmp, const char *const *commands);
void qmp_clear(struct qmp *qmp);

/* Takes bytes from QEMU. FALSE once @qmp->error is set. */
gboolean qmp_feed(struct qmp *qmp, const char *data, size_t n);

/* TRUE when every command has its reply. */
gboolean qmp_is_done(const struct qmp *qmp);

/* The reply to @command, borrowed, or NULL. */
const json_t *qmp_reply(const struct qmp *qmp, const char *command);

#endif
