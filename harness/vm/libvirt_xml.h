/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Point → libvirt's domain XML, a pure function; and back, what libvirt has made of it. */
#ifndef MEMROOF_VM_LIBVIRT_XML_H
#define MEMROOF_VM_LIBVIRT_XML_H

#include "vm/engine.h"

/* The names under which libvirt knows what a guest talks through, and what it grows by. */
#define LIBVIRT_CONSOLE "serial0"
#define LIBVIRT_VIRTIO_MEM "virtiomem0"

/*
 * The domain of the point, called @name, indented; newly allocated. With a guest of ours when the
 * proof wants one; it has no device to leave by, and is to be ended. What XML cannot say stands in
 * <qemu:commandline>. Of @env only emulator, host_memory, guests, disk, console and qemu_path are
 * looked at. Nothing is checked: libvirt and QEMU are asked, not anticipated.
 */
char *libvirt_domain_xml(const struct point *point, const struct engine_env *env, const char *name);

/* The same without blanks between elements and with double quotes: a single line, for a shell to
 * have in single ones. What is quoted in texts is escaped. */
char *libvirt_xml_line(const char *xml);

/* A DIMM of @bytes for virDomainAttachDevice(); newly allocated. Its backend is the domain's. */
char *libvirt_dimm_xml(uint64_t bytes);

/* The virtio-mem device of the point with @requested bytes, for virDomainUpdateDeviceFlags(); newly
 * allocated. */
char *libvirt_virtio_mem_xml(const struct point *point, uint64_t requested);

/* What libvirt says of a running domain. Sizes are bytes, or UNSET where it says nothing. */
struct libvirt_domain_facts {
	uint64_t memory; /* what the guest starts with: without memory devices */
	uint64_t maxmem, slots, phys_bits, pci_hole64;
	char *machine_type; /* as resolved: "pc-q35-7.2" */
};

/* Reads virDomainGetXMLDesc(). An unreadable XML is a broken error. */
gboolean libvirt_domain_read(const char *xml, struct libvirt_domain_facts *facts, GError **error);
void libvirt_domain_facts_clear(struct libvirt_domain_facts *facts);

/*
 * Whether libvirt has kept to the point. Otherwise *@message (newly allocated) says which value it
 * has changed, from what to what; for a point within its grid this does not happen.
 */
/* What libvirt will have made of sizes that are no whole MiB, for people: "libvirt makes size 2 GiB
 * of …", newly allocated; NULL when it keeps them. src/qemu/qemu_domain.c:
 * qemuDomainAlignMemorySizes. */
char *libvirt_rounding(const struct point *point);

gboolean libvirt_keeps_to(const struct libvirt_domain_facts *facts, const struct point *point,
			  char **message);

#endif
