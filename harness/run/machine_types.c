/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/machine_types.h"

#include "base/error.h"
#include "host/qemu.h"
#include "model/expect.h"
#include "model/section.h"
#include "vm/engine.h"

#include <string.h>

/* The values that machine gets, and which QEMU of the section has which. */
struct types {
	GPtrArray *values;            /* char * */
	GArray *had;                  /* gboolean, n_qemus for each value */
	GPtrArray *qemus;             /* struct qemu_binary * */
	unsigned qemu_at, machine_at; /* among the dimensions; without a qemu there is one QEMU */
};

static void binary_free(void *binary)
{
	qemu_binary_free(binary);
}

static unsigned place_of(const struct section *section, const char *name)
{
	unsigned at = G_MAXUINT;

	g_ptr_array_find(section->dimensions, section_dimension(section, name), &at);
	return at;
}

static gboolean keeps(const unsigned *values, const void *user)
{
	const struct types *types = user;
	unsigned qemu = types->qemu_at != G_MAXUINT ? values[types->qemu_at] : 0;

	return g_array_index(types->had, gboolean,
			     values[types->machine_at] * types->qemus->len + qemu);
}

/* Adds a value that every QEMU is to be asked about, or (@by_all FALSE) none so far. */
static void add_value(struct types *types, char *value, gboolean by_all)
{
	g_ptr_array_add(types->values, value);
	for (unsigned i = 0; i < types->qemus->len; i++)
		g_array_append_val(types->had, by_all);
}

/* The types of @family that any of the QEMUs has, the oldest first. */
static GPtrArray *all_types(const struct types *types, enum machine_family family)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < types->qemus->len; i++) {
		g_autoptr(GPtrArray) names = qemu_binary_machines(types->qemus->pdata[i], family);

		for (unsigned j = 0; j < names->len; j++)
			if (!g_ptr_array_find_with_equal_func(all, names->pdata[j], g_str_equal,
							      NULL))
				g_ptr_array_add(all, g_strdup(names->pdata[j]));
	}
	g_ptr_array_sort(all, machine_by_age);
	return all;
}

static gboolean add_all(struct types *types, const char *word, GError **error)
{
	enum machine_family family = machine_kind(word).family;
	g_autoptr(GPtrArray) all = NULL;

	if (machine_kind(word).versioned || (family != FAMILY_PC && family != FAMILY_Q35))
		return input_error(error, "machine = %s: expected all pc or all q35", word);
	all = all_types(types, family);
	if (all->len == 0)
		return input_error(error, "machine = %s: no QEMU of this section has such a type",
				   word);
	for (unsigned i = 0; i < all->len; i++) {
		gboolean *had;

		add_value(types, machine_of_all(word, all->pdata[i]), FALSE);
		had = &g_array_index(types->had, gboolean, types->had->len - types->qemus->len);
		for (unsigned j = 0; j < types->qemus->len; j++)
			had[j] = g_strcmp0(
					 qemu_binary_machine(types->qemus->pdata[j], all->pdata[i]),
					 all->pdata[i]) == 0;
	}
	return TRUE;
}

static gboolean find_qemus(struct types *types, const struct section *section, int cancel_fd,
			   GError **error)
{
	const struct dimension *dimension = section_dimension(section, "qemu");
	unsigned n = dimension != NULL ? dimension->values->len : 1;

	for (unsigned i = 0; i < n; i++) {
		const char *name = dimension != NULL ? dimension->values->pdata[i] : NULL;
		struct qemu_binary *binary = qemu_binary_find(name, cancel_fd, error);

		if (binary == NULL)
			return section_blame(dimension != NULL ? dimension->line : section->line,
					     error);
		g_ptr_array_add(types->qemus, binary);
	}
	return TRUE;
}

/* Another host's QEMU is not here to be asked. */
static gboolean is_here(const struct section *section, GError **error)
{
	struct point *point = section_point(section, 0);
	gboolean here = !point_is_remote(point);

	point_free(point);
	return here ||
	       input_error(error, "machine = all: asks this host's QEMU, and not the one of uri");
}

static gboolean expand(struct types *types, struct section *section, struct dimension *machines,
		       GError **error)
{
	gboolean ok = is_here(section, error);

	for (unsigned i = 0; ok && i < machines->values->len; i++) {
		const char *value = machines->values->pdata[i];

		if (machine_is_all(value))
			ok = add_all(types, value, error);
		else
			add_value(types, g_strdup(value), TRUE);
	}
	if (!ok)
		return section_blame(machines->line, error);
	if (!section_expand(section, machines, g_ptr_array_ref(types->values), error))
		return FALSE;
	/* The points are no whole product then, and cells do not tell which value is meant. */
	if (section->expect != NULL && section->expect->values->len > 1) {
		input_error(error, "expect has %u values: expected one, because machine = all",
			    section->expect->values->len);
		return section_blame(section->expect_line, error);
	}
	section_keep(section, keeps, types);
	return TRUE;
}

static gboolean says_all(const struct dimension *machines)
{
	for (unsigned i = 0; machines != NULL && i < machines->values->len; i++)
		if (machine_is_all(machines->values->pdata[i]))
			return TRUE;
	return FALSE;
}

gboolean machine_types_expand(struct section *section, int cancel_fd, GError **error)
{
	struct dimension *machines = section_dimension(section, "machine");
	struct types types;
	gboolean ok;

	if (!says_all(machines))
		return TRUE;
	types = (struct types){
		.values = g_ptr_array_new_with_free_func(g_free),
		.had = g_array_new(FALSE, FALSE, sizeof(gboolean)),
		.qemus = g_ptr_array_new_with_free_func(binary_free),
		.qemu_at = place_of(section, "qemu"),
		.machine_at = place_of(section, "machine"),
	};
	ok = find_qemus(&types, section, cancel_fd, error) &&
	     expand(&types, section, machines, error);
	g_ptr_array_unref(types.values);
	g_ptr_array_unref(types.qemus);
	g_array_unref(types.had);
	return ok;
}
