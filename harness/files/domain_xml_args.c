/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * <qemu:commandline>: words that libvirt puts behind its own for QEMU. Together they are a command
 * line, which is read as any other one; of libvirt's own words only those are made that decide.
 */
#include "files/domain_xml.h"

#include "base/size.h"
#include "files/qemu_meaning.h"
#include "model/machine.h"

#include <string.h>

#define QEMU_NAMESPACE "http://libvirt.org/schemas/domain/qemu/1.0"

/* One of libvirt's own options, on behalf of what stands in @line. */
static G_GNUC_PRINTF(4, 5) void give(GPtrArray *words, unsigned line, const char *option,
				     const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(words, word_new(g_strdup(option), line));
	g_ptr_array_add(words, word_new(g_strdup_vprintf(format, args), line));
	va_end(args);
}

static unsigned line_of(const struct domain *domain, const struct element *element)
{
	return element != NULL ? element->line : domain->root->line;
}

static void give_memory(const struct config *config, GPtrArray *words)
{
	const struct domain *domain = config->places;
	const struct point *point = config->point;
	g_autoptr(GString) value = g_string_new(NULL);
	unsigned line = line_of(domain, domain->memory);

	g_string_append_printf(value, "size=%" G_GUINT64_FORMAT "B", point->size);
	if (point->slots != UNSET)
		g_string_append_printf(value, ",slots=%" G_GUINT64_FORMAT, point->slots);
	if (point->maxmem != UNSET)
		g_string_append_printf(value, ",maxmem=%" G_GUINT64_FORMAT "B", point->maxmem);
	give(words, line, "-m", "%s", value->str);
	/* The cells together have all of it. */
	if (domain->cells->len > 0)
		give(words, line_of(domain, domain->cells->pdata[0]), "-numa",
		     "node,mem=%" G_GUINT64_FORMAT "B", point->size);
}

static void give_cpu(const struct config *config, GPtrArray *words)
{
	const struct domain *domain = config->places;
	const struct point *point = config->point;
	g_autoptr(GString) value = g_string_new(NULL);

	if (config->host_cpu || point->cpu != NULL)
		g_string_append_printf(value, ",model=%s", config->host_cpu ? "host" : point->cpu);
	if (point->phys_bits != UNSET)
		g_string_append_printf(value, "%s,phys-bits=%" G_GUINT64_FORMAT,
				       config->host_cpu ? ",host-phys-bits=off" : "",
				       point->phys_bits);
	if (value->len > 0)
		give(words, line_of(domain, domain->cpu), "-cpu", "%s", value->str + 1);
}

static void give_libvirts(const struct config *config, GPtrArray *words)
{
	const struct domain *domain = config->places;
	const struct point *point = config->point;
	unsigned line = domain->root->line;

	give(words, line, "-accel", "%s", domain_is_kvm(domain) ? "kvm" : "tcg");
	give(words, line, "-machine", "type=%s", point->machine);
	give_memory(config, words);
	give_cpu(config, words);
	if (point->pci_hole64 != UNSET)
		give(words, line_of(domain, domain->hole), "-global", "%s=%" G_GUINT64_FORMAT,
		     machine_hole64_property(point->machine), point->pci_hole64);
}

/* The value of an <arg>, each byte of which may be written in several: as an entity, or as an end
 * of line. */
static struct word *word_of(const struct config *config, const struct element *arg)
{
	const struct attribute *value = element_find(arg, "value");
	struct word *word = word_new(g_strdup(value->value), arg->line);
	size_t at = value->span.start, end;

	word->place = (struct place){value->span.start, value->span.end};
	for (size_t i = 0, n; i < word->length && at < word->place.end; at = end) {
		const char *written = config->text + at;

		n = *written == '&' ? (size_t)g_utf8_skip[(guchar)word->text[i]] : 1;
		end = at + 1;
		if (*written == '&')
			end = at + strcspn(written, ";") + 1;
		else if (g_str_has_prefix(written, "\r\n"))
			end = at + 2;
		for (; n > 0 && i < word->length; n--, i++)
			g_array_index(word->bytes, struct byte_place, i) =
				(struct byte_place){(uint32_t)at, (uint32_t)end, FALSE};
	}
	return word;
}

static gboolean add_words(struct config *config, const struct element *command_line, GError **error)
{
	struct domain *domain = config->places;

	for (unsigned i = 0; i < command_line->children->len; i++) {
		struct element *arg = command_line->children->pdata[i];

		if (strcmp(element_local_name(arg), "arg") != 0 ||
		    g_strcmp0(element_namespace(arg), QEMU_NAMESPACE) != 0)
			continue;
		if (element_find(arg, "value") == NULL)
			return config_error(config, arg->line, error, "%.60s: expected a value",
					    arg->name);
		g_ptr_array_add(domain->line.words, word_of(config, arg));
	}
	return TRUE;
}

/* Elements of QEMU's own namespace, and those that only look so. */
static gboolean read_extension(struct config *config, const struct element *element, GError **error)
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
		return add_words(config, element, error);
	if (strcmp(name, "override") == 0)
		config_remark(config, REMARK_UNCLEAR, element->line,
			      "%.60s: it changes properties of devices past libvirt",
			      element->name);
	return TRUE;
}

/* Which values stand in the words. */
static void find_words(struct config *config)
{
	struct domain *domain = config->places;
	const struct qemu_settings *settings = domain->line.settings;
	const char *hole = machine_hole64_property(config->point->machine);
	g_auto(GStrv) parts = g_strsplit(hole != NULL ? hole : ".", ".", 2);
	struct {
		const struct qemu_group *last, **words;
	} values[] = {
		{qemu_settings_last(settings, "memory"), &domain->memory_words},
		{qemu_settings_last(settings, "cpu"), &domain->cpu_words},
		{qemu_settings_global(settings, parts[0], parts[1]), &domain->hole_words},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(values); i++) {
		if (values[i].last != NULL && values[i].last->index >= domain->own)
			*values[i].words = values[i].last;
	}
	if (domain->cpu_words != NULL && domain->max_phys_addr != NULL)
		config_remark(config, REMARK_IN_VAIN, domain->max_phys_addr->line,
			      "maxphysaddr: a later -cpu overrules libvirt's CPU");
}

/* What the whole command line says takes the place of what libvirt says. */
static gboolean read_line(struct config *config, GError **error)
{
	struct domain *domain = config->places;
	struct command_line *line = &domain->line;
	struct point *libvirts = config->point;

	line->dialect = SHELL_NUL; /* no quotes */
	line->end = line->words->len;
	config->point = point_new();
	config->point->firmware = g_steal_pointer(&libvirts->firmware);
	point_free(libvirts);
	if (!command_line_parse(config, line, error) ||
	    !qemu_settings_mean(config, line->settings, FALSE, error))
		return FALSE;
	find_words(config);
	return config->point->maxmem == UNSET || config->point->maxmem >= config->point->size ||
	       config_error(config, domain->root->line, error,
			    "maxmem: expected no less than the size");
}

gboolean domain_read_arguments(struct config *config, GError **error)
{
	struct domain *domain = config->places;

	domain->line.words = g_ptr_array_new_with_free_func((GDestroyNotify)word_free);
	give_libvirts(config, domain->line.words);
	domain->own = domain->line.words->len;
	for (unsigned i = 0; i < domain->root->children->len; i++)
		if (!read_extension(config, domain->root->children->pdata[i], error))
			return FALSE;
	return domain->line.words->len == domain->own || read_line(config, error);
}
