/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps of hotplug of a probe: what each was, and what can be said of them together. */
#ifndef MEMROOF_REPORT_PLUGS_H
#define MEMROOF_REPORT_PLUGS_H

#include "store/store.h"

/* A step that is one too many: QEMU should refuse it. */
gboolean plug_is_extra(const struct plug_row *plug);

/* A step that resizes a virtio-mem device instead of adding one. */
gboolean plug_is_resize(const struct plug_row *plug);

/* TRUE when QEMU was asked; the steps behind one that failed are not. */
gboolean plug_is_tried(const struct plug_row *plug);

/* All steps that filled a guest. */
struct plug_digest {
	gboolean resized;                      /* by virtio-mem */
	unsigned filled;                       /* steps that came online */
	unsigned planned;                      /* steps that fill the guest, done or not */
	uint64_t memory;                       /* the guest's after the last of them, or UNSET */
	uint64_t least_us, median_us, most_us; /* until online; or UNSET */
};

struct plug_digest plug_digest(const GArray *plugs);

/*
 * The plugs of all probes of a section: int64_t * (the probe) → GArray * of struct plug_row; NULL
 * on failure. They cannot be read while probes are: so they are read before, and they alone are
 * held.
 */
GHashTable *plugs_of_section(struct store *store, int64_t section, GError **error);

#endif
