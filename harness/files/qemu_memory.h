/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where QEMU's settings say how much memory there is. */
#ifndef MEMROOF_FILES_QEMU_MEMORY_H
#define MEMROOF_FILES_QEMU_MEMORY_H

#include "files/config.h"
#include "files/qemu_numbers.h"
#include "files/qemu_settings.h"

enum memory_key { MEMORY_SIZE, MEMORY_SLOTS, MEMORY_MAXMEM, N_MEMORY_KEYS };

/* An option and its group, and how its number is written; option is NULL when there is none. */
struct found {
	const struct qemu_group *group;
	const struct qemu_option *option;
	enum bare_unit bare;
};

/* The name of a key in group "memory" (-m), and in group "machine". */
const char *memory_key_name(enum memory_key key);
const char *memory_key_of_machine(enum memory_key key);

/* Where the value of @key that counts stands: -m wins against -machine. */
struct found memory_find(const struct qemu_settings *settings, enum memory_key key);

/* The object that -machine memory-backend names, or NULL. */
const struct qemu_group *memory_backend(const struct qemu_settings *settings);

/* Nodes of -numa that have memory: pointers to their options mem or memdev. The array is the
 * caller's. */
GPtrArray *memory_nodes(const struct qemu_settings *settings);

/* Where the size of such a node stands: its own mem, or size of the object that memdev names. */
struct found memory_node_size(const struct qemu_settings *settings, const struct qemu_group *node);

/* Reads size, slots, maxmem, and the memory devices. */
gboolean memory_read(struct config *config, const struct qemu_settings *settings, GError **error);

#endif
