/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/outcome.h"

static const char *const OUTCOMES[N_OUTCOMES] = {
	[OUTCOME_ACCEPTED] = "accepted",     [OUTCOME_REFUSED] = "refused",
	[OUTCOME_HOST_LIMIT] = "host-limit", [OUTCOME_TIMEOUT] = "timeout",
	[OUTCOME_CRASH] = "crash",           [OUTCOME_BROKEN] = "broken",
};

static const char *const STAGES[N_STAGES] = {
	[STAGE_SPAWN] = "spawn",       [STAGE_LIBVIRT] = "libvirt", [STAGE_MACHINE] = "machine",
	[STAGE_FIRMWARE] = "firmware", [STAGE_GUEST] = "guest",     [STAGE_LINUX] = "linux",
	[STAGE_PLUG] = "plug",
};

static const char *const REASONS[N_REASONS] = {
	[REASON_NONE] = "none",
	[REASON_PHYS_BITS] = "phys-bits",
	[REASON_PHYS_BITS_RANGE] = "phys-bits-range",
	[REASON_PHYS_BITS_FIXED] = "phys-bits-fixed",
	[REASON_SLOTS] = "slots",
	[REASON_ALIGNMENT] = "alignment",
	[REASON_MAXMEM_BELOW_SIZE] = "maxmem-below-size",
	[REASON_MAXMEM_OVERFLOW] = "maxmem-overflow",
	[REASON_NO_HOTPLUG] = "no-hotplug",
	[REASON_SIZE_TOO_BIG] = "size-too-big",
	[REASON_SMBIOS] = "smbios",
	[REASON_SIZE_SYNTAX] = "size-syntax",
	[REASON_MEMORY] = "memory",
	[REASON_BACKEND] = "backend",
	[REASON_MACHINE_UNKNOWN] = "machine-unknown",
	[REASON_CPU_UNKNOWN] = "cpu-unknown",
	[REASON_OPTION] = "option",
	[REASON_FIRMWARE] = "firmware",
	[REASON_KVM] = "kvm",
	[REASON_ASSERTION] = "assertion",
	[REASON_SIGNAL] = "signal",
	[REASON_KILLED] = "killed",
	[REASON_DEADLINE] = "deadline",
	[REASON_NOT_STARTED] = "not-started",
	[REASON_PROTOCOL] = "protocol",
	[REASON_FLOOD] = "flood",
	[REASON_MEMORY_MISMATCH] = "memory-mismatch",
	[REASON_GUEST_CPU] = "guest-cpu",
	[REASON_MEMORY_BAD] = "memory-bad",
	[REASON_MEMORY_ALIAS] = "memory-alias",
	[REASON_MEMORY_FAULT] = "memory-fault",
	[REASON_HOTPLUG_REGION] = "hotplug-region",
	[REASON_BAR_LOST] = "bar-lost",
	[REASON_PANIC] = "panic",
	[REASON_RESET] = "reset",
	[REASON_GUEST_PROTOCOL] = "guest-protocol",
	[REASON_GUEST_FLOOD] = "guest-flood",
	[REASON_PLUG] = "plug",
	[REASON_PLUG_EXCESS] = "plug-excess",
	[REASON_BLOCK_SIZE] = "block-size",
	[REASON_GUEST_MISSING] = "guest-missing",
	[REASON_DISK] = "disk",
	[REASON_NUMA] = "numa",
	[REASON_ROUNDED] = "rounded",
	[REASON_UNSUPPORTED] = "unsupported",
	[REASON_XML] = "xml",
	[REASON_CONNECTION] = "connection",
	[REASON_UNKNOWN] = "unknown",
};

gboolean outcome_is_hang(enum outcome outcome, enum stage stage)
{
	return outcome == OUTCOME_TIMEOUT && stage >= STAGE_FIRMWARE;
}

gboolean outcome_says_no(enum outcome outcome, enum stage stage)
{
	return outcome == OUTCOME_REFUSED || outcome == OUTCOME_CRASH ||
	       outcome_is_hang(outcome, stage);
}

const char *outcome_name(enum outcome outcome)
{
	return OUTCOMES[outcome];
}

const char *stage_name(enum stage stage)
{
	return STAGES[stage];
}

const char *reason_name(enum reason reason)
{
	return REASONS[reason];
}

static int find(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (g_strcmp0(names[i], name) == 0)
			return i;
	return -1;
}

gboolean outcome_from_name(const char *name, enum outcome *outcome)
{
	int i = find(OUTCOMES, N_OUTCOMES, name);

	*outcome = (enum outcome)MAX(i, 0);
	return i >= 0;
}

gboolean stage_from_name(const char *name, enum stage *stage)
{
	int i = find(STAGES, N_STAGES, name);

	*stage = (enum stage)MAX(i, 0);
	return i >= 0;
}

gboolean reason_from_name(const char *name, enum reason *reason)
{
	int i = find(REASONS, N_REASONS, name);

	*reason = (enum reason)MAX(i, 0);
	return i >= 0;
}
