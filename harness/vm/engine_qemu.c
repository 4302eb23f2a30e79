/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Engine "qemu": one QEMU process for each probe, spoken to over QMP. */
#include "base/error.h"
#include "base/size.h"
#include "base/text.h"
#include "vm/engine.h"
#include "vm/message.h"
#include "vm/qemu_argv.h"
#include "vm/qmp_run.h"

#define KEPT_STDERR 4096

static const char *const COMMANDS[] = {
	"qmp_capabilities",          "query-version", "query-machines",
	"query-memory-size-summary", "quit",          NULL,
};

static gboolean qemu_check(const struct point *point, GError **error)
{
	(void)point;
	(void)error;
	return TRUE; /* QEMU itself judges */
}

static void set(struct probe_result *result, enum outcome outcome, enum reason reason,
		char *message)
{
	result->outcome = outcome;
	result->reason = reason;
	g_free(result->message);
	result->message = message;
}

static void judge_message(const struct child_result *child, struct probe_result *result)
{
	struct message message;

	message_classify(child->errors->str, child->exit_code, &message);
	set(result, message.outcome, message.reason, g_steal_pointer(&message.text));
	result->stage = message.stage;
	result->used_gpa = message.used_gpa;
	result->phys_bits = message.phys_bits;
	message_clear(&message);
}

/* QEMU answered everything; the guest must have been given what was asked for. */
static void judge_replies(const struct point *point, const struct qmp *qmp,
			  struct probe_result *result)
{
	const json_t *summary = qmp_reply(qmp, "query-memory-size-summary");
	const json_t *base = json_object_get(summary, "base-memory");
	uint64_t wanted = round_up(point_size(point), SIZE_GRANULARITY);

	if (!json_is_integer(base)) {
		set(result, OUTCOME_BROKEN, REASON_PROTOCOL,
		    g_strdup("QMP: no base-memory in the memory summary"));
		return;
	}
	result->base_memory = (uint64_t)json_integer_value(base);
	if (result->base_memory == wanted)
		set(result, OUTCOME_ACCEPTED, REASON_NONE, NULL);
	else
		set(result, OUTCOME_REFUSED, REASON_MEMORY_MISMATCH,
		    g_strdup_printf("asked for %" G_GUINT64_FORMAT
				    " bytes of RAM, QEMU gives %" G_GUINT64_FORMAT,
				    wanted, result->base_memory));
}

static void judge(const struct point *point, const struct child_result *child,
		  const struct qmp *qmp, struct probe_result *result)
{
	switch (child->end) {
	case CHILD_CANCELLED:
		result->interrupted = TRUE;
		break;
	case CHILD_TIMEOUT:
		set(result, OUTCOME_TIMEOUT, REASON_DEADLINE,
		    g_strdup_printf("no answer within %" G_GINT64_FORMAT " ms",
				    probe_timeout_ms(point)));
		break;
	case CHILD_FLOODED:
		set(result, OUTCOME_BROKEN, REASON_FLOOD, g_strdup("QEMU printed without end"));
		break;
	case CHILD_STOPPED:
		set(result, OUTCOME_BROKEN, REASON_PROTOCOL, g_strdup(qmp->error));
		break;
	default:
		if (child->exit_code != 0)
			judge_message(child, result);
		else if (qmp_is_done(qmp))
			judge_replies(point, qmp, result);
		else
			set(result, OUTCOME_BROKEN, REASON_PROTOCOL,
			    g_strdup("QEMU left before it had answered"));
	}
}

static void keep_provenance(const struct point *point, const struct child_result *child,
			    const struct qmp *qmp, struct probe_result *result)
{
	result->qemu_version = qmp_version(qmp_reply(qmp, "query-version"));
	result->machine_type =
		g_strdup(qmp_machine_type(qmp_reply(qmp, "query-machines"), point->machine));
	if (child->errors->len > 0)
		result->errors = text_printable(child->errors->str, KEPT_STDERR);
	result->exit_code = child->exit_code;
	result->elapsed_us = child->elapsed_us;
}

static void qemu_probe(const struct point *point, const struct engine_env *env,
		       struct probe_result *result)
{
	g_auto(GStrv) argv = qemu_argv(point, env);
	struct child_spec spec = {.cancel_fd = env->cancel_fd, .spawner = env->spawner};
	struct child_result child;
	GError *error = NULL;
	struct qmp qmp;

	probe_result_init(result);
	result->command = text_shell_line((const char *const *)argv);
	qmp_init(&qmp, COMMANDS);
	if (qmp_run(&spec, (const char *const *)argv, probe_timeout_ms(point), &qmp, &child,
		    &error)) {
		judge(point, &child, &qmp, result);
		keep_provenance(point, &child, &qmp, result);
	} else {
		set(result, OUTCOME_BROKEN, REASON_NOT_STARTED, g_strdup(error->message));
		result->stage = STAGE_SPAWN;
		g_error_free(error);
	}
	child_result_clear(&child);
	qmp_clear(&qmp);
}

const struct engine engine_qemu = {
	.name = "qemu",
	.needs_qemu = TRUE,
	.check = qemu_check,
	.command = qemu_argv,
	.probe = qemu_probe,
};
