/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/json_rows.h"

#include "model/keys.h"

#include <math.h>

json_t *json_of_size(uint64_t size)
{
	return size == UNSET ? json_null() : json_integer((json_int_t)size);
}

json_t *json_of_text(const char *text)
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
		value = key_is_number(&KEYS[i])
				? json_of_size(*key_number(&KEYS[i], (void *)point))
				: json_of_text(*key_string(&KEYS[i], (void *)point));
		json_object_set_new(object, KEYS[i].name, value);
	}
	return object;
}

static json_t *json_of_plug(const struct plug_row *row)
{
	json_t *object = json_object();

	json_object_set_new(object, "number", json_integer(row->number));
	json_object_set_new(object, "what", json_of_text(row->what));
	json_object_set_new(object, "bytes", json_of_size(row->bytes));
	json_object_set_new(object, "command_us", json_of_size(row->command_us));
	json_object_set_new(object, "event_us", json_of_size(row->event_us));
	json_object_set_new(object, "online_us", json_of_size(row->online_us));
	json_object_set_new(object, "memory", json_of_size(row->memory));
	json_object_set_new(object, "message", json_of_text(row->message));
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

/* Nobody's process has no memory: where it has, its usage is not known. */
static json_t *json_of_usage(const struct probe_row *row, int64_t value)
{
	return row->max_rss > 0 ? json_integer(value) : json_null();
}

/* What was measured of one start. */
static void add_times(json_t *object, const struct probe_row *row)
{
	json_object_set_new(object, "round", json_integer(row->round));
	json_object_set_new(object, "elapsed_us", json_integer(row->elapsed_us));
	json_object_set_new(object, "greeting_us", json_of_size(row->greeting_us));
	json_object_set_new(object, "machine_us", json_of_size(row->machine_us));
	json_object_set_new(object, "guest_us", json_of_size(row->guest_us));
	json_object_set_new(object, "report_us", json_of_size(row->report_us));
	json_object_set_new(object, "user_us", json_of_usage(row, row->user_us));
	json_object_set_new(object, "system_us", json_of_usage(row, row->system_us));
	json_object_set_new(object, "max_rss", json_of_usage(row, row->max_rss));
	json_object_set_new(object, "minor_faults", json_of_usage(row, row->minor_faults));
	json_object_set_new(object, "acpi_bytes", json_of_size(row->acpi_bytes));
}

json_t *json_of_probe(const struct probe_row *row)
{
	json_t *object = json_object();

	json_object_set_new(object, "point", json_of_point(row->point));
	json_object_set_new(object, "outcome", json_string(outcome_name(row->outcome)));
	json_object_set_new(object, "stage", json_string(stage_name(row->stage)));
	json_object_set_new(object, "reason", json_string(reason_name(row->reason)));
	json_object_set_new(object, "message", json_of_text(row->message));
	json_object_set_new(object, "used_gpa", json_of_size(row->used_gpa));
	json_object_set_new(object, "proof", json_string(point_proof_name(row->point)));
	json_object_set_new(object, "guest_phys_bits", json_of_size(row->guest_phys_bits));
	json_object_set_new(object, "guest_memory", json_of_size(row->guest_memory));
	json_object_set_new(object, "guest_blocks", json_of_size(row->guest_blocks));
	json_object_set_new(object, "plugs", json_of_plugs(row->plugs));
	json_object_set_new(object, "console", json_of_text(row->console));
	json_object_set_new(object, "qemu_version", json_of_text(row->qemu_version));
	json_object_set_new(object, "qemu_package", json_of_text(row->qemu_package));
	json_object_set_new(object, "libvirt_version", json_of_text(row->libvirt_version));
	json_object_set_new(object, "qemu_path", json_of_text(row->qemu_path));
	json_object_set_new(object, "machine_type", json_of_text(row->machine_type));
	json_object_set_new(object, "command", json_of_text(row->command));
	json_object_set_new(object, "exit_code", json_integer(row->exit_code));
	json_object_set_new(object, "elapsed_ms", json_integer((row->elapsed_us + 500) / 1000));
	add_times(object, row);
	return object;
}

/* Null for -1, where it is not known. */
static json_t *truth(int64_t yes)
{
	return yes < 0 ? json_null() : json_boolean(yes);
}

json_t *json_of_limit(const struct limit_row *row)
{
	json_t *object = json_object();

	json_object_set_new(object, "point", json_of_point(row->point));
	json_object_set_new(object, "axis", json_string(row->axis));
	json_object_set_new(object, "status", json_string(row->status));
	json_object_set_new(object, "limit", json_of_size(row->limit));
	json_object_set_new(object, "refused", json_of_size(row->refused));
	json_object_set_new(object, "step", json_of_size(row->step));
	json_object_set_new(object, "reason", json_string(reason_name(row->reason)));
	json_object_set_new(object, "message", json_of_text(row->message));
	json_object_set_new(object, "counterexample", json_of_size(row->counterexample));
	json_object_set_new(object, "probes", json_integer(row->probes));
	json_object_set_new(object, "proof", json_string(point_proof_name(row->point)));
	json_object_set_new(object, "agrees_with_model", truth(row->agrees_with_model));
	json_object_set_new(object, "predicted", json_of_size(row->predicted));
	json_object_set_new(object, "confirmed", truth(row->confirmed));
	json_object_set_new(object, "confirmation", json_of_text(row->confirmation));
	json_object_set_new(object, "qemu_version", json_of_text(row->qemu_version));
	json_object_set_new(object, "qemu_package", json_of_text(row->qemu_package));
	json_object_set_new(object, "libvirt_version", json_of_text(row->libvirt_version));
	json_object_set_new(object, "machine_type", json_of_text(row->machine_type));
	return object;
}

static json_t *real(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *json_of_summary(const struct metric_summary *summary)
{
	json_t *object = json_object();

	json_object_set_new(object, "n", json_integer(summary->n));
	json_object_set_new(object, "median", real(summary->median));
	json_object_set_new(object, "mad", real(summary->mad));
	json_object_set_new(object, "p95", real(summary->p95));
	json_object_set_new(object, "low", real(summary->low));
	json_object_set_new(object, "high", real(summary->high));
	json_object_set_new(object, "too_few", json_boolean(summary->too_few));
	return object;
}

/* The names under which raw samples have what is no time; times say their unit. */
static char *summary_name(enum metric metric)
{
	switch (metric) {
	case METRIC_RSS:
		return g_strdup("max_rss");
	case METRIC_FAULTS:
		return g_strdup("minor_faults");
	case METRIC_ACPI:
		return g_strdup("acpi_bytes");
	default:
		return g_strdup_printf("%s_ms", metric_name(metric));
	}
}

json_t *json_of_cell(const struct cell_samples *cell)
{
	json_t *object = json_object(), *summary = json_object();

	json_object_set_new(object, "cell", json_integer(cell->cell));
	json_object_set_new(object, "point",
			    cell->point != NULL ? json_of_point(cell->point) : json_null());
	json_object_set_new(object, "accepted", json_integer(cell->rounds->len));
	json_object_set_new(object, "failed", json_integer(cell->n_failed));
	json_object_set_new(object, "warmups", json_integer(cell->n_warmups));
	json_object_set_new(object, "outliers", json_integer(cell->n_outliers));
	json_object_set_new(object, "slow_first", json_boolean(cell->slow_first));
	for (unsigned i = 0; i < N_METRICS; i++) {
		g_autofree char *name = summary_name(i);

		json_object_set_new(summary, name, json_of_summary(&cell->summary[i]));
	}
	json_object_set_new(object, "summary", summary);
	return object;
}

json_t *json_of_cost(const struct cost_line *cost)
{
	json_t *object = json_object();

	json_object_set_new(object, "key", json_of_text(cost->key->name));
	json_object_set_new(object, "combination", json_of_text(cost->combination));
	json_object_set_new(object, "unit", json_of_text(cost->unit));
	json_object_set_new(object, "values", json_integer(cost->n_cells));
	json_object_set_new(object, "slope_ms", real(cost->slope));
	json_object_set_new(object, "low_ms", real(cost->low));
	json_object_set_new(object, "high_ms", real(cost->high));
	json_object_set_new(object, "theil_sen_ms", real(cost->robust_slope));
	json_object_set_new(object, "steepest",
			    isnan(cost->steepest_slope)
				    ? json_null()
				    : json_of_text(metric_name(cost->steepest)));
	json_object_set_new(object, "steepest_ms", real(cost->steepest_slope));
	return object;
}
