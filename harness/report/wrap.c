/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/wrap.h"

#include <glib.h>

#define COLUMNS 80

void wrap_write(const char *text, int column, int indent, FILE *out)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	for (char **word = words; *word != NULL; word++) {
		int width = (int)g_utf8_strlen(*word, -1);
		gboolean begins = word == words;

		if (!begins && column + 1 + width > COLUMNS) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
			begins = TRUE;
		}
		fprintf(out, "%s%s", begins ? "" : " ", *word);
		column += width + !begins;
	}
	fputc('\n', out);
}
