/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/means.h"

#include "base/error.h"
#include "host/guests.h"
#include "host/needs.h"
#include "host/workspace.h"
#include "vm/libvirt.h"

struct means {
	const struct host_facts *facts;
	int cancel_fd;
	GMutex mutex;
	GHashTable *binaries;    /* name as given → struct found; asked once */
	GHashTable *connections; /* URI → struct connection; opened once */
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

/* A connection to libvirt, or why there is none. */
struct connection {
	struct libvirt *libvirt;
	GError *error;
};

static void connection_free(void *data)
{
	struct connection *connection = data;

	libvirt_close(connection->libvirt);
	g_clear_error(&connection->error);
	g_free(connection);
}

struct means *means_new(const struct host_facts *facts, int cancel_fd)
{
	struct means *means = g_new0(struct means, 1);

	means->facts = facts;
	means->cancel_fd = cancel_fd;
	g_mutex_init(&means->mutex);
	means->binaries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, found_free);
	means->connections =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, connection_free);
	means->workspace.lock_fd = -1;
	means->notes = g_string_new(NULL);
	return means;
}

void means_free(struct means *means)
{
	/* An embedded libvirt lives in the workspace. */
	g_hash_table_unref(means->connections);
	g_hash_table_unref(means->binaries);
	guests_clear(&means->guests);
	workspace_remove(&means->workspace);
	g_clear_error(&means->guests_error);
	g_clear_error(&means->workspace_error);
	g_string_free(means->notes, TRUE);
	g_mutex_clear(&means->mutex);
	g_free(means);
}

gboolean means_lack(const struct means *means, const GPtrArray *needs, const char *qemu, char **why,
		    GError **error)
{
	return needs_look(needs, means->facts, qemu, means->cancel_fd, why, error);
}

const char *means_notes(const struct means *means)
{
	return means->notes->str;
}

static gboolean needs_guests(const struct point *point)
{
	return engine_for(point)->needs_qemu &&
	       (point_proof(point) > PROOF_ACCEPT || point->disk != UNSET);
}

static gboolean needs_libvirt(const struct point *point)
{
	return point_uses_engine(point, engine_libvirt.name);
}

static gboolean needs_workspace(const struct point *point)
{
	gboolean embedded = needs_libvirt(point) && g_str_equal(point_uri(point), EMBEDDED_URI);

	return embedded || (engine_for(point)->needs_qemu && point->disk != UNSET);
}

/* The functions below are called with the lock. */

static void find_binary(struct means *means, const struct point *point, struct point_means *given)
{
	const char *name = point->qemu != NULL ? point->qemu : "";
	struct found *found;

	if (!engine_for(point)->needs_qemu || point_is_remote(point))
		return;
	found = g_hash_table_lookup(means->binaries, name);
	if (found == NULL) {
		found = g_new0(struct found, 1);
		found->binary = qemu_binary_find(point->qemu, means->cancel_fd, &found->error);
		g_hash_table_insert(means->binaries, g_strdup(name), found);
	}
	given->binary = found->binary;
	/* One that is there and says nothing of itself may still be tried. */
	if (found->binary == NULL ||
	    g_error_matches(found->error, MEMROOF_ERROR, MEMROOF_ERROR_INTERRUPTED))
		given->error = found->error;
}

static void find_guests(struct means *means, struct point_means *given)
{
	if (means->guests.boot_elf == NULL && means->guests_error == NULL)
		guests_find(&means->guests, &means->guests_error);
	given->error = means->guests_error;
	given->env.guests = &means->guests;
}

static void find_workspace(struct means *means, struct point_means *given)
{
	if (means->workspace.path == NULL && means->workspace_error == NULL)
		workspace_make(&means->workspace, means->cancel_fd, means->notes,
			       &means->workspace_error);
	given->error = means->workspace_error;
	given->env.directory = means->workspace.path;
}

/* After find_workspace(). */
static void find_libvirt(struct means *means, const struct point *point, struct point_means *given)
{
	const char *uri = point_uri(point);
	struct connection *connection = g_hash_table_lookup(means->connections, uri);

	if (connection == NULL) {
		connection = g_new0(struct connection, 1);
		connection->libvirt = libvirt_open(uri, means->workspace.path, &connection->error);
		g_hash_table_insert(means->connections, g_strdup(uri), connection);
	}
	given->env.libvirt = connection->libvirt;
	given->error = connection->error;
	if (given->error != NULL)
		given->reason = REASON_CONNECTION;
}

/* Where there is no QEMU to ask, the one that the model knows best: for the fake engine it stands.
 */
static const struct version UNASKED_VERSION = {10, 0, 0};

static struct emulator emulator_of(const struct point_means *given, const struct point *point)
{
	const char *machine;

	if (given->binary != NULL) {
		machine = qemu_binary_machine(given->binary, point->machine);
		return (struct emulator){given->binary->number, machine == NULL, machine};
	}
	/* Only another host's libvirt knows another host's QEMU. */
	if (given->env.libvirt != NULL)
		return (struct emulator){.version = libvirt_qemu_version(given->env.libvirt)};
	return (struct emulator){.version = UNASKED_VERSION};
}

static struct point_means point_means(struct means *means, const struct point *point,
				      gboolean shown)
{
	struct point_means given = {.reason = REASON_NOT_STARTED};

	given.env.host_memory = means->facts->memory;
	given.env.cancel_fd = means->cancel_fd;
	g_mutex_lock(&means->mutex);
	find_binary(means, point, &given);
	if (given.error == NULL && needs_guests(point))
		find_guests(means, &given);
	if (given.error == NULL && needs_workspace(point) && !shown)
		find_workspace(means, &given);
	if (given.error == NULL && needs_libvirt(point) && !shown)
		find_libvirt(means, point, &given);
	g_mutex_unlock(&means->mutex);
	given.env.emulator = emulator_of(&given, point);
	if (given.binary != NULL) {
		given.env.launch = given.binary->launch;
		/* libvirt starts QEMU itself, and wants one program. */
		given.env.qemu_path = given.binary->launch != NULL ? given.binary->launch->program
								   : given.binary->path;
	}
	return given;
}

struct point_means means_for(struct means *means, const struct point *point)
{
	return point_means(means, point, FALSE);
}

struct point_means means_to_show(struct means *means, const struct point *point)
{
	return point_means(means, point, TRUE);
}

struct emulator means_emulator(struct means *means, const struct point *point)
{
	return point_means(means, point, !point_is_remote(point)).env.emulator;
}
