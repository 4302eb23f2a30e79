/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One probe with everything around it: the QEMU behind the point, the engine, provenance, and the
 * store, where a finished probe is looked up first and committed afterwards. May be used from
 * several threads.
 */
#ifndef MEMROOF_RUN_PROBER_H
#define MEMROOF_RUN_PROBER_H

#include "host/facts.h"
#include "host/qemu.h"
#include "store/store.h"
#include "vm/engine.h"

struct prober;

/* Everything is borrowed. @store may be NULL: then nothing is kept. @cancel_fd becomes readable to
 * interrupt. */
struct prober *prober_new(const struct host_facts *facts, struct store *store, int cancel_fd);
void prober_free(struct prober *prober);

/* The QEMU that the point would run, as far as it can be told; its machine text lives as long as
 * the prober. */
struct emulator prober_emulator(struct prober *prober, const struct point *point);

/* needs_look() (host/needs.h) with what the prober knows. */
gboolean prober_lacks(struct prober *prober, const GPtrArray *needs, const char *qemu, char **why,
		      GError **error);

/* Keeps what is started from now on to one processor: 1 + its number, or 0 for anywhere. */
void prober_pin(struct prober *prober, int pin_to);

/* Where in a run a probe belongs: the members of struct probe_row with these names. */
struct probe_place {
	int64_t section, cell, round;
};

/*
 * Tries @point, or finds in the store that it has been tried in this section and round. The result
 * is newly allocated; NULL with @error set when interrupted or when the store fails.
 */
struct probe_row *prober_probe(struct prober *prober, const struct point *point,
			       const struct probe_place *place, GError **error);
void prober_row_free(struct probe_row *row);

/* What somebody should know beside the results, a line each; "" when there is nothing. */
const char *prober_notes(const struct prober *prober);

/* The command line that prober_probe() would run, pasteable; and the point as libvirt's domain XML.
 * Newly allocated. */
char *prober_command(struct prober *prober, const struct point *point);
char *prober_xml(struct prober *prober, const struct point *point);

#endif
