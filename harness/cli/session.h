/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every command that probes needs: the facts of the host, the interrupt, a prober. */
#ifndef MEMROOF_CLI_SESSION_H
#define MEMROOF_CLI_SESSION_H

#include "cli/arguments.h"
#include "run/prober.h"

#include <jansson.h>

struct session {
	struct host_facts facts;
	struct prober *prober;
};

/*
 * Reads the facts of the host; session_open() makes the prober, with a store unless that is NULL.
 * Where an engine @daemonizes (vm/engine.h) this goes on in another process (host/reaper.h), so
 * nothing may be open yet. FALSE when there is none; then nothing is to be ended.
 */
gboolean session_begin(struct session *session, gboolean daemonizes, GError **error);
/* What session_begin() is to be told for these: whether any of their engines daemonizes. */
gboolean session_daemonizes(const GPtrArray *scenarios);

/* Makes scenarios ready for this host, and checks what engines want of them, before anything is
 * started or written. */
gboolean session_check_scenarios(const GPtrArray *scenarios, GError **error);

void session_open(struct session *session, struct store *store);
void session_end(struct session *session);

/* Checks what an engine wants of a single point, before anything is started. */
gboolean session_check(const struct arguments *arguments, GError **error);

/* The machine's part of a run's provenance, with memroof's own command line. */
void session_describe_run(const struct host_facts *facts, int argc, char **argv,
			  struct run_row *row);

/* The exit status that a single probe is: yes, no, or no answer. */
int session_status_of(const struct probe_row *row);

/* "as the model expects", "unlike the model, which expects X", or "" when it has no opinion; newly
 * allocated. */
char *session_model_words(int64_t agrees, const char *expected);

/* "QEMU 7.2.22 (Debian …), pc-q35-7.2, libvirt 9.0.0"; newly allocated. */
char *session_qemu_words(const char *version, const char *package, const char *machine_type,
			 const char *libvirt);

/* "TCG", "KVM" or "fake": what runs the guest of @point. */
const char *session_accel_words(const struct point *point);

/* Prints @json on stdout with a newline and releases it. */
void session_print_json(json_t *json);

#endif
