/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/qemu_meaning.h"

#include "base/size.h"
#include "files/format.h"
#include "files/qemu_cpu.h"
#include "files/qemu_known.h"
#include "files/qemu_memory.h"
#include "model/machine.h"

#include <string.h>

/* Machines of other architectures, which have names of their own. */
static gboolean is_foreign(const char *type)
{
	static const char *const globs[] = {
		"virt",  "virt-*", "sbsa-ref", "raspi*", "pseries*", "powernv*", "s390-ccw-*",
		"mac99", "malta",  "sifive_*", "spike",  "g3beige",  "ast2*",    "loongson3*"};

	for (unsigned i = 0; i < G_N_ELEMENTS(globs); i++) {
		if (g_pattern_match_simple(globs[i], type))
			return TRUE;
	}
	return FALSE;
}

/* Properties that the model knows go into the point. */
static void add_property(struct config *config, const struct qemu_option *option, GString *machine)
{
	switch (known_machine_property(option->key)) {
	case KNOWN_NOT:
		config_remark(config, REMARK_UNCLEAR, option->line,
			      "machine property %s is none that memroof knows", option->key);
		break;
	case KNOWN_UNCLEAR:
		config_remark(config, REMARK_UNCLEAR, option->line,
			      "machine property %s may take memory or address bits, and is not "
			      "reckoned with",
			      option->key);
		break;
	case KNOWN_READ:
		if (option->is_unknown)
			config_remark(
				config, REMARK_MISSING, option->line,
				"machine property %s is %s, which only the shell knows that runs "
				"this",
				option->key, option->value);
		else if (strcmp(option->key, "max-ram-below-4g") == 0 ||
			 g_str_has_prefix(option->key, "cxl"))
			g_string_append_printf(machine, ",%s=%s", option->key,
					       option->value != NULL ? option->value : "on");
		break;
	case KNOWN_UNIMPORTANT:
		break;
	}
}

/* Of each property the last one, in the order in which these stand. */
static void add_properties(struct config *config, const struct qemu_settings *settings,
			   GString *machine)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autoptr(GHashTable) last = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned i = 0; i < settings->groups->len; i++) {
		const struct qemu_group *group = qemu_settings_group(settings, i);

		for (unsigned j = 0; strcmp(group->name, "machine") == 0 && j < group->options->len;
		     j++) {
			struct qemu_option *option = g_ptr_array_index(group->options, j);

			g_ptr_array_add(all, option);
			g_hash_table_replace(last, option->key, option);
		}
	}
	for (unsigned i = 0; i < all->len; i++) {
		const struct qemu_option *option = all->pdata[i];

		if (g_hash_table_lookup(last, option->key) == option)
			add_property(config, option, machine);
	}
}

static gboolean read_machine(struct config *config, const struct qemu_settings *settings,
			     GError **error)
{
	const struct qemu_option *type = qemu_settings_merged(settings, "machine", "type", NULL);
	gboolean is_known = type != NULL && type->value != NULL && !type->is_unknown;
	g_autoptr(GString) machine = g_string_new(is_known ? type->value : "pc");
	size_t bare = machine->len;

	if (is_known && is_foreign(type->value))
		return config_error(config, type->line, error,
				    "machine type '%s' is of another architecture: memroof "
				    "understands x86 only",
				    type->value);
	add_properties(config, settings, machine);
	if (is_known || machine->len > bare)
		config->point->machine = g_strdup(machine->str);
	return TRUE;
}

static gboolean read_hole(struct config *config, const struct qemu_group *global,
			  const char *wanted, GError **error)
{
	const struct qemu_option *value = qemu_group_find(global, "value");
	g_autofree char *name = g_strdup_printf("%s.%s", qemu_group_value(global, "driver"),
						qemu_group_value(global, "property"));

	if (strcmp(qemu_group_value(global, "property"), "pci-hole64-size") != 0) {
		config_remark(config, REMARK_UNCLEAR, global->line,
			      "global property %s is none that memroof knows", name);
		return TRUE;
	}
	if (g_strcmp0(name, wanted) != 0) {
		config_remark(
			config, REMARK_IN_VAIN, global->line,
			"global property %s does nothing: this machine has another host bridge%s%s",
			name, wanted != NULL ? ", and listens to " : "",
			wanted != NULL ? wanted : "");
		return TRUE;
	}
	if (value != NULL && value->is_unknown) {
		config_remark(config, REMARK_MISSING, value->line,
			      "global property %s is %s, which only the shell knows that runs this",
			      name, value->value);
		return TRUE;
	}
	if (value != NULL && value->value != NULL &&
	    qemu_size_parse(value->value, BARE_BYTES, &config->point->pci_hole64) &&
	    config->point->pci_hole64 <= LARGEST_SIZE)
		return TRUE;
	return config_error(
		config, global->line, error,
		"global property %s: '%s' is no size that QEMU takes: expected 2G, or bytes", name,
		value != NULL && value->value != NULL ? value->value : "");
}

static gboolean read_globals(struct config *config, const struct qemu_settings *settings,
			     GError **error)
{
	const char *wanted = machine_hole64_property(config->point->machine);

	for (unsigned i = 0; i < settings->groups->len; i++) {
		const struct qemu_group *group = qemu_settings_group(settings, i);
		const char *driver = qemu_group_value(group, "driver");
		const char *property = qemu_group_value(group, "property");

		if (strcmp(group->name, "global") != 0)
			continue;
		if (driver == NULL || property == NULL)
			config_remark(config, REMARK_UNCLEAR, group->line,
				      "this global property has no driver and no name");
		else if (g_str_has_suffix(driver, "-pcihost")) {
			if (!read_hole(config, group, wanted, error))
				return FALSE;
		} else if (known_global(driver, property) == KNOWN_UNCLEAR)
			config_remark(config, REMARK_UNCLEAR, group->line,
				      "global property %s.%s is none that memroof knows", driver,
				      property);
	}
	return TRUE;
}

static gboolean is_uefi_path(const char *path)
{
	static const char *const parts[] = {"ovmf", "edk2", "uefi", "efi", "tianocore"};
	g_autofree char *lower = g_ascii_strdown(path, -1);

	for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (strstr(lower, parts[i]) != NULL)
			return TRUE;
	}
	return FALSE;
}

/* Flash is for a UEFI, unless it names another firmware. */
static gboolean flash_is_uefi(const char *file)
{
	static const char *const others[] = {"seabios", "coreboot", "qboot", "bios-256k"};

	for (unsigned i = 0; file != NULL && i < G_N_ELEMENTS(others); i++) {
		g_autofree char *lower = g_ascii_strdown(file, -1);

		if (strstr(lower, others[i]) != NULL)
			return FALSE;
	}
	return TRUE;
}

static gboolean group_is_uefi(const struct qemu_group *group)
{
	const char *value;

	if (strcmp(group->name, "pflash") == 0)
		return flash_is_uefi(qemu_group_value(group, ""));
	if (strcmp(group->name, "bios") == 0) {
		value = qemu_group_value(group, "");
		return value != NULL && is_uefi_path(value);
	}
	if (strcmp(group->name, "drive") == 0)
		return g_strcmp0(qemu_group_value(group, "if"), "pflash") == 0 &&
		       flash_is_uefi(qemu_group_value(group, "file"));
	if (strcmp(group->name, "machine") == 0) {
		value = qemu_group_value(group, "firmware");
		return qemu_group_find(group, "pflash0") != NULL ||
		       (value != NULL && is_uefi_path(value));
	}
	return FALSE;
}

static void read_firmware(struct config *config, const struct qemu_settings *settings)
{
	for (unsigned i = 0; i < settings->groups->len; i++) {
		if (config->point->firmware == NULL &&
		    group_is_uefi(qemu_settings_group(settings, i)))
			config->point->firmware = g_strdup("ovmf");
	}
}

static void remark_device(struct config *config, const struct qemu_group *group)
{
	const struct qemu_option *driver = qemu_group_find(group, "driver");
	enum known known =
		driver != NULL && driver->value != NULL ? known_device(driver->value) : KNOWN_NOT;

	if (driver == NULL || driver->value == NULL)
		config_remark(config, REMARK_UNCLEAR, group->line, "this device has no driver");
	else if (driver->is_unknown)
		config_remark(config, REMARK_UNCLEAR, driver->line,
			      "device %s is known only to the shell that runs this", driver->value);
	else if (known == KNOWN_UNCLEAR)
		config_remark(config, REMARK_UNCLEAR, group->line,
			      "device %s may have BARs that need room in the 64-bit PCI hole",
			      driver->value);
	else if (known == KNOWN_NOT)
		config_remark(config, REMARK_UNCLEAR, group->line,
			      "device %s is none that memroof knows", driver->value);
}

static void remark_object(struct config *config, const struct qemu_group *group)
{
	static const char *const unclear[] = {"memory-backend-epc", "sev-guest", "sev-snp-guest",
					      "tdx-guest", NULL};
	const char *type = qemu_group_value(group, "qom-type");

	if (type != NULL && g_strv_contains(unclear, type))
		config_remark(config, REMARK_UNCLEAR, group->line,
			      "object %s takes memory or address bits, and is not reckoned with",
			      type);
}

static void remark_fw_cfg(struct config *config, const struct qemu_group *group)
{
	const char *name = qemu_group_value(group, "name");

	if (name != NULL && strstr(name, "X-PciMmio64Mb") != NULL)
		config_remark(config, REMARK_UNCLEAR, group->line,
			      "fw_cfg %s: OVMF is told the size of its own 64-bit window", name);
}

static void remark_group(struct config *config, const struct qemu_group *group)
{
	const struct qemu_option *value = qemu_group_find(group, "");
	g_autofree char *label = qemu_group_label(group);

	switch (known_group(group->name)) {
	case KNOWN_NOT:
		config_remark(config, REMARK_UNCLEAR, group->line, "%s is none that memroof knows",
			      label);
		break;
	case KNOWN_UNCLEAR:
		config_remark(config, REMARK_MISSING, group->line,
			      "%s%s%s is not followed: what it says is not known here", label,
			      value != NULL ? " " : "", value != NULL ? value->value : "");
		break;
	case KNOWN_READ:
		if (strcmp(group->name, "device") == 0)
			remark_device(config, group);
		else if (strcmp(group->name, "object") == 0)
			remark_object(config, group);
		else if (strcmp(group->name, "fw_cfg") == 0)
			remark_fw_cfg(config, group);
		break;
	case KNOWN_UNIMPORTANT:
		break;
	}
}

/* QEMU stops at a key of -m that it does not know. */
static gboolean check_memory_keys(struct config *config, const struct qemu_group *group,
				  GError **error)
{
	for (unsigned i = 0; strcmp(group->name, "memory") == 0 && i < group->options->len; i++) {
		const struct qemu_option *option = qemu_group_option(group, i);
		gboolean known = FALSE;

		for (enum memory_key key = 0; key < N_MEMORY_KEYS; key++)
			known = known || strcmp(option->key, memory_key_name(key)) == 0;
		if (!known && !option->is_unknown) {
			g_autofree char *label = qemu_option_label(group, option);

			return config_error(config, option->line, error,
					    "%s: expected size, slots or maxmem", label);
		}
	}
	return TRUE;
}

gboolean qemu_settings_mean(struct config *config, const struct qemu_settings *settings,
			    gboolean cpu_elsewhere, GError **error)
{
	for (unsigned i = 0; i < settings->groups->len; i++) {
		const struct qemu_group *group = qemu_settings_group(settings, i);

		if (!check_memory_keys(config, group, error))
			return FALSE;
		remark_group(config, group);
	}
	read_firmware(config, settings);
	return read_machine(config, settings, error) && read_globals(config, settings, error) &&
	       cpu_read(config, settings, cpu_elsewhere, error) &&
	       memory_read(config, settings, error);
}
