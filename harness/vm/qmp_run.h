/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A QEMU process that speaks QMP on its stdin and stdout, from start to end. And what its replies
 * mean. */
#ifndef MEMROOF_VM_QMP_RUN_H
#define MEMROOF_VM_QMP_RUN_H

#include "vm/child.h"
#include "vm/marks.h"
#include "vm/qmp.h"

/*
 * Runs @argv, sends the commands of the initialised @qmp after the greeting (the last should be
 * "quit"), and waits for the end. Of @spec only environment, spawner, cancel_fd and pin_to count.
 * @marks tells when the greeting and the first answer came; it may be NULL.
 */
gboolean qmp_run(const struct child_spec *spec, const char *const *argv, int64_t timeout_ms,
		 struct qmp *qmp, struct start_marks *marks, struct child_result *result,
		 GError **error);

/* "7.2.22" from the reply to query-version, newly allocated, or NULL. */
char *qmp_version(const json_t *version);

/* The distribution's package string from the same reply, newly allocated; "" when there is none. */
char *qmp_package(const json_t *version);

/*
 * The machine type that @machine (NULL: QEMU's default) stands for, from the reply to
 * query-machines: resolves aliases, ignores properties. Borrowed from @machines, or NULL.
 */
const char *qmp_machine_type(const json_t *machines, const char *machine);

#endif
