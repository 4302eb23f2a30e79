/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/qemu_memory.h"

#include "base/size.h"
#include "files/format.h"

#include <string.h>

const char *memory_key_name(enum memory_key key)
{
	static const char *const names[N_MEMORY_KEYS] = {"size", "slots", "maxmem"};

	return names[key];
}

const char *memory_key_of_machine(enum memory_key key)
{
	static const char *const names[N_MEMORY_KEYS] = {"memory.size", "memory.slots",
							 "memory.max-size"};

	return names[key];
}

struct found memory_find(const struct qemu_settings *settings, enum memory_key key)
{
	struct found found = {.bare = key == MEMORY_SIZE ? BARE_MIB : BARE_BYTES};

	found.option = qemu_settings_merged(settings, "memory", memory_key_name(key), &found.group);
	if (found.option != NULL)
		return found;
	found.bare = BARE_BYTES;
	found.option =
		qemu_settings_merged(settings, "machine", memory_key_of_machine(key), &found.group);
	return found;
}

const struct qemu_group *memory_backend(const struct qemu_settings *settings)
{
	const struct qemu_option *option =
		qemu_settings_merged(settings, "machine", "memory-backend", NULL);

	if (option == NULL || option->value == NULL)
		return NULL;
	return qemu_settings_with_id(settings, "object", option->value);
}

GPtrArray *memory_nodes(const struct qemu_settings *settings)
{
	GPtrArray *nodes = g_ptr_array_new();

	for (unsigned i = 0; i < settings->groups->len; i++) {
		const struct qemu_group *group = qemu_settings_group(settings, i);

		if (strcmp(group->name, "numa") == 0 &&
		    g_strcmp0(qemu_group_value(group, "type"), "node") == 0 &&
		    (qemu_group_find(group, "mem") != NULL ||
		     qemu_group_find(group, "memdev") != NULL))
			g_ptr_array_add(nodes, (void *)group);
	}
	return nodes;
}

struct found memory_node_size(const struct qemu_settings *settings, const struct qemu_group *node)
{
	struct found found = {node, qemu_group_find(node, "mem"), BARE_MIB};
	const char *memdev = qemu_group_value(node, "memdev");

	if (found.option != NULL)
		return found;
	found.bare = BARE_BYTES;
	found.group = memdev == NULL ? NULL : qemu_settings_with_id(settings, "object", memdev);
	if (found.group != NULL)
		found.option = qemu_group_find(found.group, "size");
	return found;
}

/* A value that a shell makes is no error, but nothing is known then. */
static gboolean is_known(struct config *config, const struct found *found)
{
	g_autofree char *name = NULL;

	if (found->option == NULL)
		return FALSE;
	if (!found->option->is_unknown)
		return TRUE;
	name = qemu_option_label(found->group, found->option);
	config_remark(config, REMARK_MISSING, found->option->line,
		      "%s is %s, which only the shell knows that runs this", name,
		      found->option->value);
	return FALSE;
}

/* @value stays UNSET where nothing says it, or nothing that can be known. */
static gboolean read_size(struct config *config, const struct found *found, uint64_t *value,
			  GError **error)
{
	g_autofree char *name = NULL;

	*value = UNSET;
	if (!is_known(config, found))
		return TRUE;
	name = qemu_option_label(found->group, found->option);
	if (found->option->value == NULL ||
	    !qemu_size_parse(found->option->value, found->bare, value))
		return config_error(config, found->option->line, error,
				    "%s: '%s' is no size that QEMU takes: expected 2048M, 2G or, "
				    "in bytes, 2147483648B",
				    name, found->option->value != NULL ? found->option->value : "");
	if (*value > LARGEST_SIZE)
		return config_error(config, found->option->line, error,
				    "%s: '%s' is too large: the most is 8 EiB", name,
				    found->option->value);
	return TRUE;
}

static gboolean read_slots(struct config *config, const struct qemu_settings *settings,
			   GError **error)
{
	struct found found = memory_find(settings, MEMORY_SLOTS);
	g_autofree char *name = NULL;

	if (!is_known(config, &found))
		return TRUE;
	name = qemu_option_label(found.group, found.option);
	if (found.option->value != NULL &&
	    qemu_number_parse(found.option->value, &config->point->slots) &&
	    config->point->slots != UNSET)
		return TRUE;
	return config_error(config, found.option->line, error,
			    "%s: '%s' is no number of slots: expected 0 to 256", name,
			    found.option->value != NULL ? found.option->value : "");
}

/* The size of a backend; UNSET where it does not say one, or no one can know. */
static gboolean read_backend(struct config *config, const struct qemu_group *object,
			     uint64_t *bytes, GError **error)
{
	struct found found = {object, NULL, BARE_BYTES};

	found.option = object == NULL ? NULL : qemu_group_find(object, "size");
	return read_size(config, &found, bytes, error);
}

/* QEMU refuses a size of -m that is not the backend's, and takes the backend's without one. */
static gboolean read_machine_backend(struct config *config, const struct qemu_settings *settings,
				     GError **error)
{
	const struct qemu_option *option =
		qemu_settings_merged(settings, "machine", "memory-backend", NULL);
	const struct qemu_group *object = memory_backend(settings);
	g_autofree char *asked = NULL, *has = NULL;
	uint64_t bytes;

	if (option == NULL || option->is_unknown)
		return TRUE;
	if (object == NULL)
		return config_error(config, option->line, error,
				    "memory-backend: there is no object with the id '%s'",
				    option->value != NULL ? option->value : "");
	if (!read_backend(config, object, &bytes, error))
		return FALSE;
	if (bytes == UNSET) {
		config_remark(config, REMARK_UNCLEAR, object->line,
			      "object %s, which is the guest's memory, has no size here",
			      object->id);
		return TRUE;
	}
	if (config->point->size == UNSET)
		config->point->size = bytes;
	if (round_up(config->point->size, 8192) == bytes)
		return TRUE;
	asked = size_human(config->point->size);
	has = size_human(bytes);
	return config_error(config, object->line, error,
			    "object %s has %s: expected %s, the guest's size", object->id, has,
			    asked);
}

/* Nodes that have memory must have all of it. */
static gboolean check_nodes(struct config *config, const struct qemu_settings *settings,
			    GError **error)
{
	g_autoptr(GPtrArray) nodes = memory_nodes(settings);
	g_autofree char *have = NULL, *asked = NULL;
	const struct qemu_group *last = NULL;
	uint64_t sum = 0;

	for (unsigned i = 0; i < nodes->len; i++) {
		struct found found;
		uint64_t bytes;

		last = g_ptr_array_index(nodes, i);
		found = memory_node_size(settings, last);
		if (!read_size(config, &found, &bytes, error))
			return FALSE;
		if (bytes == UNSET) {
			config_remark(config, REMARK_UNCLEAR, last->line,
				      "the memory of this NUMA node has no size here");
			return TRUE;
		}
		sum = add_saturated(sum, bytes);
	}
	if (last == NULL || sum == round_up(point_size(config->point), 8192))
		return TRUE;
	have = size_human(MIN(sum, SIZE_LIMIT));
	asked = size_human(point_size(config->point));
	return config_error(config, last->line, error,
			    "the NUMA nodes have %s together: expected %s, the guest's size", have,
			    asked);
}

static gboolean add_device(struct config *config, const struct qemu_settings *settings,
			   const struct qemu_group *device, GError **error)
{
	const char *driver = qemu_group_value(device, "driver");
	const char *memdev = qemu_group_value(device, "memdev");
	const struct qemu_group *object =
		memdev == NULL ? NULL : qemu_settings_with_id(settings, "object", memdev);
	uint64_t bytes;

	if (!read_backend(config, object, &bytes, error))
		return FALSE;
	if (bytes == UNSET)
		config_remark(config, REMARK_UNCLEAR, device->line,
			      "the memory of this %s has no size here", driver);
	else
		config->plugged = MIN(add_saturated(config->plugged, bytes), SIZE_LIMIT);
	if (strcmp(driver, "pc-dimm") == 0 || strcmp(driver, "nvdimm") == 0)
		config->dimms++;
	return TRUE;
}

static gboolean read_devices(struct config *config, const struct qemu_settings *settings,
			     GError **error)
{
	for (unsigned i = 0; i < settings->groups->len; i++) {
		const struct qemu_group *group = qemu_settings_group(settings, i);
		const char *driver = qemu_group_value(group, "driver");

		if (strcmp(group->name, "device") != 0 || driver == NULL)
			continue;
		if ((strcmp(driver, "pc-dimm") == 0 || strcmp(driver, "nvdimm") == 0 ||
		     g_str_has_prefix(driver, "virtio-mem") ||
		     g_str_has_prefix(driver, "virtio-pmem")) &&
		    !add_device(config, settings, group, error))
			return FALSE;
	}
	return TRUE;
}

gboolean memory_read(struct config *config, const struct qemu_settings *settings, GError **error)
{
	struct found size = memory_find(settings, MEMORY_SIZE);
	struct found maxmem = memory_find(settings, MEMORY_MAXMEM);

	if (!read_size(config, &size, &config->point->size, error) ||
	    !read_slots(config, settings, error) ||
	    !read_size(config, &maxmem, &config->point->maxmem, error))
		return FALSE;
	/* QEMU takes 0 for its default. */
	if (config->point->size == 0)
		config->point->size = UNSET;
	return read_machine_backend(config, settings, error) &&
	       (size.option != NULL && size.option->is_unknown
			? TRUE
			: check_nodes(config, settings, error)) &&
	       read_devices(config, settings, error);
}
