/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/guest_watch.h"

#include "base/text.h"
#include "vm/guest_check.h"
#include "vm/judge.h"

#include <string.h>

#define KEPT_CONSOLE (32 * 1024)

void guest_watch_init(struct guest_watch *watch, const struct point *point,
		      const struct engine_env *env, const struct plug_port *port)
{
	*watch = (struct guest_watch){.point = point, .env = env, .stage = STAGE_MACHINE};
	guest_report_init(&watch->report);
	plug_init(&watch->plug, point, &watch->report, port);
}

void guest_watch_clear(struct guest_watch *watch)
{
	plug_clear(&watch->plug);
	guest_report_clear(&watch->report);
}

void guest_watch_reach(struct guest_watch *watch, enum stage stage)
{
	if (stage <= watch->stage)
		return;
	watch->stage = stage;
	watch->progress++;
}

void guest_watch_plugged(struct guest_watch *watch)
{
	if (watch->plug.current == watch->n_steps)
		return;
	watch->n_steps = watch->plug.current;
	watch->progress++;
}

/* The report is complete: what is left is hotplug. */
static void follow_plug(struct guest_watch *watch)
{
	if (watch->plug.phase == PLUG_IDLE) {
		guest_watch_reach(watch, STAGE_PLUG);
		plug_begin(&watch->plug);
	}
	plug_state(&watch->plug);
	guest_watch_plugged(watch);
}

gboolean guest_watch_console(struct guest_watch *watch, const char *data, size_t n)
{
	struct guest_report *report = &watch->report;
	gboolean ok = guest_report_feed(report, data, n);

	watch->heard = TRUE;
	/* Who speaks runs, even if nobody else has said so yet. */
	guest_watch_reach(watch, STAGE_FIRMWARE);
	if (report->begun)
		guest_watch_reach(watch, report->kind == GUEST_BOOT ? STAGE_GUEST : STAGE_LINUX);
	if (ok && report->ended && point_proof(watch->point) == PROOF_PLUG)
		follow_plug(watch);
	return ok;
}

gboolean guest_watch_finished(const struct guest_watch *watch)
{
	return watch->report.ended &&
	       (point_proof(watch->point) != PROOF_PLUG || watch->plug.phase == PLUG_DONE);
}

static void set_mark(uint64_t *mark, uint64_t elapsed_us)
{
	if (*mark == UNSET)
		*mark = elapsed_us;
}

void guest_watch_mark(const struct guest_watch *watch, struct start_marks *marks,
		      uint64_t elapsed_us)
{
	/* A UEFI writes to the serial port before Linux does. */
	if (watch->report.entered || (watch->heard && point_proof(watch->point) == PROOF_BOOT))
		set_mark(&marks->guest, elapsed_us);
	if (watch->report.ended)
		set_mark(&marks->report, elapsed_us);
}

/* The last line that was written to a console, for people; newly allocated, or NULL. */
static char *last_line(const GString *console)
{
	g_auto(GStrv) lines = g_strsplit_set(console->str, "\r\n", -1);

	for (unsigned i = g_strv_length(lines); i > 0; i--)
		if (*g_strstrip(lines[i - 1]) != '\0')
			return text_printable(lines[i - 1], 200);
	return NULL;
}

/* Adds what the guest said last to a message. */
static char *with_last_line(char *message, const GString *console)
{
	g_autofree char *first = message, *line = last_line(console);

	if (line == NULL)
		return g_strdup_printf("%s; it said nothing", first);
	return g_strdup_printf("%s; it said last: %s", first, line);
}

static void set(const struct guest_watch *watch, struct probe_result *result, enum outcome outcome,
		enum reason reason, char *message)
{
	judge_set(result, outcome, reason, message);
	result->stage = watch->stage;
}

static void set_panic(const struct guest_watch *watch, struct probe_result *result)
{
	set(watch, result, OUTCOME_REFUSED, REASON_PANIC, g_strdup(watch->report.panic));
}

void guest_watch_judge(const struct guest_watch *watch, struct probe_result *result)
{
	char *message = NULL;
	enum reason reason;

	if (watch->report.panic != NULL) {
		set_panic(watch, result);
		return;
	}
	reason = guest_check(&watch->report, watch->point, &watch->env->emulator, &message);
	if (reason != REASON_NONE)
		set(watch, result, OUTCOME_REFUSED, reason, message);
	else if (point_proof(watch->point) == PROOF_PLUG)
		set(watch, result, watch->plug.outcome, watch->plug.reason,
		    g_strdup(watch->plug.message));
	else
		set(watch, result, OUTCOME_ACCEPTED, REASON_NONE, NULL);
}

void guest_watch_judge_timeout(const struct guest_watch *watch, const GString *console,
			       struct probe_result *result)
{
	static const char *const what[N_STAGES] = {
		[STAGE_MACHINE] = "no answer from QEMU",
		[STAGE_FIRMWARE] = "nothing from the guest",
		[STAGE_GUEST] = "the guest does not finish",
		[STAGE_LINUX] = "Linux does not finish its report",
	};
	gint64 ms = probe_timeout_ms(watch->point);
	char *message;

	if (watch->stage == STAGE_PLUG) {
		g_autofree char *words = plug_words(&watch->plug);

		message = g_strdup_printf("%s after %" G_GINT64_FORMAT " ms", words, ms);
	} else {
		message = g_strdup_printf("%s within %" G_GINT64_FORMAT " ms", what[watch->stage],
					  ms);
		message = with_last_line(message, console);
	}
	set(watch, result, OUTCOME_TIMEOUT, REASON_DEADLINE, message);
}

void guest_watch_judge_end(const struct guest_watch *watch, enum reason reason, char *message,
			   const GString *console, struct probe_result *result)
{
	const struct guest_report *report = &watch->report;

	if (report->error == NULL && (report->panic == NULL || reason == REASON_GUEST_FLOOD)) {
		set(watch, result, OUTCOME_REFUSED, reason, with_last_line(message, console));
		return;
	}
	g_free(message);
	if (report->error != NULL)
		set(watch, result, OUTCOME_REFUSED, REASON_GUEST_PROTOCOL, g_strdup(report->error));
	else
		set_panic(watch, result);
}

void guest_watch_keep(struct guest_watch *watch, GString *console, struct probe_result *result)
{
	const struct guest_report *report = &watch->report;

	/* A serial console ends its lines with "\r\n". */
	g_string_replace(console, "\r\n", "\n", 0);
	if (console->len > 0)
		result->console = text_printable(console->str, KEPT_CONSOLE);
	if (report->vendor[0] != '\0')
		result->guest_phys_bits = report->phys_bits;
	if (report->ended)
		result->guest_memory = guest_memory(report);
	if (report->ended && report->kind == GUEST_LINUX)
		result->guest_blocks = guest_blocks_online(report);
	result->acpi_bytes = report->acpi_bytes;
	if (watch->plug.steps->len > 0)
		result->plugs = g_array_ref(watch->plug.steps);
}
