/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/values.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

/* A list being filled, with the values that are in it already. */
struct list {
	const struct key *key;
	GPtrArray *values;
	GHashTable *seen;
};

/* Any struct that a key may write to. */
union target {
	struct point point;
	struct section_options options;
};

static gboolean add_value(struct list *list, const char *text, GError **error)
{
	union target target;
	char *canonical;
	gboolean ok;

	keys_init(list->key->group, &target);
	ok = key_set(list->key, &target, text, error);
	canonical = ok ? key_get(list->key, &target) : NULL;
	keys_clear(list->key->group, &target);
	if (!ok)
		return FALSE;
	if (!g_hash_table_add(list->seen, canonical))
		return input_error(error, "%s has the value '%s' twice", list->key->name, text);
	g_ptr_array_add(list->values, g_strdup(canonical));
	return TRUE;
}

static gboolean add_range(struct list *list, const char *text, uint64_t first, uint64_t last,
			  uint64_t step, GError **error)
{
	if (first > last || step == 0)
		return input_error(
			error,
			"bad range '%s' for %s: expected FIRST-LAST or FIRST-LAST/STEP, ascending",
			text, list->key->name);
	if ((last - first) / step >= MAX_POINTS)
		return input_error(error,
				   "range '%s' for %s has more than %" G_GUINT64_FORMAT " values",
				   text, list->key->name, MAX_POINTS);
	for (uint64_t value = first; value <= last; value += step) {
		g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, value);

		if (!add_value(list, number, error))
			return FALSE;
	}
	return TRUE;
}

/* Reads a plain number at *@text, at most nine digits, and moves behind it. */
static gboolean read_number(const char **text, uint64_t *number)
{
	size_t digits = strspn(*text, "0123456789");

	*number = g_ascii_strtoull(*text, NULL, 10);
	*text += digits;
	return digits > 0 && digits <= 9;
}

/* Reads "A-B" or "A-B/C"; FALSE when @text is something else. */
static gboolean is_range(const char *text, uint64_t *first, uint64_t *last, uint64_t *step)
{
	*step = 1;
	if (!read_number(&text, first) || *text++ != '-' || !read_number(&text, last))
		return FALSE;
	if (*text == '/' && (++text, !read_number(&text, step)))
		return FALSE;
	return *text == '\0';
}

static gboolean add_word(struct list *list, const char *word, GError **error)
{
	uint64_t first, last, step;

	if (*word == '\0')
		return input_error(error, "%s has an empty value", list->key->name);
	if (list->key->type == KEY_INT && is_range(word, &first, &last, &step))
		return add_range(list, word, first, last, step, error);
	return add_value(list, word, error);
}

/* TRUE when a word behind a comma is a property of the value before it: "pse36=on", "+pae". */
static gboolean is_property(const char *word)
{
	return strchr(word, '=') != NULL || *word == '+' || *word == '-';
}

/* TRUE when commas in the key's text do not part its values. */
static gboolean is_whole(const struct key *key)
{
	return key->type == KEY_TEXT || key->type == KEY_EXPECT || key->type == KEY_NEEDS;
}

static GPtrArray *split(const struct key *key, const char *text)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) pieces = g_strsplit(text, is_whole(key) ? "\n" : ",", -1);

	for (char **piece = pieces; *piece != NULL; piece++) {
		g_strstrip(*piece);
		if (key->type == KEY_OPTIONS && words->len > 0 && is_property(*piece)) {
			char **last = (char **)&words->pdata[words->len - 1];
			char *joined = g_strconcat(*last, ",", *piece, NULL);

			g_free(*last);
			*last = joined;
		} else {
			g_ptr_array_add(words, g_strdup(*piece));
		}
	}
	return words;
}

static gboolean no_value(const struct key *key, GError **error)
{
	g_autofree char *expected = key_expectation(key);

	return input_error(error, "%s has no value: expected %s", key->name, expected);
}

GPtrArray *values_parse(const struct key *key, const char *text, GError **error)
{
	g_autoptr(GPtrArray) words = split(key, text);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct list list = {key, g_ptr_array_new_with_free_func(g_free), seen};
	gboolean ok = *text != '\0' || no_value(key, error);

	for (unsigned i = 0; ok && i < words->len; i++)
		ok = add_word(&list, words->pdata[i], error);
	if (!ok)
		g_clear_pointer(&list.values, g_ptr_array_unref);
	return list.values;
}
