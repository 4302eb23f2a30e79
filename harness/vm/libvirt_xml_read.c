/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/libvirt_xml.h"

#include "base/error.h"
#include "base/size.h"
#include "files/domain_size.h"

#include <string.h>

/* Where the reader is, as a path: "/domain/os/type". */
struct reader {
	struct libvirt_domain_facts *facts;
	GString *path;
	uint64_t unit;    /* of the element's text; 0 where the text is no size */
	uint64_t cells;   /* bytes of all NUMA cells */
	uint64_t devices; /* bytes of all memory devices */
	GError *error;    /* the first thing that made no sense */
};

static const char *attribute(const char *const *names, const char *const *values, const char *name)
{
	for (; *names != NULL; names++, values++)
		if (strcmp(*names, name) == 0)
			return *values;
	return NULL;
}

static uint64_t read_number(struct reader *reader, const char *text, uint64_t unit)
{
	g_autofree char *digits = g_strstrip(g_strdup(text != NULL ? text : ""));
	uint64_t number = 0;

	if (unit == 0 || !g_ascii_string_to_unsigned(digits, 10, 0, G_MAXUINT64, &number, NULL)) {
		if (reader->error == NULL)
			broken_error(&reader->error, "libvirt's domain XML: %s: '%s' is no number",
				     reader->path->str, digits);
		return 0;
	}
	return mul_saturated(number, unit);
}

static void on_start(GMarkupParseContext *context, const char *element, const char **names,
		     const char **values, void *data, GError **error)
{
	struct reader *reader = data;
	struct libvirt_domain_facts *facts = reader->facts;
	const char *value;

	(void)context, (void)error;
	g_string_append_printf(reader->path, "/%s", element);
	reader->unit = domain_unit(attribute(names, values, "unit"));
	if (strcmp(reader->path->str, "/domain/os/type") == 0) {
		g_free(facts->machine_type);
		facts->machine_type = g_strdup(attribute(names, values, "machine"));
	} else if (strcmp(reader->path->str, "/domain/cpu/maxphysaddr") == 0) {
		value = attribute(names, values, "bits");
		if (value != NULL)
			facts->phys_bits = read_number(reader, value, 1);
	} else if (strcmp(reader->path->str, "/domain/maxMemory") == 0) {
		value = attribute(names, values, "slots");
		if (value != NULL)
			facts->slots = read_number(reader, value, 1);
	} else if (strcmp(reader->path->str, "/domain/cpu/numa/cell") == 0) {
		reader->cells = add_saturated(
			reader->cells,
			read_number(reader, attribute(names, values, "memory"), reader->unit));
	}
}

static void on_end(GMarkupParseContext *context, const char *element, void *data, GError **error)
{
	struct reader *reader = data;

	(void)context, (void)error;
	g_string_truncate(reader->path, reader->path->len - strlen(element) - 1);
}

static void on_text(GMarkupParseContext *context, const char *text, gsize length, void *data,
		    GError **error)
{
	struct reader *reader = data;
	const char *path = reader->path->str;
	g_autofree char *word = g_strstrip(g_strndup(text, length));

	(void)context, (void)error;
	if (*word == '\0')
		return;
	if (strcmp(path, "/domain/memory") == 0)
		reader->facts->memory = read_number(reader, word, reader->unit);
	else if (strcmp(path, "/domain/maxMemory") == 0)
		reader->facts->maxmem = read_number(reader, word, reader->unit);
	else if (strcmp(path, "/domain/devices/controller/pcihole64") == 0)
		reader->facts->pci_hole64 = read_number(reader, word, reader->unit);
	else if (strcmp(path, "/domain/devices/memory/target/size") == 0)
		reader->devices =
			add_saturated(reader->devices, read_number(reader, word, reader->unit));
}

gboolean libvirt_domain_read(const char *xml, struct libvirt_domain_facts *facts, GError **error)
{
	static const GMarkupParser parser = {
		.start_element = on_start, .end_element = on_end, .text = on_text};
	struct reader reader = {.facts = facts};
	g_autoptr(GMarkupParseContext) context = NULL;
	g_autoptr(GError) malformed = NULL;
	gboolean read;

	*facts = (struct libvirt_domain_facts){UNSET, UNSET, UNSET, UNSET, UNSET, NULL};
	reader.path = g_string_new(NULL);
	context =
		g_markup_parse_context_new(&parser, G_MARKUP_PREFIX_ERROR_POSITION, &reader, NULL);
	read = g_markup_parse_context_parse(context, xml, -1, &malformed) &&
	       g_markup_parse_context_end_parse(context, &malformed);
	g_string_free(reader.path, TRUE);
	if (read && reader.error == NULL) {
		facts->memory = domain_start_memory(facts->memory, reader.cells, reader.devices);
		return TRUE;
	}
	libvirt_domain_facts_clear(facts);
	if (reader.error != NULL)
		g_propagate_error(error, reader.error);
	else
		broken_error(error, "libvirt's domain XML: %s", malformed->message);
	return FALSE;
}

void libvirt_domain_facts_clear(struct libvirt_domain_facts *facts)
{
	g_clear_pointer(&facts->machine_type, g_free);
}

static char *words_for(uint64_t value, gboolean is_size)
{
	return is_size ? size_human(value) : g_strdup_printf("%" G_GUINT64_FORMAT, value);
}

char *libvirt_rounding(const struct point *point)
{
	const struct {
		const char *key;
		uint64_t bytes;
	} sizes[] = {{"size", point_size(point)}, {"maxmem", point->maxmem}};
	GString *words = g_string_new(NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++) {
		uint64_t bytes = sizes[i].bytes;
		g_autofree char *asked = NULL, *made = NULL;

		if (bytes == UNSET || bytes % MIB == 0)
			continue;
		asked = size_human(bytes);
		made = size_human(round_up(bytes, MIB));
		g_string_append_printf(words, "%s%s %s of %s",
				       words->len > 0 ? ", " : "libvirt makes ", sizes[i].key, made,
				       asked);
	}
	return g_string_free(words, words->len == 0);
}

gboolean libvirt_keeps_to(const struct libvirt_domain_facts *facts, const struct point *point,
			  char **message)
{
	/* A hole that is no multiple of a KiB has gone to QEMU past libvirt. */
	uint64_t hole = point->pci_hole64 % KIB == 0 ? point->pci_hole64 : UNSET;
	const struct {
		const char *key;
		uint64_t asked, made;
		gboolean is_size;
	} values[] = {
		{"size", point->size, facts->memory, TRUE},
		{"maxmem", point->maxmem, facts->maxmem, TRUE},
		{"slots", point->slots, facts->slots, FALSE},
		{"phys-bits", point->phys_bits, facts->phys_bits, FALSE},
		{"pci-hole64", hole, facts->pci_hole64, TRUE},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autofree char *asked = NULL, *made = NULL;

		if (values[i].asked == UNSET || values[i].asked == values[i].made)
			continue;
		asked = words_for(values[i].asked, values[i].is_size);
		if (values[i].made == UNSET) {
			*message = g_strdup_printf("libvirt drops %s %s", values[i].key, asked);
			return FALSE;
		}
		made = words_for(values[i].made, values[i].is_size);
		*message = g_strdup_printf("libvirt makes %s %s of %s", values[i].key, made, asked);
		return FALSE;
	}
	return TRUE;
}
