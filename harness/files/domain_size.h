/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How libvirt writes and counts a domain's memory. */
#ifndef MEMROOF_FILES_DOMAIN_SIZE_H
#define MEMROOF_FILES_DOMAIN_SIZE_H

#include <glib.h>
#include <stdint.h>

/*
 * The bytes of a unit of libvirt's: "KiB", "k" and NULL are 1024, "KB" is 1000; the case does not
 * matter. 0 for an unknown one. src/util/virutil.c: virScaleInteger.
 */
uint64_t domain_unit(const char *unit);

/* A number as libvirt reads it: decimal digits, perhaps a plus before them. */
gboolean domain_number(const char *text, uint64_t *number);

/*
 * What the guest starts with, of <memory>, which is all that it has, the sum of its NUMA cells (0:
 * there are none), which wins, and the sum of its memory devices. All bytes; UNSET stays UNSET.
 * src/conf/domain_postparse.c: virDomainDefPostParseMemory.
 */
uint64_t domain_start_memory(uint64_t memory, uint64_t cells, uint64_t devices);

#endif
