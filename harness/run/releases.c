/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/releases.h"

#include "base/error.h"
#include "host/fleet.h"
#include "host/qemu.h"
#include "model/section.h"
#include "run/machine_types.h"
#include "vm/engine.h"

#include <string.h>

/* "7.2" of "7.2.22", or all of it where others have the same beginning. */
static char *shortest_word(const GPtrArray *fleet, const char *version)
{
	const char *dot = strchr(version, '.'), *second = dot != NULL ? strchr(dot + 1, '.') : NULL;
	char *word =
		second != NULL ? g_strndup(version, (size_t)(second - version)) : g_strdup(version);
	unsigned n = 0;

	for (unsigned i = 0; i < fleet->len; i++) {
		const struct fleet_member *member = fleet->pdata[i];

		n += member->problem == NULL && fleet_is_called(member->version, word) &&
		     strcmp(member->version, version) != 0;
	}
	if (n == 0)
		return word;
	g_free(word);
	return g_strdup(version);
}

static void add_word(GPtrArray *words, char *word)
{
	if (g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL))
		g_free(word);
	else
		g_ptr_array_add(words, word);
}

/* The host's own QEMU among the words, where its age puts it; FALSE only when interrupted. */
static gboolean add_own(GPtrArray *words, const GPtrArray *fleet, int cancel_fd, GError **error)
{
	GError *why = NULL;
	struct qemu_binary *own = qemu_binary_find(NULL, cancel_fd, &why);
	char *word = own != NULL ? shortest_word(fleet, own->version) : NULL;
	struct version other;
	unsigned at = 0;

	if (g_error_matches(why, MEMROOF_ERROR, MEMROOF_ERROR_INTERRUPTED)) {
		g_propagate_error(error, why);
		return FALSE;
	}
	g_clear_error(&why);
	if (word != NULL && fleet_find(fleet, word) == NULL) {
		while (at < words->len && version_parse(words->pdata[at], &other) &&
		       version_compare(other, own->number) < 0)
			at++;
		g_ptr_array_insert(words, (int)at, word);
	} else {
		g_free(word);
	}
	qemu_binary_free(own);
	return TRUE;
}

/* Adds what "all" stands for. */
static gboolean add_all(GPtrArray *words, int cancel_fd, GError **error)
{
	g_autoptr(GPtrArray) fleet = fleet_read();
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *damaged = fleet_words(fleet);

	for (unsigned i = 0; i < fleet->len; i++) {
		const struct fleet_member *member = fleet->pdata[i];

		if (member->problem == NULL)
			add_word(all, shortest_word(fleet, member->version));
	}
	if (all->len == 0)
		return input_error(error,
				   "qemu = " RELEASES_ALL ": the fleet %s%s: make fleet fetches it",
				   fleet->len > 0 ? "has nothing but " : "is empty", damaged);
	if (!add_own(all, fleet, cancel_fd, error))
		return FALSE;
	for (unsigned i = 0; i < all->len; i++)
		g_ptr_array_add(words, g_strdup(all->pdata[i]));
	return TRUE;
}

/* A version must be here; a path may be missing, as it always could. */
static gboolean check_word(const char *word, int cancel_fd, GError **error)
{
	struct qemu_binary *binary;
	GError *why = NULL;

	if (!fleet_is_version(word))
		return TRUE;
	binary = qemu_binary_find(word, cancel_fd, &why);
	qemu_binary_free(binary);
	if (why == NULL)
		return TRUE;
	g_propagate_error(error, why);
	return FALSE;
}

/* Engines without a binary take any word. */
static gboolean needs_qemu(const struct section *section)
{
	const struct dimension *engines = section_dimension(section, "engine");
	struct point point = {.engine = NULL};
	gboolean needed = engines == NULL;

	for (unsigned i = 0; !needed && i < engines->values->len; i++) {
		point.engine = engines->values->pdata[i];
		needed = engine_for(&point)->needs_qemu;
	}
	return needed;
}

static gboolean expand_section(struct section *section, int cancel_fd, GError **error)
{
	struct dimension *dimension = section_dimension(section, "qemu");
	g_autoptr(GPtrArray) words = NULL;

	if (dimension == NULL)
		return TRUE;
	words = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < dimension->values->len; i++) {
		const char *word = dimension->values->pdata[i];
		gboolean ok = TRUE;

		if (strcmp(word, RELEASES_ALL) == 0)
			ok = add_all(words, cancel_fd, error);
		else if (needs_qemu(section))
			ok = check_word(word, cancel_fd, error);
		if (!ok)
			return section_blame(dimension->line, error);
		if (strcmp(word, RELEASES_ALL) != 0)
			g_ptr_array_add(words, g_strdup(word));
	}
	return section_expand(section, dimension, g_steal_pointer(&words), error);
}

gboolean releases_expand(const GPtrArray *scenarios, int cancel_fd, GError **error)
{
	for (unsigned i = 0; i < scenarios->len; i++) {
		const struct scenario *scenario = scenarios->pdata[i];

		for (unsigned j = 0; j < scenario->sections->len; j++)
			if (!expand_section(scenario->sections->pdata[j], cancel_fd, error) ||
			    !machine_types_expand(scenario->sections->pdata[j], cancel_fd, error)) {
				g_prefix_error(error, "%s:", scenario->path);
				return FALSE;
			}
	}
	return TRUE;
}

gboolean releases_check(const struct point *point, int cancel_fd, GError **error)
{
	if (point->machine != NULL && machine_is_all(point->machine))
		return input_error(
			error, "machine = %s names several: expected one (scenarios take lists)",
			point->machine);
	if (point->qemu == NULL || !engine_for(point)->needs_qemu)
		return TRUE;
	if (strcmp(point->qemu, RELEASES_ALL) == 0)
		return input_error(error,
				   "qemu = " RELEASES_ALL
				   " names several: expected one, such as 7.2 (scenarios take "
				   "lists)");
	return check_word(point->qemu, cancel_fd, error);
}
