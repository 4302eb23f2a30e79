/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/selection.h"

#include "base/error.h"
#include "model/values.h"

#include <string.h>

/* More values than this are no choice, and more than an SQL statement takes. */
#define MOST_CONDITIONS 1000

static void clear_condition(void *data)
{
	struct condition *condition = data;

	point_free(condition->point);
}

struct selection *selection_new(void)
{
	struct selection *selection = g_new(struct selection, 1);

	selection->conditions = g_array_new(FALSE, FALSE, sizeof(struct condition));
	g_array_set_clear_func(selection->conditions, clear_condition);
	selection->texts = g_ptr_array_new_with_free_func(g_free);
	return selection;
}

void selection_free(struct selection *selection)
{
	if (selection == NULL)
		return;
	g_array_unref(selection->conditions);
	g_ptr_array_unref(selection->texts);
	g_free(selection);
}

/* Adds one value, or none (NULL), behind the others of its key. */
static gboolean add_condition(struct selection *selection, const struct key *key, const char *value,
			      GError **error)
{
	struct condition condition = {key, point_new()};
	GArray *all = selection->conditions;
	unsigned at = all->len;

	if ((value != NULL && !key_set(key, condition.point, value, error)) ||
	    (all->len == MOST_CONDITIONS &&
	     !input_error(error, "more than %d values are too many", MOST_CONDITIONS))) {
		point_free(condition.point);
		return FALSE;
	}
	for (unsigned i = 0; i < all->len; i++)
		if (g_array_index(all, struct condition, i).key == key)
			at = i + 1;
	g_array_insert_val(all, at, condition);
	return TRUE;
}

static gboolean add_values(struct selection *selection, const struct key *key, const char *text,
			   GError **error)
{
	GPtrArray *values;
	gboolean ok = TRUE;

	if (*text == '\0')
		return add_condition(selection, key, NULL, error);
	values = values_parse(key, text, error);
	if (values == NULL)
		return FALSE;
	for (unsigned i = 0; ok && i < values->len; i++)
		ok = add_condition(selection, key, values->pdata[i], error);
	g_ptr_array_unref(values);
	return ok;
}

gboolean selection_add(struct selection *selection, const char *text, GError **error)
{
	const char *equals = strchr(text, '=');
	g_autofree char *name = equals != NULL ? g_strndup(text, equals - text) : NULL;
	const struct key *key;

	if (name == NULL || !g_utf8_validate(text, -1, NULL))
		return input_error(error, "bad choice '%s': expected KEY=VALUE", text);
	key = key_lookup(name, error);
	if (key == NULL)
		return FALSE;
	if (key->group != KEY_POINT)
		return input_error(error, "%s is no key of a point", name);
	if (!add_values(selection, key, equals + 1, error))
		return FALSE;
	g_ptr_array_add(selection->texts, g_strdup(text));
	return TRUE;
}

static gboolean holds(const struct condition *condition, const struct point *point)
{
	const struct key *key = condition->key;

	if (key_is_number(key))
		return *key_number(key, condition->point) == *key_number(key, (void *)point);
	return g_strcmp0(*key_string(key, condition->point), *key_string(key, (void *)point)) == 0;
}

gboolean selection_has(const struct selection *selection, const struct point *point)
{
	const GArray *all = selection->conditions;

	for (unsigned i = 0; i < all->len;) {
		const struct key *key = g_array_index(all, struct condition, i).key;
		gboolean any = FALSE;

		for (; i < all->len && g_array_index(all, struct condition, i).key == key; i++)
			any = any || holds(&g_array_index(all, struct condition, i), point);
		if (!any)
			return FALSE;
	}
	return TRUE;
}

char *selection_text(const struct selection *selection)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < selection->texts->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
				       (const char *)selection->texts->pdata[i]);
	return g_string_free(text, FALSE);
}
