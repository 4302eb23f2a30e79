/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * raw.qemu.conf: what an instance changes in the qemu.conf that Incus and LXD make. It looks like
 * such a file and is read in another way, by one regular expression of
 * driver_qemu_config_override.go, which this repeats:
 *
 *   [section] or [section][index], the index counting sections of the same name, from 0;
 *   key = "value" or key = value, the last one counting; an empty value takes the key away;
 *   a section without any key takes the section away.
 *
 * There are no comments: whatever stands between two of these belongs to the key behind it, even a
 * section's name.
 */
#ifndef MEMROOF_FILES_INCUS_CONF_H
#define MEMROOF_FILES_INCUS_CONF_H

#include <glib.h>
#include <stdint.h>

/* Offsets are bytes of the text. */
struct incus_key {
	char *key, *value;
	size_t start;                  /* of the key */
	size_t value_start, value_end; /* without quotes */
	gboolean quoted;
};

struct incus_section {
	char *name;
	uint64_t index;
	size_t start;
	size_t end; /* behind its last key, or its name */
	unsigned n_keys;
	unsigned first_key; /* the keys of one section follow each other */
};

struct incus_conf {
	GArray *sections;  /* struct incus_section; the first is "" for keys before any */
	GArray *keys;      /* struct incus_key */
	gboolean has_rest; /* something is none of these, and passed over */
	size_t rest;       /* where that begins */
};

/* FALSE with @problem, which is static, and its place @at, for what makes Incus fail. */
gboolean incus_conf_read(const char *text, struct incus_conf *conf, const char **problem,
			 size_t *at);

void incus_conf_clear(struct incus_conf *conf);

const struct incus_section *incus_conf_section(const struct incus_conf *conf, unsigned i);
const struct incus_key *incus_conf_key(const struct incus_conf *conf, unsigned i);

/* The last key of that name in all sections of @name and @index, which counts; or NULL. */
const struct incus_key *incus_conf_find(const struct incus_conf *conf, const char *name,
					uint64_t index, const char *key);

/* The last section of that name and index that has keys, or NULL. */
const struct incus_section *incus_conf_last(const struct incus_conf *conf, const char *name,
					    uint64_t index);

/* TRUE when it takes the section away. */
gboolean incus_conf_removes(const struct incus_conf *conf, const char *name, uint64_t index);

#endif
