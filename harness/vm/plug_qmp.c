/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/plug_qmp.h"

#include "vm/backend.h"

#include <string.h>

#define DEVICE_PATH "/machine/peripheral/" PLUG_DEVICE_ID

/* What belongs to the DIMM under way: "mem3" is the backend of "dimm3". */
static char *numbered(const struct plug_qmp *plug_qmp, const char *prefix)
{
	return g_strdup_printf("%s%u", prefix, plug_qmp->number);
}

static void attach(void *user, unsigned number, uint64_t bytes)
{
	struct plug_qmp *plug_qmp = user;
	const struct engine_env *env = plug_qmp->env;
	const char *type = backend_type_plugged(plug_qmp->plug->point, env);

	plug_qmp->number = number;
	plug_qmp->waiting = PLUG_QMP_BACKEND;
	g_autofree char *id = numbered(plug_qmp, "mem");
	qmp_execute(plug_qmp->qmp, "object-add",
		    backend_json(type, id, bytes, env->emulator.version));
}

static void add_device(struct plug_qmp *plug_qmp)
{
	g_autofree char *memory = numbered(plug_qmp, "mem"), *id = numbered(plug_qmp, "dimm");

	plug_qmp->waiting = PLUG_QMP_DEVICE;
	plug_begun(plug_qmp->plug);
	qmp_execute(plug_qmp->qmp, "device_add",
		    json_pack("{s:s,s:s,s:s}", "driver", "pc-dimm", "id", id, "memdev", memory));
}

static void remove_backend(struct plug_qmp *plug_qmp)
{
	g_autofree char *id = numbered(plug_qmp, "mem");

	plug_qmp->n_ignored++;
	qmp_execute(plug_qmp->qmp, "object-del", json_pack("{s:s}", "id", id));
}

static void resize(void *user, uint64_t bytes)
{
	struct plug_qmp *plug_qmp = user;

	plug_qmp->number = 0;
	plug_qmp->waiting = PLUG_QMP_DEVICE;
	plug_begun(plug_qmp->plug);
	qmp_execute(plug_qmp->qmp, "qom-set",
		    json_pack("{s:s,s:s,s:I}", "path", DEVICE_PATH, "property", "requested-size",
			      "value", (json_int_t)bytes));
}

static void ask_size(void *user)
{
	struct plug_qmp *plug_qmp = user;

	plug_qmp->waiting = PLUG_QMP_SIZE;
	qmp_execute(plug_qmp->qmp, "qom-get",
		    json_pack("{s:s,s:s}", "path", DEVICE_PATH, "property", "size"));
}

static void finish(void *user)
{
	qmp_execute(((struct plug_qmp *)user)->qmp, "quit", NULL);
}

void plug_qmp_init(struct plug_qmp *plug_qmp, struct plug *plug, const struct engine_env *env,
		   struct qmp *qmp)
{
	*plug_qmp = (struct plug_qmp){
		.port = {attach, resize, ask_size, finish, plug_qmp},
		.plug = plug,
		.env = env,
		.qmp = qmp,
	};
}

void plug_qmp_replied(struct plug_qmp *plug_qmp, const json_t *value, const char *error)
{
	struct plug *plug = plug_qmp->plug;
	int waiting = plug_qmp->waiting;

	/* QEMU answers in the order in which it was asked. */
	if (plug_qmp->n_ignored > 0) {
		plug_qmp->n_ignored--;
		return;
	}
	/* What is told below may already send the next command. */
	plug_qmp->waiting = PLUG_QMP_IDLE;
	switch (waiting) {
	case PLUG_QMP_BACKEND:
		if (error == NULL)
			add_device(plug_qmp);
		else
			plug_answered(plug, error);
		break;
	case PLUG_QMP_DEVICE:
		if (error != NULL && plug_qmp->number > 0)
			remove_backend(plug_qmp);
		plug_answered(plug, error);
		break;
	case PLUG_QMP_SIZE:
		plug_sized(plug, (uint64_t)json_integer_value(value), error);
		break;
	default:
		break;
	}
}

int64_t plug_ost_status(const json_t *info)
{
	const json_t *status = json_object_get(info, "status");

	return json_is_integer(status) ? json_integer_value(status) : -1;
}

void plug_qmp_event(struct plug_qmp *plug_qmp, const char *name, const json_t *data)
{
	if (strcmp(name, "MEMORY_DEVICE_SIZE_CHANGE") == 0) {
		const json_t *size = json_object_get(data, "size");

		if (g_strcmp0(json_string_value(json_object_get(data, "id")), PLUG_DEVICE_ID) == 0)
			plug_size_event(plug_qmp->plug, (uint64_t)json_integer_value(size));
	} else if (strcmp(name, "ACPI_DEVICE_OST") == 0) {
		const json_t *info = json_object_get(data, "info");
		const char *device = json_string_value(json_object_get(info, "device"));
		g_autofree char *id = numbered(plug_qmp, "dimm");

		if (g_strcmp0(device, id) == 0)
			plug_dimm_event(plug_qmp->plug, plug_qmp->number, plug_ost_status(info));
	}
}
