/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/json_rows.h"

#include "model/keys.h"

json_t *json_of_size(uint64_t size)
{
	return size == UNSET ? json_null() : json_integer((json_int_t)size);
}

/* A database may hold any bytes, JSON only UTF-8. */
static json_t *text(const char *text)
{
	g_autofree char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;

	return valid == NULL ? json_null() : json_string(valid);
}

json_t *json_of_point(const struct point *point)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < N_KEYS; i++) {
		json_t *value;

		if (KEYS[i].group != KEY_POINT || !key_is_set(&KEYS[i], point))
			continue;
		value = key_is_number(&KEYS[i]) ? json_of_size(*key_number(&KEYS[i], (void *)point))
						: text(*key_string(&KEYS[i], (void *)point));
		json_object_set_new(object, KEYS[i].name, value);
	}
	return object;
}

static json_t *json_of_plug(const struct plug_row *row)
{
	json_t *object = json_object();

	json_object_set_new(object, "number", json_integer(row->number));
	json_object_set_new(object, "what", text(row->what));
	json_object_set_new(object, "bytes", json_of_size(row->bytes));
	json_object_set_new(object, "command_us", json_of_size(row->command_us));
	json_object_set_new(object, "event_us", json_of_size(row->event_us));
	json_object_set_new(object, "online_us", json_of_size(row->online_us));
	json_object_set_new(object, "memory", json_of_size(row->memory));
	json_object_set_new(object, "message", text(row->message));
	return object;
}

static json_t *json_of_plugs(const GArray *plugs)
{
	json_t *array = json_array();

	for (unsigned i = 0; plugs != NULL && i < plugs->len; i++)
		json_array_append_new(array,
				      json_of_plug(&g_array_index(plugs, struct plug_row, i)));
	return array;
}

json_t *json_of_probe(const struct probe_row *row)
{
	json_t *object = json_object();

	json_object_set_new(object, "point", json_of_point(row->point));
	json_object_set_new(object, "outcome", json_string(outcome_name(row->outcome)));
	json_object_set_new(object, "stage", json_string(stage_name(row->stage)));
	json_object_set_new(object, "reason", json_string(reason_name(row->reason)));
	json_object_set_new(object, "message", text(row->message));
	json_object_set_new(object, "used_gpa", json_of_size(row->used_gpa));
	json_object_set_new(object, "proof", json_string(point_proof_name(row->point)));
	json_object_set_new(object, "guest_phys_bits", json_of_size(row->guest_phys_bits));
	json_object_set_new(object, "guest_memory", json_of_size(row->guest_memory));
	json_object_set_new(object, "guest_blocks", json_of_size(row->guest_blocks));
	json_object_set_new(object, "plugs", json_of_plugs(row->plugs));
	json_object_set_new(object, "console", text(row->console));
	json_object_set_new(object, "qemu_version", text(row->qemu_version));
	json_object_set_new(object, "qemu_package", text(row->qemu_package));
	json_object_set_new(object, "qemu_path", text(row->qemu_path));
	json_object_set_new(object, "machine_type", text(row->machine_type));
	json_object_set_new(object, "command", text(row->command));
	json_object_set_new(object, "exit_code", json_integer(row->exit_code));
	json_object_set_new(object, "elapsed_ms", json_integer((row->elapsed_us + 500) / 1000));
	return object;
}

json_t *json_of_limit(const struct limit_row *row)
{
	json_t *object = json_object();
	json_t *agrees =
		row->agrees_with_model < 0 ? json_null() : json_boolean(row->agrees_with_model);

	json_object_set_new(object, "point", json_of_point(row->point));
	json_object_set_new(object, "axis", json_string(row->axis));
	json_object_set_new(object, "status", json_string(row->status));
	json_object_set_new(object, "limit", json_of_size(row->limit));
	json_object_set_new(object, "refused", json_of_size(row->refused));
	json_object_set_new(object, "step", json_of_size(row->step));
	json_object_set_new(object, "reason", json_string(reason_name(row->reason)));
	json_object_set_new(object, "message", text(row->message));
	json_object_set_new(object, "counterexample", json_of_size(row->counterexample));
	json_object_set_new(object, "probes", json_integer(row->probes));
	json_object_set_new(object, "proof", json_string(point_proof_name(row->point)));
	json_object_set_new(object, "agrees_with_model", agrees);
	json_object_set_new(object, "predicted", json_of_size(row->predicted));
	json_object_set_new(object, "qemu_version", text(row->qemu_version));
	json_object_set_new(object, "qemu_package", text(row->qemu_package));
	json_object_set_new(object, "machine_type", text(row->machine_type));
	return object;
}
