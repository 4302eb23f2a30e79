/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a probe's guest saw and said, as indented lines for a terminal. */
#ifndef MEMROOF_REPORT_GUEST_TEXT_H
#define MEMROOF_REPORT_GUEST_TEXT_H

#include "store/store.h"

#include <stdio.h>

/* "36 phys-bits, MemTotal 21.9 GiB, 176 memory blocks online"; newly allocated, or NULL when no
 * guest said anything of itself. */
char *guest_text_words(const struct probe_row *row);

/* The words above, and a line for each step of hotplug. Nothing where there was no guest. */
void guest_text_write(const struct probe_row *row, FILE *out);

/* The last lines of the guest's console. Nothing where it was silent. */
void guest_text_write_console(const struct probe_row *row, FILE *out);

#endif
