/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An instance with other values. limits.memory has the size, and limits.memory.hotplug maxmem where
 * the slots are Incus' own; other slots, and whatever raw.qemu.conf says already, go there. Incus
 * has the host's CPU, so a width can only change where raw.qemu names another one.
 */
#include "base/error.h"
#include "base/size.h"
#include "files/incus.h"
#include "files/incus_edit.h"
#include "files/incus_value.h"
#include "files/qemu_meaning.h"

#include <string.h>

struct change {
	const struct incus_instance *instance;
	const struct point *wanted;
	struct incus_edit *edit;
	GHashTable *removed; /* const struct qemu_option *, of raw.qemu */
};

static gboolean has_place(const struct qemu_option *option)
{
	return option->place.end > 0;
}

static gboolean is(const struct qemu_group *group, const char *name)
{
	return strcmp(group->name, name) == 0;
}

static gboolean is_conf_size(const struct qemu_group *group, const struct qemu_option *option)
{
	return strcmp(option->key, "size") == 0 && (is(group, "memory") || is(group, "object"));
}

static gboolean set_limit(struct change *change, enum incus_limit limit, uint64_t bytes,
			  GError **error)
{
	g_autofree char *human = NULL;

	if (bytes % MIB == 0) {
		incus_edit_size(change->edit, limit, bytes);
		return TRUE;
	}
	human = size_human(bytes);
	return input_error(error, "Incus counts memory in MiB, and %s is no whole number of them",
			   human);
}

/* maxmem of hotplug by Incus itself, which needs its slots. */
static gboolean uses_own_hotplug(const struct change *change)
{
	const struct incus_conf *conf = &change->instance->conf;

	return change->instance->options.hotplug != NULL ||
	       (change->wanted->slots == INCUS_SLOTS &&
		incus_conf_find(conf, "memory", 0, "slots") == NULL &&
		incus_conf_find(conf, "memory", 0, "maxmem") == NULL);
}

static gboolean put_maxmem(struct change *change, GError **error)
{
	const struct incus_conf *conf = &change->instance->conf;
	g_autofree char *value = size_exact(change->wanted->maxmem);

	if (uses_own_hotplug(change) &&
	    !set_limit(change, INCUS_HOTPLUG, change->wanted->maxmem, error))
		return FALSE;
	if (uses_own_hotplug(change) && incus_conf_find(conf, "memory", 0, "maxmem") == NULL)
		return TRUE;
	return incus_edit_key(change->edit, "memory", "maxmem", value, error);
}

static gboolean put_slots(struct change *change, const char *value, GError **error)
{
	const struct incus_conf *conf = &change->instance->conf;

	if (change->wanted->slots == INCUS_SLOTS && uses_own_hotplug(change) &&
	    incus_conf_find(conf, "memory", 0, "slots") == NULL)
		return TRUE;
	return incus_edit_key(change->edit, "memory", "slots", value, error);
}

/* What Incus itself makes of limits.memory and limits.memory.hotplug. */
static gboolean put_generated(struct change *change, const struct qemu_group *group,
			      const char *key, const char *value, GError **error)
{
	gboolean memory = is(group, "memory");

	if (strcmp(key, "size") == 0 && (memory || is(group, "object")))
		return set_limit(change, INCUS_MEMORY, change->wanted->size, error);
	if (memory && strcmp(key, "maxmem") == 0)
		return put_maxmem(change, error);
	if (memory && strcmp(key, "slots") == 0)
		return put_slots(change, value, error);
	return input_error(error, "Incus has no option for %s of [%s]", key, group->name);
}

static gboolean set(void *user, const struct qemu_group *group, const struct qemu_option *option,
		    const char *value, GError **error)
{
	struct change *change = user;
	const struct incus_options *options = &change->instance->options;

	if (incus_words_have(group))
		return incus_edit_word(change->edit, option->value_place, value, error);
	if (!has_place(option))
		return put_generated(change, group, option->key, value, error);
	/* What raw.qemu.conf hides is kept consistent with it. */
	if (is_conf_size(group, option) && incus_value(options->memory) != NULL &&
	    !set_limit(change, INCUS_MEMORY, change->wanted->size, error))
		return FALSE;
	if (is(group, "memory") && strcmp(option->key, "maxmem") == 0 &&
	    incus_value(options->hotplug) != NULL &&
	    !set_limit(change, INCUS_HOTPLUG, change->wanted->maxmem, error))
		return FALSE;
	incus_edit_place(change->edit, option->value_place, value);
	return TRUE;
}

/* ",key=value" behind the last one of a word. */
static gboolean add_to_word(struct change *change, const struct qemu_group *group, const char *key,
			    const char *value, GError **error)
{
	g_autofree char *with = g_strdup_printf(",%s=%s", key, value);

	return incus_edit_word(change->edit, (struct place){group->place.end, group->place.end},
			       with, error);
}

static gboolean add(void *user, const struct qemu_group *group, const char *key, const char *value,
		    GError **error)
{
	struct change *change = user;

	if (incus_words_have(group))
		return add_to_word(change, group, key, value, error);
	return put_generated(change, group, key, value, error);
}

static gboolean remove_option(void *user, const struct qemu_group *group,
			      const struct qemu_option *option, GError **error)
{
	struct change *change = user;

	if (incus_words_have(group)) {
		g_hash_table_add(change->removed, (void *)option);
		return TRUE;
	}
	if (has_place(option)) {
		incus_edit_place(change->edit, option->value_place, "");
		return TRUE;
	}
	if (incus_value(change->instance->options.hotplug) == NULL ||
	    change->wanted->maxmem != UNSET)
		return incus_edit_key(change->edit, group->name, option->key, "", error);
	incus_edit_no_hotplug(change->edit);
	return TRUE;
}

/* In raw.qemu: another [global] of raw.qemu.conf would change the first that Incus makes, and how
 * many it makes is its own affair. */
static gboolean add_group(void *user, const struct qemu_group *new, GError **error)
{
	struct change *change = user;

	if (!is(new, "global"))
		return input_error(error, "Incus gives its guests the host's CPU, whose phys-bits "
					  "are what they are");
	incus_edit_add_global(change->edit, qemu_group_value(new, "driver"),
			      qemu_group_value(new, "property"), qemu_group_value(new, "value"));
	return TRUE;
}

static gboolean remove_group(void *user, const struct qemu_group *group, GError **error)
{
	struct change *change = user;

	if (incus_words_have(group)) {
		incus_edit_remove_words(change->edit, group->place);
		return TRUE;
	}
	return incus_edit_remove_section(change->edit, group->name, group->index, error);
}

/* Takes options @from to before @to of a word away, with a comma in front of them or behind. */
static gboolean remove_run(struct change *change, const struct qemu_group *group, unsigned from,
			   unsigned to, GError **error)
{
	struct place place = {qemu_group_option(group, from)->place.start,
			      qemu_group_option(group, to - 1)->place.end};

	if (from > 0)
		place.start = qemu_group_option(group, from - 1)->place.end;
	else
		place.end = qemu_group_option(group, to)->place.start;
	return incus_edit_word(change->edit, place, "", error);
}

/* What was taken away decides together about commas, and about the word. */
static gboolean finish_group(struct change *change, const struct qemu_group *group, GError **error)
{
	unsigned n = group->options->len, from = 0;

	for (unsigned i = 0; i <= n; i++) {
		gboolean removed = i < n && g_hash_table_contains(change->removed,
								  qemu_group_option(group, i));

		if (removed)
			continue;
		if (i == n && from == 0 && n > 0) {
			incus_edit_remove_words(change->edit, group->place);
			return TRUE;
		}
		if (i > from && !remove_run(change, group, from, i, error))
			return FALSE;
		from = i + 1;
	}
	return TRUE;
}

static gboolean finish_words(struct change *change, GError **error)
{
	const struct incus_instance *instance = change->instance;

	for (unsigned i = instance->own; i < instance->settings->groups->len; i++)
		if (!finish_group(change, qemu_settings_group(instance->settings, i), error))
			return FALSE;
	return TRUE;
}

/* What the host decides and somebody has put into the point is written down: the host may decide
 * otherwise next time. What changes is written anyway. */
static gboolean settle_hotplug(struct change *change, const struct config *config, GError **error)
{
	const struct point *before = config->point, *wanted = change->wanted;
	const struct tree_entry *hotplug = change->instance->options.hotplug;
	uint64_t limit;

	/* A limit that was the size and would be another one now, or would be too small. */
	if (wanted->maxmem == UNSET && wanted->size != UNSET && incus_value(hotplug) != NULL &&
	    incus_size_parse(hotplug->text, &limit) && limit != 0 &&
	    (wanted->size > limit || (limit == before->size && wanted->size != limit)))
		incus_edit_no_hotplug(change->edit);
	if (!config->host_hotplug || before->maxmem == UNSET)
		return TRUE;
	if (wanted->maxmem == UNSET) {
		incus_edit_no_hotplug(change->edit);
		return TRUE;
	}
	if (wanted->slots == before->slots) {
		g_autofree char *slots = g_strdup_printf("%" G_GUINT64_FORMAT, wanted->slots);

		if (wanted->slots != UNSET && !put_slots(change, slots, error))
			return FALSE;
	}
	return wanted->maxmem != before->maxmem || put_maxmem(change, error);
}

gboolean incus_change(const struct config *config, const struct point *wanted, struct edits *edits,
		      GError **error)
{
	static const struct qemu_writer writer = {set, add, remove_option, add_group, remove_group};
	const struct incus_instance *instance = config->places;
	g_autoptr(GHashTable) removed = g_hash_table_new(NULL, NULL);
	struct change change = {instance, wanted, incus_edit_new(config, instance), removed};
	gboolean good;

	if (wanted->phys_bits != config->point->phys_bits &&
	    qemu_settings_last(instance->settings, "cpu") == NULL)
		good = input_error(error, "Incus gives its guests the host's CPU, whose phys-bits "
					  "are what they are");
	else if (wanted->size == UNSET && config->point->size != UNSET)
		good = input_error(error, "Incus always gives its guests a size");
	else
		good = qemu_settings_change(config, instance->settings, TRUE, wanted, &writer,
					    &change, error) &&
		       settle_hotplug(&change, config, error) && finish_words(&change, error) &&
		       incus_edit_finish(change.edit, edits, error);
	incus_edit_free(change.edit);
	return good;
}
