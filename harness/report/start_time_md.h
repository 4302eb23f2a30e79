/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A start-time section in Markdown: medians in tables, and in words what they mean. */
#ifndef MEMROOF_REPORT_START_TIME_MD_H
#define MEMROOF_REPORT_START_TIME_MD_H

#include "report/samples.h"

#include <stdio.h>

/* Writes all but the section's heading. */
gboolean start_time_md_write(struct store *store, const struct report_section *section, FILE *out,
			     GError **error);

#endif
