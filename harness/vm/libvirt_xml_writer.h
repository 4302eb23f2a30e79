/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes XML, indented, an element a line. */
#ifndef MEMROOF_VM_LIBVIRT_XML_WRITER_H
#define MEMROOF_VM_LIBVIRT_XML_WRITER_H

#include <glib.h>

struct xml {
	GString *text;
	unsigned depth;
};

/*
 * @text as it must stand in an element or an attribute; newly allocated. XML has no way to write
 * control characters other than tab and line ends: they become U+FFFD, like bytes that are no
 * UTF-8.
 */
char *xml_escaped(const char *text);

/* One line at the present depth. Texts from elsewhere must have gone through xml_escaped(). */
void xml_line(struct xml *xml, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The same for a start tag: the lines up to its xml_close() are indented. */
void xml_open(struct xml *xml, const char *format, ...) G_GNUC_PRINTF(2, 3);
void xml_close(struct xml *xml, const char *name);

#endif
