/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/json_rows.h"

#include "model/keys.h"

json_t *json_of_size(uint64_t size)
{
	return size == UNSET ? json_null() : json_integer((json_int_t)size);
}

static json_t *text(const char *text)
{
	return text == NULL ? json_null() : json_string(text);
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

json_t *json_of_probe(const struct probe_row *row)
{
	json_t *object = json_object();

	json_object_set_new(object, "point", json_of_point(row->point));
	json_object_set_new(object, "outcome", json_string(outcome_name(row->outcome)));
	json_object_set_new(object, "stage", json_string(stage_name(row->stage)));
	json_object_set_new(object, "reason", json_string(reason_name(row->reason)));
	json_object_set_new(object, "message", text(row->message));
	json_object_set_new(object, "used_gpa", json_of_size(row->used_gpa));
	json_object_set_new(object, "qemu_version", text(row->qemu_version));
	json_object_set_new(object, "qemu_package", text(row->qemu_package));
	json_object_set_new(object, "qemu_path", text(row->qemu_path));
	json_object_set_new(object, "machine_type", text(row->machine_type));
	json_object_set_new(object, "command", text(row->command));
	json_object_set_new(object, "exit_code", json_integer(row->exit_code));
	json_object_set_new(object, "elapsed_ms", json_integer((row->elapsed_us + 500) / 1000));
	return object;
}

json_t *json_of_limit(const struct limit_row *row, const char *proof)
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
	json_object_set_new(object, "proof", text(proof));
	json_object_set_new(object, "agrees_with_model", agrees);
	json_object_set_new(object, "predicted", json_of_size(row->predicted));
	json_object_set_new(object, "qemu_version", text(row->qemu_version));
	json_object_set_new(object, "qemu_package", text(row->qemu_package));
	json_object_set_new(object, "machine_type", text(row->machine_type));
	return object;
}
