/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One QMP conversation as a pure state machine: bytes in, bytes to send out. It waits for the
 * greeting, then sends its commands at once and collects the replies in order. Further commands may
 * follow one by one, whose answers, like all events, go to a listener.
 */
#ifndef MEMROOF_VM_QMP_H
#define MEMROOF_VM_QMP_H

#include <glib.h>
#include <jansson.h>

/* Who is told of the answers to qmp_execute(), and of events. */
struct qmp_listener {
	/* @value, or why QEMU refused. */
	void (*replied)(void *user, const json_t *value, const char *error);
	void (*event)(void *user, const char *name, const json_t *data);
	void *user;
};

struct qmp {
	const char *const *commands;         /* NULL-terminated, without arguments */
	const struct qmp_listener *listener; /* may be NULL */
	unsigned n_executing;                /* commands of qmp_execute() without an answer */
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

/* Sends another command after those, with @arguments (stolen; may be NULL). */
void qmp_execute(struct qmp *qmp, const char *command, json_t *arguments);

/* The reply to @command, borrowed, or NULL. */
const json_t *qmp_reply(const struct qmp *qmp, const char *command);

#endif
