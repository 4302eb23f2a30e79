/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several measurements as one. Pure. */
#ifndef MEMROOF_RUN_REFERENCE_JOIN_H
#define MEMROOF_RUN_REFERENCE_JOIN_H

#include "run/reference.h"

/* The rows of all @references (struct reference *), each with the index of its own as its source,
 * and their notes, each once. They may be freed before it. */
struct reference *reference_join(const GPtrArray *references);

#endif
