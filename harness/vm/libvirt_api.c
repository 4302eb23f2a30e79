/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/libvirt_api.h"

#include "base/error.h"

#include <dlfcn.h>

#define LIBRARY "libvirt.so.0"
#define QEMU_LIBRARY "libvirt-qemu.so.0"

static struct libvirt_api api;
static GError *load_error;

/* One function of @library. A NULL library has been complained of already. */
static void find(void *library, const char *name, void **function)
{
	if (library == NULL || load_error != NULL)
		return;
	*function = dlsym(library, name);
	if (*function == NULL)
		broken_error(&load_error, "libvirt is too old: it has no %s()", name);
}

/* Libraries stay loaded: they have threads and exit handlers of their own. */
static void *load_library(const char *name)
{
	void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);

	if (library == NULL && load_error == NULL)
		broken_error(&load_error,
			     "engine libvirt needs %s, in Debian's package libvirt0: %s", name,
			     dlerror());
	return library;
}

static void load(void)
{
	void *library = load_library(LIBRARY), *qemu_library = load_library(QEMU_LIBRARY);

#define LIBVIRT_FIND(name) find(library, #name, (void **)&api.name);
#define LIBVIRT_QEMU_FIND(name) find(qemu_library, #name, (void **)&api.name);
	LIBVIRT_FUNCTIONS(LIBVIRT_FIND)
	LIBVIRT_QEMU_FUNCTIONS(LIBVIRT_QEMU_FIND)
#undef LIBVIRT_FIND
#undef LIBVIRT_QEMU_FIND
}

const struct libvirt_api *libvirt_api(GError **error)
{
	static size_t loaded;

	if (g_once_init_enter(&loaded)) {
		load();
		g_once_init_leave(&loaded, 1);
	}
	if (load_error == NULL)
		return &api;
	g_propagate_error(error, g_error_copy(load_error));
	return NULL;
}

/* libvirt-host.h: major * 1000000 + minor * 1000 + release. */
char *libvirt_version(void)
{
	const struct libvirt_api *functions = libvirt_api(NULL);
	unsigned long version = 0;

	if (functions == NULL || functions->virGetVersion(&version, NULL, NULL) != 0)
		return NULL;
	return g_strdup_printf("%lu.%lu.%lu", version / 1000000, version / 1000 % 1000,
			       version % 1000);
}
