/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/qemu_meaning.h"

#include "base/error.h"
#include "base/size.h"
#include "files/qemu_cpu.h"
#include "files/qemu_memory.h"
#include "model/machine.h"

#include <string.h>

/* One change in the making. */
struct change {
	const struct qemu_settings *settings;
	const struct qemu_writer *writer;
	void *user;
	gboolean cpu_elsewhere;
	GError **error;
	struct qemu_settings *made; /* groups that are new */
};

static gboolean set(struct change *change, const struct qemu_group *group,
		    const struct qemu_option *option, const char *value)
{
	return change->writer->set(change->user, group, option, value, change->error);
}

static struct qemu_group *make_group(struct change *change, const char *name)
{
	return qemu_settings_add(change->made, name, NULL, 0);
}

static gboolean add_group(struct change *change, const struct qemu_group *group)
{
	return change->writer->add_group(change->user, group, change->error);
}

/* Takes every option away that is called so: the one that counts, and those that it hid. */
static gboolean remove_all(struct change *change, const char *name, const char *key)
{
	for (unsigned i = 0; i < change->settings->groups->len; i++) {
		const struct qemu_group *group = qemu_settings_group(change->settings, i);

		if (strcmp(group->name, name) != 0)
			continue;
		for (unsigned j = 0; j < group->options->len; j++) {
			const struct qemu_option *option = qemu_group_option(group, j);

			if (strcmp(option->key, key) == 0 &&
			    !change->writer->remove(change->user, group, option, change->error))
				return FALSE;
		}
	}
	return TRUE;
}

static gboolean remove_memory_key(struct change *change, enum memory_key key)
{
	return remove_all(change, "memory", memory_key_name(key)) &&
	       remove_all(change, "machine", memory_key_of_machine(key));
}

static gboolean set_found(struct change *change, const struct found *found, uint64_t bytes)
{
	g_autofree char *value = qemu_size_write(bytes, found->option->value, found->bare);

	return set(change, found->group, found->option, value);
}

/* New keys of -m go behind those that are there, or into a -m of their own. */
static gboolean add_memory_keys(struct change *change, char *const values[N_MEMORY_KEYS])
{
	const struct qemu_group *there = qemu_settings_last(change->settings, "memory");
	struct qemu_group *made = there == NULL ? make_group(change, "memory") : NULL;

	for (enum memory_key key = 0; key < N_MEMORY_KEYS; key++) {
		if (values[key] == NULL)
			continue;
		if (made != NULL)
			qemu_group_add(made, memory_key_name(key), values[key], 0);
		else if (!change->writer->add(change->user, there, memory_key_name(key),
					      values[key], change->error))
			return FALSE;
	}
	return made == NULL || made->options->len == 0 || add_group(change, made);
}

static const char *style_of(struct change *change, enum memory_key key)
{
	struct found size = memory_find(change->settings, MEMORY_SIZE);

	/* A bare number would count something else as maxmem than as size. */
	if (key != MEMORY_MAXMEM || size.option == NULL || size.option->value == NULL ||
	    size.option->is_unknown || *size.option->value == '\0' ||
	    g_ascii_isdigit(size.option->value[strlen(size.option->value) - 1]))
		return NULL;
	return size.option->value;
}

/* The text of a key's new value where nothing stood before. */
static char *new_value(struct change *change, enum memory_key key, uint64_t value)
{
	if (key == MEMORY_SLOTS)
		return g_strdup_printf("%" G_GUINT64_FORMAT, value);
	return qemu_size_write(value, style_of(change, key),
			       key == MEMORY_SIZE ? BARE_MIB : BARE_BYTES);
}

static gboolean change_hotplug(struct change *change, const struct point *before,
			       const struct point *wanted, char *added[N_MEMORY_KEYS])
{
	struct found slots = memory_find(change->settings, MEMORY_SLOTS);
	struct found maxmem = memory_find(change->settings, MEMORY_MAXMEM);

	if (wanted->slots != before->slots) {
		g_autofree char *value = new_value(change, MEMORY_SLOTS, wanted->slots);

		if (wanted->slots == UNSET) {
			if (!remove_memory_key(change, MEMORY_SLOTS))
				return FALSE;
		} else if (slots.option == NULL) {
			added[MEMORY_SLOTS] = g_steal_pointer(&value);
		} else if (!set(change, slots.group, slots.option, value)) {
			return FALSE;
		}
	}
	if (wanted->maxmem == before->maxmem)
		return TRUE;
	if (wanted->maxmem == UNSET)
		return remove_memory_key(change, MEMORY_MAXMEM);
	if (maxmem.option != NULL)
		return set_found(change, &maxmem, wanted->maxmem);
	added[MEMORY_MAXMEM] = new_value(change, MEMORY_MAXMEM, wanted->maxmem);
	return TRUE;
}

/* What repeats the size: the backend of the machine, or the only NUMA node. */
static gboolean change_repeated_size(struct change *change, uint64_t bytes)
{
	const struct qemu_group *backend = memory_backend(change->settings);
	g_autoptr(GPtrArray) nodes = memory_nodes(change->settings);
	struct found node = {0}, of_backend = {backend, NULL, BARE_BYTES};

	if (nodes->len > 1)
		return input_error(change->error,
				   "the size is divided among %u NUMA nodes: which of them is to "
				   "change is not for memroof to say",
				   nodes->len);
	if (backend != NULL)
		of_backend.option = qemu_group_find(backend, "size");
	if (nodes->len == 1)
		node = memory_node_size(change->settings, g_ptr_array_index(nodes, 0));
	if (of_backend.option != NULL && !set_found(change, &of_backend, bytes))
		return FALSE;
	return node.option == NULL || node.option == of_backend.option ||
	       set_found(change, &node, bytes);
}

static gboolean change_size(struct change *change, uint64_t wanted, char *added[N_MEMORY_KEYS])
{
	struct found size = memory_find(change->settings, MEMORY_SIZE);
	const struct qemu_group *backend = memory_backend(change->settings);

	/* QEMU's default is as good as any other number. */
	if (!change_repeated_size(change, wanted != UNSET ? wanted : DEFAULT_SIZE))
		return FALSE;
	if (wanted == UNSET)
		return remove_memory_key(change, MEMORY_SIZE);
	if (size.option != NULL)
		return set_found(change, &size, wanted);
	if (backend == NULL)
		added[MEMORY_SIZE] = new_value(change, MEMORY_SIZE, wanted);
	return TRUE;
}

static gboolean change_memory(struct change *change, const struct point *before,
			      const struct point *wanted)
{
	char *added[N_MEMORY_KEYS] = {NULL};
	gboolean ok = wanted->size == before->size || change_size(change, wanted->size, added);

	ok = ok && change_hotplug(change, before, wanted, added) && add_memory_keys(change, added);
	for (unsigned i = 0; i < N_MEMORY_KEYS; i++)
		g_free(added[i]);
	return ok;
}

static gboolean add_global(struct change *change, const char *driver, const char *property,
			   const char *value)
{
	struct qemu_group *group = make_group(change, "global");

	qemu_group_add(group, "driver", driver, 0);
	qemu_group_add(group, "property", property, 0);
	qemu_group_add(group, "value", value, 0);
	return add_group(change, group);
}

static gboolean remove_globals(struct change *change, const char *driver, const char *property)
{
	for (unsigned i = 0; i < change->settings->groups->len; i++) {
		const struct qemu_group *group = qemu_settings_group(change->settings, i);

		if (strcmp(group->name, "global") == 0 &&
		    g_strcmp0(qemu_group_value(group, "driver"), driver) == 0 &&
		    g_strcmp0(qemu_group_value(group, "property"), property) == 0 &&
		    !change->writer->remove_group(change->user, group, change->error))
			return FALSE;
	}
	return TRUE;
}

static gboolean change_hole(struct change *change, const char *machine, uint64_t wanted)
{
	const char *name = machine_hole64_property(machine);
	const struct qemu_group *global;
	const struct qemu_option *option;
	g_autofree char *value = NULL;
	g_auto(GStrv) parts = NULL;

	if (name == NULL)
		return input_error(change->error, "machine %s has no 64-bit PCI hole to change",
				   machine);
	parts = g_strsplit(name, ".", 2);
	if (wanted == UNSET)
		return remove_globals(change, parts[0], parts[1]);
	global = qemu_settings_global(change->settings, parts[0], parts[1]);
	option = global == NULL ? NULL : qemu_group_find(global, "value");
	value = qemu_size_write(wanted, option == NULL ? NULL : option->value, BARE_BYTES);
	return option != NULL ? set(change, global, option, value)
			      : add_global(change, parts[0], parts[1], value);
}

/* Of a property of the CPU: sets it where it stands, else adds it, to -cpu where there is one. */
static gboolean set_cpu(struct change *change, const char *property, const char *value)
{
	const struct qemu_group *cpu = qemu_settings_last(change->settings, "cpu"), *group;
	const struct qemu_option *option = cpu == NULL ? NULL : qemu_group_find(cpu, property);

	if (option != NULL)
		return set(change, cpu, option, value);
	if (cpu != NULL)
		return change->writer->add(change->user, cpu, property, value, change->error);
	group = qemu_settings_global(change->settings, ANY_CPU, property);
	if (group != NULL)
		return set(change, group, qemu_group_find(group, "value"), value);
	return add_global(change, ANY_CPU, property, value);
}

static gboolean add_cpu(struct change *change, const char *bits)
{
	struct qemu_group *cpu = make_group(change, "cpu");

	qemu_group_add(cpu, "model", "qemu64", 0);
	qemu_group_add(cpu, "phys-bits", bits, 0);
	return add_group(change, cpu);
}

static gboolean change_width(struct change *change, uint64_t wanted)
{
	const struct qemu_group *cpu = qemu_settings_last(change->settings, "cpu");
	g_autofree char *bits = g_strdup_printf("%" G_GUINT64_FORMAT, wanted);

	if (wanted == UNSET)
		return remove_all(change, "cpu", "phys-bits") &&
		       remove_globals(change, ANY_CPU, "phys-bits");
	if (cpu_width_is_hosts(change->settings, change->cpu_elsewhere) &&
	    !set_cpu(change, "host-phys-bits", "off"))
		return FALSE;
	if (cpu == NULL && !change->cpu_elsewhere &&
	    qemu_settings_global(change->settings, ANY_CPU, "phys-bits") == NULL)
		return add_cpu(change, bits);
	return set_cpu(change, "phys-bits", bits);
}

gboolean qemu_settings_change(const struct config *config, const struct qemu_settings *settings,
			      gboolean cpu_elsewhere, const struct point *wanted,
			      const struct qemu_writer *writer, void *user, GError **error)
{
	const struct point *before = config->point;
	struct change change = {settings, writer, user, cpu_elsewhere, error, qemu_settings_new()};
	gboolean ok = change_memory(&change, before, wanted);

	if (ok && wanted->pci_hole64 != before->pci_hole64)
		ok = change_hole(&change, before->machine, wanted->pci_hole64);
	if (ok && wanted->phys_bits != before->phys_bits)
		ok = change_width(&change, wanted->phys_bits);
	qemu_settings_free(change.made);
	return ok;
}
