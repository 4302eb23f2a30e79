/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where guest RAM comes from: the point's backend as an object of QEMU's, on the command line and
 * in QMP. */
#ifndef MEMROOF_VM_BACKEND_H
#define MEMROOF_VM_BACKEND_H

#include "vm/engine.h"

#include <jansson.h>

/*
 * "qom-type,properties" of the backend for a guest that may come to have @bytes, or NULL for the
 * machine's own RAM (plain -m). Only emulator.version and host_memory of @env are looked at.
 */
const char *backend_type(const struct point *point, const struct engine_env *env, uint64_t bytes);

/* "qom-type,id=ID,size=SIZE,properties" for -object; newly allocated. */
char *backend_option(const char *type, const char *id, uint64_t size);

/* The arguments of object-add for the same, in the form that this QEMU takes; a new reference. */
json_t *backend_json(const char *type, const char *id, uint64_t size, struct version version);

/* The backend for memory that is plugged: what backend_type() says, or plain memory-backend-ram. */
const char *backend_type_plugged(const struct point *point, const struct engine_env *env);

/* Exact bytes for QEMU's command line: without a unit -m would read size as MiB. */
char *qemu_size(uint64_t bytes);

#endif
