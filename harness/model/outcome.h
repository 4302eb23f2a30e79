/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words for what a probe saw: outcome, stage, reason. The names are a contract with users and
 * files. */
#ifndef MEMROOF_MODEL_OUTCOME_H
#define MEMROOF_MODEL_OUTCOME_H

#include <glib.h>

enum outcome {
	OUTCOME_ACCEPTED,
	OUTCOME_REFUSED,
	OUTCOME_HOST_LIMIT, /* this host could not provide it; says nothing about the guest */
	OUTCOME_TIMEOUT,
	OUTCOME_CRASH,
	OUTCOME_BROKEN, /* the harness failed */
	N_OUTCOMES,
};

/* How far the probe got. */
enum stage {
	STAGE_SPAWN,
	STAGE_LIBVIRT, /* libvirt decided: it started no QEMU, or one with other values */
	STAGE_MACHINE,
	STAGE_FIRMWARE,
	STAGE_GUEST,
	STAGE_LINUX,
	STAGE_PLUG,
	N_STAGES,
};

enum reason {
	REASON_NONE,
	REASON_PHYS_BITS,         /* the memory does not fit the CPU's physical address bits */
	REASON_PHYS_BITS_RANGE,   /* this number of phys-bits is not to be had */
	REASON_PHYS_BITS_FIXED,   /* a 32-bit CPU has its own width */
	REASON_SLOTS,             /* too many slots, or slots and maxmem contradict each other */
	REASON_ALIGNMENT,         /* maxmem is not a multiple of the page size */
	REASON_MAXMEM_BELOW_SIZE, /* maxmem is smaller than size */
	REASON_MAXMEM_OVERFLOW,   /* beyond 64-bit arithmetic */
	REASON_NO_HOTPLUG,        /* the machine type has no memory hotplug */
	REASON_SIZE_TOO_BIG,      /* the machine type takes less RAM */
	REASON_SMBIOS,            /* the firmware tables cannot describe so much memory */
	REASON_SIZE_SYNTAX,       /* QEMU could not read a number */
	REASON_MEMORY,            /* the host has not enough memory */
	REASON_BACKEND,           /* the memory backend does not fit */
	REASON_MACHINE_UNKNOWN,
	REASON_CPU_UNKNOWN,
	REASON_OPTION,          /* QEMU does not know an option or refuses its value */
	REASON_FIRMWARE,        /* the firmware file is missing or unusable */
	REASON_KVM,             /* the accelerator cannot be used */
	REASON_ASSERTION,       /* QEMU aborted by an assertion */
	REASON_SIGNAL,          /* QEMU died by a signal */
	REASON_KILLED,          /* somebody else ended QEMU, most often the out-of-memory killer */
	REASON_DEADLINE,        /* no answer in time */
	REASON_NOT_STARTED,     /* the program could not be started */
	REASON_PROTOCOL,        /* QEMU did not say what QMP promises */
	REASON_FLOOD,           /* QEMU printed without end */
	REASON_MEMORY_MISMATCH, /* the guest was given another size than asked for */
	REASON_GUEST_CPU,       /* CPUID in the guest says something else than the point */
	REASON_MEMORY_BAD,      /* a page of the guest's RAM does not hold what is written to it */
	REASON_MEMORY_ALIAS,    /* two pages of the guest's RAM are the same */
	REASON_MEMORY_FAULT,    /* touching RAM raises an exception: the CPU cannot address it */
	REASON_HOTPLUG_REGION,  /* the region for hotplug is too small, or out of the CPU's reach */
	REASON_BAR_LOST,        /* the firmware has no room for a PCI device's memory */
	REASON_PANIC,           /* the guest's kernel panicked */
	REASON_RESET,           /* the guest was reset or switched off before it had finished */
	REASON_GUEST_PROTOCOL,  /* what the guest says makes no sense */
	REASON_GUEST_FLOOD,     /* the guest printed without end */
	REASON_PLUG,            /* QEMU refused to plug what slots and maxmem promise */
	REASON_PLUG_EXCESS,     /* QEMU plugged more than slots and maxmem promise */
	REASON_BLOCK_SIZE,      /* a rest of maxmem is smaller than the guest's unit of hotplug */
	REASON_GUEST_MISSING,   /* the Linux guest has not been built on this host */
	REASON_DISK,            /* the disk could not be made, or was damaged */
	REASON_NUMA,            /* libvirt wants a NUMA cell where memory is to be plugged */
	REASON_ROUNDED,         /* libvirt gives the guest another value than asked for */
	REASON_UNSUPPORTED,     /* libvirt has no way to give this to this kind of guest */
	REASON_XML,             /* libvirt does not take a value in its domain XML */
	REASON_CONNECTION,      /* libvirt cannot be reached, or went away */
	REASON_UNKNOWN,         /* none of the known messages: see the message */
	N_REASONS,
};

/* How the search for a limit ended. */
#define LIMIT_EXACT "exact"                    /* a value is accepted, the next one refused */
#define LIMIT_EVERYTHING "everything-accepted" /* up to the end of the axis */
#define LIMIT_NOTHING "nothing-accepted"       /* from the start of the axis */
#define LIMIT_UNDECIDED "undecided"            /* a probe that is neither stood in the way */
#define LIMIT_NON_MONOTONE "non-monotone"      /* exact, but a sample elsewhere disagrees */

/* TRUE for a guest that QEMU ran and that never finished: it hangs, as far as its deadline can
 * tell. */
gboolean outcome_is_hang(enum outcome outcome, enum stage stage);

/* TRUE for a no of QEMU's or of the guest's: refused, crashed or hanging. What is neither this nor
 * accepted says nothing about the guest. */
gboolean outcome_says_no(enum outcome outcome, enum stage stage);

const char *outcome_name(enum outcome outcome);
const char *stage_name(enum stage stage);
const char *reason_name(enum reason reason);

/* The reverse; FALSE when @name is none of ours. */
gboolean outcome_from_name(const char *name, enum outcome *outcome);
gboolean stage_from_name(const char *name, enum stage *stage);
gboolean reason_from_name(const char *name, enum reason *reason);

#endif
