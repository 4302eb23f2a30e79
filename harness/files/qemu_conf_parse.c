/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As util/qemu-config.c reads them: comments and sections begin at the first byte of a line; a line
 * of blanks is an error; there must be a blank in front of the "="; what follows the closing quote
 * does not matter. Where QEMU would take an empty value for a line that it does not understand,
 * this is an error.
 */
#include "files/qemu_conf.h"

#include "files/qemu_known.h"

#include <string.h>

/* QEMU's buffers. */
#define MAX_LINE 1023
#define MAX_NAME 63

/* One line without its end. */
struct line {
	const char *start;
	size_t length;
	struct place place; /* with its end */
	unsigned number;
};

struct parser {
	const struct config *config;
	struct qemu_settings *settings;
	struct qemu_group *group; /* the section so far, or NULL */
	GError **error;
};

static const char *const SECTIONS[] = {
	"drive",   "chardev", "device",     "netdev",   "nic",   "net",    "rtc",      "global",
	"mon",     "trace",   "option-rom", "machine",  "accel", "memory", "smp-opts", "boot-opts",
	"sandbox", "add-fd",  "object",     "tpmdev",   "msg",   "name",   "numa",     "icount",
	"fw_cfg",  "fsdev",   "virtfs",     "spice",    "vnc",   "iscsi",  "action",   "overcommit",
	"acpi",    "smbios",  "plugin",     "run-with",
};

static gboolean is_section(const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(SECTIONS); i++) {
		if (strcmp(SECTIONS[i], name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The next line of the text from *@at on; FALSE at its end. */
static gboolean next_line(const char *text, size_t *at, size_t to, struct line *line)
{
	const char *end;

	if (*at >= to)
		return FALSE;
	line->start = text + *at;
	line->place.start = *at;
	end = memchr(line->start, '\n', to - *at);
	line->length = end == NULL ? to - *at : (size_t)(end - line->start);
	*at += line->length + (end != NULL);
	line->place.end = *at;
	line->number++;
	return TRUE;
}

/* "[name]" or "[name \"id\"]" at the start of a line; FALSE when it is neither. Both are newly
 * allocated; @id may become NULL. */
static gboolean split_section(const struct line *line, char **name, char **id)
{
	const char *p = line->start + 1, *end = line->start + line->length, *stop;

	*name = *id = NULL;
	while (p < end && g_ascii_isspace(*p))
		p++;
	for (stop = p; stop < end && !g_ascii_isspace(*stop);)
		stop++;
	*name = g_strndup(p, (gsize)(stop - p));
	while (stop < end && g_ascii_isspace(*stop))
		stop++;
	if (**name != '\0' && stop + 1 < end && stop[0] == '"' && stop[1] != '"') {
		const char *quote = memchr(stop + 1, '"', (size_t)(end - stop - 1));

		if (quote != NULL) {
			*id = g_strndup(stop + 1, (gsize)(quote - stop - 1));
			return TRUE;
		}
	}
	g_clear_pointer(name, g_free);
	p = line->start + 1;
	stop = memchr(p, ']', (size_t)(end - p));
	if (stop == NULL || stop == p)
		return FALSE;
	*name = g_strndup(p, (gsize)(stop - p));
	return TRUE;
}

gboolean qemu_conf_claims(const char *text, size_t length)
{
	struct line line = {0};
	gboolean in_section = FALSE;
	size_t at = 0;

	while (next_line(text, &at, length, &line)) {
		g_autofree char *name = NULL, *id = NULL;

		while (line.length > 0 && (g_ascii_isspace(*line.start) || (*line.start & 0x80)))
			line.start++, line.length--;
		if (line.length == 0 || *line.start == '#' || *line.start == ';')
			continue;
		/* A key before any section: another kind of file. */
		if (*line.start != '[' && !in_section)
			return FALSE;
		if (*line.start != '[')
			continue;
		in_section = TRUE;
		/* "[name][0]" is how Incus names sections that are there already. */
		if (g_strstr_len(line.start, (gssize)line.length, "][") != NULL)
			return FALSE;
		if (split_section(&line, &name, &id) && is_section(name))
			return TRUE;
	}
	return FALSE;
}

static gboolean begin_section(struct parser *parser, const struct line *line)
{
	g_autofree char *name = NULL, *id = NULL;

	if (!split_section(line, &name, &id))
		return config_error(parser->config, line->number, parser->error,
				    "expected [SECTION] or [SECTION \"ID\"]");
	if (strlen(name) > MAX_NAME || (id != NULL && strlen(id) > MAX_NAME))
		return config_error(parser->config, line->number, parser->error,
				    "the section's name is longer than %d bytes", MAX_NAME);
	if (!is_section(name) && known_option(name) != NULL)
		return config_error(parser->config, line->number, parser->error,
				    "[%s]: QEMU has no such section: -%s is for the command line",
				    name, name);
	if (id != NULL && strcmp(name, "memory") == 0)
		return config_error(parser->config, line->number, parser->error,
				    "[memory \"%s\"]: expected [memory], which takes no id", id);
	parser->group = qemu_settings_add(parser->settings, name, id, line->number);
	parser->group->place = line->place;
	parser->group->is_section = TRUE;
	return TRUE;
}

static gboolean expected_pair(struct parser *parser, const struct line *line)
{
	return config_error(parser->config, line->number, parser->error,
			    "expected KEY = \"VALUE\", with the quotes and a blank before the =");
}

/* KEY = "VALUE". */
static gboolean add_pair(struct parser *parser, const struct line *line)
{
	const char *p = line->start, *end = line->start + line->length, *stop, *quote;
	g_autofree char *key = NULL, *value = NULL;
	struct qemu_option *option;

	while (p < end && g_ascii_isspace(*p))
		p++;
	for (stop = p; stop < end && !g_ascii_isspace(*stop);)
		stop++;
	if (stop == p)
		return config_error(parser->config, line->number, parser->error,
				    "QEMU does not take a line of blanks: expected an empty one");
	key = g_strndup(p, (gsize)(stop - p));
	for (p = stop; p < end && g_ascii_isspace(*p);)
		p++;
	if (p == end || *p++ != '=' || strlen(key) > MAX_NAME)
		return expected_pair(parser, line);
	while (p < end && g_ascii_isspace(*p))
		p++;
	if (p == end || *p++ != '"')
		return expected_pair(parser, line);
	quote = memchr(p, '"', (size_t)(end - p));
	if (quote == NULL)
		return expected_pair(parser, line);
	if (parser->group == NULL)
		return config_error(parser->config, line->number, parser->error,
				    "%s: expected a section, such as [memory], before it", key);
	value = g_strndup(p, (gsize)(quote - p));
	option = qemu_group_add(parser->group, key, value, line->number);
	option->place = line->place;
	option->value_place.start = line->place.start + (size_t)(p - line->start);
	option->value_place.end = option->value_place.start + strlen(value);
	parser->group->place.end = line->place.end;
	return TRUE;
}

static gboolean add_line(struct parser *parser, const struct line *line)
{
	if (memchr(line->start, '\0', line->length) != NULL)
		return config_error(parser->config, line->number, parser->error,
				    "expected text, not a NUL byte");
	if (line->place.end - line->place.start > MAX_LINE)
		return config_error(parser->config, line->number, parser->error,
				    "the line is longer than the %d bytes that QEMU reads",
				    MAX_LINE);
	if (line->length >= 3 && memcmp(line->start, "\xef\xbb\xbf", 3) == 0)
		return config_error(parser->config, line->number, parser->error,
				    "QEMU does not take a byte order mark: expected [SECTION]");
	if (line->length == 0 || *line->start == '#')
		return TRUE;
	return *line->start == '[' ? begin_section(parser, line) : add_pair(parser, line);
}

struct qemu_settings *qemu_conf_parse(const struct config *config, size_t from, size_t to,
				      GError **error)
{
	struct parser parser = {config, qemu_settings_new(), NULL, error};
	struct line line = {.number = config_line(config, from) - 1};

	while (next_line(config->text, &from, to, &line)) {
		if (!add_line(&parser, &line)) {
			qemu_settings_free(parser.settings);
			return NULL;
		}
	}
	return parser.settings;
}
