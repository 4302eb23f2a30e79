/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A domain as virsh dumpxml prints it and virsh define takes it. */
#include "files/domain_xml.h"

#include "base/size.h"
#include "files/domain_size.h"
#include "model/keys.h"
#include "model/machine.h"

#include <string.h>

static gboolean claims(const char *text, size_t length)
{
	size_t at = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < length && g_ascii_isspace(text[at]))
		at++;
	return at < length && text[at] == '<';
}

gboolean domain_read_size(const struct config *config, const struct element *element,
			  const char *name, uint64_t *bytes, GError **error)
{
	const char *unit = element_get(element, "unit");
	const char *text = name != NULL ? element_get(element, name) : element->text->str;
	const char *key = name != NULL ? name : element->name;
	uint64_t scale = domain_unit(unit), number;
	const char *word = text != NULL ? text : "";

	if (scale == 0)
		return config_error(config, element->line, error,
				    "%s: unknown unit '%.60s': expected KiB, MiB, GiB, KB, b, ...",
				    key, unit);
	if (text == NULL || !domain_number(text, &number))
		return config_error(config, element->line, error,
				    "%s: bad value '%.60s': expected a whole number", key, word);
	*bytes = mul_saturated(number, scale);
	return *bytes <= LARGEST_SIZE ||
	       config_error(config, element->line, error, "%s: '%.60s' is too large", key, word);
}

gboolean domain_read_count(const struct config *config, const struct element *element,
			   const char *name, uint64_t min, uint64_t max, uint64_t *count,
			   GError **error)
{
	const char *text = element_get(element, name);

	*count = UNSET;
	if (text == NULL)
		return TRUE;
	if (domain_number(text, count) && *count >= min && *count <= max)
		return TRUE;
	return config_error(config, element->line, error,
			    "%s: bad value '%.60s': expected a whole number from %" G_GUINT64_FORMAT
			    " to %" G_GUINT64_FORMAT,
			    name, text, min, max);
}

static gboolean find_root(struct config *config, GError **error)
{
	struct domain *domain = config->places;
	struct element *tree = domain->tree;

	domain->root = element_is(tree, "domstatus") ? element_child(tree, "domain") : tree;
	if (domain->root != NULL && element_is(domain->root, "domain"))
		return TRUE;
	return config_error(config, tree->line, error,
			    "expected libvirt's <domain>, found <%.60s>%s", tree->name,
			    domain->root == NULL ? " without one" : "");
}

gboolean domain_is_kvm(const struct domain *domain)
{
	return g_strcmp0(element_get(domain->root, "type"), "kvm") == 0;
}

static gboolean read_type(struct config *config, GError **error)
{
	const struct domain *domain = config->places;
	const char *type = element_get(domain->root, "type");

	if (domain_is_kvm(domain) || g_strcmp0(type, "qemu") == 0)
		return TRUE;
	return config_error(config, domain->root->line, error,
			    "domain type '%.60s': expected kvm or qemu, because memroof knows QEMU "
			    "only",
			    type != NULL ? type : "");
}

/* For any UEFI; which of them does not matter to the address space. */
static void read_firmware(struct config *config, const struct element *os)
{
	const struct element *loader = element_child(os, "loader");
	g_autofree char *path = NULL;

	if (g_strcmp0(element_get(os, "firmware"), "efi") == 0 ||
	    g_strcmp0(element_get(loader, "type"), "pflash") == 0) {
		config->point->firmware = g_strdup("ovmf");
		return;
	}
	if (loader == NULL || loader->text->len == 0)
		return;
	path = g_ascii_strdown(loader->text->str, -1);
	if (strstr(path, "ovmf") != NULL || strstr(path, "edk2") != NULL ||
	    strstr(path, "uefi") != NULL)
		config->point->firmware = g_strdup("ovmf");
	else if (strstr(path, "bios") == NULL)
		config_remark(config, REMARK_UNCLEAR, loader->line,
			      "loader: memroof does not know this firmware, and takes it for a "
			      "BIOS");
}

static gboolean read_os(struct config *config, GError **error)
{
	struct domain *domain = config->places;
	const struct element *os = element_child(domain->root, "os");
	const struct element *type = element_child(os, "type");
	const char *arch = element_get(type, "arch"), *machine = element_get(type, "machine");

	if (type == NULL)
		return config_error(config, os != NULL ? os->line : domain->root->line, error,
				    "os: expected a <type>");
	if (strcmp(type->text->str, "hvm") != 0)
		return config_error(config, type->line, error, "os type '%.60s': expected hvm",
				    type->text->str);
	if (arch != NULL && strcmp(arch, "x86_64") != 0 && strcmp(arch, "i686") != 0)
		return config_error(config, type->line, error,
				    "arch '%.60s': memroof understands x86_64 and i686 only", arch);
	if (arch == NULL)
		config_remark(config, REMARK_ASSUMED, type->line, "arch: taken for x86_64");
	if (machine == NULL)
		config_remark(config, REMARK_ASSUMED, type->line,
			      "machine: libvirt's own choice, pc");
	else if (strchr(machine, ',') != NULL)
		return config_error(config, type->line, error,
				    "machine '%.60s': expected a name alone", machine);
	config->point->machine = g_strdup(machine != NULL ? machine : "pc");
	if (machine_kind(config->point->machine).family == FAMILY_OTHER)
		config_remark(config, REMARK_UNCLEAR, type->line,
			      "machine %.60s: memroof knows the address space of pc and q35 only",
			      machine);
	read_firmware(config, os);
	return TRUE;
}

static gboolean read_cells(struct config *config, uint64_t *sum, GError **error)
{
	struct domain *domain = config->places;
	const struct element *numa = element_child(domain->cpu, "numa");
	uint64_t bytes;

	*sum = 0;
	for (unsigned i = 0; numa != NULL && i < numa->children->len; i++) {
		struct element *cell = numa->children->pdata[i];

		if (!element_is(cell, "cell"))
			continue;
		if (!domain_read_size(config, cell, "memory", &bytes, error))
			return FALSE;
		g_ptr_array_add(domain->cells, cell);
		*sum = add_saturated(*sum, round_up(bytes, MIB));
	}
	return *sum <= LARGEST_SIZE ||
	       config_error(config, numa->line, error, "numa: the cells are too large");
}

static gboolean read_max_memory(struct config *config, GError **error)
{
	struct domain *domain = config->places;
	const struct element *max = domain->max_memory;
	struct point *point = config->point;

	if (max == NULL)
		return TRUE;
	if (!domain_read_size(config, max, NULL, &point->maxmem, error) ||
	    !domain_read_count(config, max, "slots", 0, key_find("slots")->max, &point->slots,
			       error))
		return FALSE;
	point->maxmem = round_up(point->maxmem, MIB);
	if (point->slots == UNSET || point->slots == 0)
		config_remark(config, REMARK_UNCLEAR, max->line,
			      "maxMemory: libvirt up to 9 refuses it without slots");
	if (domain->cells->len == 0)
		config_remark(config, REMARK_UNCLEAR, max->line,
			      "maxMemory: libvirt up to 9 refuses it without a NUMA cell in <cpu>");
	if (point->slots != UNSET && point->slots < config->dimms)
		return config_error(config, max->line, error,
				    "maxMemory: expected a slot for each of %" G_GUINT64_FORMAT
				    " memory devices",
				    config->dimms);
	return point->maxmem >= add_saturated(point->size, config->plugged) ||
	       config_error(config, max->line, error,
			    "maxMemory: expected no less than the memory with its "
			    "devices");
}

static gboolean read_current_memory(struct config *config, uint64_t total, GError **error)
{
	struct domain *domain = config->places;
	uint64_t bytes;

	if (domain->current_memory == NULL)
		return TRUE;
	if (!domain_read_size(config, domain->current_memory, NULL, &bytes, error))
		return FALSE;
	if (round_up(bytes, MIB) > round_up(total, MIB))
		config_remark(config, REMARK_IN_VAIN, domain->current_memory->line,
			      "currentMemory: libvirt takes no more than the memory");
	return TRUE;
}

/* The devices come first: <memory> has them in it. */
gboolean domain_read_memory(struct config *config, GError **error)
{
	struct domain *domain = config->places;
	uint64_t memory = UNSET, cells;

	if (!read_cells(config, &cells, error))
		return FALSE;
	if (domain->memory != NULL &&
	    !domain_read_size(config, domain->memory, NULL, &memory, error))
		return FALSE;
	if (cells == 0 && (memory == UNSET || memory == 0))
		return config_error(config, domain->root->line, error,
				    "memory: expected a <memory> in <domain>");
	if (cells == 0 && memory < domain->device_bytes)
		return config_error(config, domain->memory->line, error,
				    "memory: expected no less than the memory devices in it");
	config->point->size =
		round_up(domain_start_memory(memory, cells, domain->device_bytes), MIB);
	if (config->point->size == 0)
		return config_error(config, domain->memory->line, error,
				    "memory: nothing is left besides the memory devices");
	if (cells > 0 && memory != UNSET &&
	    round_up(memory, MIB) != round_up(add_saturated(cells, domain->device_bytes), MIB))
		config_remark(config, REMARK_IN_VAIN, domain->memory->line,
			      "memory: libvirt takes the sum of the NUMA cells and the memory "
			      "devices instead");
	if (!read_current_memory(config, add_saturated(config->point->size, domain->device_bytes),
				 error))
		return FALSE;
	return read_max_memory(config, error);
}

static void find_parts(struct domain *domain)
{
	domain->memory = element_child(domain->root, "memory");
	domain->current_memory = element_child(domain->root, "currentMemory");
	domain->max_memory = element_child(domain->root, "maxMemory");
	domain->cpu = element_child(domain->root, "cpu");
	domain->devices = element_child(domain->root, "devices");
}

static gint by_line(gconstpointer a, gconstpointer b)
{
	const struct remark *const *left = a, *const *right = b;

	return (int)((*left)->line > (*right)->line) - (int)((*left)->line < (*right)->line);
}

static gboolean read_domain(struct config *config, GError **error)
{
	struct domain *domain = g_new0(struct domain, 1);

	config->places = domain;
	domain->cells = g_ptr_array_new();
	domain->tree = markup_read(config, error);
	if (domain->tree == NULL || !find_root(config, error))
		return FALSE;
	find_parts(domain);
	if (!read_type(config, error) || !read_os(config, error) ||
	    !domain_read_devices(config, error) || !domain_read_memory(config, error) ||
	    !domain_read_cpu(config, error) || !domain_read_arguments(config, error))
		return FALSE;
	g_ptr_array_sort(config->remarks, by_line);
	return TRUE;
}

static void free_places(void *places)
{
	struct domain *domain = places;

	if (domain->tree != NULL)
		element_free(domain->tree);
	command_line_clear(&domain->line);
	g_ptr_array_unref(domain->cells);
	g_free(domain);
}

const struct config_format DOMAIN_XML_FORMAT = {
	.kind = "libvirt domain",
	.claims = claims,
	.read = read_domain,
	.change = domain_change,
	.free_places = free_places,
};
