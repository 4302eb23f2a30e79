/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/incus_conf.h"

#include <string.h>

#define MAX_KEYS 10000 /* qemu.conf itself has some hundred */

/* As Go's \s; and as strings.TrimSpace, for ASCII. */
static gboolean is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static gboolean is_trimmed(char c)
{
	return is_space(c) || c == '\v';
}

static char *trimmed(const char *text, size_t *start, size_t *end)
{
	while (*start < *end && is_trimmed(text[*start]))
		(*start)++;
	while (*end > *start && is_trimmed(text[*end - 1]))
		(*end)--;
	return g_strndup(text + *start, *end - *start);
}

static void section_clear(struct incus_section *section)
{
	g_free(section->name);
}

static void key_clear(struct incus_key *key)
{
	g_free(key->key);
	g_free(key->value);
}

const struct incus_section *incus_conf_section(const struct incus_conf *conf, unsigned i)
{
	return &g_array_index(conf->sections, struct incus_section, i);
}

const struct incus_key *incus_conf_key(const struct incus_conf *conf, unsigned i)
{
	return &g_array_index(conf->keys, struct incus_key, i);
}

void incus_conf_clear(struct incus_conf *conf)
{
	g_clear_pointer(&conf->sections, g_array_unref);
	g_clear_pointer(&conf->keys, g_array_unref);
}

static struct incus_section *add_section(struct incus_conf *conf, char *name, size_t start,
					 size_t end)
{
	struct incus_section section = {name, 0, start, end, 0, conf->keys->len};

	g_array_append_val(conf->sections, section);
	return &g_array_index(conf->sections, struct incus_section, conf->sections->len - 1);
}

/* What is read, and where the next of a character stands, so that no text is searched twice. */
struct scanner {
	const char *text;
	struct incus_conf *conf;
	const char *equals, *close; /* NULL when there is no more */
};

static const char *next(const char **known, const char *from, char c)
{
	if (*known != NULL && *known < from)
		*known = strchr(from, c);
	return *known;
}

/* [name] or [name][index] at @at; returns the place behind it, or 0 when there is none. @good
 * becomes FALSE when the index is none that Go's Atoi takes. */
static size_t take_section(struct scanner *scanner, size_t at, gboolean *good)
{
	const char *text = scanner->text, *close = next(&scanner->close, text + at, ']');
	size_t start = at + 1, end, behind, digits;
	struct incus_section *section;

	*good = TRUE;
	if (text[at] != '[' || close == NULL || close == text + at + 1)
		return 0;
	end = (size_t)(close - text);
	behind = end + 1;
	section = add_section(scanner->conf, trimmed(text, &start, &end), at, behind);
	if (text[behind] != '[')
		return behind;
	digits = strspn(text + behind + 1, "0123456789");
	if (digits == 0 || text[behind + 1 + digits] != ']')
		return behind;
	section->index = g_ascii_strtoull(text + behind + 1, NULL, 10);
	*good = section->index <= G_MAXINT64;
	section->end = behind + digits + 2;
	return section->end;
}

/* key = value with its first "=" at @equals; returns the place behind it. */
static size_t take_key(struct scanner *scanner, size_t at, size_t equals)
{
	GArray *sections = scanner->conf->sections;
	struct incus_section *section =
		&g_array_index(sections, struct incus_section, sections->len - 1);
	const char *text = scanner->text, *quote;
	struct incus_key key = {.start = at};
	size_t key_end = equals, end = equals + strcspn(text + equals, "\n");

	key.key = trimmed(text, &key.start, &key_end);
	key.value_start = equals + 1 + strspn(text + equals + 1, " \t");
	quote = text[key.value_start] == '"' ? strchr(text + key.value_start + 1, '"') : NULL;
	key.quoted = quote != NULL && (quote[1] == '\n' || quote[1] == '\0');
	if (key.quoted) {
		key.value_start++;
		key.value_end = (size_t)(quote - text);
		key.value = g_strndup(text + key.value_start, key.value_end - key.value_start);
		end = key.value_end + 1;
	} else {
		key.value_end = end;
		key.value = trimmed(text, &key.value_start, &key.value_end);
	}
	g_array_append_val(scanner->conf->keys, key);
	section->n_keys++;
	section->end = end;
	return end;
}

/* Where a section may begin that follows no key, or 0. */
static size_t skip_to_section(struct scanner *scanner, size_t here)
{
	const char *open =
		scanner->text[here] != '\0' ? strchr(scanner->text + here + 1, '[') : NULL;

	return open == NULL || next(&scanner->close, open, ']') == NULL
		       ? 0
		       : (size_t)(open - scanner->text);
}

/* Takes what comes next after @here; returns the place behind it, or 0 at the end. */
static size_t take(struct scanner *scanner, size_t here, gboolean *good)
{
	const char *text = scanner->text;
	size_t visible = here, behind;
	const char *equals;

	while (is_space(text[visible]))
		visible++;
	behind = take_section(scanner, visible, good);
	equals = next(&scanner->equals, text + here, '=');
	if (behind > 0 || !*good)
		return behind;
	if (equals > text + here)
		return take_key(scanner, here, (size_t)(equals - text));
	if (text[visible] != '\0' && !scanner->conf->has_rest) {
		scanner->conf->has_rest = TRUE;
		scanner->conf->rest = visible;
	}
	return equals != NULL ? here + 1 : skip_to_section(scanner, visible);
}

gboolean incus_conf_read(const char *text, struct incus_conf *conf, const char **problem,
			 size_t *at)
{
	struct scanner scanner = {text, conf, strchr(text, '='), strchr(text, ']')};
	gboolean good = TRUE;

	conf->has_rest = FALSE;
	conf->sections = g_array_new(FALSE, TRUE, sizeof(struct incus_section));
	conf->keys = g_array_new(FALSE, TRUE, sizeof(struct incus_key));
	g_array_set_clear_func(conf->sections, (GDestroyNotify)section_clear);
	g_array_set_clear_func(conf->keys, (GDestroyNotify)key_clear);
	add_section(conf, g_strdup(""), 0, 0);
	*problem = "the index is too large for Incus";
	for (size_t here = 0; good && text[here] != '\0';) {
		*at = here;
		here = take(&scanner, here, &good);
		if (here == 0)
			break;
		if (conf->keys->len + conf->sections->len > MAX_KEYS) {
			*problem = "expected at most 10000 keys";
			good = FALSE;
		}
	}
	return good;
}

static gboolean is_section(const struct incus_section *section, const char *name, uint64_t index)
{
	return section->index == index && strcmp(section->name, name) == 0;
}

const struct incus_key *incus_conf_find(const struct incus_conf *conf, const char *name,
					uint64_t index, const char *key)
{
	for (unsigned i = conf->sections->len; i-- > 0;) {
		const struct incus_section *section = incus_conf_section(conf, i);

		if (!is_section(section, name, index))
			continue;
		for (unsigned j = section->n_keys; j-- > 0;) {
			const struct incus_key *found =
				incus_conf_key(conf, section->first_key + j);

			if (strcmp(found->key, key) == 0)
				return found;
		}
	}
	return NULL;
}

const struct incus_section *incus_conf_last(const struct incus_conf *conf, const char *name,
					    uint64_t index)
{
	for (unsigned i = conf->sections->len; i-- > 0;) {
		const struct incus_section *section = incus_conf_section(conf, i);

		if (is_section(section, name, index) && section->n_keys > 0)
			return section;
	}
	return NULL;
}

gboolean incus_conf_removes(const struct incus_conf *conf, const char *name, uint64_t index)
{
	for (unsigned i = 0; i < conf->sections->len; i++) {
		const struct incus_section *section = incus_conf_section(conf, i);

		if (is_section(section, name, index) && section->n_keys == 0 && *name != '\0')
			return TRUE;
	}
	return FALSE;
}
