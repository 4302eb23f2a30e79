/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/backend.h"

#include "base/size.h"

#include <string.h>

char *qemu_size(uint64_t bytes)
{
	g_autofree char *exact = size_exact(bytes);

	return g_strdup_printf("%s%s", exact, g_ascii_isdigit(exact[strlen(exact) - 1]) ? "B" : "");
}

const char *backend_type(const struct point *point, const struct engine_env *env, uint64_t bytes)
{
	const char *backend = point->backend != NULL ? point->backend : "auto";
	/* "reserve" came with QEMU 6.1; before, shared memory files were the only RAM that reserves
	 * nothing. */
	const char *unreserved = version_at_least(env->emulator.version, 6, 1)
					 ? "memory-backend-ram,reserve=off"
					 : "memory-backend-memfd,share=on";

	if (strcmp(backend, "auto") == 0)
		return bytes > env->host_memory ? unreserved : NULL;
	if (strcmp(backend, "unreserved") == 0)
		return unreserved;
	if (strcmp(backend, "memfd") == 0)
		return "memory-backend-memfd,share=on";
	if (strcmp(backend, "shared") == 0)
		return "memory-backend-ram,share=on";
	if (strcmp(backend, "preallocated") == 0)
		return "memory-backend-ram,prealloc=on";
	return NULL;
}

const char *backend_type_plugged(const struct point *point, const struct engine_env *env)
{
	uint64_t bytes = point->maxmem != UNSET ? point->maxmem : point_size(point);
	const char *type = backend_type(point, env, bytes);

	return type != NULL ? type : "memory-backend-ram";
}

char *backend_option(const char *type, const char *id, uint64_t size)
{
	size_t name = strcspn(type, ",");
	g_autofree char *bytes = qemu_size(size);

	return g_strdup_printf("%.*s,id=%s,size=%s%s", (int)name, type, id, bytes, type + name);
}

json_t *backend_json(const char *type, const char *id, uint64_t size, struct version version)
{
	g_auto(GStrv) words = g_strsplit(type, ",", -1);
	json_t *properties = json_pack("{s:I}", "size", (json_int_t)size);
	json_t *object = json_pack("{s:s,s:s}", "qom-type", words[0], "id", id);

	for (char **word = words + 1; *word != NULL; word++) {
		g_auto(GStrv) pair = g_strsplit(*word, "=", 2);

		json_object_set_new(properties, pair[0], json_boolean(strcmp(pair[1], "on") == 0));
	}
	/* qapi/qom.json: until 6.0 properties had an object of their own. */
	if (version_at_least(version, 6, 0))
		json_object_update(object, properties);
	else
		json_object_set(object, "props", properties);
	json_decref(properties);
	return object;
}
