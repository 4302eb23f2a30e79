/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files for QEMU's -readconfig, as Incus and LXD write them: sections of KEY = "VALUE". */
#ifndef MEMROOF_FILES_QEMU_CONF_H
#define MEMROOF_FILES_QEMU_CONF_H

#include "files/format.h"
#include "files/qemu_settings.h"

extern const struct config_format QEMU_CONF;

/* TRUE when a line of @text begins a section that QEMU knows. */
gboolean qemu_conf_claims(const char *text, size_t length);

/*
 * The sections in bytes @from to @to of @config's text, with their places; lines are those of the
 * whole text. NULL with an input error where QEMU stops.
 */
struct qemu_settings *qemu_conf_parse(const struct config *config, size_t from, size_t to,
				      GError **error);

#endif
