/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/guest_run.h"

#include "base/text.h"
#include "guest/protocol.h"
#include "vm/guest_check.h"
#include "vm/guest_report.h"
#include "vm/judge.h"
#include "vm/plug.h"
#include "vm/qmp_run.h"

#include <string.h>

#define KEPT_CONSOLE (32 * 1024)

static const char *const COMMANDS[] = {
	/* The machine types are known by now, and a long reply. */
	"qmp_capabilities", "query-version", "query-memory-size-summary", "cont", NULL,
};

/* Everything about the one process, for its callbacks. */
struct watch {
	const struct point *point;
	const struct engine_env *env;
	struct qmp qmp;
	struct guest_report report;
	struct plug plug;
	struct start_marks marks;
	enum stage stage;
	gboolean ended; /* the guest was told to end, having said everything */
};

/* A new stage has the whole deadline for itself. */
static void reach(struct watch *watch, struct child *child, enum stage stage)
{
	if (stage <= watch->stage)
		return;
	watch->stage = stage;
	child_extend(child, probe_timeout_ms(watch->point));
}

static void send(struct watch *watch, struct child *child)
{
	child_write(child, watch->qmp.send->str, watch->qmp.send->len);
	g_string_truncate(watch->qmp.send, 0);
}

static gboolean on_output(struct child *child, const char *data, size_t n, void *user)
{
	struct watch *watch = user;
	unsigned step = watch->plug.current;
	gboolean ok = qmp_feed(&watch->qmp, data, n);

	marks_follow_qmp(&watch->marks, &watch->qmp, child);
	if (qmp_is_done(&watch->qmp))
		reach(watch, child, STAGE_FIRMWARE);
	if (watch->plug.current != step)
		child_extend(child, probe_timeout_ms(watch->point));
	send(watch, child);
	return ok;
}

/* The report is complete: what is left is hotplug, or the guest's own leaving. */
static void begin_plugging(struct watch *watch, struct child *child)
{
	reach(watch, child, STAGE_PLUG);
	plug_begin(&watch->plug);
}

static gboolean on_console(struct child *child, const char *data, size_t n, void *user)
{
	struct watch *watch = user;
	struct guest_report *report = &watch->report;
	unsigned step = watch->plug.current;
	gboolean ok = guest_report_feed(report, data, n);

	/* A UEFI writes to the serial port before Linux does. */
	if (point_proof(watch->point) == PROOF_BOOT || report->entered)
		mark_now(&watch->marks.guest, child);
	if (report->ended)
		mark_now(&watch->marks.report, child);
	/* Who speaks runs, even if QEMU's answer to "cont" is still on its way. */
	reach(watch, child, STAGE_FIRMWARE);
	if (report->begun)
		reach(watch, child, report->kind == GUEST_BOOT ? STAGE_GUEST : STAGE_LINUX);
	if (ok && report->ended && point_proof(watch->point) == PROOF_PLUG) {
		if (watch->plug.phase == PLUG_IDLE)
			begin_plugging(watch, child);
		plug_state(&watch->plug);
	} else if (ok && report->ended && point_boots_from_disk(watch->point) && !watch->ended) {
		/* The disk's own command line lets the guest follow for ever. */
		watch->ended = TRUE;
		qmp_execute(&watch->qmp, "quit", NULL);
	}
	if (watch->plug.current != step)
		child_extend(child, probe_timeout_ms(watch->point));
	send(watch, child);
	return ok;
}

static void on_reply(void *user, const json_t *value, const char *error)
{
	plug_replied(&((struct watch *)user)->plug, value, error);
}

static void on_event(void *user, const char *name, const json_t *data)
{
	plug_event(&((struct watch *)user)->plug, name, data);
}

/* A guest that ends QEMU at once may do so before its answer to "cont", the last command, is out.
 */
static void notice_running(struct watch *watch)
{
	if (watch->stage == STAGE_MACHINE && watch->qmp.error == NULL &&
	    watch->qmp.replies->len + 1 == watch->qmp.n_commands)
		watch->stage = STAGE_FIRMWARE;
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
static char *with_last_line(char *message, const struct child_result *child)
{
	g_autofree char *first = message, *line = last_line(child->console);

	if (line == NULL)
		return g_strdup_printf("%s; it said nothing", first);
	return g_strdup_printf("%s; it said last: %s", first, line);
}

static void judge_timeout(const struct watch *watch, const struct child_result *child,
			  struct probe_result *result)
{
	static const char *const what[N_STAGES] = {
		[STAGE_MACHINE] = "no answer from QEMU",
		[STAGE_FIRMWARE] = "nothing from the guest",
		[STAGE_GUEST] = "the guest does not finish",
		[STAGE_LINUX] = "Linux does not finish its report",
	};
	gint64 ms = probe_timeout_ms(watch->point);

	if (watch->stage == STAGE_PLUG) {
		g_autofree char *words = plug_words(&watch->plug);

		judge_set(result, OUTCOME_TIMEOUT, REASON_DEADLINE,
			  g_strdup_printf("%s after %" G_GINT64_FORMAT " ms", words, ms));
		return;
	}
	judge_set(result, OUTCOME_TIMEOUT, REASON_DEADLINE,
		  with_last_line(g_strdup_printf("%s within %" G_GINT64_FORMAT " ms",
						 what[watch->stage], ms),
				 child));
}

/* The report is complete: does the guest have what was asked for? */
static void judge_report(const struct watch *watch, struct probe_result *result)
{
	char *message = NULL;
	enum reason reason =
		guest_check(&watch->report, watch->point, &watch->env->emulator, &message);

	if (reason != REASON_NONE)
		judge_set(result, OUTCOME_REFUSED, reason, message);
	else if (point_proof(watch->point) == PROOF_PLUG)
		judge_set(result, watch->plug.outcome, watch->plug.reason,
			  g_strdup(watch->plug.message));
	else
		judge_set(result, OUTCOME_ACCEPTED, REASON_NONE, NULL);
}

/* QEMU has ended by itself. */
static void judge_exit(const struct watch *watch, const struct child_result *child,
		       struct probe_result *result)
{
	/* A guest that follows leaves when QEMU does, everybody else by himself. */
	gboolean follows = point_proof(watch->point) == PROOF_PLUG || watch->ended;
	gboolean as_agreed =
		follows ? (watch->plug.phase == PLUG_DONE || watch->ended) && child->exit_code == 0
			: child->exit_code == GUEST_EXIT_STATUS;

	if (watch->report.panic != NULL)
		judge_set(result, OUTCOME_REFUSED, REASON_PANIC, g_strdup(watch->report.panic));
	else if (watch->report.ended && as_agreed)
		judge_report(watch, result);
	else if (watch->stage == STAGE_MACHINE && child->exit_code == 0)
		judge_left_early(result);
	else if (child->exit_code == 0)
		judge_set(result, OUTCOME_REFUSED, REASON_RESET,
			  with_last_line(g_strdup("the guest was reset before it had finished"),
					 child));
	else if (watch->stage > STAGE_MACHINE && (child->exit_code == GUEST_EXIT_STATUS ||
						  child->exit_code == GUEST_EXIT_STATUS + 2))
		judge_set(result, OUTCOME_REFUSED, REASON_GUEST_PROTOCOL,
			  with_last_line(g_strdup("the guest left before it had finished"), child));
	else
		judge_message(child, result);
	result->stage = MAX(result->stage, watch->stage);
}

static void judge(const struct watch *watch, const struct child_result *child,
		  struct probe_result *result)
{
	result->stage = watch->stage;
	if (judge_broken_off(child, &watch->qmp, result))
		return;
	if (child->end == CHILD_TIMEOUT)
		judge_timeout(watch, child, result);
	else if (child->end == CHILD_CONSOLE_FLOODED)
		judge_set(result, OUTCOME_REFUSED, REASON_GUEST_FLOOD,
			  with_last_line(g_strdup("the guest printed without end"), child));
	else if (child->end == CHILD_STOPPED)
		judge_set(result, OUTCOME_REFUSED, REASON_GUEST_PROTOCOL,
			  g_strdup(watch->report.error));
	else
		judge_exit(watch, child, result);
}

/* What the guest was, in numbers, and what it said. */
static void keep_guest(struct watch *watch, const struct child_result *child,
		       struct probe_result *result)
{
	const struct guest_report *report = &watch->report;

	/* A serial console ends its lines with "\r\n". */
	g_string_replace(child->console, "\r\n", "\n", 0);
	if (child->console->len > 0)
		result->console = text_printable(child->console->str, KEPT_CONSOLE);
	if (report->vendor[0] != '\0')
		result->guest_phys_bits = report->phys_bits;
	if (report->ended)
		result->guest_memory = guest_memory(report);
	if (report->ended && report->kind == GUEST_LINUX)
		result->guest_blocks = guest_blocks_online(report);
	result->marks = watch->marks;
	result->acpi_bytes = report->acpi_bytes;
	if (watch->plug.steps->len > 0)
		result->plugs = g_array_ref(watch->plug.steps);
}

void guest_probe(const struct point *point, const struct engine_env *env, const char *const *argv,
		 struct probe_result *result)
{
	struct watch watch = {.point = point, .env = env, .stage = STAGE_MACHINE};
	const struct qmp_listener listener = {on_reply, on_event, &watch};
	struct child_spec spec = {
		.argv = argv,
		.spawner = env->spawner,
		.timeout_ms = probe_timeout_ms(point),
		.cancel_fd = env->cancel_fd,
		.pin_to = env->pin_to,
		.keep_input_open = TRUE,
		.on_output = on_output,
		.on_console = on_console,
		.user = &watch,
	};
	struct child_result child;
	GError *error = NULL;

	marks_init(&watch.marks);
	qmp_init(&watch.qmp, COMMANDS);
	watch.qmp.listener = &listener;
	guest_report_init(&watch.report);
	plug_init(&watch.plug, point, env, &watch.report, &watch.qmp);
	if (child_run(&spec, &child, &error)) {
		if (child.end == CHILD_EXITED)
			notice_running(&watch);
		judge(&watch, &child, result);
		judge_keep(point, &child, &watch.qmp, result);
		keep_guest(&watch, &child, result);
	} else {
		judge_not_started(result, error);
	}
	child_result_clear(&child);
	plug_clear(&watch.plug);
	guest_report_clear(&watch.report);
	qmp_clear(&watch.qmp);
}
