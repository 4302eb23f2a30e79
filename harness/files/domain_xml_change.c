/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other values in a domain, so that everything that repeats them goes along. */
#include "base/error.h"
#include "base/size.h"
#include "files/domain_size.h"
#include "files/domain_xml.h"
#include "files/markup_edit.h"
#include "model/machine.h"

#include <string.h>

/* One change, while it is made. */
struct change {
	const struct config *config;
	const struct domain *domain;
	const struct point *wanted;
	struct edits *edits;
	struct markup_style style;
	GString *cpu;        /* lines of what <cpu> gets */
	struct point *words; /* what the words for QEMU are to say */
};

/* Where the value behind an option stands. */
static unsigned line_of(const struct qemu_group *words)
{
	return words->options->len > 0 ? qemu_group_option(words, 0)->line : words->line;
}

/* @bytes in the unit of @element where that is exact, else in the largest one that is. */
static char *number_for(const struct element *element, uint64_t bytes, const char **unit)
{
	static const char *const units[] = {"TiB", "GiB", "MiB", "KiB", "b"};
	uint64_t own = element != NULL ? domain_unit(element_get(element, "unit")) : KIB;

	*unit = NULL;
	for (unsigned i = 0; bytes % own != 0; i++) {
		*unit = units[i];
		own = domain_unit(units[i]);
	}
	return g_strdup_printf("%" G_GUINT64_FORMAT, bytes / own);
}

/* The element's text, or its attribute @name. */
static void set_size(struct change *change, const struct element *element, const char *name,
		     uint64_t bytes)
{
	const char *unit;
	g_autofree char *number = number_for(element, bytes, &unit);

	if (name != NULL)
		markup_set_attribute(&change->style, change->edits, element, name, number);
	else
		markup_set_text(change->edits, element, number);
	if (unit != NULL)
		markup_set_attribute(&change->style, change->edits, element, "unit", unit);
}

static gboolean is_whole(const char *key, uint64_t bytes, uint64_t unit, const char *words,
			 GError **error)
{
	return bytes == UNSET || bytes % unit == 0 ||
	       input_error(error, "%s: libvirt takes whole %s only", key, words);
}

/* <currentMemory> goes along where it was all, and never is more. */
static void change_current(struct change *change, uint64_t total)
{
	const struct element *current = change->domain->current_memory;
	uint64_t bytes,
		before = add_saturated(change->config->point->size, change->domain->device_bytes);

	if (current != NULL && domain_read_size(change->config, current, NULL, &bytes, NULL) &&
	    (bytes > total || round_up(bytes, MIB) >= round_up(before, MIB)))
		set_size(change, current, NULL, total);
}

static gboolean change_size(struct change *change, GError **error)
{
	const struct domain *domain = change->domain;
	uint64_t size = change->wanted->size;
	uint64_t total = add_saturated(size, domain->device_bytes);

	if (size == change->config->point->size)
		return TRUE;
	if (size == UNSET)
		return input_error(error, "size: a domain cannot do without");
	if (domain->cells->len > 1)
		return input_error(error,
				   "size: the domain has %u NUMA cells, and which of them is to "
				   "change is yours to say",
				   domain->cells->len);
	if (!is_whole("size", size, MIB, "MiB", error))
		return FALSE;
	if (domain->cells->len == 1)
		set_size(change, domain->cells->pdata[0], "memory", size);
	if (domain->memory != NULL)
		set_size(change, domain->memory, NULL, total);
	change_current(change, total);
	return TRUE;
}

/* All virtual CPUs, as the cells of a domain name them. */
static char *all_cpus(const struct domain *domain)
{
	const struct element *vcpu = element_child(domain->root, "vcpu");
	uint64_t n;

	if (vcpu == NULL || !domain_number(vcpu->text->str, &n) || n < 2)
		return g_strdup("0");
	return g_strdup_printf("0-%" G_GUINT64_FORMAT, n - 1);
}

/* libvirt plugs memory into NUMA cells. */
static void add_cell(struct change *change)
{
	const struct domain *domain = change->domain;
	const struct element *numa = element_child(domain->cpu, "numa");
	g_autofree char *cpus = all_cpus(domain), *cell = NULL;

	cell = g_strdup_printf("<cell id='0' cpus='%s' memory='%" G_GUINT64_FORMAT "' unit='KiB'/>",
			       cpus, change->wanted->size / KIB);
	if (numa != NULL)
		markup_add_child(&change->style, change->edits, numa, cell);
	else
		g_string_append_printf(change->cpu, "%s<numa>\n\t%s\n</numa>",
				       change->cpu->len > 0 ? "\n" : "", cell);
}

static void add_max_memory(struct change *change)
{
	const struct domain *domain = change->domain;
	const struct element *before = domain->memory != NULL ? domain->memory : domain->cpu;
	const char *unit;
	g_autofree char *number = number_for(domain->memory, change->wanted->maxmem, &unit);
	g_autofree char *element = NULL;

	if (unit == NULL && domain->memory != NULL)
		unit = element_get(domain->memory, "unit");
	element =
		g_strdup_printf("<maxMemory slots='%" G_GUINT64_FORMAT "' unit='%s'>%s</maxMemory>",
				change->wanted->slots, unit != NULL ? unit : "KiB", number);
	markup_add_before(&change->style, change->edits, before, element);
	if (domain->cells->len == 0)
		add_cell(change);
}

static gboolean check_hotplug(const struct change *change, GError **error)
{
	const struct point *wanted = change->wanted;
	const struct config *config = change->config;

	if (wanted->maxmem == UNSET && wanted->slots != UNSET)
		return input_error(error, "slots: <maxMemory> has them, and needs a maxmem");
	if (config->plugged > 0 && (wanted->maxmem == UNSET || wanted->maxmem < wanted->size ||
				    wanted->maxmem - wanted->size < config->plugged))
		return input_error(error, "maxmem: the domain's memory devices have no room then");
	if (config->dimms > 0 && (wanted->slots == UNSET || wanted->slots < config->dimms))
		return input_error(error,
				   "slots: the domain's memory devices need %" G_GUINT64_FORMAT,
				   config->dimms);
	if (wanted->maxmem != UNSET && (wanted->slots == UNSET || wanted->slots == 0) &&
	    (change->domain->max_memory == NULL || wanted->slots != config->point->slots))
		return input_error(error, "slots: libvirt up to 9 takes no maxMemory without any");
	return is_whole("maxmem", wanted->maxmem, MIB, "MiB", error);
}

static gboolean change_hotplug(struct change *change, GError **error)
{
	const struct point *wanted = change->wanted, *point = change->config->point;
	const struct element *max = change->domain->max_memory;

	if (wanted->maxmem == point->maxmem && wanted->slots == point->slots)
		return TRUE;
	if (!check_hotplug(change, error))
		return FALSE;
	if (max == NULL) {
		add_max_memory(change);
	} else if (wanted->maxmem == UNSET) {
		markup_remove(&change->style, change->edits, max);
	} else {
		g_autofree char *slots = g_strdup_printf("%" G_GUINT64_FORMAT, wanted->slots);

		if (wanted->slots != point->slots)
			markup_set_attribute(&change->style, change->edits, max, "slots", slots);
		if (wanted->maxmem != point->maxmem)
			set_size(change, max, NULL, wanted->maxmem);
	}
	return TRUE;
}

static gboolean change_memory(struct change *change, GError **error)
{
	const struct point *wanted = change->wanted, *point = change->config->point;

	if (change->domain->memory_words != NULL &&
	    (wanted->size != point->size || wanted->maxmem != point->maxmem ||
	     wanted->slots != point->slots))
		return input_error(error,
				   "memory: line %u gives QEMU a -m of its own, which "
				   "overrules libvirt's",
				   line_of(change->domain->memory_words));
	return change_size(change, error) && change_hotplug(change, error);
}

/* Where the value is in words for QEMU that count, they change. */
static gboolean change_words(const struct qemu_group *words, const char *key, uint64_t value,
			     uint64_t *target, GError **error)
{
	*target = value;
	return value != UNSET ||
	       input_error(error,
			   "%s: it stands in the arguments for QEMU in line %u; take it out there",
			   key, line_of(words));
}

static void add_hole(struct change *change, uint64_t bytes)
{
	const struct domain *domain = change->domain;
	gboolean q35 = machine_kind(change->config->point->machine).family == FAMILY_Q35;
	const char *unit;
	g_autofree char *number = NULL, *hole = NULL, *controller = NULL, *devices = NULL;

	/* As libvirt writes it. */
	number = number_for(NULL, bytes, &unit);
	hole = g_strdup_printf("<pcihole64 unit='KiB'>%s</pcihole64>", number);
	if (domain->root_bus != NULL) {
		markup_add_child(&change->style, change->edits, domain->root_bus, hole);
		return;
	}
	controller = g_strdup_printf("<controller type='pci' index='0' model='%s'>\n\t%s\n"
				     "</controller>",
				     q35 ? "pcie-root" : "pci-root", hole);
	if (domain->devices != NULL) {
		markup_add_child(&change->style, change->edits, domain->devices, controller);
		return;
	}
	devices = g_strdup_printf("<devices>\n\t<controller type='pci' index='0' model='%s'>\n"
				  "\t\t%s\n\t</controller>\n</devices>",
				  q35 ? "pcie-root" : "pci-root", hole);
	markup_add_child(&change->style, change->edits, domain->root, devices);
}

static gboolean change_hole(struct change *change, GError **error)
{
	const struct domain *domain = change->domain;
	uint64_t bytes = change->wanted->pci_hole64;

	if (bytes == change->config->point->pci_hole64)
		return TRUE;
	if (machine_hole64_property(change->config->point->machine) == NULL)
		return input_error(error, "pci-hole64: this machine has none");
	if (domain->hole_words != NULL)
		return change_words(domain->hole_words, "pci-hole64", bytes,
				    &change->words->pci_hole64, error);
	if (!is_whole("pci-hole64", bytes, KIB, "KiB", error))
		return FALSE;
	if (bytes == UNSET)
		markup_remove(&change->style, change->edits, domain->hole);
	else if (domain->hole != NULL)
		set_size(change, domain->hole, NULL, bytes);
	else
		add_hole(change, bytes);
	return TRUE;
}

static gboolean change_bits(struct change *change, GError **error)
{
	const struct domain *domain = change->domain;
	const struct element *width = domain->max_phys_addr;
	uint64_t bits = change->wanted->phys_bits, before = change->config->point->phys_bits;
	g_autofree char *words = bits != UNSET ? g_strdup_printf("%" G_GUINT64_FORMAT, bits) : NULL;

	if (bits == before)
		return TRUE;
	if (domain->cpu_words != NULL)
		return change_words(domain->cpu_words, "phys-bits", bits, &change->words->phys_bits,
				    error);
	if (width == NULL && words == NULL)
		return input_error(error, "phys-bits: a -global for QEMU has them; take it out");
	if (width == NULL) {
		g_string_append_printf(change->cpu, "<maxphysaddr mode='emulate' bits='%s'/>",
				       words);
	} else if (words == NULL) {
		markup_remove(&change->style, change->edits, width);
	} else {
		if (g_strcmp0(element_get(width, "mode"), "emulate") != 0)
			markup_set_attribute(&change->style, change->edits, width, "mode",
					     "emulate");
		markup_set_attribute(&change->style, change->edits, width, "bits", words);
	}
	return TRUE;
}

static void add_to_cpu(struct change *change)
{
	const struct domain *domain = change->domain;
	g_autoptr(GString) cpu = g_string_new("<cpu>\n\t");

	if (change->cpu->len == 0)
		return;
	if (domain->cpu != NULL) {
		markup_add_child(&change->style, change->edits, domain->cpu, change->cpu->str);
		return;
	}
	for (const char *c = change->cpu->str; *c != '\0'; c++)
		g_string_append(cpu, *c == '\n' ? "\n\t" : (const char[]){*c, '\0'});
	g_string_append(cpu, "\n</cpu>");
	if (domain->devices != NULL)
		markup_add_before(&change->style, change->edits, domain->devices, cpu->str);
	else
		markup_add_child(&change->style, change->edits, domain->root, cpu->str);
}

static gboolean change_line(const struct change *change, GError **error)
{
	const struct command_line *line = &change->domain->line;

	return line->settings == NULL ||
	       command_line_change(change->config, line, change->words, change->edits, error);
}

gboolean domain_change(const struct config *config, const struct point *wanted, struct edits *edits,
		       GError **error)
{
	struct change change = {.config = config,
				.domain = config->places,
				.wanted = wanted,
				.edits = edits,
				.cpu = g_string_new(NULL),
				.words = point_copy(config->point)};
	gboolean done;

	markup_style_init(&change.style, config, change.domain->root);
	done = change_bits(&change, error) && change_memory(&change, error) &&
	       change_hole(&change, error) && change_line(&change, error);
	if (done)
		add_to_cpu(&change);
	g_string_free(change.cpu, TRUE);
	point_free(change.words);
	markup_style_clear(&change.style);
	return done;
}
