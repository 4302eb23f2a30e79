/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/judge.h"

#include "base/size.h"
#include "base/text.h"
#include "model/more_args.h"
#include "vm/qmp_run.h"

#define KEPT_STDERR 4096

void judge_set(struct probe_result *result, enum outcome outcome, enum reason reason, char *message)
{
	result->outcome = outcome;
	result->reason = reason;
	g_free(result->message);
	result->message = message;
}

void judge_take(struct message *message, struct probe_result *result)
{
	judge_set(result, message->outcome, message->reason, g_steal_pointer(&message->text));
	result->stage = message->stage;
	result->used_gpa = message->used_gpa;
	result->phys_bits = message->phys_bits;
	message_clear(message);
}

void judge_message(const struct child_result *child, struct probe_result *result)
{
	struct message message;

	message_classify(child->errors->str, child->exit_code, &message);
	judge_take(&message, result);
}

gboolean judge_has_guest(const struct point *point, const struct engine_env *env,
			 struct probe_result *result)
{
	const struct guest_files *guests = env->guests;
	gboolean linux_guest = point_proof(point) >= PROOF_LINUX;

	if (guests != NULL && guests->boot_elf != NULL &&
	    (!linux_guest || guests->initramfs != NULL))
		return TRUE;
	judge_set(result, OUTCOME_BROKEN, REASON_GUEST_MISSING,
		  g_strdup("the Linux guest has not been built here: see make guests"));
	result->stage = STAGE_SPAWN;
	return FALSE;
}

void judge_not_started(struct probe_result *result, GError *error)
{
	judge_set(result, OUTCOME_BROKEN, REASON_NOT_STARTED, g_strdup(error->message));
	result->stage = STAGE_SPAWN;
	g_error_free(error);
}

gboolean judge_broken_off(const struct child_result *child, const struct qmp *qmp,
			  struct probe_result *result)
{
	if (child->end == CHILD_CANCELLED)
		result->interrupted = TRUE;
	else if (child->end == CHILD_FLOODED)
		judge_set(result, OUTCOME_BROKEN, REASON_FLOOD,
			  g_strdup("QEMU printed without end"));
	else if (child->end == CHILD_STOPPED && qmp->error != NULL)
		judge_set(result, OUTCOME_BROKEN, REASON_PROTOCOL, g_strdup(qmp->error));
	else
		return FALSE;
	return TRUE;
}

void judge_left_early(struct probe_result *result)
{
	judge_set(result, OUTCOME_BROKEN, REASON_PROTOCOL,
		  g_strdup("QEMU left before it had answered"));
}

/* In bytes; UNSET when only QEMU can tell. */
static uint64_t wanted_memory(const struct point *point)
{
	uint64_t bytes;

	/* A machine without anything has no RAM either. */
	if (g_strcmp0(point->machine, "none") == 0)
		return 0;
	/* Where a key says something else, args must not hide it. */
	if (point->size == UNSET && more_args_size(point->args, &bytes))
		return bytes;
	return round_up(point_size(point), SIZE_GRANULARITY);
}

void judge_memory(const struct point *point, const json_t *summary, struct probe_result *result)
{
	const json_t *base = json_object_get(summary, "base-memory");
	uint64_t wanted = wanted_memory(point);

	if (!json_is_integer(base)) {
		judge_set(result, OUTCOME_BROKEN, REASON_PROTOCOL,
			  g_strdup("QMP: no base-memory in the memory summary"));
		return;
	}
	result->base_memory = (uint64_t)json_integer_value(base);
	if (result->base_memory == wanted || wanted == UNSET)
		judge_set(result, OUTCOME_ACCEPTED, REASON_NONE, NULL);
	else
		judge_set(result, OUTCOME_REFUSED, REASON_MEMORY_MISMATCH,
			  g_strdup_printf("asked for %" G_GUINT64_FORMAT
					  " bytes of RAM, QEMU gives %" G_GUINT64_FORMAT,
					  wanted, result->base_memory));
}

/* A machine without memory hotplug leaves a DIMM as it was made: at no address, which is 0, where
 * RAM is. */
static void judge_device(const json_t *device, struct probe_result *result)
{
	const json_t *data = json_object_get(device, "data");
	const json_t *address = json_object_get(data, "addr");
	const char *id = json_string_value(json_object_get(data, "id"));

	if (json_is_integer(address) && json_integer_value(address) == 0)
		judge_set(result, OUTCOME_REFUSED, REASON_PLUG,
			  g_strdup_printf("memory device %s%sis at address 0: it was never plugged",
					  id != NULL ? id : "", id != NULL ? " " : ""));
}

void judge_replies(const struct point *point, const struct qmp *qmp, struct probe_result *result)
{
	const json_t *devices = qmp_reply(qmp, JUDGE_DEVICES);

	judge_memory(point, qmp_reply(qmp, "query-memory-size-summary"), result);
	for (size_t i = 0; result->outcome == OUTCOME_ACCEPTED && i < json_array_size(devices); i++)
		judge_device(json_array_get(devices, i), result);
}

void judge_keep(const struct point *point, const struct child_result *child, const struct qmp *qmp,
		struct probe_result *result)
{
	result->qemu_version = qmp_version(qmp_reply(qmp, "query-version"));
	result->machine_type =
		g_strdup(qmp_machine_type(qmp_reply(qmp, "query-machines"), point->machine));
	if (child->errors->len > 0)
		result->errors = text_printable(child->errors->str, KEPT_STDERR);
	result->exit_code = child->exit_code;
	result->elapsed_us = child->elapsed_us;
	result->user_us = child->user_us;
	result->system_us = child->system_us;
	result->max_rss = child->max_rss;
	result->minor_faults = child->minor_faults;
}
