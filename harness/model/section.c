/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/section.h"

#include "base/error.h"
#include "base/size.h"
#include "model/section_expect.h"
#include "model/values.h"

#include <string.h>

static void dimension_free(void *data)
{
	struct dimension *dimension = data;

	g_ptr_array_unref(dimension->values);
	g_free(dimension);
}

void section_free(struct section *section)
{
	if (section == NULL)
		return;
	g_free(section->name);
	keys_clear(KEY_SECTION, &section->options);
	expect_free(section->expect);
	g_ptr_array_unref(section->dimensions);
	if (section->kept != NULL)
		g_array_unref(section->kept);
	g_free(section);
}

gboolean section_blame(unsigned line, GError **error)
{
	if (line > 0)
		g_prefix_error(error, "%u: ", line);
	else
		g_prefix_error(error, "command line: ");
	return FALSE;
}

static const struct entry *last_entry(const GArray *entries, const struct key *key)
{
	for (unsigned i = entries->len; i > 0; i--) {
		const struct entry *entry = &g_array_index(entries, struct entry, i - 1);

		if (entry->key == key)
			return entry;
	}
	return NULL;
}

static gboolean add_dimension(struct section *section, const struct entry *entry, GError **error)
{
	GPtrArray *values = values_parse(entry->key, entry->text, error);
	struct dimension *dimension;

	if (values == NULL)
		return section_blame(entry->line, error);
	dimension = g_new(struct dimension, 1);
	*dimension = (struct dimension){entry->key, values, entry->line};
	g_ptr_array_add(section->dimensions, dimension);
	section->n_points = mul_saturated(section->n_points, values->len);
	return TRUE;
}

/* "limit and start-time": the kinds of sections that know a key; newly allocated. */
static char *kinds_words(const struct key *key)
{
	GString *words = g_string_new(NULL);

	for (unsigned kind = 0; kind < N_SECTION_KINDS; kind++)
		if (key->kinds & 1U << kind)
			g_string_append_printf(words, "%s%s", words->len > 0 ? " and " : "",
					       section_kind_name(kind));
	return g_string_free(words, FALSE);
}

static gboolean take_entries(struct section *section, const GArray *entries, GError **error)
{
	for (unsigned i = 0; i < N_KEYS; i++) {
		const struct entry *entry = last_entry(entries, &KEYS[i]);

		if (entry == NULL)
			continue;
		if (KEYS[i].group == KEY_POINT) {
			if (!add_dimension(section, entry, error))
				return FALSE;
		} else if (KEYS[i].kinds != 0 && (KEYS[i].kinds & 1U << section->kind) == 0) {
			g_autofree char *kinds = NULL;

			/* What [global] or the command line says is meant for the other sections.
			 */
			if (entry->line <= section->line)
				continue;
			kinds = kinds_words(&KEYS[i]);
			input_error(error, "%s belongs to %s sections, not to %s", KEYS[i].name,
				    kinds, section_kind_name(section->kind));
			return section_blame(entry->line, error);
		} else if (!key_set(&KEYS[i], &section->options, entry->text, error)) {
			return section_blame(entry->line, error);
		}
	}
	return TRUE;
}

static void fill_defaults(struct section_options *options)
{
	if (options->axis == NULL)
		options->axis = g_strdup("maxmem");
	if (options->samples == UNSET)
		options->samples = 0;
	if (options->seed == UNSET)
		options->seed = 1;
	if (options->runs == UNSET)
		options->runs = 10;
	if (options->warmups == UNSET)
		options->warmups = 2;
}

struct dimension *section_dimension(const struct section *section, const char *name)
{
	for (unsigned i = 0; i < section->dimensions->len; i++) {
		struct dimension *dimension = section->dimensions->pdata[i];

		if (strcmp(dimension->key->name, name) == 0)
			return dimension;
	}
	return NULL;
}

/* The axis must be free to vary, and the key for columns must be one of a point. */
static gboolean check_options(const struct section *section, GError **error)
{
	const struct dimension *taken = section_dimension(section, section->options.axis);
	const struct key *columns;

	if (section->kind == SECTION_LIMIT && taken != NULL) {
		input_error(error, "%s is the axis of this section, and has a value as well",
			    taken->key->name);
		return section_blame(taken->line, error);
	}
	if (section->kind == SECTION_LIMIT && strcmp(section->options.axis, "slots") == 0 &&
	    section_dimension(section, "maxmem") == NULL) {
		input_error(error, "axis slots needs maxmem: slots without it are refused by QEMU");
		return section_blame(section->line, error);
	}
	if (section->options.columns == NULL)
		return TRUE;
	columns = key_lookup(section->options.columns, error);
	if (columns != NULL && columns->group == KEY_POINT)
		return TRUE;
	if (columns == NULL)
		g_prefix_error(error, "columns: ");
	else
		input_error(error, "columns = %s: expected a key of points", columns->name);
	return section_blame(section->line, error);
}

/* An engine that searches by itself has nothing to confirm. */
static gboolean check_confirm(struct section *section, const GArray *entries, GError **error)
{
	const struct dimension *engines = section_dimension(section, "engine");
	char **confirm = &section->options.confirm;
	const struct entry *entry;

	if (*confirm == NULL || engines == NULL ||
	    !g_ptr_array_find_with_equal_func(engines->values, *confirm, g_str_equal, NULL))
		return TRUE;
	entry = last_entry(entries, key_find("confirm"));
	/* What [global] or the command line says is meant for the other sections. */
	if (entry->line <= section->line) {
		g_clear_pointer(confirm, g_free);
		return TRUE;
	}
	input_error(error, "confirm = %s: engine %s searches in this section itself", *confirm,
		    *confirm);
	return section_blame(entry->line, error);
}

static gboolean read_expect(struct section *section, const GArray *entries, GError **error)
{
	const struct entry *entry = last_entry(entries, key_find("expect"));

	section->expect_line = section->line;
	if (section->options.expect == NULL)
		return TRUE;
	if (!section_read_expect(section, error))
		return section_blame(entry->line, error);
	section->expect_line = entry->line > 0 ? entry->line : section->line;
	return TRUE;
}

unsigned section_stride(const struct section *section, const char *name, uint64_t *stride)
{
	*stride = 1;
	for (unsigned i = section->dimensions->len; i > 0; i--) {
		const struct dimension *dimension = section->dimensions->pdata[i - 1];

		if (strcmp(dimension->key->name, name) == 0)
			return dimension->values->len;
		*stride *= dimension->values->len;
	}
	return 1;
}

/* Which value each dimension has at a place in the product; the last one varies fastest. */
static void find_values(const struct section *section, uint64_t place, unsigned *values)
{
	for (unsigned i = section->dimensions->len; i > 0; i--) {
		const struct dimension *dimension = section->dimensions->pdata[i - 1];
		unsigned n = dimension->values->len;

		values[i - 1] = (unsigned)(place % n);
		place /= n;
	}
}

void section_keep(struct section *section,
		  gboolean (*keeps)(const unsigned *values, const void *user), const void *user)
{
	g_autofree unsigned *values = g_new(unsigned, section->dimensions->len + 1);
	GArray *kept = g_array_new(FALSE, FALSE, sizeof(uint64_t));

	for (uint64_t place = 0; place < section->n_points; place++) {
		find_values(section, place, values);
		if (keeps(values, user))
			g_array_append_val(kept, place);
	}
	section->kept = kept;
	section->n_points = kept->len;
}

struct point *section_point(const struct section *section, uint64_t index)
{
	g_autofree unsigned *values = g_new(unsigned, section->dimensions->len + 1);
	struct point *point = point_new();

	if (section->kept != NULL)
		index = g_array_index(section->kept, uint64_t, index);
	find_values(section, index, values);
	for (unsigned i = 0; i < section->dimensions->len; i++) {
		const struct dimension *dimension = section->dimensions->pdata[i];

		/* The values were read once before: they cannot fail now. */
		key_set(dimension->key, point, dimension->values->pdata[values[i]], NULL);
	}
	return point;
}

/* The numbers that point_check() looks at by themselves. */
static gboolean is_checked_number(const struct key *key)
{
	static const char *const names[] = {"pci-hole64", "bar", "disk", NULL};

	return g_strv_contains(names, key->name);
}

/*
 * Contradictions depend on the text keys and on few numbers only, so each combination of those is
 * checked once, without the other numbers.
 */
static gboolean check_points(const struct section *section, GError **error)
{
	struct section texts = *section;
	gboolean ok = TRUE;

	texts.dimensions = g_ptr_array_new();
	texts.kept = NULL;
	texts.n_points = 1;
	for (unsigned i = 0; i < section->dimensions->len; i++) {
		struct dimension *dimension = section->dimensions->pdata[i];

		if (key_is_number(dimension->key) && !is_checked_number(dimension->key))
			continue;
		g_ptr_array_add(texts.dimensions, dimension);
		texts.n_points *= dimension->values->len;
	}
	for (uint64_t i = 0; ok && i < texts.n_points; i++) {
		struct point *point = section_point(&texts, i);

		ok = point_check(point, error) || section_blame(section->line, error);
		point_free(point);
	}
	g_ptr_array_unref(texts.dimensions);
	return ok;
}

static gboolean check_product(const struct section *section, GError **error)
{
	if (section->n_points <= MAX_POINTS)
		return TRUE;
	input_error(error, "section '%s' has more than %" G_GUINT64_FORMAT " points", section->name,
		    MAX_POINTS);
	return section_blame(section->line, error);
}

struct section *section_build(enum section_kind kind, const char *name, unsigned line,
			      const GArray *entries, GError **error)
{
	struct section *section = g_new0(struct section, 1);

	section->kind = kind;
	section->name = g_strdup(name);
	section->line = line;
	section->n_points = 1;
	section->dimensions = g_ptr_array_new_with_free_func(dimension_free);
	keys_init(KEY_SECTION, &section->options);
	if (take_entries(section, entries, error) && check_product(section, error)) {
		fill_defaults(&section->options);
		if (check_options(section, error) && check_confirm(section, entries, error) &&
		    check_points(section, error) && read_expect(section, entries, error))
			return section;
	}
	section_free(section);
	return NULL;
}

static gboolean has_twice(const GPtrArray *values, const char **value)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (unsigned i = 0; i < values->len; i++) {
		*value = values->pdata[i];
		if (!g_hash_table_add(seen, values->pdata[i]))
			return TRUE;
	}
	return FALSE;
}

/* Expectations follow the values of a key, of which there are others now. */
static gboolean read_expect_again(struct section *section, GError **error)
{
	if (section->options.expect == NULL)
		return TRUE;
	g_clear_pointer(&section->expect, expect_free);
	return section_read_expect(section, error) || section_blame(section->expect_line, error);
}

gboolean section_expand(struct section *section, struct dimension *dimension, GPtrArray *values,
			GError **error)
{
	const char *twice;

	g_ptr_array_unref(dimension->values);
	dimension->values = values;
	section->n_points = 1;
	for (unsigned i = 0; i < section->dimensions->len; i++) {
		const struct dimension *other = section->dimensions->pdata[i];

		section->n_points = mul_saturated(section->n_points, other->values->len);
	}
	if (!check_product(section, error))
		return FALSE;
	if (!has_twice(values, &twice))
		return read_expect_again(section, error);
	input_error(error, "%s has the value '%s' twice", dimension->key->name, twice);
	return section_blame(dimension->line, error);
}
