/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/qemu_settings.h"

#include <string.h>

/* Groups by their name and id. There may be thousands, each of which names another one. */
struct qemu_index {
	GHashTable *groups;
	unsigned n; /* so many have been looked at */
};

static void option_free(struct qemu_option *option)
{
	g_free(option->key);
	g_free(option->value);
	g_free(option);
}

static void group_free(struct qemu_group *group)
{
	g_ptr_array_unref(group->options);
	g_free(group->name);
	g_free(group->id);
	g_free(group);
}

struct qemu_settings *qemu_settings_new(void)
{
	struct qemu_settings *settings = g_new(struct qemu_settings, 1);

	settings->groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
	settings->index = g_new0(struct qemu_index, 1);
	settings->index->groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return settings;
}

void qemu_settings_free(struct qemu_settings *settings)
{
	g_hash_table_unref(settings->index->groups);
	g_free(settings->index);
	g_ptr_array_unref(settings->groups);
	g_free(settings);
}

struct qemu_group *qemu_settings_add(struct qemu_settings *settings, const char *name,
				     const char *id, unsigned line)
{
	struct qemu_group *group = g_new0(struct qemu_group, 1);

	group->name = g_strdup(name);
	group->id = g_strdup(id);
	group->line = line;
	group->options = g_ptr_array_new_with_free_func((GDestroyNotify)option_free);
	g_ptr_array_add(settings->groups, group);
	return group;
}

struct qemu_option *qemu_group_add(struct qemu_group *group, const char *key, const char *value,
				   unsigned line)
{
	struct qemu_option *option = g_new0(struct qemu_option, 1);

	option->key = g_strdup(key);
	option->value = g_strdup(value);
	option->line = line;
	g_ptr_array_add(group->options, option);
	return option;
}

const struct qemu_group *qemu_settings_group(const struct qemu_settings *settings, unsigned i)
{
	return g_ptr_array_index(settings->groups, i);
}

const struct qemu_option *qemu_group_option(const struct qemu_group *group, unsigned i)
{
	return g_ptr_array_index(group->options, i);
}

const struct qemu_option *qemu_group_find(const struct qemu_group *group, const char *key)
{
	for (unsigned i = group->options->len; i > 0; i--) {
		const struct qemu_option *option = qemu_group_option(group, i - 1);

		if (strcmp(option->key, key) == 0)
			return option;
	}
	return NULL;
}

const char *qemu_group_value(const struct qemu_group *group, const char *key)
{
	const struct qemu_option *option = qemu_group_find(group, key);

	return option == NULL || option->is_unknown ? NULL : option->value;
}

const struct qemu_group *qemu_settings_last(const struct qemu_settings *settings, const char *name)
{
	for (unsigned i = settings->groups->len; i > 0; i--) {
		const struct qemu_group *group = qemu_settings_group(settings, i - 1);

		if (strcmp(group->name, name) == 0)
			return group;
	}
	return NULL;
}

static void update(const struct qemu_settings *settings)
{
	struct qemu_index *index = settings->index;

	for (; index->n < settings->groups->len; index->n++) {
		const struct qemu_group *group = qemu_settings_group(settings, index->n);
		g_autofree char *key = g_strconcat(group->name, "\n", group->id, NULL);

		if (group->id != NULL && !g_hash_table_contains(index->groups, key))
			g_hash_table_insert(index->groups, g_steal_pointer(&key), (void *)group);
	}
}

const struct qemu_group *qemu_settings_with_id(const struct qemu_settings *settings,
					       const char *name, const char *id)
{
	g_autofree char *key = g_strconcat(name, "\n", id, NULL);

	update(settings);
	return g_hash_table_lookup(settings->index->groups, key);
}

const struct qemu_option *qemu_settings_merged(const struct qemu_settings *settings,
					       const char *name, const char *key,
					       const struct qemu_group **group)
{
	for (unsigned i = settings->groups->len; i > 0; i--) {
		const struct qemu_group *one = qemu_settings_group(settings, i - 1);
		const struct qemu_option *option;

		if (strcmp(one->name, name) != 0)
			continue;
		option = qemu_group_find(one, key);
		if (option == NULL)
			continue;
		if (group != NULL)
			*group = one;
		return option;
	}
	return NULL;
}

const struct qemu_group *qemu_settings_global(const struct qemu_settings *settings,
					      const char *driver, const char *property)
{
	for (unsigned i = settings->groups->len; i > 0; i--) {
		const struct qemu_group *group = qemu_settings_group(settings, i - 1);

		if (strcmp(group->name, "global") == 0 &&
		    g_strcmp0(qemu_group_value(group, "driver"), driver) == 0 &&
		    g_strcmp0(qemu_group_value(group, "property"), property) == 0 &&
		    qemu_group_find(group, "value") != NULL)
			return group;
	}
	return NULL;
}

char *qemu_group_label(const struct qemu_group *group)
{
	if (group->is_section)
		return g_strdup_printf("[%s]", group->name);
	return g_strdup_printf("-%s", strcmp(group->name, "memory") == 0 ? "m" : group->name);
}

char *qemu_option_label(const struct qemu_group *group, const struct qemu_option *option)
{
	g_autofree char *label = qemu_group_label(group);

	return *option->key == '\0' ? g_strdup(label)
				    : g_strdup_printf("%s %s", label, option->key);
}
