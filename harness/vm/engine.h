/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine seam: who tries a point. An engine is one table of operations; adding one means one
 * file with such a table, a line in engine.c and a word in the key table. Engines hold no state:
 * everything comes with the call, so that any number of threads may probe at once.
 */
#ifndef MEMROOF_VM_ENGINE_H
#define MEMROOF_VM_ENGINE_H

#include "model/layout.h"
#include "model/outcome.h"
#include "vm/child.h"
#include "vm/marks.h"

/* Where Debian's OVMF is. */
#define OVMF_PATH "/usr/share/ovmf/OVMF.fd"

/* Files that guests are made of, by path; NULL for what is not there. */
struct guest_files {
	char *boot_elf, *boot_efi; /* the freestanding guest, for BIOSes and for UEFI */
	char *boot_multiboot;      /* the same, for a BIOS and machine types up to 3.1 */
	char *vmlinux, *vmlinuz;   /* the Linux guest's kernel, for the same */
	char *initramfs;           /* and its initramfs */
	char *ovmf;                /* what firmware = ovmf stands for */
	char *disk;                /* the base image that holds both */
};

/* One step of hotplug. Times are microseconds from the command to QEMU, or UNSET. */
struct plug_step {
	const char *what; /* "dimm", "virtio-mem"; "extra-dimm", "extra-page": one too many */
	uint64_t bytes;   /* of the DIMM; what a virtio-mem device is to have in all */
	uint64_t command_us, event_us, online_us;
	uint64_t memory; /* MemTotal in bytes when all blocks are online, or UNSET */
	char *message;   /* how QEMU refused, or NULL */
};

struct libvirt;

/* How a QEMU is started that its point does not name as a program: a release of the fleet, through
 * the loader that it came with. */
struct launch {
	char **words;       /* what stands before QEMU's own arguments */
	char **environment; /* "NAME=VALUE", to be added */
	char *program;      /* one word that does the same: for hands and for libvirt */
};

void launch_free(struct launch *launch);

/* For child_spec; NULL for none. */
const char *const *launch_environment(const struct launch *launch);

/* What an engine is told about the world. */
struct engine_env {
	struct emulator emulator; /* the QEMU behind the point, as far as it is known */
	uint64_t host_memory;     /* bytes; backend auto reserves nothing for a larger size */
	int cancel_fd;            /* readable when the probe is to stop; -1 for none */
	int pin_to;               /* 1 + the processor that QEMU is to stay on; 0: anywhere */
	const struct child_spawner *spawner; /* NULL for the usual one */
	const struct guest_files *guests;    /* NULL where no guest is booted */
	const char *directory;               /* for a probe's own files; NULL where none are made */
	const struct launch *launch;         /* of the QEMU to start; NULL: by its name */
	const char *qemu_path;   /* of the QEMU to start; NULL where it is not known here */
	const char *console;     /* libvirt: the socket of the guest's console; NULL: a pty */
	struct libvirt *libvirt; /* the connection for engine libvirt; NULL for others */
	const char *disk;        /* the overlay of this probe; NULL before it is made */
};

/* What one probe saw. Clear with probe_result_clear(). */
struct probe_result {
	gboolean interrupted; /* cancelled: there is no outcome */
	enum outcome outcome;
	enum stage stage;
	enum reason reason;
	char *message;            /* one line; NULL when accepted */
	uint64_t used_gpa;        /* the last address QEMU wanted, as it said, or UNSET */
	uint64_t phys_bits;       /* as QEMU said, or UNSET */
	uint64_t base_memory;     /* bytes of RAM as QEMU reports them, or UNSET */
	char *qemu_version;       /* "7.2.22", as this process said, or NULL */
	char *libvirt_version;    /* "9.0.0", of the one that was asked, or NULL */
	char *machine_type;       /* "pc-q35-7.2", as this process said, or NULL */
	char *errors;             /* its stderr, bounded, or NULL */
	char *console;            /* the guest's console, bounded, or NULL */
	uint64_t guest_phys_bits; /* as the guest's CPU says, or UNSET */
	uint64_t guest_memory;    /* bytes that the guest has for itself, or UNSET */
	uint64_t guest_blocks;    /* memory blocks that Linux has online, or UNSET */
	GArray *plugs;            /* struct plug_step; NULL when nothing was plugged */
	struct start_marks marks;
	uint64_t acpi_bytes; /* of all ACPI tables that the guest finds, or UNSET */
	int64_t user_us, system_us, max_rss, minor_faults; /* of the QEMU process; bytes */
	char *command;                                     /* the pasteable command line */
	int exit_code;                                     /* minus the signal number when killed */
	int64_t elapsed_us;
};

struct engine {
	const char *name;
	gboolean needs_qemu; /* a QEMU binary must be found before it can probe */
	gboolean daemonizes; /* its QEMUs leave their parent: somebody must reap them */
	/* Checks the engine's own keys before any probe; an input error says what is wrong. */
	gboolean (*check)(const struct point *point, GError **error);
	/* The command line that probe() would run, pasteable; newly allocated. */
	char *(*command)(const struct point *point, const struct engine_env *env);
	/* Tries the point. Never fails: what goes wrong is an outcome. */
	void (*probe)(const struct point *point, const struct engine_env *env,
		      struct probe_result *result);
};

extern const struct engine engine_qemu;
extern const struct engine engine_libvirt;
extern const struct engine engine_fake;

/* The engine that the point asks for. */
const struct engine *engine_for(const struct point *point);

/* Whether the engine called @name (NULL: the usual one) makes daemons of its QEMUs. */
gboolean engine_daemonizes(const char *name);

void probe_result_init(struct probe_result *result);
void probe_result_clear(struct probe_result *result);

/* Deadline of a probe of @point in milliseconds, scaled for slow machines. */
int64_t probe_timeout_ms(const struct point *point);

#endif
