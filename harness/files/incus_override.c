/* SPDX-License-Identifier: GPL-2.0-or-later */
/* raw.qemu.conf, laid over what Incus generates. */
#include "files/incus.h"

#include <string.h>

/* [object "mem0"] is group object with the id mem0. */
static gboolean is_group(const struct qemu_group *group, const char *section)
{
	size_t length = strlen(group->name);

	if (strncmp(section, group->name, length) != 0)
		return FALSE;
	section += length;
	if (group->id == NULL)
		return *section == '\0';
	length = strlen(group->id);
	return g_str_has_prefix(section, " \"") && strncmp(section + 2, group->id, length) == 0 &&
	       strcmp(section + 2 + length, "\"") == 0;
}

/* The @index-th generated group of a section's name, or NULL. */
static struct qemu_group *group_of(const struct incus_instance *instance, const char *section,
				   uint64_t index)
{
	for (unsigned i = 0; i < instance->generated; i++) {
		struct qemu_group *group = g_ptr_array_index(instance->settings->groups, i);

		if (is_group(group, section) && index-- == 0)
			return group;
	}
	return NULL;
}

static void remove_option(struct qemu_group *group, const char *key)
{
	for (unsigned i = group->options->len; i-- > 0;) {
		if (strcmp(qemu_group_option(group, i)->key, key) == 0)
			g_ptr_array_remove_index(group->options, i);
	}
}

static void set_option(struct qemu_group *group, const struct incus_key *key, unsigned line)
{
	struct qemu_option *option;

	remove_option(group, key->key);
	if (*key->value == '\0')
		return;
	option = qemu_group_add(group, key->key, key->value, line);
	option->value_place = (struct place){key->value_start, key->value_end};
	option->place = (struct place){key->start, key->value_end + key->quoted};
}

/* A new group: its name up to a blank, and what is in quotes behind it. */
static struct qemu_group *new_group(struct incus_instance *instance, const char *section,
				    unsigned line)
{
	g_auto(GStrv) parts = g_strsplit(section, "\"", 3);
	struct qemu_group *group;

	g_strstrip(parts[0]);
	group = qemu_settings_add(instance->settings, parts[0],
				  g_strv_length(parts) == 3 ? parts[1] : NULL, line);
	group->index = 0;
	return group;
}

/* A key that has swallowed what people take for a comment. FALSE where that ends in no key. */
static gboolean is_key(struct config *config, const struct incus_section *section,
		       const struct incus_key *key, unsigned line)
{
	g_auto(GStrv) lines = g_strsplit(key->key, "\n", 2);

	if (lines[0] != NULL && lines[1] == NULL && *key->key != '#')
		return TRUE;
	config_remark(config, REMARK_UNCLEAR, line,
		      "raw.qemu.conf: Incus knows no comments: '%s' begins a key of [%s]",
		      lines[0] != NULL ? lines[0] : "", section->name);
	return FALSE;
}

static gboolean check_section(struct config *config, const struct incus_section *section,
			      unsigned line, GError **error)
{
	return *section->name != '\0' ||
	       config_error(config, line, error,
			    "raw.qemu.conf: expected [memory] or another section at its beginning, "
			    "without a comment: Incus knows none");
}

/* What changes a device of Incus' own says no driver, and matters to no address. */
static gboolean is_unimportant(const struct incus_section *section, const struct incus_conf *conf)
{
	static const char *const names[] = {"device \"", "object \"", "chardev \"",
					    "fsdev \"",  "mon",       "spice",
					    "drive",     "smp-opts",  "boot-opts"};
	gboolean own = FALSE;

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		own = own || g_str_has_prefix(section->name, names[i]);
	for (unsigned i = 0; i < section->n_keys; i++) {
		const char *key = incus_conf_key(conf, section->first_key + i)->key;

		own = own && strcmp(key, "driver") != 0 && strcmp(key, "qom-type") != 0;
	}
	return own;
}

/* A section that has none of its number among the generated ones comes behind them. */
static gboolean add_group(struct config *config, struct incus_instance *instance,
			  const struct incus_section *section, struct qemu_group **group)
{
	unsigned line = instance->conf_lines[section->start];

	*group = NULL;
	if (is_unimportant(section, &instance->conf) &&
	    !g_str_has_prefix(section->name, "object \"mem"))
		return FALSE;
	for (unsigned i = instance->generated; i < instance->settings->groups->len; i++) {
		struct qemu_group *other = g_ptr_array_index(instance->settings->groups, i);

		if (other->index == section->index && is_group(other, section->name))
			*group = other;
	}
	if (*group == NULL) {
		*group = new_group(instance, section->name, line);
		(*group)->index = (unsigned)section->index;
		if (section->index > 0 && strcmp(section->name, "global") != 0)
			config_remark(config, REMARK_UNCLEAR, line,
				      "raw.qemu.conf: [%s][%u]: Incus makes no such section, and "
				      "adds it",
				      section->name, (*group)->index);
	}
	return TRUE;
}

/* Empties the groups of sections that have no keys somewhere: their keys elsewhere make new ones.
 */
static void remove_sections(struct config *config, struct incus_instance *instance)
{
	for (unsigned i = 1; i < instance->conf.sections->len; i++) {
		const struct incus_section *section = incus_conf_section(&instance->conf, i);
		struct qemu_group *group;

		if (section->n_keys > 0)
			continue;
		group = group_of(instance, section->name, section->index);
		if (group == NULL)
			continue;
		g_ptr_array_set_size(group->options, 0);
		if (strcmp(group->name, "drive") != 0)
			config_remark(config, REMARK_UNCLEAR, instance->conf_lines[section->start],
				      "raw.qemu.conf: [%s] without a key takes the section away",
				      section->name);
	}
}

gboolean incus_override(struct config *config, struct incus_instance *instance, GError **error)
{
	remove_sections(config, instance);
	for (unsigned i = 0; i < instance->conf.sections->len; i++) {
		const struct incus_section *section = incus_conf_section(&instance->conf, i);
		struct qemu_group *group = group_of(instance, section->name, section->index);

		if (section->n_keys == 0 || (*section->name != '\0' && group == NULL &&
					     !add_group(config, instance, section, &group)))
			continue;
		for (unsigned j = 0; j < section->n_keys; j++) {
			const struct incus_key *key =
				incus_conf_key(&instance->conf, section->first_key + j);
			unsigned line = instance->conf_lines[key->start];

			if (!check_section(config, section, line, error))
				return FALSE;
			if (is_key(config, section, key, line))
				set_option(group, key, line);
		}
	}
	return TRUE;
}
