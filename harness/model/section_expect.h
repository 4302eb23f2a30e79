/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a section expects, matched with the points that it has. Used by model/section.c only. */
#ifndef MEMROOF_MODEL_SECTION_EXPECT_H
#define MEMROOF_MODEL_SECTION_EXPECT_H

#include "model/scenario.h"

/*
 * Reads section->options.expect into section->expect and its stride. Several expectations follow
 * the one key that varies, or the one that they name; their number must be that of its values.
 */
gboolean section_read_expect(struct section *section, GError **error);

#endif
