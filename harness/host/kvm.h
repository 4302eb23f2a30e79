/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether KVM merely opens or really runs a guest. */
#ifndef MEMROOF_HOST_KVM_H
#define MEMROOF_HOST_KVM_H

#include <glib.h>

enum kvm_state {
	KVM_MISSING,   /* no /dev/kvm */
	KVM_DENIED,    /* it cannot be opened */
	KVM_OPENS,     /* it opens, but a guest does not run */
	KVM_RUNS_SOME, /* a guest runs with CPU qemu64, but not with the host's CPU */
	KVM_RUNS,      /* a guest runs with the host's CPU */
};

/*
 * Tries it with @qemu (NULL: only whether it opens): a guest of our own has to come up in long
 * mode, use its memory and leave, within a deadline. *@why is newly allocated: what stood in the
 * way, or NULL.
 */
enum kvm_state kvm_try(const char *qemu, char **why);

/* The same for any accelerator and CPU model; FALSE with *@why set when the guest did not run to
 * its end. */
gboolean guest_runs(const char *qemu, const char *accel, const char *cpu, char **why);

const char *kvm_state_name(enum kvm_state state);

#endif
