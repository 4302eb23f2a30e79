/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of a comparison by sections, and what tells the rows of one apart. */
#ifndef MEMROOF_REPORT_DIFF_SECTIONS_H
#define MEMROOF_REPORT_DIFF_SECTIONS_H

#include "report/diff.h"

struct diff_section {
	GArray *pairs; /* struct pair, at least one */
	gboolean varies[REFERENCE_MOST_DIMENSIONS], axes_vary;
	const struct reference_mask *mask;
	const struct reference_row *typical; /* what the others are told from; NULL as long as
						there is none */
};

/* All that both have, and what counts as a difference; in the order of the rows (GPtrArray of
 * struct diff_section *). */
GPtrArray *diff_sections(const struct diff *diff);

/* A row by which the scenario and the section are called. */
const struct reference_row *diff_section_first(const struct diff_section *section);

/* "machine=q35 slots=8": the keys that vary in the section and are set; "" when none does. The
 * empty QEMU beside timed starts, which has hardly any, is called by all that it has. Newly
 * allocated. */
char *diff_section_name(const struct diff_section *section, const struct reference_row *row);

#endif
