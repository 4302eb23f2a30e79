/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What Incus makes of an instance by itself. */
#include "base/size.h"
#include "files/incus.h"
#include "files/incus_value.h"
#include "model/point.h"

#include <string.h>

static void add(struct qemu_group *group, const char *key, const char *value)
{
	qemu_group_add(group, key, value, group->line);
}

static void add_mib(struct qemu_group *group, const char *key, uint64_t bytes)
{
	g_autofree char *value = g_strdup_printf("%" G_GUINT64_FORMAT "M", bytes / MIB);

	add(group, key, value);
}

static gboolean hides_profiles(const struct incus_instance *instance)
{
	const struct tree_entry *profiles = tree_get(instance->root, "profiles");

	return profiles != NULL && profiles->kind == TREE_SEQUENCE && profiles->children->len > 0;
}

/* The memory that the guest starts with; UNSET where only the host knows. */
static gboolean read_size(struct config *config, const struct incus_instance *instance,
			  uint64_t *size, GError **error)
{
	const struct tree_entry *entry = instance->options.memory;
	const char *text = incus_value(entry);
	size_t digits = text != NULL ? strspn(text, "0123456789") : 0;

	*size = INCUS_DEFAULT_SIZE;
	if (text == NULL) {
		config_remark(config, REMARK_ASSUMED, instance->config->line,
			      "limits.memory is not set here, and 1 GiB is Incus' default%s",
			      hides_profiles(instance)
				      ? "; a profile may set it: \"config show --expanded\" tells"
				      : "");
		return TRUE;
	}
	if (digits > 0 && strcmp(text + digits, "%") == 0) {
		*size = UNSET;
		config_remark(config, REMARK_MISSING, entry->line,
			      "limits.memory: %s of whatever memory the host has", text);
		return TRUE;
	}
	if (!incus_size_parse(text, size) || *size > LARGEST_SIZE)
		return config_error(config, entry->line, error,
				    "limits.memory: '%s': expected a size such as 4GiB or 512MiB, "
				    "or 50%%",
				    text);
	*size = incus_whole_mib(*size);
	return *size > 0 || config_error(config, entry->line, error,
					 "limits.memory: '%s': expected at least 1MiB", text);
}

static void remark_choice(struct config *config, const struct incus_instance *instance)
{
	const struct tree_entry *entry = instance->options.hotplug;

	config->host_hotplug = TRUE;
	config_remark(
		config, REMARK_ASSUMED, entry != NULL ? entry->line : instance->config->line,
		"without a size in limits.memory.hotplug, Incus from 6.12 on adds %d slots and "
		"a maxmem that its host decides, as its qemu.conf tells; LXD and older versions "
		"add none%s",
		INCUS_SLOTS,
		entry == NULL && hides_profiles(instance) ? "; a profile may set it" : "");
}

static gboolean has_key(const struct incus_instance *instance, const char *key)
{
	return incus_conf_find(&instance->conf, "memory", 0, key) != NULL;
}

/* FreeBSD guests get no hotplug in the last versions of Incus, and an error for asking. */
static gboolean is_freebsd(const struct incus_instance *instance)
{
	const char *os = incus_value(tree_get(instance->config, "image.os"));
	g_autofree char *lower = os != NULL ? g_ascii_strdown(os, -1) : NULL;

	return lower != NULL && strstr(lower, "freebsd") != NULL;
}

static gboolean add_hotplug(struct config *config, const struct incus_instance *instance,
			    struct qemu_group *memory, uint64_t size, GError **error)
{
	const struct tree_entry *entry = instance->options.hotplug;
	const char *text = incus_value(entry);
	uint64_t maxmem;

	if (incus_is_false(text) || (text == NULL && is_freebsd(instance)))
		return TRUE;
	if (text == NULL || incus_is_true(text)) {
		if (has_key(instance, "maxmem"))
			add(memory, "slots", G_STRINGIFY(INCUS_SLOTS));
		else
			remark_choice(config, instance);
		return TRUE;
	}
	if (!incus_size_parse(text, &maxmem) || maxmem > LARGEST_SIZE)
		return config_error(config, entry->line, error,
				    "limits.memory.hotplug: '%s': expected true, false or a size "
				    "such as 16GiB",
				    text);
	if (is_freebsd(instance))
		config_remark(config, REMARK_UNCLEAR, entry->line,
			      "limits.memory.hotplug: Incus may refuse it for FreeBSD");
	maxmem = incus_whole_mib(maxmem);
	if (size != UNSET && maxmem < size)
		return config_error(config, entry->line, error,
				    "limits.memory.hotplug: '%s': expected at least limits.memory",
				    text);
	if (size != UNSET && maxmem == size)
		return TRUE;
	add_mib(memory, "maxmem", maxmem);
	memory->line = entry->line;
	add(memory, "slots", G_STRINGIFY(INCUS_SLOTS));
	return TRUE;
}

/* "2", or "sockets=1,cores=2"; anything else is a list of the host's CPUs. */
static gboolean is_pinned(const char *cpus)
{
	return cpus != NULL && strchr(cpus, '=') == NULL && strpbrk(cpus, ",-") != NULL;
}

static void add_node(struct qemu_settings *settings, unsigned line, uint64_t size)
{
	struct qemu_group *object = qemu_settings_add(settings, "object", "mem0", line);
	struct qemu_group *node = qemu_settings_add(settings, "numa", NULL, line);

	add(object, "qom-type", "memory-backend-memfd");
	add_mib(object, "size", size);
	add(node, "type", "node");
	add(node, "nodeid", "0");
	add(node, "memdev", "mem0");
}

/* How many memory objects there are depends on the host: none is known. */
static void remark_pinned(struct config *config, const struct incus_instance *instance)
{
	const struct tree_entry *cpus = tree_get(instance->config, "limits.cpu");

	for (unsigned i = 0; i < instance->conf.sections->len; i++) {
		const struct incus_section *section = incus_conf_section(&instance->conf, i);

		if (g_str_has_prefix(section->name, "object \"mem") ||
		    strcmp(section->name, "numa") == 0)
			config_remark(config, REMARK_UNCLEAR, instance->conf_lines[section->start],
				      "raw.qemu.conf: [%s]: with limits.cpu: %s the number of such "
				      "sections is the host's NUMA nodes'",
				      section->name, incus_value(cpus));
	}
}

static void add_globals(struct qemu_settings *settings, unsigned line)
{
	static const char *const properties[] = {"disable_s3", "disable_s4"};

	for (unsigned i = 0; i < G_N_ELEMENTS(properties); i++) {
		struct qemu_group *global = qemu_settings_add(settings, "global", NULL, line);

		add(global, "driver", "ICH9-LPC");
		add(global, "property", properties[i]);
		add(global, "value", "1");
	}
}

/* -bios and -kernel are looked for as words of their own. */
static gboolean keeps_firmware(const struct incus_instance *instance)
{
	const char *text = incus_value(instance->options.words);
	g_auto(GStrv) words = NULL;

	if (text == NULL || !g_shell_parse_argv(text, NULL, &words, NULL))
		return TRUE;
	return !g_strv_contains((const char *const *)words, "-bios") &&
	       !g_strv_contains((const char *const *)words, "-kernel");
}

static void add_firmware(struct config *config, const struct incus_instance *instance)
{
	const struct tree_entry *csm = tree_get(instance->config, "security.csm");
	struct qemu_group *drive;

	if (!keeps_firmware(instance))
		return;
	if (incus_is_true(incus_value(csm))) {
		config_remark(
			config, REMARK_ASSUMED, csm->line,
			"security.csm: taken for SeaBIOS; an Incus that has OVMF with CSM may "
			"boot that");
		return;
	}
	drive = qemu_settings_add(instance->settings, "drive", NULL, instance->config->line);
	add(drive, "if", "pflash");
	add(drive, "unit", "0");
	drive = qemu_settings_add(instance->settings, "drive", NULL, instance->config->line);
	add(drive, "if", "pflash");
	add(drive, "unit", "1");
}

gboolean incus_generate(struct config *config, struct incus_instance *instance, GError **error)
{
	const struct tree_entry *entry = instance->options.memory;
	unsigned top = instance->config->line, line = entry != NULL ? entry->line : top;
	struct qemu_group *machine = qemu_settings_add(instance->settings, "machine", NULL, top);
	struct qemu_group *memory;
	uint64_t size;

	add(machine, "type", "q35");
	add(machine, "accel", "kvm");
	add_globals(instance->settings, top);
	memory = qemu_settings_add(instance->settings, "memory", NULL, line);
	if (!read_size(config, instance, &size, error))
		return FALSE;
	if (size != UNSET)
		add_mib(memory, "size", size);
	if (!add_hotplug(config, instance, memory, size, error))
		return FALSE;
	if (is_pinned(incus_value(tree_get(instance->config, "limits.cpu"))))
		remark_pinned(config, instance);
	else if (size != UNSET)
		add_node(instance->settings, line, size);
	add_firmware(config, instance);
	instance->generated = instance->settings->groups->len;
	return TRUE;
}
