/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is expected of a point: what QEMU says, in the order in which it looks, and then, where the
 * proof boots a guest, what is known of firmware. Pure. */
#ifndef MEMROOF_MODEL_PREDICT_H
#define MEMROOF_MODEL_PREDICT_H

#include "model/layout.h"
#include "model/outcome.h"

struct prediction {
	enum outcome outcome; /* accepted or refused; crash where QEMU aborts, timeout for a guest
				 that hangs */
	enum reason reason;   /* none when accepted */
};

/* @layout may be NULL; it is filled when the check of the address space is reached. */
struct prediction predict(const struct layout_input *input, struct layout *layout);

#endif
