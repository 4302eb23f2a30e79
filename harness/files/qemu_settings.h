/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's options as a list of groups, whatever way they were written: words of a command line,
 * JSON, sections of a file for -readconfig. Names are those of -readconfig: -m is "memory", with
 * the keys size, slots and maxmem; -M is "machine", with type; -cpu is "cpu", with model, and its
 * flags as they stand ("+pae"); -global is "global" with driver, property and value; an option
 * that is only a word has the key "".
 */
#ifndef MEMROOF_FILES_QEMU_SETTINGS_H
#define MEMROOF_FILES_QEMU_SETTINGS_H

#include <glib.h>
#include <stdint.h>

/* Where something stands, as bytes of the text: from @start to before @end. */
struct place {
	size_t start, end;
};

struct qemu_option {
	char *key;
	char *value; /* as QEMU gets it; NULL for a flag without "=" */
	unsigned line;
	struct place value_place;
	struct place place;  /* all of it, with what parts it from its neighbour */
	gboolean is_unknown; /* the value is made by a shell when it runs */
};

/* One occurrence: "-m 2G,slots=4", or one section. */
struct qemu_group {
	char *name;
	char *id; /* or NULL */
	unsigned line;
	struct place place;
	GPtrArray *options;  /* struct qemu_option *, in their order */
	gboolean is_section; /* of a file for -readconfig, which has other names for things */
	unsigned index;      /* for whoever made it; in a new group 0 */
};

struct qemu_settings {
	GPtrArray *groups; /* struct qemu_group *, in their order */
	struct qemu_index *index;
};

struct qemu_settings *qemu_settings_new(void);
void qemu_settings_free(struct qemu_settings *settings);

/* Adds an empty group at the end, which the settings own; @id may be NULL. */
struct qemu_group *qemu_settings_add(struct qemu_settings *settings, const char *name,
				     const char *id, unsigned line);

/* Adds an option at the end of a group, which owns it; @value may be NULL. */
struct qemu_option *qemu_group_add(struct qemu_group *group, const char *key, const char *value,
				   unsigned line);

const struct qemu_group *qemu_settings_group(const struct qemu_settings *settings, unsigned i);
const struct qemu_option *qemu_group_option(const struct qemu_group *group, unsigned i);

/* The last option called @key in the group, which is the one that counts, or NULL. */
const struct qemu_option *qemu_group_find(const struct qemu_group *group, const char *key);

/* Its value; NULL where there is none, or only a shell knows it. */
const char *qemu_group_value(const struct qemu_group *group, const char *key);

/* The last group called @name, or NULL. */
const struct qemu_group *qemu_settings_last(const struct qemu_settings *settings, const char *name);

/* The first one called @name with this id, or NULL. Who asks has given the groups their ids. */
const struct qemu_group *qemu_settings_with_id(const struct qemu_settings *settings,
					       const char *name, const char *id);

/*
 * The last option called @key in any group called @name: QEMU merges all -m, and all -machine. NULL
 * when there is none. @group, which may be NULL, becomes the group in which it stands.
 */
const struct qemu_option *qemu_settings_merged(const struct qemu_settings *settings,
					       const char *name, const char *key,
					       const struct qemu_group **group);

/* The last -global of @driver's @property that has a value, or NULL. */
const struct qemu_group *qemu_settings_global(const struct qemu_settings *settings,
					      const char *driver, const char *property);

/* What a group is called where it stands, "-m" or "[memory]"; newly allocated. */
char *qemu_group_label(const struct qemu_group *group);

/* The same of an option: "-m maxmem" or "[memory] maxmem". */
char *qemu_option_label(const struct qemu_group *group, const struct qemu_option *option);

#endif
