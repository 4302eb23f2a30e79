/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of a domain that is its CPU. */
#ifndef MEMROOF_VM_LIBVIRT_XML_CPU_H
#define MEMROOF_VM_LIBVIRT_XML_CPU_H

#include "vm/engine.h"
#include "vm/libvirt_xml_writer.h"

/* Writes <cpu> with the model, its features, its width and the NUMA cell; nothing where all of it
 * is left to libvirt. */
void libvirt_cpu_write(struct xml *xml, const struct point *point);

/* TRUE when the guest gets a NUMA cell. */
gboolean libvirt_has_cell(const struct point *point);

/* Adds to QEMU's arguments the properties of the CPU that libvirt's XML has no word for. */
void libvirt_cpu_arguments(GPtrArray *arguments, const struct point *point);

#endif
