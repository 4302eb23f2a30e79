/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Engine "qemu": one QEMU process for each probe, spoken to over QMP. */
#include "base/error.h"
#include "base/text.h"
#include "vm/disk.h"
#include "vm/engine.h"
#include "vm/guest_run.h"
#include "vm/judge.h"
#include "vm/qemu_argv.h"
#include "vm/qmp_run.h"

static const char *const COMMANDS[] = {
	"qmp_capabilities",          "query-version", "query-machines",
	"query-memory-size-summary", "quit",          NULL,
};

/* Memory devices come by args only. */
static const char *const COMMANDS_WITH_DEVICES[] = {
	"qmp_capabilities",
	"query-version",
	"query-machines",
	"query-memory-size-summary",
	JUDGE_DEVICES,
	"quit",
	NULL,
};

static gboolean qemu_check(const struct point *point, GError **error)
{
	(void)point;
	(void)error;
	return TRUE; /* QEMU itself judges */
}

static void judge(const struct point *point, const struct child_result *child,
		  const struct qmp *qmp, struct probe_result *result)
{
	if (judge_broken_off(child, qmp, result))
		return;
	if (child->end == CHILD_TIMEOUT)
		judge_set(result, OUTCOME_TIMEOUT, REASON_DEADLINE,
			  g_strdup_printf("no answer within %" G_GINT64_FORMAT " ms",
					  probe_timeout_ms(point)));
	else if (child->exit_code != 0)
		judge_message(child, result);
	else if (qmp_is_done(qmp))
		judge_replies(point, qmp, result);
	else
		judge_left_early(result);
}

static void probe_acceptance(const struct point *point, const struct engine_env *env,
			     const char *const *argv, struct probe_result *result)
{
	struct child_spec spec = {
		.environment = launch_environment(env->launch),
		.cancel_fd = env->cancel_fd,
		.spawner = env->spawner,
		.pin_to = env->pin_to,
	};
	struct child_result child;
	GError *error = NULL;
	struct qmp qmp;

	qmp_init(&qmp, point->args != NULL ? COMMANDS_WITH_DEVICES : COMMANDS);
	if (qmp_run(&spec, argv, probe_timeout_ms(point), &qmp, &result->marks, &child, &error)) {
		judge(point, &child, &qmp, result);
		judge_keep(point, &child, &qmp, result);
	} else {
		judge_not_started(result, error);
	}
	child_result_clear(&child);
	qmp_clear(&qmp);
}

static void probe_by(const struct point *point, const struct engine_env *env,
		     struct probe_result *result)
{
	g_auto(GStrv) argv = qemu_argv(point, env);

	result->command = qemu_command_line(point, env, argv);
	if (point_proof(point) == PROOF_ACCEPT)
		probe_acceptance(point, env, (const char *const *)argv, result);
	else if (judge_has_guest(point, env, result))
		guest_probe(point, env, (const char *const *)argv, result);
}

static char *qemu_command(const struct point *point, const struct engine_env *env)
{
	g_auto(GStrv) argv = qemu_argv(point, env);

	return qemu_command_line(point, env, argv);
}

static void qemu_probe(const struct point *point, const struct engine_env *env,
		       struct probe_result *result)
{
	probe_result_init(result);
	disk_probe(point, env, probe_by, result);
	if (result->command == NULL)
		result->command = qemu_command(point, env);
}

const struct engine engine_qemu = {
	.name = "qemu",
	.needs_qemu = TRUE,
	.check = qemu_check,
	.command = qemu_command,
	.probe = qemu_probe,
};
