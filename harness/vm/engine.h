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

/* What an engine is told about the world. */
struct engine_env {
	struct emulator emulator; /* the QEMU behind the point, as far as it is known */
	uint64_t host_memory;     /* bytes; backend auto reserves nothing for a larger size */
	int cancel_fd;            /* readable when the probe is to stop; -1 for none */
	const struct child_spawner *spawner; /* NULL for the usual one */
};

/* What one probe saw. Clear with probe_result_clear(). */
struct probe_result {
	gboolean interrupted; /* cancelled: there is no outcome */
	enum outcome outcome;
	enum stage stage;
	enum reason reason;
	char *message;        /* one line; NULL when accepted */
	uint64_t used_gpa;    /* the last address QEMU wanted, as it said, or UNSET */
	uint64_t phys_bits;   /* as QEMU said, or UNSET */
	uint64_t base_memory; /* bytes of RAM as QEMU reports them, or UNSET */
	char *qemu_version;   /* "7.2.22", as this process said, or NULL */
	char *machine_type;   /* "pc-q35-7.2", as this process said, or NULL */
	char *errors;         /* its stderr, bounded, or NULL */
	char *command;        /* the pasteable command line */
	int exit_code;        /* minus the signal number when killed */
	int64_t elapsed_us;
};

struct engine {
	const char *name;
	gboolean needs_qemu; /* a QEMU binary must be found before it can probe */
	/* Checks the engine's own keys before any probe; an input error says what is wrong. */
	gboolean (*check)(const struct point *point, GError **error);
	/* The command line that probe() would run, NULL-terminated. */
	char **(*command)(const struct point *point, const struct engine_env *env);
	/* Tries the point. Never fails: what goes wrong is an outcome. */
	void (*probe)(const struct point *point, const struct engine_env *env,
		      struct probe_result *result);
};

extern const struct engine engine_qemu;
extern const struct engine engine_fake;

/* The engine that the point asks for. */
const struct engine *engine_for(const struct point *point);

void probe_result_init(struct probe_result *result);
void probe_result_clear(struct probe_result *result);

/* Deadline of a probe of @point in milliseconds, scaled for slow machines. */
int64_t probe_timeout_ms(const struct point *point);

#endif
