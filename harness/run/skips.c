/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/skips.h"

#include "model/needs.h"

struct skips {
	const struct section *section;
	GPtrArray *whys; /* char *, for each value of the key qemu; NULL where all needs are met */
	uint64_t stride; /* cells from one of its values to the next */
};

static void free_why(void *why)
{
	g_free(why);
}

void skips_free(struct skips *skips)
{
	if (skips == NULL)
		return;
	g_ptr_array_unref(skips->whys);
	g_free(skips);
}

static gboolean look(struct skips *skips, const GPtrArray *needs, struct prober *prober,
		     GError **error)
{
	unsigned n = section_stride(skips->section, "qemu", &skips->stride);

	for (unsigned i = 0; i < n; i++) {
		struct point *point = section_point(skips->section, i * skips->stride);
		char *why;
		gboolean ok = prober_lacks(prober, needs, point->qemu, &why, error);

		point_free(point);
		if (!ok)
			return FALSE;
		g_ptr_array_add(skips->whys, why);
	}
	return TRUE;
}

gboolean skips_find(const struct section *section, struct prober *prober, struct skips **skips,
		    GError **error)
{
	const char *text = section->options.needs;
	GPtrArray *needs = text != NULL ? needs_parse(text, error) : NULL;
	gboolean ok;

	*skips = NULL;
	if (needs == NULL)
		return text == NULL;
	*skips = g_new0(struct skips, 1);
	(*skips)->section = section;
	(*skips)->whys = g_ptr_array_new_with_free_func(free_why);
	ok = look(*skips, needs, prober, error);
	g_ptr_array_unref(needs);
	if (!ok)
		g_clear_pointer(skips, skips_free);
	return ok;
}

const char *skips_why(const struct skips *skips, uint64_t cell)
{
	return skips == NULL ? NULL : skips->whys->pdata[cell / skips->stride % skips->whys->len];
}

uint64_t skips_count(const struct skips *skips)
{
	uint64_t n = 0;

	for (unsigned i = 0; skips != NULL && i < skips->whys->len; i++)
		if (skips->whys->pdata[i] != NULL)
			n += skips->section->n_points / skips->whys->len;
	return n;
}

gboolean skips_keep(const struct skips *skips, struct store *store, int64_t id, GError **error)
{
	gboolean ok = store_forget_skips(store, id, error);

	for (uint64_t cell = 0; ok && skips != NULL && cell < skips->section->n_points; cell++) {
		const char *why = skips_why(skips, cell);
		struct skip_row row = {.section = id, .cell = (int64_t)cell, .why = (char *)why};

		if (why == NULL)
			continue;
		row.point = section_point(skips->section, cell);
		ok = store_add_skip(store, &row, error);
		point_free(row.point);
	}
	return ok;
}
