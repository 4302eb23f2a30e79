/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What QEMU makes of its settings, and which settings to change for other values. */
#ifndef MEMROOF_FILES_QEMU_MEANING_H
#define MEMROOF_FILES_QEMU_MEANING_H

#include "files/config.h"
#include "files/qemu_settings.h"

/*
 * Fills point, host_cpu, plugged, dimms and remarks of @config from @settings. @cpu_elsewhere: the
 * settings are of a file that cannot name a CPU, so whoever starts QEMU names one, which is taken
 * for the host's. Errors name config->name and a line.
 */
gboolean qemu_settings_mean(struct config *config, const struct qemu_settings *settings,
			    gboolean cpu_elsewhere, GError **error);

/*
 * How a kind of file writes settings. Each function adds to what @user collects, and returns FALSE
 * with an input error where the file has no way to say it.
 */
struct qemu_writer {
	gboolean (*set)(void *user, const struct qemu_group *group,
			const struct qemu_option *option, const char *value, GError **error);
	/* A new option at the end of an existing group. */
	gboolean (*add)(void *user, const struct qemu_group *group, const char *key,
			const char *value, GError **error);
	gboolean (*remove)(void *user, const struct qemu_group *group,
			   const struct qemu_option *option, GError **error);
	/* @new has no places. */
	gboolean (*add_group)(void *user, const struct qemu_group *new, GError **error);
	gboolean (*remove_group)(void *user, const struct qemu_group *group, GError **error);
};

/*
 * Asks @writer for the changes that make @settings, which were read as @config, mean @wanted's
 * size, slots, maxmem, pci-hole64 and phys-bits. An input error (no file name in it) where that
 * cannot be said.
 */
gboolean qemu_settings_change(const struct config *config, const struct qemu_settings *settings,
			      gboolean cpu_elsewhere, const struct point *wanted,
			      const struct qemu_writer *writer, void *user, GError **error);

#endif
