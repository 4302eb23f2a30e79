/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/prober.h"

#include "base/clock.h"
#include "base/error.h"
#include "run/means.h"
#include "vm/libvirt_xml.h"

/* What a domain is called where nobody else can have it: in what is shown. */
#define SHOWN_NAME "memroof"

struct prober {
	struct means *means;
	struct store *store;
	int pin_to;
};

struct prober *prober_new(const struct host_facts *facts, struct store *store, int cancel_fd)
{
	struct prober *prober = g_new0(struct prober, 1);

	prober->means = means_new(facts, cancel_fd);
	prober->store = store;
	return prober;
}

void prober_free(struct prober *prober)
{
	if (prober == NULL)
		return;
	means_free(prober->means);
	g_free(prober);
}

void prober_pin(struct prober *prober, int pin_to)
{
	prober->pin_to = pin_to;
}

struct emulator prober_emulator(struct prober *prober, const struct point *point)
{
	return means_emulator(prober->means, point);
}

gboolean prober_lacks(struct prober *prober, const GPtrArray *needs, const char *qemu, char **why,
		      GError **error)
{
	return means_lack(prober->means, needs, qemu, why, error);
}

const char *prober_notes(const struct prober *prober)
{
	return means_notes(prober->means);
}

char *prober_command(struct prober *prober, const struct point *point)
{
	struct point_means given = means_to_show(prober->means, point);

	return engine_for(point)->command(point, &given.env);
}

char *prober_xml(struct prober *prober, const struct point *point)
{
	struct point_means given = means_to_show(prober->means, point);

	return libvirt_domain_xml(point, &given.env, SHOWN_NAME);
}

static void not_started(const struct point_means *given, const struct point *point,
			struct probe_result *result)
{
	probe_result_init(result);
	result->outcome = OUTCOME_BROKEN;
	result->stage = STAGE_SPAWN;
	result->reason = given->reason;
	result->message = g_strdup(given->error->message);
	result->command = engine_for(point)->command(point, &given->env);
}

/* What a process said of itself counts; a refusal says nothing of itself, so the binary's own
 * answers stand in. */
static void add_provenance(const struct qemu_binary *binary, const struct point *point,
			   struct probe_row *row)
{
	if (binary == NULL)
		return;
	row->qemu_path = g_strdup(binary->path);
	if (row->qemu_version != NULL && g_strcmp0(row->qemu_version, binary->version) != 0) {
		qemu_binary_forget(binary);
		return;
	}
	row->qemu_package = g_strdup(binary->package);
	if (row->qemu_version == NULL)
		row->qemu_version = g_strdup(binary->version);
	if (row->machine_type == NULL)
		row->machine_type = g_strdup(qemu_binary_machine(binary, point->machine));
}

/* The steps of hotplug as rows; NULL when there are none. */
static GArray *plug_rows(const GArray *steps)
{
	GArray *rows;

	if (steps == NULL)
		return NULL;
	rows = plug_rows_new();
	for (unsigned i = 0; i < steps->len; i++) {
		const struct plug_step *step = &g_array_index(steps, struct plug_step, i);
		struct plug_row row = {
			.number = i + 1,
			.what = g_strdup(step->what),
			.bytes = step->bytes,
			.command_us = step->command_us,
			.event_us = step->event_us,
			.online_us = step->online_us,
			.memory = step->memory,
			.message = g_strdup(step->message),
		};

		g_array_append_val(rows, row);
	}
	return rows;
}

static struct probe_row *make_row(const struct point *point, const struct probe_place *place,
				  struct probe_result *result)
{
	struct probe_row *row = g_new0(struct probe_row, 1);

	*row = (struct probe_row){
		.section = place->section,
		.cell = place->cell,
		.round = place->round,
		.point = point_copy(point),
		.outcome = result->outcome,
		.stage = result->stage,
		.reason = result->reason,
		.message = g_steal_pointer(&result->message),
		.used_gpa = result->used_gpa,
		.qemu_version = g_steal_pointer(&result->qemu_version),
		.libvirt_version = g_steal_pointer(&result->libvirt_version),
		.machine_type = g_steal_pointer(&result->machine_type),
		.command = g_steal_pointer(&result->command),
		.errors = g_steal_pointer(&result->errors),
		.console = g_steal_pointer(&result->console),
		.guest_phys_bits = result->guest_phys_bits,
		.guest_memory = result->guest_memory,
		.guest_blocks = result->guest_blocks,
		.exit_code = result->exit_code,
		.elapsed_us = result->elapsed_us,
		.greeting_us = result->marks.greeting,
		.machine_us = result->marks.machine,
		.guest_us = result->marks.guest,
		.report_us = result->marks.report,
		.user_us = result->user_us,
		.system_us = result->system_us,
		.max_rss = result->max_rss,
		.minor_faults = result->minor_faults,
		.acpi_bytes = result->acpi_bytes,
		.finished = clock_timestamp(),
		.plugs = plug_rows(result->plugs),
	};
	return row;
}

void prober_row_free(struct probe_row *row)
{
	if (row == NULL)
		return;
	probe_row_clear(row);
	g_free(row);
}

static struct probe_row *try(struct prober *prober, const struct point *point,
			     const struct probe_place *place, GError **error)
{
	struct point_means given = means_for(prober->means, point);
	struct probe_result result;
	struct probe_row *row = NULL;

	if (g_error_matches(given.error, MEMROOF_ERROR, MEMROOF_ERROR_INTERRUPTED)) {
		g_propagate_error(error, g_error_copy(given.error));
		return NULL;
	}
	given.env.pin_to = prober->pin_to;
	if (given.error != NULL)
		not_started(&given, point, &result);
	else
		engine_for(point)->probe(point, &given.env, &result);
	if (result.interrupted) {
		interrupted_error(error);
	} else {
		row = make_row(point, place, &result);
		add_provenance(given.binary, point, row);
	}
	probe_result_clear(&result);
	return row;
}

struct probe_row *prober_probe(struct prober *prober, const struct point *point,
			       const struct probe_place *place, GError **error)
{
	g_autofree char *text = prober->store != NULL ? point_text(point) : NULL;
	struct probe_row *row = NULL;

	if (prober->store != NULL &&
	    !store_find_probe(prober->store, place->section, text, place->round, &row, error))
		return NULL;
	if (row != NULL) {
		row->found = TRUE;
		return row;
	}
	row = try(prober, point, place, error);
	if (row != NULL && prober->store != NULL && !store_add_probe(prober->store, row, error))
		g_clear_pointer(&row, prober_row_free);
	return row;
}
