/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/qemu_conf.h"

#include "files/qemu_meaning.h"

#include <string.h>

static gboolean read_conf(struct config *config, GError **error)
{
	struct qemu_settings *settings = qemu_conf_parse(config, 0, config->length, error);

	if (settings == NULL)
		return FALSE;
	config->places = settings;
	if (!qemu_settings_mean(config, settings, TRUE, error))
		return FALSE;
	config_remark(config, REMARK_ASSUMED, 0,
		      "the CPU is named on QEMU's command line, not in this file: the host's was "
		      "taken");
	return TRUE;
}

/* A text being changed. */
struct rewriting {
	const struct config *config;
	struct edits *edits;
};

static const char *line_end(const struct config *config)
{
	const char *first = strchr(config->text, '\n');

	return first != NULL && first > config->text && first[-1] == '\r' ? "\r\n" : "\n";
}

static gboolean set_value(void *user, const struct qemu_group *group,
			  const struct qemu_option *option, const char *value, GError **error)
{
	struct rewriting *rewriting = user;

	(void)group;
	(void)error;
	edits_replace(rewriting->edits, option->value_place.start, option->value_place.end, value);
	return TRUE;
}

/* Inserts lines at @at. The last line of a file may lack its end, and then does so afterwards. */
static void insert_lines(struct rewriting *rewriting, size_t at, const char *lines)
{
	const char *text = rewriting->config->text, *end = line_end(rewriting->config);
	gboolean lacks_end = at > 0 && text[at - 1] != '\n';
	g_autofree char *with =
		lacks_end ? g_strconcat(end, lines, NULL) : g_strconcat(lines, end, NULL);

	edits_replace(rewriting->edits, at, at, with);
}

static gboolean add_option(void *user, const struct qemu_group *group, const char *key,
			   const char *value, GError **error)
{
	struct rewriting *rewriting = user;
	const char *text = rewriting->config->text;
	size_t indent = 0;
	g_autofree char *blanks = NULL, *line = NULL;

	(void)error;
	if (group->options->len > 0) {
		const struct qemu_option *last = qemu_group_option(group, group->options->len - 1);

		while (g_ascii_isspace(text[last->place.start + indent]))
			indent++;
		blanks = g_strndup(text + last->place.start, indent);
	}
	line = g_strdup_printf("%s%s = \"%s\"", blanks != NULL ? blanks : "", key, value);
	insert_lines(rewriting, group->place.end, line);
	return TRUE;
}

static gboolean remove_option(void *user, const struct qemu_group *group,
			      const struct qemu_option *option, GError **error)
{
	struct rewriting *rewriting = user;

	(void)group;
	(void)error;
	edits_replace(rewriting->edits, option->place.start, option->place.end, "");
	return TRUE;
}

static gboolean add_section(void *user, const struct qemu_group *new, GError **error)
{
	struct rewriting *rewriting = user;
	const char *end = line_end(rewriting->config);
	size_t at = rewriting->config->length;
	/* QEMU does not take "\r\n" for an empty line. */
	g_autoptr(GString) section = g_string_new(at > 0 && *end == '\n' ? end : "");

	(void)error;
	g_string_append_printf(section, "[%s]", new->name);
	for (unsigned i = 0; i < new->options->len; i++) {
		const struct qemu_option *option = qemu_group_option(new, i);

		g_string_append_printf(section, "%s%s = \"%s\"", end, option->key, option->value);
	}
	insert_lines(rewriting, at, section->str);
	return TRUE;
}

/* With the empty line in front of it, when there is another one behind, or nothing. */
static gboolean remove_section(void *user, const struct qemu_group *group, GError **error)
{
	struct rewriting *rewriting = user;
	const char *text = rewriting->config->text, *end = line_end(rewriting->config);
	size_t start = group->place.start, stop = group->place.end, n = strlen(end);
	gboolean is_last = stop == rewriting->config->length || g_str_has_prefix(text + stop, end);

	(void)error;
	if (is_last && start >= 2 * n && strncmp(text + start - n, end, n) == 0 &&
	    text[start - n - 1] == '\n')
		start -= n;
	edits_replace(rewriting->edits, start, stop, "");
	return TRUE;
}

static const struct qemu_writer WRITER = {set_value, add_option, remove_option, add_section,
					  remove_section};

static gboolean change_conf(const struct config *config, const struct point *wanted,
			    struct edits *edits, GError **error)
{
	struct rewriting rewriting = {config, edits};

	return qemu_settings_change(config, config->places, TRUE, wanted, &WRITER, &rewriting,
				    error);
}

static void free_conf(void *places)
{
	qemu_settings_free(places);
}

const struct config_format QEMU_CONF = {
	.kind = "QEMU configuration file",
	.claims = qemu_conf_claims,
	.read = read_conf,
	.change = change_conf,
	.free_places = free_conf,
};
