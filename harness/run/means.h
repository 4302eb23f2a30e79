/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What probes need beside their points: QEMU binaries, the guests' files, a directory, connections
 * to libvirt. Each is found or made when the first point needs it, and kept for the others. May be
 * used from several threads.
 */
#ifndef MEMROOF_RUN_MEANS_H
#define MEMROOF_RUN_MEANS_H

#include "host/facts.h"
#include "host/qemu.h"
#include "vm/engine.h"

struct means;

/* @facts is borrowed; @cancel_fd becomes readable to interrupt. */
struct means *means_new(const struct host_facts *facts, int cancel_fd);
void means_free(struct means *means);

/* What one point gets. Everything is borrowed from the means. */
struct point_means {
	const struct qemu_binary *binary; /* NULL for engines without one, and on another host */
	const GError *error;              /* why the point cannot be tried; or NULL */
	enum reason reason;               /* for the error */
	struct engine_env env;            /* pin_to is left at 0 */
};

/* Finds or makes everything that a probe of @point needs. */
struct point_means means_for(struct means *means, const struct point *point);

/* Only what its command line names: no directory is made and no libvirt opened. */
struct point_means means_to_show(struct means *means, const struct point *point);

/* The QEMU that the point would run, as far as it can be told; its machine text lives as long as
 * the means. */
struct emulator means_emulator(struct means *means, const struct point *point);

/* needs_look() (host/needs.h) with what the means know. */
gboolean means_lack(const struct means *means, const GPtrArray *needs, const char *qemu, char **why,
		    GError **error);

/* What somebody should know beside the results, a line each; "" when there is nothing. */
const char *means_notes(const struct means *means);

#endif
