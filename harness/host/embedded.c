/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/embedded.h"

#include "host/workspace.h"
#include "model/point.h"
#include "vm/libvirt.h"

static void open_in(const char *directory, struct embedded *embedded, GError **error)
{
	struct libvirt *libvirt = libvirt_open(EMBEDDED_URI, directory, error);
	struct version qemu;

	if (libvirt == NULL)
		return;
	qemu = libvirt_qemu_version(libvirt);
	embedded->opens = TRUE;
	if (qemu.major > 0)
		embedded->qemu = g_strdup_printf("%u.%u.%u", qemu.major, qemu.minor, qemu.micro);
	libvirt_close(libvirt);
}

void embedded_try(struct embedded *embedded)
{
	struct workspace workspace = {.lock_fd = -1};
	GString *notes = g_string_new(NULL);
	GError *error = NULL;

	*embedded = (struct embedded){0};
	if (workspace_make(&workspace, -1, notes, &error))
		open_in(workspace.path, embedded, &error);
	if (error != NULL) {
		embedded->why = g_strdup(error->message);
		g_error_free(error);
	}
	workspace_remove(&workspace);
	g_string_free(notes, TRUE);
}

void embedded_clear(struct embedded *embedded)
{
	g_free(embedded->qemu);
	g_free(embedded->why);
	*embedded = (struct embedded){0};
}
