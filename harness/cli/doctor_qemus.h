/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What memroof doctor says of the QEMUs: the host's own in PATH, and the fleet. */
#ifndef MEMROOF_CLI_DOCTOR_QEMUS_H
#define MEMROOF_CLI_DOCTOR_QEMUS_H

#include "host/qemu.h"

struct doctor_qemus {
	GPtrArray *own;      /* struct qemu_binary * */
	GPtrArray *unusable; /* char *: why */
	GPtrArray *fleet;    /* struct doctor_release * */
};

/* Finds and asks them all. */
void doctor_qemus_find(struct doctor_qemus *qemus);
void doctor_qemus_clear(struct doctor_qemus *qemus);

void doctor_qemus_print(const struct doctor_qemus *qemus);

/* The members "qemu" and "fleet", new references. */
json_t *doctor_qemus_json(const struct doctor_qemus *qemus);
json_t *doctor_fleet_json(const struct doctor_qemus *qemus);

#endif
