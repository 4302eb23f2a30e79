/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest being watched from machine to proof: its stages, its report, hotplug, and what it all
 * means for the probe. Without I/O of its own: who runs the guest tells what came.
 */
#ifndef MEMROOF_VM_GUEST_WATCH_H
#define MEMROOF_VM_GUEST_WATCH_H

#include "vm/engine.h"
#include "vm/guest_report.h"
#include "vm/plug.h"

struct guest_watch {
	const struct point *point;
	const struct engine_env *env;
	struct guest_report report;
	struct plug plug;
	enum stage stage;
	unsigned progress; /* grows with each stage and each step of hotplug: a new deadline */
	unsigned n_steps;  /* of hotplug, that it has grown with */
	gboolean heard;    /* something came from the console */
};

/* @port carries hotplug out; everything must outlive @watch. The stage is STAGE_MACHINE. */
void guest_watch_init(struct guest_watch *watch, const struct point *point,
		      const struct engine_env *env, const struct plug_port *port);
void guest_watch_clear(struct guest_watch *watch);

/* The guest has got at least to @stage. */
void guest_watch_reach(struct guest_watch *watch, enum stage stage);

/*
 * Takes bytes from the guest's console, and begins to plug when the report is complete: a port that
 * answers at once does so in here. FALSE once the report makes no sense.
 */
gboolean guest_watch_console(struct guest_watch *watch, const char *data, size_t n);

/* The hotplug's step was answered, or news of it came: to be called after each call of plug.h. */
void guest_watch_plugged(struct guest_watch *watch);

/* TRUE when the guest has said, and taken, everything that the point's proof wants. */
gboolean guest_watch_finished(const struct guest_watch *watch);

/* Sets the marks that the guest's console has reached, with bytes that came @elapsed_us after the
 * start. Those that are set stay. */
void guest_watch_mark(const struct guest_watch *watch, struct start_marks *marks,
		      uint64_t elapsed_us);

/* The guest is finished, and has ended: does it have what was asked for? This and the next two set
 * the result's stage as well. */
void guest_watch_judge(const struct guest_watch *watch, struct probe_result *result);

/* It did not get on within the deadline; @console is what it said. */
void guest_watch_judge_timeout(const struct guest_watch *watch, const GString *console,
			       struct probe_result *result);

/*
 * It ended before it was finished, said something senseless, or had to be ended: refused for
 * @reason. Takes @message over, and adds what the guest said last. A report that makes no sense is
 * named instead (@message may be NULL then), as is a panic, unless the guest had to be ended for
 * printing without end.
 */
void guest_watch_judge_end(const struct guest_watch *watch, enum reason reason, char *message,
			   const GString *console, struct probe_result *result);

/* Keeps what the guest was, in numbers, and what it said. Changes the line ends of @console. */
void guest_watch_keep(struct guest_watch *watch, GString *console, struct probe_result *result);

#endif
