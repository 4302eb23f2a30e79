/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/html_pool.h"

#include "report/html_text.h"

#include <string.h>

/* How many texts back one may be like another: a limit's two commands and its message, twice. */
#define MOST_BACK 6

/* What has to be saved for the numbers to be worth it. */
#define LEAST_SAVED 16

struct html_pool {
	GPtrArray *texts;    /* char *, by number */
	GHashTable *numbers; /* text → number; texts are the array's */
};

struct html_pool *html_pool_new(void)
{
	struct html_pool *pool = g_new(struct html_pool, 1);

	pool->texts = g_ptr_array_new_with_free_func(g_free);
	pool->numbers = g_hash_table_new(g_str_hash, g_str_equal);
	return pool;
}

void html_pool_free(struct html_pool *pool)
{
	if (pool == NULL)
		return;
	g_hash_table_unref(pool->numbers);
	g_ptr_array_unref(pool->texts);
	g_free(pool);
}

unsigned html_pool_number(struct html_pool *pool, const char *text, unsigned most)
{
	g_autofree char *clean = html_clean(text, most);
	gpointer number;
	char *kept;

	if (g_hash_table_lookup_extended(pool->numbers, clean, NULL, &number))
		return GPOINTER_TO_UINT(number);
	number = GUINT_TO_POINTER(pool->texts->len);
	kept = g_steal_pointer(&clean);
	g_ptr_array_add(pool->texts, kept);
	g_hash_table_insert(pool->numbers, kept, number);
	return GPOINTER_TO_UINT(number);
}

/* What two texts have in common at both ends. */
struct likeness {
	unsigned back;
	size_t start, end;
};

static struct likeness likeness_of(const char *text, const char *other)
{
	size_t length = strlen(text), other_length = strlen(other);
	size_t shorter = MIN(length, other_length);
	struct likeness like = {0};

	/* Bytes are not what a script counts, unless all are ASCII. */
	if (!g_str_is_ascii(text) || !g_str_is_ascii(other))
		return like;
	while (like.start < shorter && text[like.start] == other[like.start])
		like.start++;
	while (like.start + like.end < shorter &&
	       text[length - 1 - like.end] == other[other_length - 1 - like.end])
		like.end++;
	return like;
}

static struct likeness best_likeness(const struct html_pool *pool, unsigned number)
{
	struct likeness best = {0};

	for (unsigned back = 1; back <= MIN(number, MOST_BACK); back++) {
		struct likeness like =
			likeness_of(pool->texts->pdata[number], pool->texts->pdata[number - back]);

		like.back = back;
		if (like.start + like.end > best.start + best.end)
			best = like;
	}
	return best;
}

void html_pool_write(const struct html_pool *pool, GString *json)
{
	g_string_append_c(json, '[');
	for (unsigned i = 0; i < pool->texts->len; i++) {
		const char *text = pool->texts->pdata[i];
		struct likeness like = best_likeness(pool, i);
		g_autofree char *middle = NULL;

		g_string_append(json, i > 0 ? ",\n" : "\n");
		if (like.start + like.end < LEAST_SAVED) {
			html_add_json(json, text, HTML_BLOCK + 1);
			continue;
		}
		middle = g_strndup(text + like.start, strlen(text) - like.start - like.end);
		g_string_append_printf(json, "[%u,%zu,%zu,", like.back, like.start, like.end);
		html_add_json(json, middle, HTML_BLOCK + 1);
		g_string_append_c(json, ']');
	}
	g_string_append(json, "\n]");
}
