/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/plug.h"

#include "base/clock.h"
#include "base/size.h"
#include "vm/message.h"

#include <string.h>

#define PAGE 4096
#define VIRTIO_MEM_BLOCK (2 * MIB)
#define VIRTIO_MEM_STEPS 8 /* when no slots say how many */

uint64_t plug_total(const struct point *point)
{
	uint64_t size = round_up(point_size(point), SIZE_GRANULARITY);

	return point->maxmem != UNSET && point->maxmem > size ? point->maxmem - size : 0;
}

static void clear_step(void *data)
{
	g_free(((struct plug_step *)data)->message);
}

GArray *plug_steps_new(void)
{
	GArray *steps = g_array_new(FALSE, FALSE, sizeof(struct plug_step));

	g_array_set_clear_func(steps, clear_step);
	return steps;
}

void plug_init(struct plug *plug, const struct point *point, const struct guest_report *report,
	       const struct plug_port *port)
{
	*plug = (struct plug){
		.point = point,
		.report = report,
		.port = port,
		.steps = plug_steps_new(),
		.started_us = -1,
	};
}

void plug_clear(struct plug *plug)
{
	if (plug->steps != NULL)
		g_array_unref(plug->steps);
	g_free(plug->message);
	*plug = (struct plug){0};
}

static struct plug_step *current_step(const struct plug *plug)
{
	return &g_array_index(plug->steps, struct plug_step, plug->current);
}

static gboolean is_extra(const struct plug *plug)
{
	return plug->current >= plug->n_fill;
}

static void add_step(struct plug *plug, const char *what, uint64_t bytes)
{
	struct plug_step step = {what, bytes, UNSET, UNSET, UNSET, UNSET, NULL};

	g_array_append_val(plug->steps, step);
}

/*
 * One DIMM for each slot, all but the last of the same size, in whole memory blocks: Linux takes
 * nothing smaller. Fewer DIMMs when there are more slots than blocks.
 */
static void plan_dimms(struct plug *plug, uint64_t total, uint64_t block)
{
	uint64_t slots = plug->point->slots != UNSET ? plug->point->slots : 0;
	uint64_t n = MIN(MAX(slots, 1), total / block);

	for (uint64_t i = 0; i < n; i++) {
		uint64_t each = round_down(total / n, block);

		add_step(plug, "dimm",
			 i + 1 < n ? each : round_down(total - each * (n - 1), block));
	}
}

/* The sizes that the device is to have, one after the other. */
static void plan_virtio_mem(struct plug *plug, uint64_t total, uint64_t block)
{
	uint64_t slots = plug->point->slots != UNSET ? plug->point->slots : 0;
	uint64_t n = MIN(slots > 0 ? slots : VIRTIO_MEM_STEPS, total / block);

	for (uint64_t i = 1; i <= n; i++)
		add_step(plug, "virtio-mem", round_down(i < n ? total / n * i : total, block));
}

static void finish(struct plug *plug, enum outcome outcome, enum reason reason, char *message)
{
	plug->phase = PLUG_DONE;
	plug->outcome = outcome;
	plug->reason = reason;
	g_free(plug->message);
	plug->message = message;
	plug->port->finish(plug->port->user);
}

/* Everything was tried: does the guest hold maxmem, and no more? */
static void conclude(struct plug *plug)
{
	const struct guest_report *report = plug->report;
	uint64_t total = plug_total(plug->point);
	uint64_t before = report->memory_kib, now = guest_memory_kib(report);
	uint64_t gained = now > before ? (now - before) * KIB : 0;

	for (unsigned i = plug->n_fill; i < plug->steps->len; i++) {
		const struct plug_step *step = &g_array_index(plug->steps, struct plug_step, i);

		if (step->message != NULL)
			continue;
		finish(plug, OUTCOME_REFUSED, REASON_PLUG_EXCESS,
		       g_strdup_printf("QEMU takes %s although the guest holds maxmem",
				       strcmp(step->what, "extra-dimm") == 0 ? "one more DIMM"
									     : "one more page"));
		return;
	}
	if (plug->plugged < total)
		finish(plug, OUTCOME_REFUSED, REASON_BLOCK_SIZE,
		       g_strdup_printf("the last %" G_GUINT64_FORMAT
				       " bytes of maxmem are less than a memory block of the guest",
				       total - plug->plugged));
	else if (gained + plug->plugged / 32 < plug->plugged)
		finish(plug, OUTCOME_REFUSED, REASON_MEMORY_MISMATCH,
		       g_strdup_printf("%" G_GUINT64_FORMAT
				       " bytes were plugged, MemTotal grew by %" G_GUINT64_FORMAT,
				       plug->plugged, gained));
	else
		finish(plug, OUTCOME_ACCEPTED, REASON_NONE, NULL);
}

static gboolean is_resized(const struct plug *plug)
{
	return point_uses_virtio_mem(plug->point) &&
	       strcmp(current_step(plug)->what, "extra-dimm") != 0;
}

/* The port may answer before it returns, and everything up to the end may happen in there. */
static void next_step(struct plug *plug)
{
	const struct plug_port *port = plug->port;

	if (plug->current >= plug->steps->len) {
		conclude(plug);
		return;
	}
	plug->event_seen = FALSE;
	plug->started_us = -1;
	plug->phase = PLUG_COMMAND;
	if (is_resized(plug))
		port->resize(port->user, current_step(plug)->bytes);
	else
		port->attach(port->user, plug->current + 1, current_step(plug)->bytes);
}

static void advance(struct plug *plug)
{
	plug->current++;
	next_step(plug);
}

void plug_begin(struct plug *plug)
{
	uint64_t total = plug_total(plug->point), block = plug->report->block_bytes;
	gboolean resized = point_uses_virtio_mem(plug->point);

	if (block == 0) {
		finish(plug, OUTCOME_REFUSED, REASON_PLUG,
		       g_strdup("the guest's kernel has no memory blocks: it knows no hotplug"));
		return;
	}
	if (total >= block)
		(resized ? plan_virtio_mem : plan_dimms)(plug, total, block);
	plug->n_fill = plug->steps->len;
	if (total > 0) {
		add_step(plug, "extra-dimm", block);
		add_step(plug, "extra-page", resized ? total + VIRTIO_MEM_BLOCK : PAGE);
	}
	next_step(plug);
}

static void refuse(struct plug *plug, const char *error)
{
	struct message message;

	/* QEMU's own line for it, if it is one that says more than "refused". */
	message_classify(error, 1, &message);
	finish(plug, message.outcome == OUTCOME_HOST_LIMIT ? OUTCOME_HOST_LIMIT : OUTCOME_REFUSED,
	       message.outcome == OUTCOME_HOST_LIMIT ? message.reason : REASON_PLUG,
	       g_strdup_printf("%s %u: %s", current_step(plug)->what, plug->current + 1, error));
	message_clear(&message);
}

void plug_begun(struct plug *plug)
{
	if (plug->phase == PLUG_COMMAND)
		plug->started_us = clock_us();
}

/* Microseconds since the step's own command, or UNSET before it. */
static uint64_t since_begun(const struct plug *plug)
{
	return plug->started_us >= 0 ? (uint64_t)(clock_us() - plug->started_us) : UNSET;
}

void plug_answered(struct plug *plug, const char *error)
{
	struct plug_step *step;

	if (plug->phase != PLUG_COMMAND)
		return;
	step = current_step(plug);
	if (is_extra(plug)) {
		step->command_us = since_begun(plug);
		step->message = g_strdup(error);
		advance(plug);
	} else if (error != NULL) {
		refuse(plug, error);
	} else {
		step->command_us = since_begun(plug);
		plug->phase = PLUG_ONLINE;
		plug_state(plug);
	}
}

/* The device's size as QEMU counts it, when all its blocks are online in the guest. */
void plug_sized(struct plug *plug, uint64_t bytes, const char *error)
{
	uint64_t wanted;

	if (plug->phase != PLUG_SIZE)
		return;
	wanted = current_step(plug)->bytes;
	if (error != NULL) {
		refuse(plug, error);
	} else if (bytes != wanted) {
		finish(plug, OUTCOME_REFUSED, REASON_MEMORY_MISMATCH,
		       g_strdup_printf("%" G_GUINT64_FORMAT
				       " bytes are online, QEMU counts %" G_GUINT64_FORMAT,
				       wanted, bytes));
	} else {
		plug->plugged = bytes;
		advance(plug);
	}
}

/* The memory blocks that must be online when the step under way is over. */
static uint64_t blocks_wanted(const struct plug *plug)
{
	uint64_t bytes = current_step(plug)->bytes;

	if (!is_resized(plug))
		bytes += plug->plugged;
	return plug->report->blocks_online + bytes / plug->report->block_bytes;
}

void plug_state(struct plug *plug)
{
	struct plug_step *step;

	if (plug->phase != PLUG_ONLINE)
		return;
	step = current_step(plug);
	if (guest_blocks_online(plug->report) < blocks_wanted(plug))
		return;
	if (step->online_us == UNSET) {
		step->online_us = since_begun(plug);
		step->memory = guest_memory_kib(plug->report) * KIB;
	}
	/* QEMU sends that event once a second at most, so for virtio-mem it is asked instead. */
	if (is_resized(plug)) {
		plug->phase = PLUG_SIZE;
		plug->port->ask_size(plug->port->user);
	} else if (plug->event_seen) {
		plug->plugged += step->bytes;
		advance(plug);
	}
}

/* The event of the step under way. */
static void take_event(struct plug *plug, int64_t status)
{
	plug->event_seen = TRUE;
	plug->event_status = status;
	current_step(plug)->event_us = since_begun(plug);
	plug_state(plug);
}

/* Under TCG the guest may be quicker than the answer to the command. */
static gboolean awaits_event(const struct plug *plug)
{
	return (plug->phase == PLUG_ONLINE || plug->phase == PLUG_COMMAND) &&
	       plug->started_us >= 0 && !plug->event_seen && !is_extra(plug);
}

void plug_dimm_event(struct plug *plug, unsigned number, int64_t status)
{
	if (awaits_event(plug) && !is_resized(plug) && number == plug->current + 1)
		take_event(plug, status);
}

void plug_size_event(struct plug *plug, uint64_t bytes)
{
	if (awaits_event(plug) && is_resized(plug) && bytes == current_step(plug)->bytes)
		take_event(plug, -1);
}

/* Success in the guest's words is no memory in the guest yet. */
static const char *event_words(const struct plug *plug)
{
	if (!plug->event_seen)
		return ", no event yet";
	if (plug->event_status < 0)
		return "";
	return plug->event_status == 0 ? ", although the guest reports success"
				       : ", and the guest reports failure";
}

char *plug_words(const struct plug *plug)
{
	if (plug->phase == PLUG_IDLE || plug->current >= plug->steps->len)
		return g_strdup("nothing");
	return g_strdup_printf("%s %u of %u: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
			       " memory blocks are online%s",
			       current_step(plug)->what, plug->current + 1, plug->n_fill,
			       guest_blocks_online(plug->report), blocks_wanted(plug),
			       event_words(plug));
}
