/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/libvirt_xml_writer.h"

#define REPLACEMENT 0xfffd

/* XML 1.0, production 2: what a document may contain at all. */
static gboolean is_xml_char(gunichar c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xfffe && c != 0xffff);
}

static void append_escaped(GString *out, gunichar c)
{
	switch (c) {
	case '&':
		g_string_append(out, "&amp;");
		break;
	case '<':
		g_string_append(out, "&lt;");
		break;
	case '>':
		g_string_append(out, "&gt;");
		break;
	case '\'':
		g_string_append(out, "&apos;");
		break;
	case '"':
		g_string_append(out, "&quot;");
		break;
	case '\t':
	case '\n':
	case '\r':
		/* Written as they are, an attribute would have blanks in their place. */
		g_string_append_printf(out, "&#%u;", c);
		break;
	default:
		g_string_append_unichar(out, is_xml_char(c) ? c : REPLACEMENT);
	}
}

char *xml_escaped(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_new(NULL);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p))
		append_escaped(out, g_utf8_get_char(p));
	return g_string_free(out, FALSE);
}

static void G_GNUC_PRINTF(2, 0) add_line(struct xml *xml, const char *format, va_list arguments)
{
	for (unsigned i = 0; i < xml->depth; i++)
		g_string_append(xml->text, "  ");
	g_string_append_vprintf(xml->text, format, arguments);
	g_string_append_c(xml->text, '\n');
}

void xml_line(struct xml *xml, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_line(xml, format, arguments);
	va_end(arguments);
}

void xml_open(struct xml *xml, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_line(xml, format, arguments);
	va_end(arguments);
	xml->depth++;
}

void xml_close(struct xml *xml, const char *name)
{
	xml->depth--;
	xml_line(xml, "</%s>", name);
}
