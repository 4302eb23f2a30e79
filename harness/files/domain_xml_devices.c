/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The devices of a domain that take address space: memory, PCI holes, and the host's devices. */
#include "files/domain_xml.h"

#include "base/size.h"
#include "model/machine.h"

#include <string.h>

/* src/qemu/qemu_domain.c: qemuDomainGetMemoryModuleSizeAlignment, for x86 */
#define MODULE_ALIGNMENT (2 * MIB)

static gboolean is_one_of(const char *word, const char *const *words)
{
	return word != NULL && g_strv_contains(words, word);
}

/* Counts what there is at the start. A module without a slot is virtio's own. */
static gboolean read_memory_device(struct config *config, const struct element *memory,
				   GError **error)
{
	static const char *const in_slots[] = {"dimm", "nvdimm", NULL};
	static const char *const without[] = {"virtio-mem", "virtio-pmem", NULL};
	struct domain *domain = config->places;
	const struct element *size = element_child(element_child(memory, "target"), "size");
	const char *model = element_get(memory, "model");
	uint64_t bytes;

	if (g_strcmp0(model, "sgx-epc") != 0 && !is_one_of(model, in_slots) &&
	    !is_one_of(model, without))
		return config_error(config, memory->line, error,
				    "memory model '%.60s': expected dimm, nvdimm, virtio-mem, "
				    "virtio-pmem or sgx-epc",
				    model != NULL ? model : "");
	if (size == NULL)
		return config_error(config, memory->line, error,
				    "memory %s: expected a <target> with a <size>", model);
	if (!domain_read_size(config, size, NULL, &bytes, error))
		return FALSE;
	domain->device_bytes = add_saturated(domain->device_bytes, bytes);
	if (strcmp(model, "sgx-epc") == 0) {
		config_remark(config, REMARK_UNCLEAR, memory->line,
			      "memory sgx-epc: memroof does not lay out SGX memory");
	} else {
		config->plugged = add_saturated(config->plugged, round_up(bytes, MODULE_ALIGNMENT));
		config->dimms += is_one_of(model, in_slots);
	}
	if (domain->max_memory == NULL && strcmp(model, "sgx-epc") != 0)
		return config_error(config, memory->line, error,
				    "memory %s: expected a <maxMemory> in <domain> for it", model);
	return TRUE;
}

/* The controller that is the machine's own bus; others have no hole. */
static gboolean read_controller(struct config *config, struct element *controller, GError **error)
{
	struct domain *domain = config->places;
	struct element *hole = element_child(controller, "pcihole64");
	const char *type = element_get(controller, "type"), *model;
	uint64_t index;

	if (g_strcmp0(type, "pci") != 0)
		return TRUE;
	if (!domain_read_count(config, controller, "index", 0, G_MAXUINT32, &index, error))
		return FALSE;
	model = element_get(controller, "model");
	if (index != 0 && !(index == UNSET && (g_strcmp0(model, "pcie-root") == 0 ||
					       g_strcmp0(model, "pci-root") == 0))) {
		if (hole != NULL)
			config_remark(config, REMARK_IN_VAIN, hole->line,
				      "pcihole64: libvirt reads it at the root bus only");
		return TRUE;
	}
	if (domain->root_bus != NULL)
		return config_error(config, controller->line, error,
				    "controller: a second PCI bus with index 0");
	domain->root_bus = controller;
	domain->hole = hole;
	return TRUE;
}

static gboolean read_hole(struct config *config, GError **error)
{
	struct domain *domain = config->places;
	const char *model = element_get(domain->root_bus, "model"), *expected = NULL;

	switch (machine_kind(config->point->machine).family) {
	case FAMILY_Q35:
		expected = "pcie-root";
		break;
	case FAMILY_PC:
		expected = "pci-root";
		break;
	default:
		break;
	}
	if (domain->root_bus != NULL && expected != NULL && g_strcmp0(model, expected) != 0)
		return config_error(config, domain->root_bus->line, error,
				    "controller: expected model %s for index 0 of this machine",
				    expected);
	if (domain->hole == NULL)
		return TRUE;
	if (machine_hole64_property(config->point->machine) == NULL) {
		config_remark(config, REMARK_IN_VAIN, domain->hole->line,
			      "pcihole64: this machine has none");
		return TRUE;
	}
	if (!domain_read_size(config, domain->hole, NULL, &config->point->pci_hole64, error))
		return FALSE;
	config->point->pci_hole64 = round_up(config->point->pci_hole64, KIB);
	return TRUE;
}

static gboolean read_device(struct config *config, struct element *device, GError **error)
{
	if (element_is(device, "memory"))
		return read_memory_device(config, device, error);
	if (element_is(device, "controller"))
		return read_controller(config, device, error);
	if (element_is(device, "hostdev")) {
		const char *type = element_get(device, "type");

		if (is_one_of(type, (const char *const[]){"pci", "mdev", NULL}))
			config_remark(config, REMARK_UNCLEAR, device->line,
				      "hostdev: the host's device may need room for its BARs in "
				      "the 64-bit PCI hole");
	} else if (element_is(device, "interface") &&
		   g_strcmp0(element_get(device, "type"), "hostdev") == 0) {
		config_remark(config, REMARK_UNCLEAR, device->line,
			      "interface: the host's device may need room for its BARs in the "
			      "64-bit PCI hole");
	} else if (element_is(device, "shmem")) {
		config_remark(config, REMARK_UNCLEAR, device->line,
			      "shmem: shared memory is a BAR, and needs room in the 64-bit PCI "
			      "hole");
	}
	return TRUE;
}

gboolean domain_read_devices(struct config *config, GError **error)
{
	struct domain *domain = config->places;

	for (unsigned i = 0; domain->devices != NULL && i < domain->devices->children->len; i++)
		if (!read_device(config, domain->devices->children->pdata[i], error))
			return FALSE;
	if (domain->device_bytes > LARGEST_SIZE || config->plugged > LARGEST_SIZE)
		return config_error(config, domain->devices->line, error,
				    "memory: the memory devices are too large");
	return read_hole(config, error);
}
