/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/incus.h"

#include "files/qemu_meaning.h"

#include <string.h>

const char *incus_value(const struct tree_entry *entry)
{
	return entry != NULL && entry->kind == TREE_SCALAR && entry->length > 0 ? entry->text
										: NULL;
}

static gboolean starts_line(const char *line, const char *key)
{
	size_t length = strlen(key);

	return strncmp(line, key, length) == 0 && line[length] == ':' &&
	       (line[length + 1] == '\0' || strchr(" \t\r\n", line[length + 1]) != NULL);
}

/* Top-level keys that only an instance, or a profile, has together. */
static gboolean claims(const char *text, size_t length)
{
	gboolean config = FALSE, another = FALSE;

	if (strlen(text) != length)
		return FALSE;
	if (g_str_has_prefix(text, "\xef\xbb\xbf"))
		text += 3;
	for (const char *line = text; line != NULL && !(config && another);) {
		config = config || starts_line(line, "config");
		another = another || starts_line(line, "architecture") ||
			  starts_line(line, "devices") || starts_line(line, "profiles") ||
			  starts_line(line, "ephemeral");
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	return config && another;
}

static void instance_free(struct incus_instance *instance)
{
	incus_conf_clear(&instance->conf);
	qemu_settings_free(instance->settings);
	tree_free(instance->root);
	g_free(instance->conf_lines);
	g_free(instance);
}

static gboolean check_kind(struct config *config, const struct incus_instance *instance,
			   GError **error)
{
	const struct tree_entry *type = tree_get(instance->root, "type");
	const struct tree_entry *architecture = tree_get(instance->root, "architecture");
	const struct tree_entry *image = tree_get(instance->config, "image.type");

	if (incus_value(type) != NULL && strcmp(type->text, "virtual-machine") != 0)
		return config_error(config, type->line, error,
				    "type: '%s': expected virtual-machine: others have no QEMU",
				    type->text);
	if (incus_value(architecture) != NULL && strcmp(architecture->text, "x86_64") != 0)
		return config_error(config, architecture->line, error,
				    "architecture: '%s': expected x86_64, which is all that "
				    "memroof understands",
				    architecture->text);
	if (incus_value(image) != NULL && strcmp(image->text, "disk-kvm.img") != 0)
		config_remark(config, REMARK_UNCLEAR, image->line,
			      "image.type: %s is a container's image: taken for a virtual machine "
			      "all the same",
			      image->text);
	return TRUE;
}

static gboolean check_config(struct config *config, const struct incus_instance *instance,
			     GError **error)
{
	if (instance->root->kind != TREE_MAPPING)
		return config_error(config, instance->root->line, error,
				    "expected an instance, with architecture and config");
	if (instance->config == NULL || instance->config->kind != TREE_MAPPING)
		return config_error(config, instance->config != NULL ? instance->config->line : 1,
				    error, "config: expected the instance's options, or {}");
	for (unsigned i = 0; i < instance->config->children->len; i++) {
		const struct tree_entry *entry = instance->config->children->pdata[i];

		if (entry->kind != TREE_SCALAR)
			return config_error(config, entry->line, error,
					    "config: %s: expected one value", entry->key);
	}
	return TRUE;
}

static void remark_options(struct config *config, const struct incus_instance *instance)
{
	static const struct {
		const char *key, *words;
	} UNCLEAR[] = {
		{"raw.qemu.scriptlet", "it may change whatever QEMU is started with"},
		{"raw.qemu.qmp.early", "it may plug memory before the guest starts"},
		{"raw.qemu.qmp.pre-start", "it may plug memory before the guest starts"},
		{"raw.qemu.qmp.post-start", "it may plug memory"},
		{"security.sev", "SEV takes address bits, and is not reckoned with"},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(UNCLEAR); i++) {
		const struct tree_entry *entry = tree_get(instance->config, UNCLEAR[i].key);
		const char *text = incus_value(entry);

		if (text != NULL && strcmp(text, "false") != 0)
			config_remark(config, REMARK_UNCLEAR, entry->line, "%s: %s", UNCLEAR[i].key,
				      UNCLEAR[i].words);
	}
}

/* In a cluster such an instance gets kvm64 with the flags that all members have. */
static void remark_cpu(struct config *config, const struct incus_instance *instance)
{
	const struct tree_entry *stateful = tree_get(instance->config, "migration.stateful");

	if (incus_value(stateful) != NULL && strcmp(stateful->text, "true") == 0)
		config_remark(config, REMARK_ASSUMED, stateful->line,
			      "migration.stateful: taken for the host's CPU; a cluster may give it "
			      "another one");
}

/* What is passed through has BARs of its own. */
static void remark_devices(struct config *config, const struct incus_instance *instance)
{
	const struct tree_entry *devices = tree_get(instance->root, "devices");

	if (devices == NULL || devices->kind != TREE_MAPPING)
		return;
	for (unsigned i = 0; i < devices->children->len; i++) {
		const struct tree_entry *device = devices->children->pdata[i];
		const char *type = incus_value(tree_get(device, "type"));
		const char *nic = incus_value(tree_get(device, "nictype"));

		if (type == NULL || (strcmp(type, "gpu") != 0 && strcmp(type, "pci") != 0 &&
				     (strcmp(type, "nic") != 0 || nic == NULL ||
				      (strcmp(nic, "sriov") != 0 && strcmp(nic, "physical") != 0))))
			continue;
		config_remark(config, REMARK_UNCLEAR, device->line,
			      "device %s (%s) is passed through: its BARs need room in the 64-bit "
			      "PCI hole",
			      device->key, type);
	}
}

static gboolean read_conf(struct config *config, struct incus_instance *instance, GError **error)
{
	const struct tree_entry *entry = instance->options.conf;
	const char *text = incus_value(entry), *problem;
	size_t at;

	if (text != NULL)
		instance->conf_lines = tree_lines(config, entry);
	if (!incus_conf_read(text != NULL ? text : "", &instance->conf, &problem, &at))
		return config_error(config, instance->conf_lines[at], error, "raw.qemu.conf: %s",
				    problem);
	if (instance->conf.has_rest)
		config_remark(
			config, REMARK_IN_VAIN, instance->conf_lines[instance->conf.rest],
			"raw.qemu.conf: what is neither [section] nor key = \"value\" is passed "
			"over");
	return TRUE;
}

static gboolean read_settings(struct config *config, struct incus_instance *instance,
			      GError **error)
{
	return check_kind(config, instance, error) && read_conf(config, instance, error) &&
	       incus_generate(config, instance, error) && incus_override(config, instance, error) &&
	       incus_words_read(config, instance, error);
}

/* Slots alone, with a maxmem that the host decides: then neither is known. */
static void forget_slots(struct config *config, const struct incus_instance *instance)
{
	const struct incus_key *slots = incus_conf_find(&instance->conf, "memory", 0, "slots");

	if (!config->host_hotplug || slots == NULL || config->point->slots == UNSET ||
	    config->point->maxmem != UNSET)
		return;
	config_remark(config, REMARK_MISSING, instance->conf_lines[slots->start],
		      "raw.qemu.conf: slots are %s, and maxmem is for the host to decide",
		      slots->value);
	config->point->slots = UNSET;
}

static gboolean read_instance(struct config *config, GError **error)
{
	struct incus_instance *instance = g_new0(struct incus_instance, 1);

	config->places = instance;
	instance->settings = qemu_settings_new();
	instance->root = tree_read(config, error);
	if (instance->root == NULL)
		return FALSE;
	instance->config = tree_get(instance->root, "config");
	if (!check_config(config, instance, error))
		return FALSE;
	instance->options.memory = tree_get(instance->config, "limits.memory");
	instance->options.hotplug = tree_get(instance->config, "limits.memory.hotplug");
	instance->options.words = tree_get(instance->config, "raw.qemu");
	instance->options.conf = tree_get(instance->config, "raw.qemu.conf");
	if (!read_settings(config, instance, error))
		return FALSE;
	remark_options(config, instance);
	remark_cpu(config, instance);
	remark_devices(config, instance);
	if (!qemu_settings_mean(config, instance->settings, TRUE, error))
		return FALSE;
	forget_slots(config, instance);
	return TRUE;
}

const struct config_format INCUS_INSTANCE = {
	.kind = "Incus instance",
	.claims = claims,
	.read = read_instance,
	.change = incus_change,
	.free_places = (void (*)(void *))instance_free,
};
