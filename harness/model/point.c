/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/point.h"

#include "base/error.h"
#include "base/text.h"
#include "model/keys.h"
#include "model/machine.h"

#include <string.h>

struct point *point_new(void)
{
	struct point *point = g_new(struct point, 1);

	keys_init(KEY_POINT, point);
	return point;
}

struct point *point_copy(const struct point *point)
{
	struct point *copy = g_memdup2(point, sizeof(*point));

	for (unsigned i = 0; i < N_KEYS; i++) {
		char **text;

		if (KEYS[i].group != KEY_POINT || key_is_number(&KEYS[i]))
			continue;
		text = key_string(&KEYS[i], copy);
		*text = g_strdup(*text);
	}
	return copy;
}

void point_free(struct point *point)
{
	if (point == NULL)
		return;
	keys_clear(KEY_POINT, point);
	g_free(point);
}

char *point_text(const struct point *point)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < N_KEYS; i++) {
		g_autofree char *value = NULL;

		if (KEYS[i].group != KEY_POINT)
			continue;
		value = key_get(&KEYS[i], point);
		if (value != NULL)
			g_ptr_array_add(words, g_strdup_printf("%s=%s", KEYS[i].name, value));
	}
	g_ptr_array_add(words, NULL);
	return text_shell_line((const char *const *)words->pdata);
}

uint64_t point_size(const struct point *point)
{
	return point->size != UNSET ? point->size : DEFAULT_SIZE;
}

gboolean point_uses_engine(const struct point *point, const char *name)
{
	return strcmp(point->engine != NULL ? point->engine : "qemu", name) == 0;
}

const char *point_uri(const struct point *point)
{
	return point->uri != NULL ? point->uri : EMBEDDED_URI;
}

/* https://libvirt.org/uri.html: driver[+transport]://[user@][host][:port]/…. Without a host the
 * transport stays here, or is a program of the user's that nobody can tell about. */
gboolean point_is_remote(const struct point *point)
{
	const char *authority;

	if (!point_uses_engine(point, "libvirt"))
		return FALSE;
	authority = strstr(point_uri(point), "://");
	return authority != NULL && authority[3] != '/' && authority[3] != '\0';
}

const char *point_proof_name(const struct point *point)
{
	return point->proof != NULL ? point->proof : "accept";
}

enum proof point_proof(const struct point *point)
{
	const char *name = point_proof_name(point);

	if (strcmp(name, "boot") == 0)
		return PROOF_BOOT;
	if (strcmp(name, "linux") == 0)
		return PROOF_LINUX;
	return strcmp(name, "plug") == 0 ? PROOF_PLUG : PROOF_ACCEPT;
}

gboolean point_uses_uefi(const struct point *point)
{
	const char *firmware = point->firmware;

	return firmware != NULL &&
	       (strcmp(firmware, "ovmf") == 0 || g_str_has_suffix(firmware, ".fd"));
}

gboolean point_uses_virtio_mem(const struct point *point)
{
	return g_strcmp0(point->hotplug, "virtio-mem") == 0;
}

gboolean point_boots_from_disk(const struct point *point)
{
	return g_strcmp0(point->boot_from, "disk") == 0;
}

static gboolean check_cpu(const struct point *point, GError **error)
{
	if (point->cpu == NULL)
		return TRUE;
	if (strstr(point->cpu, "phys-bits") != NULL)
		return input_error(error, "cpu '%s': use the key phys-bits for the width",
				   point->cpu);
	return TRUE;
}

static gboolean check_hole(const struct point *point, GError **error)
{
	if (point->pci_hole64 == UNSET || machine_hole64_property(point->machine) != NULL)
		return TRUE;
	return input_error(error, "pci-hole64 needs machine q35 or pc, not '%s'",
			   point->machine != NULL ? point->machine : "unset");
}

static gboolean check_backend(const struct point *point, GError **error)
{
	if (point->machine == NULL || strstr(point->machine, "memory-backend=") == NULL)
		return TRUE;
	return input_error(error, "machine '%s': use the key backend for guest RAM",
			   point->machine);
}

/* A process that leaves its parent cannot be given a deadline. */
static gboolean check_args(const struct point *point, GError **error)
{
	g_auto(GStrv) args = NULL;
	GError *bad_quotes = NULL;

	if (point->args == NULL)
		return TRUE;
	if (!g_shell_parse_argv(point->args, NULL, &args, &bad_quotes)) {
		input_error(error, "args '%s': %s", point->args, bad_quotes->message);
		g_error_free(bad_quotes);
		return FALSE;
	}
	if (g_strv_contains((const char *const *)args, "-daemonize") ||
	    g_strv_contains((const char *const *)args, "--daemonize"))
		return input_error(error, "args: a QEMU with -daemonize cannot be watched");
	return TRUE;
}

/* What else may be wrong with a URI is libvirt's to say. */
static gboolean check_uri(const struct point *point, GError **error)
{
	const char *uri = point_uri(point);

	if (strstr(uri, "///embed") != NULL)
		return input_error(
			error, "uri '%s': memroof makes the driver's directory: say embed", uri);
	if (strcmp(uri, EMBEDDED_URI) == 0 || g_str_has_prefix(uri, "qemu:") ||
	    g_str_has_prefix(uri, "qemu+"))
		return TRUE;
	return input_error(error,
			   "uri '%s': expected embed, or a URI of libvirt's QEMU driver, as in "
			   "qemu:///session or qemu+ssh://host/system",
			   uri);
}

static gboolean check_guest(const struct point *point, GError **error)
{
	enum proof proof = point_proof(point);

	if (point_boots_from_disk(point) && (point->disk == UNSET || proof < PROOF_LINUX))
		return input_error(error,
				   "boot-from = disk needs a disk, and proof = linux or plug");
	if (point_uses_virtio_mem(point) && proof != PROOF_PLUG)
		return input_error(error, "hotplug = virtio-mem needs proof = plug");
	if (point_uses_virtio_mem(point) && point->maxmem != UNSET &&
	    point->maxmem <= point_size(point))
		return input_error(error, "hotplug = virtio-mem needs a maxmem above size");
	if (point->bar != UNSET && g_strcmp0(point->firmware, "qboot") == 0)
		return input_error(error,
				   "bar needs another firmware than qboot, which leaves BARs "
				   "to the operating system");
	if (point->bar != UNSET && (point->bar & (point->bar - 1)) != 0)
		return input_error(error, "bar = %" G_GUINT64_FORMAT ": expected a power of two",
				   point->bar);
	return TRUE;
}

gboolean point_check(const struct point *point, GError **error)
{
	if (point->fake != NULL && !point_uses_engine(point, "fake"))
		return input_error(error, "fake needs engine = fake");
	return check_uri(point, error) && check_args(point, error) && check_cpu(point, error) &&
	       check_hole(point, error) && check_backend(point, error) && check_guest(point, error);
}
