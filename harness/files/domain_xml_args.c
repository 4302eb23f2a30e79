/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <qemu:commandline>: words that libvirt puts behind its own for QEMU, where a later word overrules
 * an earlier one.
 */
#include "files/domain_xml.h"

#include <string.h>

#define QEMU_NAMESPACE "http://libvirt.org/schemas/domain/qemu/1.0"

static gboolean read_words(struct config *config, const GPtrArray *words, GError **error)
{
	for (unsigned i = 0; i < words->len; i++) {
		const struct element *option = words->pdata[i], *value = NULL;

		if (*domain_argument(option) == '-' && i + 1 < words->len &&
		    *domain_argument(words->pdata[i + 1]) != '-')
			value = words->pdata[++i];
		if (!domain_read_option(config, option, value, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean add_words(struct config *config, const struct element *command_line,
			  GPtrArray *words, GError **error)
{
	for (unsigned i = 0; i < command_line->children->len; i++) {
		struct element *arg = command_line->children->pdata[i];

		if (strcmp(element_local_name(arg), "arg") != 0 ||
		    g_strcmp0(element_namespace(arg), QEMU_NAMESPACE) != 0)
			continue;
		if (element_find(arg, "value") == NULL)
			return config_error(config, arg->line, error, "%.60s: expected a value",
					    arg->name);
		g_ptr_array_add(words, arg);
	}
	return TRUE;
}

/* Elements of QEMU's own namespace, and those that only look so. */
static gboolean read_extension(struct config *config, const struct element *element,
			       GPtrArray *words, GError **error)
{
	const char *name = element_local_name(element);
	gboolean is_command_line = strcmp(name, "commandline") == 0;

	if (g_strcmp0(element_namespace(element), QEMU_NAMESPACE) != 0) {
		if (is_command_line)
			config_remark(config, REMARK_IN_VAIN, element->line,
				      "%.60s: libvirt reads it in the namespace " QEMU_NAMESPACE
				      " only",
				      element->name);
		return TRUE;
	}
	if (is_command_line)
		return add_words(config, element, words, error);
	if (strcmp(name, "override") == 0)
		config_remark(config, REMARK_UNCLEAR, element->line,
			      "%.60s: it changes properties of devices past libvirt",
			      element->name);
	return TRUE;
}

gboolean domain_read_arguments(struct config *config, GError **error)
{
	const struct domain *domain = config->places;
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	const struct point *point = config->point;

	for (unsigned i = 0; i < domain->root->children->len; i++)
		if (!read_extension(config, domain->root->children->pdata[i], words, error))
			return FALSE;
	if (!read_words(config, words, error))
		return FALSE;
	return point->maxmem == UNSET || point->maxmem >= point->size ||
	       config_error(config, domain->root->line, error,
			    "maxmem: expected no less than the size");
}
