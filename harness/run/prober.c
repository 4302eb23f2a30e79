/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/prober.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "host/guests.h"
#include "host/workspace.h"

struct prober {
	const struct host_facts *facts;
	struct store *store;
	int cancel_fd;
	int pin_to;
	GMutex mutex;
	GHashTable *binaries; /* name as given → struct found; asked once */
	struct guest_files guests;
	struct workspace workspace;
	GError *guests_error, *workspace_error; /* why there is none */
	GString *notes;
};

/* A binary, or why there is none. */
struct found {
	struct qemu_binary *binary;
	GError *error;
};

static void found_free(void *data)
{
	struct found *found = data;

	qemu_binary_free(found->binary);
	g_clear_error(&found->error);
	g_free(found);
}

struct prober *prober_new(const struct host_facts *facts, struct store *store, int cancel_fd)
{
	struct prober *prober = g_new0(struct prober, 1);

	prober->facts = facts;
	prober->store = store;
	prober->cancel_fd = cancel_fd;
	g_mutex_init(&prober->mutex);
	prober->binaries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, found_free);
	prober->workspace.lock_fd = -1;
	prober->notes = g_string_new(NULL);
	return prober;
}

void prober_pin(struct prober *prober, int pin_to)
{
	prober->pin_to = pin_to;
}

void prober_free(struct prober *prober)
{
	if (prober == NULL)
		return;
	g_hash_table_unref(prober->binaries);
	guests_clear(&prober->guests);
	workspace_remove(&prober->workspace);
	g_clear_error(&prober->guests_error);
	g_clear_error(&prober->workspace_error);
	g_string_free(prober->notes, TRUE);
	g_mutex_clear(&prober->mutex);
	g_free(prober);
}

/* The binary that the point would run, or why there is none; NULL for engines that need none. */
static const struct found *find_binary(struct prober *prober, const struct point *point)
{
	const char *name = point->qemu != NULL ? point->qemu : "";
	struct found *found;

	if (!engine_for(point)->needs_qemu)
		return NULL;
	g_mutex_lock(&prober->mutex);
	found = g_hash_table_lookup(prober->binaries, name);
	if (found == NULL) {
		found = g_new0(struct found, 1);
		found->binary = qemu_binary_find(point->qemu, prober->cancel_fd, &found->error);
		g_hash_table_insert(prober->binaries, g_strdup(name), found);
	}
	g_mutex_unlock(&prober->mutex);
	return found;
}

/* Where there is no QEMU to ask, the one that the model knows best: for the fake engine it stands.
 */
static const struct version UNASKED_VERSION = {10, 0, 0};

static struct emulator emulator_of(const struct found *found, const struct point *point)
{
	const char *machine;

	if (found == NULL || found->binary == NULL)
		return (struct emulator){.version = UNASKED_VERSION};
	machine = qemu_binary_machine(found->binary, point->machine);
	return (struct emulator){found->binary->number, machine == NULL, machine};
}

struct emulator prober_emulator(struct prober *prober, const struct point *point)
{
	return emulator_of(find_binary(prober, point), point);
}

const char *prober_notes(const struct prober *prober)
{
	return prober->notes->str;
}

static gboolean needs_guests(const struct point *point)
{
	return engine_for(point)->needs_qemu &&
	       (point_proof(point) > PROOF_ACCEPT || point->disk != UNSET);
}

static gboolean needs_workspace(const struct point *point)
{
	return engine_for(point)->needs_qemu && point->disk != UNSET;
}

/* The files of the guests, and a directory for the probes' own, are made when the first point needs
 * them. Why that failed, or NULL. */
static const GError *prepare(struct prober *prober, const struct point *point)
{
	const GError *error = NULL;

	g_mutex_lock(&prober->mutex);
	if (needs_guests(point) && prober->guests.boot_elf == NULL && prober->guests_error == NULL)
		guests_find(&prober->guests, &prober->guests_error);
	if (needs_workspace(point) && prober->workspace.path == NULL &&
	    prober->workspace_error == NULL)
		workspace_make(&prober->workspace, prober->cancel_fd, prober->notes,
			       &prober->workspace_error);
	if (needs_workspace(point))
		error = prober->workspace_error;
	if (needs_guests(point) && prober->guests_error != NULL)
		error = prober->guests_error;
	g_mutex_unlock(&prober->mutex);
	return error;
}

/* After prepare(). */
static struct engine_env environment(const struct prober *prober, const struct found *found,
				     const struct point *point)
{
	return (struct engine_env){
		.emulator = emulator_of(found, point),
		.host_memory = prober->facts->memory,
		.cancel_fd = prober->cancel_fd,
		.guests = needs_guests(point) ? &prober->guests : NULL,
		.directory = needs_workspace(point) ? prober->workspace.path : NULL,
		.pin_to = prober->pin_to,
	};
}

char *prober_command(struct prober *prober, const struct point *point)
{
	struct engine_env env;

	prepare(prober, point);
	env = environment(prober, find_binary(prober, point), point);
	return engine_for(point)->command(point, &env);
}

static void not_started(const GError *error, const struct point *point,
			const struct engine_env *env, struct probe_result *result)
{
	probe_result_init(result);
	result->outcome = OUTCOME_BROKEN;
	result->stage = STAGE_SPAWN;
	result->reason = REASON_NOT_STARTED;
	result->message = g_strdup(error->message);
	result->command = engine_for(point)->command(point, env);
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
	const struct found *found = find_binary(prober, point);
	struct probe_result result;
	struct probe_row *row = NULL;
	const GError *failed;
	struct engine_env env;

	if (found != NULL &&
	    g_error_matches(found->error, MEMROOF_ERROR, MEMROOF_ERROR_INTERRUPTED)) {
		g_propagate_error(error, g_error_copy(found->error));
		return NULL;
	}
	failed = prepare(prober, point);
	if (found != NULL && found->binary == NULL)
		failed = found->error;
	env = environment(prober, found, point);
	if (failed != NULL)
		not_started(failed, point, &env, &result);
	else
		engine_for(point)->probe(point, &env, &result);
	if (result.interrupted) {
		interrupted_error(error);
	} else {
		row = make_row(point, place, &result);
		add_provenance(found != NULL ? found->binary : NULL, point, row);
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
