/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/command_line.h"

#include "files/qemu_meaning.h"

static gboolean read_command_line(struct config *config, GError **error)
{
	struct command_line *line = g_new0(struct command_line, 1);

	config->places = line;
	return command_line_find(config, line, error) && command_line_parse(config, line, error) &&
	       qemu_settings_mean(config, line->settings, FALSE, error);
}

static gboolean change(const struct config *config, const struct point *wanted, struct edits *edits,
		       GError **error)
{
	return command_line_change(config, config->places, wanted, edits, error);
}

void command_line_clear(struct command_line *line)
{
	if (line->words != NULL)
		g_ptr_array_unref(line->words);
	if (line->variables != NULL)
		g_array_unref(line->variables);
	if (line->settings != NULL)
		qemu_settings_free(line->settings);
}

static void free_command_line(void *places)
{
	command_line_clear(places);
	g_free(places);
}

const struct config_format COMMAND_LINE = {
	.kind = "QEMU command line",
	.claims = command_line_claims,
	.read = read_command_line,
	.change = change,
	.free_places = free_command_line,
};
