/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filling a running Linux guest by hotplug, up to maxmem, and then trying one DIMM and one page too
 * many. A state machine without I/O of its own: a port carries its steps out and tells it how they
 * went, and somebody tells it what the guest says. One step is under way at a time.
 */
#ifndef MEMROOF_VM_PLUG_H
#define MEMROOF_VM_PLUG_H

#include "vm/engine.h"
#include "vm/guest_report.h"

/*
 * How steps are carried out: over QMP (vm/plug_qmp.h), or by libvirt. Each call is answered by one
 * of the functions below, at once or later.
 */
struct plug_port {
	/* Plugs a DIMM of @bytes, the @number-th from 1; plug_begun() when only the guest's part is
	 * left to be asked for, then plug_answered(). A refused DIMM leaves nothing behind. */
	void (*attach)(void *user, unsigned number, uint64_t bytes);
	/* Has the virtio-mem device come to @bytes; the same answers. */
	void (*resize)(void *user, uint64_t bytes);
	/* Asks for the virtio-mem device's size; plug_sized(). */
	void (*ask_size)(void *user);
	/* Nothing is left to be done, and the guest may end; no answer. */
	void (*finish)(void *user);
	void *user;
};

enum plug_phase {
	PLUG_IDLE,    /* not begun */
	PLUG_COMMAND, /* attach() or resize() is under way */
	PLUG_ONLINE,  /* waiting for the guest */
	PLUG_SIZE,    /* ask_size() is under way */
	PLUG_DONE,    /* finish() was called; outcome, reason and message say how it went */
};

struct plug {
	const struct point *point;
	const struct guest_report *report; /* complete when plugging begins */
	const struct plug_port *port;
	enum plug_phase phase;
	GArray *steps;   /* struct plug_step */
	unsigned n_fill; /* steps that fill the guest; the rest are too many */
	unsigned current;
	uint64_t plugged;     /* bytes, with the step under way */
	gboolean event_seen;  /* of the step under way */
	int64_t event_status; /* what the guest's _OST said with it; -1: nothing */
	int64_t started_us;   /* of the step under way: when plug_begun() was called, or -1 */
	enum outcome outcome;
	enum reason reason;
	char *message;
};

/* An empty array of struct plug_step, which clears its steps. */
GArray *plug_steps_new(void);

/* Everything is borrowed. */
void plug_init(struct plug *plug, const struct point *point, const struct guest_report *report,
	       const struct plug_port *port);
void plug_clear(struct plug *plug);

/* Begins with the first step: the guest's report is complete. Only once. */
void plug_begin(struct plug *plug);

/* The step's own command goes out now: its times count from here. */
void plug_begun(struct plug *plug);

/* attach() or resize() is done, or was refused with an @error text. No plug_begun() before a
 * refusal means that the step never came to be, and has no time. */
void plug_answered(struct plug *plug, const char *error);

/* The virtio-mem device has @bytes; or why that cannot be said. */
void plug_sized(struct plug *plug, uint64_t bytes, const char *error);

/* The guest has acknowledged the DIMM called @number, with the @status of its _OST (0 is success),
 * or the device's size of @bytes, to QEMU. */
void plug_dimm_event(struct plug *plug, unsigned number, int64_t status);
void plug_size_event(struct plug *plug, uint64_t bytes);

/* The guest sent a state line. */
void plug_state(struct plug *plug);

/* What is under way, for people: "DIMM 3 of 8: 32 of 48 memory blocks are online"; newly
 * allocated. */
char *plug_words(const struct plug *plug);

/* What plugging is to add, in bytes: maxmem - size, or 0. */
uint64_t plug_total(const struct point *point);

#endif
