/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which CPU QEMU's settings ask for, and how wide it is. */
#ifndef MEMROOF_FILES_QEMU_CPU_H
#define MEMROOF_FILES_QEMU_CPU_H

#include "files/config.h"
#include "files/qemu_settings.h"

/* The driver that all CPUs are, for -global. */
#define ANY_CPU "x86_64-cpu"

/* Whether they ask for KVM first. */
gboolean cpu_uses_kvm(const struct qemu_settings *settings);

/*
 * TRUE when the CPU takes its width from the host, which makes its own phys-bits worthless. The
 * host's CPU does so unless it is told not to; TCG never does.
 */
gboolean cpu_width_is_hosts(const struct qemu_settings *settings, gboolean cpu_elsewhere);

/* Reads cpu, phys-bits and host_cpu. */
gboolean cpu_read(struct config *config, const struct qemu_settings *settings,
		  gboolean cpu_elsewhere, GError **error);

#endif
