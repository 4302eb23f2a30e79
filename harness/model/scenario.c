/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/scenario.h"

#include "base/error.h"
#include "base/size.h"
#include "base/text.h"
#include "model/ini.h"
#include "model/section.h"

#include <string.h>

#define LARGEST_FILE MIB

static const char *const KIND_NAMES[N_SECTION_KINDS + 1] = {"limit", "probe", "start-time", NULL};

const char *section_kind_name(enum section_kind kind)
{
	return KIND_NAMES[kind];
}

void scenario_free(struct scenario *scenario)
{
	if (scenario == NULL)
		return;
	g_free(scenario->path);
	g_free(scenario->text);
	g_free(scenario->question);
	g_ptr_array_unref(scenario->sections);
	g_free(scenario);
}

static void free_scenario(void *scenario)
{
	scenario_free(scenario);
}

GPtrArray *scenarios_new(void)
{
	return g_ptr_array_new_with_free_func(free_scenario);
}

/* The state of reading one file. */
struct reader {
	struct scenario *scenario;
	const struct ini *ini;
	GArray *global; /* struct entry */
	gboolean has_global;
	const struct override *overrides;
	unsigned n_overrides;
};

/* Splits "kind name" or "kind "name""; the word before the blank is the kind. */
static gboolean parse_header(const char *header, enum section_kind *kind, char **name,
			     GError **error)
{
	g_auto(GStrv) words = g_strsplit(header, " ", 2);
	g_autofree char *hint = NULL;

	for (*kind = 0; *kind < N_SECTION_KINDS; ++*kind)
		if (strcmp(words[0], KIND_NAMES[*kind]) == 0)
			break;
	if (*kind == N_SECTION_KINDS) {
		hint = text_hint(words[0], KIND_NAMES);
		return input_error(error,
				   "unknown section kind '%s'%s: expected [global], [limit NAME], "
				   "[probe NAME] or [start-time NAME]",
				   words[0], hint);
	}
	if (words[1] == NULL)
		return input_error(error, "section [%s] has no name: expected [%s NAME]", header,
				   header);
	*name = g_strstrip(g_strdup(words[1]));
	if (**name == '"') {
		size_t n = strlen(*name);

		memmove(*name, *name + 1, n);
		if (n >= 2 && (*name)[n - 2] == '"')
			(*name)[n - 2] = '\0';
	}
	if (**name == '\0')
		return input_error(error, "section [%s] has an empty name", header);
	return TRUE;
}

static gboolean already_given(const GArray *entries, unsigned from, const struct key *key,
			      GError **error)
{
	for (unsigned i = from; i < entries->len; i++)
		if (g_array_index(entries, struct entry, i).key == key)
			return !input_error(
				error, "%s is given twice in this section (first on line %u)",
				key->name, g_array_index(entries, struct entry, i).line);
	return FALSE;
}

/* Reads the entries behind the section header at line @index into @entries, and moves @index to the
 * next header. */
static gboolean read_entries(const struct reader *reader, unsigned *index, GArray *entries,
			     GError **error)
{
	const GPtrArray *lines = reader->ini->lines;
	unsigned from = entries->len;

	for (++*index; *index < lines->len; ++*index) {
		const struct ini_line *line = lines->pdata[*index];
		struct entry entry;

		if (line->is_section)
			break;
		entry = (struct entry){key_lookup(line->name, error), line->value, line->number};
		if (entry.key == NULL || already_given(entries, from, entry.key, error)) {
			g_prefix_error(error, "%u: ", line->number);
			return FALSE;
		}
		g_array_append_val(entries, entry);
	}
	return TRUE;
}

static gboolean name_is_new(const struct scenario *scenario, enum section_kind kind,
			    const char *name, GError **error)
{
	for (unsigned i = 0; i < scenario->sections->len; i++) {
		const struct section *other = scenario->sections->pdata[i];

		if (other->kind == kind && strcmp(other->name, name) == 0)
			return input_error(error,
					   "section [%s %s] is there twice (first on line %u)",
					   section_kind_name(kind), name, other->line);
	}
	return TRUE;
}

static GArray *inherited(const struct reader *reader)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(struct entry));

	g_array_append_vals(entries, reader->global->data, reader->global->len);
	return entries;
}

static void apply_overrides(const struct reader *reader, GArray *entries)
{
	for (unsigned i = 0; i < reader->n_overrides; i++) {
		struct entry entry = {reader->overrides[i].key, reader->overrides[i].text, 0};

		g_array_append_val(entries, entry);
	}
}

static gboolean read_section(struct reader *reader, unsigned *index, GError **error)
{
	const struct ini_line *header = reader->ini->lines->pdata[*index];
	g_autoptr(GArray) entries = inherited(reader);
	g_autofree char *name = NULL;
	enum section_kind kind;
	struct section *section;

	if (!parse_header(header->name, &kind, &name, error) ||
	    !name_is_new(reader->scenario, kind, name, error)) {
		g_prefix_error(error, "%u: ", header->number);
		return FALSE;
	}
	if (!read_entries(reader, index, entries, error))
		return FALSE;
	apply_overrides(reader, entries);
	section = section_build(kind, name, header->number, entries, error);
	if (section != NULL)
		g_ptr_array_add(reader->scenario->sections, section);
	return section != NULL;
}

static gboolean read_global(struct reader *reader, unsigned *index, GError **error)
{
	const struct ini_line *header = reader->ini->lines->pdata[*index];

	if (!reader->has_global && reader->scenario->sections->len == 0) {
		reader->has_global = TRUE;
		return read_entries(reader, index, reader->global, error);
	}
	return input_error(error,
			   "%u: [global] must be the first section, and there is one at most",
			   header->number);
}

static gboolean read_lines(struct reader *reader, GError **error)
{
	const GPtrArray *lines = reader->ini->lines;
	unsigned index = 0;

	while (index < lines->len) {
		const struct ini_line *line = lines->pdata[index];
		gboolean ok;

		if (!line->is_section)
			return input_error(error,
					   "%u: '%s' stands before any section: expected [global] "
					   "or [kind name]",
					   line->number, line->name);
		ok = strcmp(line->name, "global") == 0 ? read_global(reader, &index, error)
						       : read_section(reader, &index, error);
		if (!ok)
			return FALSE;
	}
	if (reader->scenario->sections->len == 0)
		return input_error(error,
				   "1: no section to run: expected [limit NAME], [probe NAME] or "
				   "[start-time NAME]");
	return TRUE;
}

static void free_section(void *section)
{
	section_free(section);
}

struct scenario *scenario_parse(const char *path, const char *text,
				const struct override *overrides, unsigned n_overrides,
				GError **error)
{
	struct reader reader = {.overrides = overrides, .n_overrides = n_overrides};
	struct ini *ini = ini_parse(text, error);
	gboolean ok = FALSE;

	reader.scenario = g_new0(struct scenario, 1);
	reader.scenario->path = g_strdup(path);
	reader.scenario->text = g_strdup(text);
	reader.scenario->sections = g_ptr_array_new_with_free_func(free_section);
	reader.ini = ini;
	reader.global = g_array_new(FALSE, FALSE, sizeof(struct entry));
	if (ini != NULL) {
		reader.scenario->question = g_strdup(ini->preamble);
		ok = read_lines(&reader, error);
	}
	if (!ok) {
		g_prefix_error(error, "%s:", path);
		g_clear_pointer(&reader.scenario, scenario_free);
	}
	g_array_unref(reader.global);
	ini_free(ini);
	return reader.scenario;
}

struct scenario *scenario_load(const char *path, const struct override *overrides,
			       unsigned n_overrides, GError **error)
{
	g_autofree char *text = text_read_file(path, LARGEST_FILE, error);

	return text == NULL ? NULL : scenario_parse(path, text, overrides, n_overrides, error);
}

static gboolean is_called(const struct section *section, const char *const *names)
{
	for (; *names != NULL; names++)
		if (g_pattern_match_simple(*names, section->name))
			return TRUE;
	return FALSE;
}

static GPtrArray *all_names(const GPtrArray *scenarios)
{
	GPtrArray *names = g_ptr_array_new();

	for (unsigned i = 0; i < scenarios->len; i++) {
		const struct scenario *scenario = scenarios->pdata[i];

		for (unsigned j = 0; j < scenario->sections->len; j++)
			g_ptr_array_add(names,
					((struct section *)scenario->sections->pdata[j])->name);
	}
	g_ptr_array_add(names, NULL);
	return names;
}

static gboolean calls_a_section(const GPtrArray *scenarios, const char *name, GError **error)
{
	g_autoptr(GPtrArray) names = all_names(scenarios);
	g_autofree char *hint = NULL, *shown = NULL;

	for (unsigned i = 0; i + 1 < names->len; i++)
		if (g_pattern_match_simple(name, names->pdata[i]))
			return TRUE;
	hint = text_hint(name, (const char *const *)names->pdata);
	shown = text_printable(name, 60);
	return input_error(error, "no section '%s'%s", shown, hint);
}

gboolean scenarios_select(const GPtrArray *scenarios, const char *const *names, GError **error)
{
	for (unsigned i = 0; names[i] != NULL; i++)
		if (!calls_a_section(scenarios, names[i], error))
			return FALSE;
	for (unsigned i = 0; i < scenarios->len; i++) {
		GPtrArray *sections = ((struct scenario *)scenarios->pdata[i])->sections;

		for (unsigned j = sections->len; j > 0; j--)
			if (!is_called(sections->pdata[j - 1], names))
				g_ptr_array_remove_index(sections, j - 1);
	}
	return TRUE;
}
