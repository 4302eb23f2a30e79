/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/libvirt_xml_cpu.h"

#include "model/machine.h"

#include <string.h>

/* One word of "MODEL,name=value,+name,-name". */
struct property {
	char *name;
	char *value;
};

static void property_clear(struct property *property)
{
	g_free(property->name);
	g_free(property->value);
}

static gboolean is_on(const char *value)
{
	static const char *const words[] = {"on", "yes", "true", "y", NULL};

	return g_strv_contains(words, value);
}

static gboolean is_off(const char *value)
{
	static const char *const words[] = {"off", "no", "false", "n", NULL};

	return g_strv_contains(words, value);
}

/*
 * CPUID features are libvirt's features; these are on/off properties of QEMU's CPU object
 * (target/i386/cpu.c: x86_cpu_properties), which libvirt would not know by that name.
 */
static gboolean is_feature(const struct property *property)
{
	static const char *const others[] = {"check",
					     "enforce",
					     "kvm",
					     "l3-cache",
					     "legacy-cache",
					     "migratable",
					     "full-cpuid-auto-level",
					     "cpuid-0xb",
					     "host-cache-info",
					     "pmu",
					     NULL};

	if (g_strv_contains(others, property->name) || g_str_has_prefix(property->name, "hv-"))
		return FALSE;
	return is_on(property->value) || is_off(property->value);
}

/* Without a sign and a value a name stands for name=on. */
static struct property property_read(const char *word)
{
	const char *equals = strchr(word, '=');

	if (*word == '+' || *word == '-')
		return (struct property){g_strdup(word + 1), g_strdup(*word == '+' ? "on" : "off")};
	if (equals == NULL)
		return (struct property){g_strdup(word), g_strdup("on")};
	return (struct property){g_strndup(word, (gsize)(equals - word)), g_strdup(equals + 1)};
}

static void set_property(GArray *properties, struct property property)
{
	for (unsigned i = 0; i < properties->len; i++) {
		struct property *earlier = &g_array_index(properties, struct property, i);

		if (strcmp(earlier->name, property.name) == 0) {
			property_clear(earlier);
			*earlier = property;
			return;
		}
	}
	g_array_append_val(properties, property);
}

/* A name once, because libvirt takes no feature twice; the last one wins, as in QEMU. */
static GArray *properties_of(const char *cpu)
{
	GArray *properties = g_array_new(FALSE, FALSE, sizeof(struct property));
	g_auto(GStrv) words = g_strsplit(cpu != NULL ? cpu : "", ",", -1);

	g_array_set_clear_func(properties, (GDestroyNotify)property_clear);
	if (words[0] == NULL)
		return properties;
	for (char **word = words + 1; *word != NULL; word++)
		if (**word != '\0')
			set_property(properties, property_read(*word));
	return properties;
}

gboolean libvirt_has_cell(const struct point *point)
{
	return g_strcmp0(point->numa, "none") != 0 &&
	       (point->maxmem != UNSET || point->slots != UNSET);
}

static void write_features(struct xml *xml, const char *cpu)
{
	g_autoptr(GArray) properties = properties_of(cpu);

	for (unsigned i = 0; i < properties->len; i++) {
		struct property *property = &g_array_index(properties, struct property, i);
		g_autofree char *name = xml_escaped(property->name);

		if (is_feature(property))
			xml_line(xml, "<feature policy='%s' name='%s'/>",
				 is_on(property->value) ? "require" : "disable", name);
	}
}

/* "host" and "max" are modes of libvirt's, not models. */
static void open_cpu(struct xml *xml, const char *cpu)
{
	g_autofree char *model = g_strndup(cpu, strcspn(cpu, ","));
	g_autofree char *name = xml_escaped(model);

	if (strcmp(model, "host") == 0) {
		xml_open(xml, "<cpu mode='host-passthrough' check='none'>");
	} else if (strcmp(model, "max") == 0) {
		xml_open(xml, "<cpu mode='maximum' check='none'>");
	} else {
		xml_open(xml, "<cpu mode='custom' match='exact' check='none'>");
		xml_line(xml, "<model fallback='forbid'>%s</model>", name);
	}
}

static void write_cell(struct xml *xml, const struct point *point)
{
	if (!libvirt_has_cell(point))
		return;
	xml_open(xml, "<numa>");
	xml_line(xml, "<cell id='0' cpus='0' memory='%" G_GUINT64_FORMAT "' unit='b'/>",
		 point_size(point));
	xml_close(xml, "numa");
}

void libvirt_cpu_write(struct xml *xml, const struct point *point)
{
	const char *cpu = point->cpu;

	/* As on QEMU's command line, a width needs a model to hang on. */
	if (cpu == NULL && point->phys_bits != UNSET)
		cpu = machine_kind(point->machine).family == FAMILY_ISAPC ? "486" : "qemu64";
	if (cpu != NULL)
		open_cpu(xml, cpu);
	else if (libvirt_has_cell(point))
		xml_open(xml, "<cpu>");
	else
		return;
	if (point->phys_bits != UNSET)
		xml_line(xml, "<maxphysaddr mode='emulate' bits='%" G_GUINT64_FORMAT "'/>",
			 point->phys_bits);
	write_features(xml, cpu);
	write_cell(xml, point);
	xml_close(xml, "cpu");
}

/* For the class of all CPU models: a point has one CPU. */
static void add_global(GPtrArray *arguments, const char *name, const char *value)
{
	g_ptr_array_add(arguments, g_strdup("-global"));
	g_ptr_array_add(arguments, g_strdup_printf("x86_64-cpu.%s=%s", name, value));
}

void libvirt_cpu_arguments(GPtrArray *arguments, const struct point *point)
{
	g_autoptr(GArray) properties = properties_of(point->cpu);

	for (unsigned i = 0; i < properties->len; i++) {
		struct property *property = &g_array_index(properties, struct property, i);

		if (!is_feature(property))
			add_global(arguments, property->name, property->value);
	}
	/* As on QEMU's own command line: some models take the host's width unless told not to, and
	 * <maxphysaddr mode='emulate'> does not tell them. */
	if (point->phys_bits != UNSET && g_strcmp0(point->accel, "kvm") == 0)
		add_global(arguments, "host-phys-bits", "off");
}
