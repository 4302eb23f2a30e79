/* SPDX-License-Identifier: GPL-2.0-or-later */
/* raw.qemu: words for the end of QEMU's command line, split as a shell would. */
#include "files/command_line.h"
#include "files/incus.h"

#include <string.h>

static void move(struct place *place, size_t by)
{
	place->start -= by;
	place->end -= by;
}

/* Places become those of raw.qemu's own text, which begins @by bytes later, and lines the file's.
 */
static void settle(struct qemu_group *group, size_t by, const unsigned *lines)
{
	move(&group->place, by);
	group->line = lines[group->place.start];
	for (unsigned i = 0; i < group->options->len; i++) {
		struct qemu_option *option = g_ptr_array_index(group->options, i);

		option->line = group->line;
		if (option->place.end == 0)
			continue;
		move(&option->place, by);
		move(&option->value_place, by);
		option->line = lines[option->place.start];
	}
}

/* The text of raw.qemu behind as many lines as are in front of it in the file, so that errors name
 * the right one. */
static gboolean parse(const struct config *config, const char *text, struct qemu_settings *settings,
		      GError **error)
{
	struct command_line line = {.dialect = SHELL_ARGUMENTS, .settings = settings};
	struct config own = {.name = config->name, .remarks = config->remarks};
	size_t start = strspn(text, "\n");
	gboolean good;

	own.text = (char *)text;
	own.length = strlen(text);
	line.words = shell_words(&own, start, own.length, line.dialect, error);
	if (line.words == NULL)
		return FALSE;
	line.end = line.words->len;
	good = command_line_parse(&own, &line, error);
	g_ptr_array_unref(line.words);
	return good;
}

gboolean incus_words_read(struct config *config, struct incus_instance *instance, GError **error)
{
	const struct tree_entry *entry = instance->options.words;
	struct qemu_settings *settings = instance->settings;
	g_autofree unsigned *lines = NULL;
	g_autofree char *before = NULL, *text = NULL;

	instance->own = settings->groups->len;
	if (incus_value(entry) == NULL)
		return TRUE;
	lines = tree_lines(config, entry);
	before = g_strnfill(lines[0] - 1, '\n');
	text = g_strconcat(before, entry->text, NULL);
	if (!parse(config, text, settings, error))
		return FALSE;
	for (unsigned i = instance->own; i < settings->groups->len; i++)
		settle(g_ptr_array_index(settings->groups, i), strlen(before), lines);
	return TRUE;
}

gboolean incus_words_have(const struct qemu_group *group)
{
	return group->place.end > 0;
}
