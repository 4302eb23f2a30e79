/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hotplug over QMP: the steps of struct plug as object-add, device_add and qom-set. */
#ifndef MEMROOF_VM_PLUG_QMP_H
#define MEMROOF_VM_PLUG_QMP_H

#include "vm/plug.h"
#include "vm/qmp.h"

/* The name of the virtio-mem device and of its backend. */
#define PLUG_DEVICE_ID "vm0"
#define PLUG_BACKEND_ID "vmem0"

struct plug_qmp {
	struct plug_port port;
	struct plug *plug;
	const struct engine_env *env;
	struct qmp *qmp;
	unsigned number; /* of the DIMM under way; 0 for the virtio-mem device */
	enum { PLUG_QMP_IDLE, PLUG_QMP_BACKEND, PLUG_QMP_DEVICE, PLUG_QMP_SIZE } waiting;
	unsigned n_ignored; /* answers to come that change nothing: object-del */
};

/* Fills @plug_qmp->port; everything is borrowed. @plug may be initialised later. */
void plug_qmp_init(struct plug_qmp *plug_qmp, struct plug *plug, const struct engine_env *env,
		   struct qmp *qmp);

/* QEMU answered a command: with @value, or with an @error text. */
void plug_qmp_replied(struct plug_qmp *plug_qmp, const json_t *value, const char *error);

/* QEMU sent an event. */
void plug_qmp_event(struct plug_qmp *plug_qmp, const char *name, const json_t *data);

/* The status in the "info" of an ACPI_DEVICE_OST event; -1 when there is none. */
int64_t plug_ost_status(const json_t *info);

#endif
