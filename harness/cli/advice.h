/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What memroof advise has found out, and how it is printed. */
#ifndef MEMROOF_CLI_ADVICE_H
#define MEMROOF_CLI_ADVICE_H

#include "cli/session.h"
#include "model/remedy.h"
#include "report/snippet.h"

/* One way to the memory wanted. */
struct way {
	const struct remedy *remedy;
	struct point *shown;         /* what the snippet is made of */
	struct point *tried;         /* what is started: the same with a small PCI device */
	const struct probe_row *row; /* how that went; NULL when nobody has tried */
	gboolean reaches;            /* the memory wanted */
	const char *unusable;        /* why the program asked for cannot have it, or NULL */
};

struct advice {
	const struct point *wanted;
	enum snippet_target target;
	GArray *ways; /* struct way, best first */
	GPtrArray *remedies, *rows;
};

/* Computes the ways; nobody has tried them then. */
void advice_begin(struct advice *advice, const struct point *wanted, enum snippet_target target,
		  const struct emulator *emulator, unsigned host_phys_bits);

/* Starts each way once that the program can have. FALSE when interrupted. */
gboolean advice_try(struct advice *advice, struct prober *prober, GError **error);

/* Why nothing could be tried at all, or NULL. */
const char *advice_obstacle(const struct advice *advice);
void advice_clear(struct advice *advice);

/* A way is offered unless QEMU has refused it, or the program cannot have it. */
gboolean way_is_offered(const struct way *way);

/* QEMU has started it, and it got as far as the proof wants. */
gboolean way_is_verified(const struct way *way);

/* QEMU, or its guest, said no where the model said yes. */
gboolean way_is_refuted(const struct way *way);

void advice_print_text(const struct advice *advice);
void advice_print_json(const struct advice *advice);

#endif
