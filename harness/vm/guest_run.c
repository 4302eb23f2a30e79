/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/guest_run.h"

#include "guest/protocol.h"
#include "vm/guest_watch.h"
#include "vm/judge.h"
#include "vm/plug_qmp.h"
#include "vm/qmp_run.h"

static const char *const COMMANDS[] = {
	/* The machine types are known by now, and a long reply. */
	"qmp_capabilities", "query-version", "query-memory-size-summary", "cont", NULL,
};

/* Everything about the one process, for its callbacks. */
struct run {
	struct qmp qmp;
	struct guest_watch watch;
	struct plug_qmp plug_qmp;
	struct start_marks marks;
	unsigned progress; /* of the watch, that the deadline knows of */
	gboolean ended;    /* the guest was told to end, having said everything */
};

/* What every callback ends with: a new deadline for who got on, and what QEMU is to be told. */
static void go_on(struct run *run, struct child *child)
{
	GString *send = run->qmp.send;

	if (run->progress != run->watch.progress) {
		run->progress = run->watch.progress;
		child_extend(child, probe_timeout_ms(run->watch.point));
	}
	child_write(child, send->str, send->len);
	g_string_truncate(send, 0);
}

static gboolean on_output(struct child *child, const char *data, size_t n, void *user)
{
	struct run *run = user;
	gboolean ok = qmp_feed(&run->qmp, data, n);

	marks_follow_qmp(&run->marks, &run->qmp, child);
	if (qmp_is_done(&run->qmp))
		guest_watch_reach(&run->watch, STAGE_FIRMWARE);
	guest_watch_plugged(&run->watch);
	go_on(run, child);
	return ok;
}

/* The disk's own command line lets the guest follow for ever. */
static gboolean stays_for_ever(const struct point *point)
{
	return point_boots_from_disk(point) && point_proof(point) != PROOF_PLUG;
}

static gboolean on_console(struct child *child, const char *data, size_t n, void *user)
{
	struct run *run = user;
	uint64_t elapsed_us = (uint64_t)child_elapsed_us(child);
	gboolean ok = guest_watch_console(&run->watch, data, n);

	guest_watch_mark(&run->watch, &run->marks, elapsed_us);
	if (ok && guest_watch_finished(&run->watch) && stays_for_ever(run->watch.point) &&
	    !run->ended) {
		run->ended = TRUE;
		qmp_execute(&run->qmp, "quit", NULL);
	}
	go_on(run, child);
	return ok;
}

static void on_reply(void *user, const json_t *value, const char *error)
{
	plug_qmp_replied(&((struct run *)user)->plug_qmp, value, error);
}

static void on_event(void *user, const char *name, const json_t *data)
{
	plug_qmp_event(&((struct run *)user)->plug_qmp, name, data);
}

/* A guest that ends QEMU at once may do so before its answer to "cont", the last command, is out.
 */
static void notice_running(struct run *run)
{
	if (run->qmp.error == NULL && run->qmp.replies->len + 1 == run->qmp.n_commands)
		guest_watch_reach(&run->watch, STAGE_FIRMWARE);
}

/* QEMU has ended by itself. */
static void judge_exit(const struct run *run, const struct child_result *child,
		       struct probe_result *result)
{
	const struct guest_watch *watch = &run->watch;
	/* A guest that follows leaves when QEMU does, everybody else by himself. */
	gboolean follows = point_proof(watch->point) == PROOF_PLUG || run->ended;
	int agreed = follows ? 0 : GUEST_EXIT_STATUS;

	if (guest_watch_finished(watch) && child->exit_code == agreed)
		guest_watch_judge(watch, result);
	else if (watch->stage == STAGE_MACHINE && child->exit_code == 0)
		judge_left_early(result);
	else if (child->exit_code == 0 || watch->report.panic != NULL)
		guest_watch_judge_end(watch, REASON_RESET,
				      g_strdup("the guest was reset before it had finished"),
				      child->console, result);
	else if (watch->stage > STAGE_MACHINE && (child->exit_code == GUEST_EXIT_STATUS ||
						  child->exit_code == GUEST_EXIT_STATUS + 2))
		guest_watch_judge_end(watch, REASON_GUEST_PROTOCOL,
				      g_strdup("the guest left before it had finished"),
				      child->console, result);
	else
		judge_message(child, result);
	result->stage = MAX(result->stage, watch->stage);
}

static void judge(const struct run *run, const struct child_result *child,
		  struct probe_result *result)
{
	const struct guest_watch *watch = &run->watch;

	result->stage = watch->stage;
	if (judge_broken_off(child, &run->qmp, result))
		return;
	if (child->end == CHILD_TIMEOUT)
		guest_watch_judge_timeout(watch, child->console, result);
	else if (child->end == CHILD_CONSOLE_FLOODED)
		guest_watch_judge_end(watch, REASON_GUEST_FLOOD,
				      g_strdup("the guest printed without end"), child->console,
				      result);
	else if (child->end == CHILD_STOPPED)
		guest_watch_judge_end(watch, REASON_GUEST_PROTOCOL, NULL, child->console, result);
	else
		judge_exit(run, child, result);
}

void guest_probe(const struct point *point, const struct engine_env *env, const char *const *argv,
		 struct probe_result *result)
{
	struct run run = {.progress = 0};
	const struct qmp_listener listener = {on_reply, on_event, &run};
	struct child_spec spec = {
		.argv = argv,
		.environment = launch_environment(env->launch),
		.spawner = env->spawner,
		.timeout_ms = probe_timeout_ms(point),
		.cancel_fd = env->cancel_fd,
		.pin_to = env->pin_to,
		.keep_input_open = TRUE,
		.on_output = on_output,
		.on_console = on_console,
		.user = &run,
	};
	struct child_result child;
	GError *error = NULL;

	marks_init(&run.marks);
	qmp_init(&run.qmp, COMMANDS);
	run.qmp.listener = &listener;
	plug_qmp_init(&run.plug_qmp, &run.watch.plug, env, &run.qmp);
	guest_watch_init(&run.watch, point, env, &run.plug_qmp.port);
	if (child_run(&spec, &child, &error)) {
		if (child.end == CHILD_EXITED)
			notice_running(&run);
		judge(&run, &child, result);
		judge_keep(point, &child, &run.qmp, result);
		guest_watch_keep(&run.watch, child.console, result);
		result->marks = run.marks;
	} else {
		judge_not_started(result, error);
	}
	child_result_clear(&child);
	guest_watch_clear(&run.watch);
	qmp_clear(&run.qmp);
}
