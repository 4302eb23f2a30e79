/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A domain of libvirt's, in parts: what was found where, for those who read it and those who
 * change it. The first of elements that may be there once counts, as in libvirt.
 */
#ifndef MEMROOF_FILES_DOMAIN_XML_H
#define MEMROOF_FILES_DOMAIN_XML_H

#include "files/command_line.h"
#include "files/markup.h"

/* The places of a struct config. Elements are NULL where the file has none. */
struct domain {
	struct element *tree; /* the file's root */
	struct element *root; /* <domain>, which may stand in <domstatus> */
	struct element *memory, *current_memory, *max_memory;
	struct element *cpu, *max_phys_addr;
	GPtrArray *cells; /* struct element *, borrowed */
	struct element *devices, *root_bus, *hole;
	uint64_t device_bytes; /* of all memory devices, as <memory> counts them */
	/* What QEMU gets: @own words by libvirt, then those of <qemu:commandline>. The settings are
	 * NULL where there are none of these. */
	struct command_line line;
	unsigned own;
	/* The groups of <qemu:commandline> that overrule libvirt's, or NULL. */
	const struct qemu_group *memory_words, *cpu_words, *hole_words;
};

/* Each reads a part of config->places into the point, and remarks on what it does not understand.
 * FALSE with an input error. */
gboolean domain_read_memory(struct config *config, GError **error);
gboolean domain_read_cpu(struct config *config, GError **error);
gboolean domain_read_devices(struct config *config, GError **error);
gboolean domain_read_arguments(struct config *config, GError **error);

gboolean domain_is_kvm(const struct domain *domain);

/* Reads @element's text, or its attribute @name if not NULL, as a size with its unit attribute; in
 * bytes, at most SIZE_LIMIT. */
gboolean domain_read_size(const struct config *config, const struct element *element,
			  const char *name, uint64_t *bytes, GError **error);

/* Reads a whole number from @min to @max; a missing attribute is UNSET. */
gboolean domain_read_count(const struct config *config, const struct element *element,
			   const char *name, uint64_t min, uint64_t max, uint64_t *count,
			   GError **error);

gboolean domain_change(const struct config *config, const struct point *wanted, struct edits *edits,
		       GError **error);

extern const struct config_format DOMAIN_XML_FORMAT;

#endif
