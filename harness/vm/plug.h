/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filling a running Linux guest by hotplug, up to maxmem, and then trying one DIMM and one page too
 * many. A state machine without I/O of its own: it is told what QEMU and the guest say, and sends
 * its commands through a QMP conversation. One step is under way at a time.
 */
#ifndef MEMROOF_VM_PLUG_H
#define MEMROOF_VM_PLUG_H

#include "vm/engine.h"
#include "vm/guest_report.h"
#include "vm/qmp.h"

enum plug_phase {
	PLUG_IDLE,    /* not begun */
	PLUG_BACKEND, /* object-add is sent */
	PLUG_DEVICE,  /* device_add or qom-set is sent */
	PLUG_ONLINE,  /* waiting for the guest */
	PLUG_SIZE,    /* qom-get of a virtio-mem device's size is sent */
	PLUG_REMOVE,  /* object-del of a refused DIMM's backend is sent */
	PLUG_DONE,    /* "quit" is sent; reason and message say how it went */
};

struct plug {
	const struct point *point;
	const struct engine_env *env;
	const struct guest_report *report; /* complete when plugging begins */
	struct qmp *qmp;
	enum plug_phase phase;
	GArray *steps;   /* struct plug_step */
	unsigned n_fill; /* steps that fill the guest; the rest are too many */
	unsigned current;
	uint64_t plugged;    /* bytes, with the step under way */
	gboolean event_seen; /* of the step under way */
	int64_t started_us;
	enum outcome outcome;
	enum reason reason;
	char *message;
};

/* An empty array of struct plug_step, which clears its steps. */
GArray *plug_steps_new(void);

void plug_init(struct plug *plug, const struct point *point, const struct engine_env *env,
	       const struct guest_report *report, struct qmp *qmp);
void plug_clear(struct plug *plug);

/* Begins with the first step: the guest's report is complete. */
void plug_begin(struct plug *plug);

/* QEMU answered the last command: with @value, or with an @error text. */
void plug_replied(struct plug *plug, const json_t *value, const char *error);

/* QEMU sent an event. */
void plug_event(struct plug *plug, const char *name, const json_t *data);

/* The guest sent a state line. */
void plug_state(struct plug *plug);

/* What is under way, for people: "DIMM 3 of 8: 32 of 48 memory blocks are online"; newly
 * allocated. */
char *plug_words(const struct plug *plug);

/* What plugging is to add, in bytes: maxmem - size, or 0. */
uint64_t plug_total(const struct point *point);

/* The name of the virtio-mem device and of its backend. */
#define PLUG_DEVICE_ID "vm0"
#define PLUG_BACKEND_ID "vmem0"

#endif
