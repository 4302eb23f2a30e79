/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An instance of Incus or LXD, as "incus config show [--expanded] INSTANCE" prints it, and what
 * becomes of it: a qemu.conf that is generated, then changed by raw.qemu.conf, then added to by
 * the words of raw.qemu.
 *
 * From driver_qemu.go, driver_qemu_machine.go and driver_qemu_templates.go of Incus:
 *
 * - q35, -cpu host, OVMF unless raw.qemu has -bios or -kernel; SeaBIOS or OVMF with security.csm.
 * - [memory] size is limits.memory, 1 GiB without, in whole MiB; [object "mem0"], the memory of
 *   the only NUMA node, has the same. Where limits.cpu pins, there is a node for each of the host's
 *   that the CPUs are of, and the size is divided among them.
 * - Until 6.11, and in LXD, that is all. From 6.12 on there are maxmem and slots: 8 of them (6.12
 *   had more), and none, with maxmem = size, where there is nothing to add. maxmem is
 *   limits.memory.hotplug; without it, it is chosen by the host: in the last versions its memory,
 *   and in a cluster half of what its CPU can address, at most 1 TiB. "false" makes it the size.
 */
#ifndef MEMROOF_FILES_INCUS_H
#define MEMROOF_FILES_INCUS_H

#include "files/incus_conf.h"
#include "files/qemu_settings.h"
#include "files/yaml_tree.h"

extern const struct config_format INCUS_INSTANCE;

#define INCUS_SLOTS 8
#define INCUS_DEFAULT_SIZE (UINT64_C(1) << 30)

/* What may change. Each is NULL where the instance does not have it. */
struct incus_options {
	struct tree_entry *memory;  /* limits.memory */
	struct tree_entry *hotplug; /* limits.memory.hotplug */
	struct tree_entry *words;   /* raw.qemu */
	struct tree_entry *conf;    /* raw.qemu.conf */
};

struct incus_instance {
	struct tree_entry *root;
	struct tree_entry *config; /* NULL where there is none */
	struct incus_options options;
	struct incus_conf conf;
	unsigned *conf_lines; /* of the file, for each byte of raw.qemu.conf and its end */

	/* All that reaches QEMU. The options of the first @generated groups have no place where
	 * Incus makes them; a place is in the text of raw.qemu.conf. */
	struct qemu_settings *settings;
	unsigned generated;
	unsigned own; /* groups in front of those of raw.qemu, whose places are in its text */
};

/* The option called @key as text; NULL where it is not set, as an empty one is not. */
const char *incus_value(const struct tree_entry *entry);

/* Fills @instance->settings, and adds remarks. */
gboolean incus_generate(struct config *config, struct incus_instance *instance, GError **error);

/* Applies raw.qemu.conf to the settings that are generated. */
gboolean incus_override(struct config *config, struct incus_instance *instance, GError **error);

/* Adds the words of raw.qemu to the settings. */
gboolean incus_words_read(struct config *config, struct incus_instance *instance, GError **error);

/* TRUE when @group is one of those: others have no place of their own. */
gboolean incus_words_have(const struct qemu_group *group);

/* The change of struct config_format. */
gboolean incus_change(const struct config *config, const struct point *wanted, struct edits *edits,
		      GError **error);

#endif
