/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reStructuredText, which cmark-gfm cannot write. */
#ifndef MEMROOF_REPORT_MARKUP_RST_H
#define MEMROOF_REPORT_MARKUP_RST_H

#include <cmark-gfm.h>

/* Headings, paragraphs, lists, tables, code, emphasis and links; newly allocated. */
char *markup_rst(cmark_node *document);

#endif
