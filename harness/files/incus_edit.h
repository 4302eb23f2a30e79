/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Edits of an instance: options of Incus, keys of its raw.qemu.conf, words of its raw.qemu, each
 * where it stands, or as a new one where Incus would print it.
 */
#ifndef MEMROOF_FILES_INCUS_EDIT_H
#define MEMROOF_FILES_INCUS_EDIT_H

#include "files/incus.h"

enum incus_limit {
	INCUS_MEMORY,
	INCUS_HOTPLUG,
};

struct incus_edit;

struct incus_edit *incus_edit_new(const struct config *config,
				  const struct incus_instance *instance);
void incus_edit_free(struct incus_edit *edit);

/* Sets an option of Incus, to a size in whole MiB or to "false". */
void incus_edit_size(struct incus_edit *edit, enum incus_limit limit, uint64_t bytes);
void incus_edit_no_hotplug(struct incus_edit *edit);

/* The bytes of raw.qemu.conf at @place become @value. */
void incus_edit_place(struct incus_edit *edit, struct place place, const char *value);

/* @key of the first section called @section in raw.qemu.conf becomes @value. */
gboolean incus_edit_key(struct incus_edit *edit, const char *section, const char *key,
			const char *value, GError **error);

gboolean incus_edit_remove_section(struct incus_edit *edit, const char *section, uint64_t index,
				   GError **error);

/* The bytes of raw.qemu at @place, a part of a word, become @value. */
gboolean incus_edit_word(struct incus_edit *edit, struct place place, const char *value,
			 GError **error);

/* Takes the words at @place out of raw.qemu. */
void incus_edit_remove_words(struct incus_edit *edit, struct place place);

/* Adds -global to raw.qemu. */
void incus_edit_add_global(struct incus_edit *edit, const char *driver, const char *property,
			   const char *value);

/* Adds all that to @edits. */
gboolean incus_edit_finish(struct incus_edit *edit, struct edits *edits, GError **error);

#endif
