/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What functions that write to a file would write, as a text. */
#ifndef MEMROOF_REPORT_WRITTEN_H
#define MEMROOF_REPORT_WRITTEN_H

#include <glib.h>
#include <stdio.h>

struct written {
	FILE *out;
	char *text;
	size_t size;
};

/* Opens written->out for what is to be written. */
void written_begin(struct written *written);

/* Closes it and returns what was written as valid UTF-8; newly allocated. */
char *written_end(struct written *written);

#endif
