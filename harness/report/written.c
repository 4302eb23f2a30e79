/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/written.h"

#include <stdlib.h>

void written_begin(struct written *written)
{
	*written = (struct written){0};
	written->out = open_memstream(&written->text, &written->size);
	/* As GLib does where memory ends. */
	if (written->out == NULL)
		g_error("no memory to write to");
}

char *written_end(struct written *written)
{
	char *text;

	fclose(written->out);
	text = g_utf8_make_valid(written->text, -1);
	free(written->text);
	return text;
}
