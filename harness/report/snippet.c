/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/snippet.h"

#include "base/size.h"
#include "base/text.h"
#include "model/machine.h"
#include "vm/backend.h"
#include "vm/libvirt_xml_cpu.h"
#include "vm/plug.h"

#include <string.h>

#define VIRTIO_MEM_BLOCK (2 * MIB) /* QEMU's own block size with pages of 4 KiB */

static const char *const NAMES[N_SNIPPET_TARGETS + 1] = {
	[SNIPPET_QEMU] = "qemu", [SNIPPET_LIBVIRT] = "libvirt", [SNIPPET_INCUS] = "incus"};

const char *snippet_target_name(enum snippet_target target)
{
	return NAMES[target];
}

gboolean snippet_target_from_name(const char *name, enum snippet_target *target)
{
	for (unsigned i = 0; i < N_SNIPPET_TARGETS; i++) {
		if (strcmp(NAMES[i], name) != 0)
			continue;
		*target = i;
		return TRUE;
	}
	return FALSE;
}

char *snippet_target_names(void)
{
	return g_strjoinv(", ", (char **)NAMES);
}

static void add(GPtrArray *words, const char *option, char *value)
{
	g_ptr_array_add(words, g_strdup(option));
	g_ptr_array_add(words, value);
}

/* As for a shell; frees @words. */
static char *line_of(GPtrArray *words)
{
	char *line;

	g_ptr_array_add(words, NULL);
	line = text_shell_line((const char *const *)words->pdata);
	g_ptr_array_unref(words);
	return line;
}

/* What a virtio-mem device can give, in whole blocks of its own; 0 when there is none. */
static uint64_t virtio_mem_bytes(const struct point *point)
{
	return point_uses_virtio_mem(point) ? round_down(plug_total(point), VIRTIO_MEM_BLOCK) : 0;
}

char *snippet_virtio_mem(const struct point *point)
{
	GPtrArray *words;
	g_autofree char *size = NULL;

	if (virtio_mem_bytes(point) == 0)
		return NULL;
	words = g_ptr_array_new_with_free_func(g_free);
	size = qemu_size(virtio_mem_bytes(point));
	add(words, "-object",
	    g_strdup_printf("memory-backend-ram,id=vmem0,size=%s,reserve=off", size));
	add(words, "-device",
	    g_strdup("virtio-mem-pci,id=virtiomem0,memdev=vmem0,requested-size=0"));
	return line_of(words);
}

/* A forced width needs a CPU model to hang on: QEMU's default. */
static void add_cpu(GPtrArray *words, const struct point *point)
{
	const char *cpu = point->cpu != NULL ? point->cpu : "qemu64";

	if (point->phys_bits != UNSET)
		add(words, "-cpu",
		    g_strdup_printf("%s,phys-bits=%" G_GUINT64_FORMAT "%s", cpu, point->phys_bits,
				    g_strcmp0(point->accel, "kvm") == 0 ? ",host-phys-bits=off"
									: ""));
	else if (point->cpu != NULL)
		add(words, "-cpu", g_strdup(cpu));
}

static void add_memory(GPtrArray *words, const struct point *point)
{
	g_autofree char *size = qemu_size(point_size(point)), *maxmem = NULL;
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "size=%s", size);
	if (point->slots != UNSET)
		g_string_append_printf(text, ",slots=%" G_GUINT64_FORMAT, point->slots);
	if (point->maxmem != UNSET) {
		maxmem = qemu_size(point->maxmem);
		g_string_append_printf(text, ",maxmem=%s", maxmem);
	}
	add(words, "-m", g_string_free(text, FALSE));
}

/* "q35-pcihost.pci-hole64-size=2G", or NULL where it is left to the machine; newly allocated. */
static char *hole_property(const struct point *point)
{
	const char *property = machine_hole64_property(point->machine);
	g_autofree char *size = NULL;

	if (point->pci_hole64 == UNSET || property == NULL)
		return NULL;
	size = size_exact(point->pci_hole64);
	return g_strdup_printf("%s=%s", property, size);
}

#define REQUEST_WORDS                                                                              \
	"# To grow, by QMP: qom-set /machine/peripheral/virtiomem0 requested-size BYTES\n"

static char *qemu_text(const struct point *point)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *line = NULL, *device = snippet_virtio_mem(point);
	char *hole = hole_property(point);

	if (point->machine != NULL)
		add(words, "-machine", g_strdup(point->machine));
	add_cpu(words, point);
	add_memory(words, point);
	if (hole != NULL)
		add(words, "-global", hole);
	line = line_of(words);
	return device == NULL ? g_strconcat(line, "\n", NULL)
			      : g_strconcat(line, " ", device, "\n" REQUEST_WORDS, NULL);
}

/* The largest unit of libvirt's and Incus' in which @bytes is a whole number. */
static const char *unit_of(uint64_t bytes, uint64_t *number)
{
	static const struct {
		const char *name;
		uint64_t bytes;
	} units[] = {{"GiB", GIB}, {"MiB", MIB}, {"KiB", KIB}};

	for (unsigned i = 0; i < G_N_ELEMENTS(units); i++) {
		*number = bytes / units[i].bytes;
		if (bytes > 0 && bytes % units[i].bytes == 0)
			return units[i].name;
	}
	*number = bytes;
	return "b";
}

/* <element attributes unit='GiB'>2</element>; @attributes begin with a blank, or are empty. */
static void write_size(struct xml *xml, const char *element, const char *attributes, uint64_t bytes)
{
	uint64_t number;
	const char *unit = unit_of(bytes, &number);

	xml_line(xml, "<%s%s unit='%s'>%" G_GUINT64_FORMAT "</%s>", element, attributes, unit,
		 number, element);
}

static void write_memory(struct xml *xml, const struct point *point)
{
	g_autofree char *slots =
		point->slots != UNSET
			? g_strdup_printf(" slots='%" G_GUINT64_FORMAT "'", point->slots)
			: g_strdup("");

	if (point->maxmem != UNSET)
		write_size(xml, "maxMemory", slots, point->maxmem);
	/* To libvirt a guest's memory includes its memory devices. */
	write_size(xml, "memory", "", point_size(point) + virtio_mem_bytes(point));
}

static void write_machine(struct xml *xml, const struct point *point)
{
	g_autofree char *type = g_strdup(point->machine), *escaped = NULL;

	if (type == NULL)
		return;
	type[strcspn(type, ",")] = '\0';
	escaped = xml_escaped(type);
	xml_open(xml, "<os>");
	xml_line(xml, "<type arch='x86_64' machine='%s'>hvm</type>", escaped);
	xml_close(xml, "os");
}

static void write_virtio_mem(struct xml *xml, const struct point *point)
{
	xml_open(xml, "<memory model='virtio-mem'>");
	xml_open(xml, "<target>");
	write_size(xml, "size", "", virtio_mem_bytes(point));
	if (libvirt_has_cell(point))
		xml_line(xml, "<node>0</node>");
	write_size(xml, "block", "", VIRTIO_MEM_BLOCK);
	write_size(xml, "requested", "", 0);
	xml_close(xml, "target");
	xml_close(xml, "memory");
}

static void write_devices(struct xml *xml, const struct point *point)
{
	gboolean hole = point->pci_hole64 != UNSET && point->pci_hole64 % KIB == 0 &&
			machine_hole64_property(point->machine) != NULL;

	if (!hole && virtio_mem_bytes(point) == 0)
		return;
	xml_open(xml, "<devices>");
	if (hole) {
		gboolean q35 = machine_kind(point->machine).family == FAMILY_Q35;

		xml_open(xml, "<controller type='pci' index='0' model='%s'>",
			 q35 ? "pcie-root" : "pci-root");
		write_size(xml, "pcihole64", "", point->pci_hole64);
		xml_close(xml, "controller");
	}
	if (virtio_mem_bytes(point) > 0)
		write_virtio_mem(xml, point);
	xml_close(xml, "devices");
}

/* What the XML has no words for; the same arguments as QEMU's own. */
static void write_arguments(struct xml *xml, const struct point *point)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	const char *properties = point->machine != NULL ? strchr(point->machine, ',') : NULL;

	if (properties != NULL)
		add(words, "-machine", g_strdup(properties + 1));
	libvirt_cpu_arguments(words, point);
	if (words->len == 0)
		return;
	xml_open(xml, "<qemu:commandline>");
	for (unsigned i = 0; i < words->len; i++) {
		g_autofree char *value = xml_escaped(words->pdata[i]);

		xml_line(xml, "<qemu:arg value='%s'/>", value);
	}
	xml_close(xml, "qemu:commandline");
}

static char *libvirt_text(const struct point *point)
{
	struct xml body = {.text = g_string_new(NULL), .depth = 1};
	char *text;

	write_memory(&body, point);
	write_machine(&body, point);
	libvirt_cpu_write(&body, point);
	write_devices(&body, point);
	write_arguments(&body, point);
	text = g_strconcat(strstr(body.text->str, "<qemu:") == NULL
				   ? "<domain>\n"
				   : "<domain xmlns:qemu='http://libvirt.org/schemas/domain/"
				     "qemu/1.0'>\n",
			   body.text->str, "</domain>\n", NULL);
	g_string_free(body.text, TRUE);
	return text;
}

/* "22GiB", as Incus reads it; newly allocated. */
static char *incus_size(uint64_t bytes)
{
	uint64_t number;
	const char *unit = unit_of(bytes, &number);

	return g_strdup_printf("%" G_GUINT64_FORMAT "%s", number,
			       strcmp(unit, "b") == 0 ? "" : unit);
}

/* Incus has a slot count of its own: this way is only for points that have the same. */
#define INCUS_SLOTS 8

static gboolean incus_needs_raw(const struct point *point)
{
	return point->maxmem != UNSET && point->slots != INCUS_SLOTS;
}

/* The generated file's own keys are removed by an empty value. */
static void add_key(GString *text, const char *key, char *value)
{
	g_string_append_printf(text, "%s = \"%s\"\n", key, value != NULL ? value : "");
	g_free(value);
}

static void add_raw_conf(GString *text, const struct point *point)
{
	g_string_append(text, "incus config set INSTANCE raw.qemu.conf=- <<'EOF'\n[memory]\n");
	add_key(text, "size", qemu_size(point_size(point)));
	add_key(text, "slots",
		point->slots != UNSET ? g_strdup_printf("%" G_GUINT64_FORMAT, point->slots) : NULL);
	add_key(text, "maxmem", point->maxmem != UNSET ? qemu_size(point->maxmem) : NULL);
	g_string_append(text, "\n[object \"mem0\"]\n");
	add_key(text, "size", qemu_size(point_size(point)));
	g_string_append(text, "EOF\n");
}

/* Sections of -global have no names in qemu.conf, so that one more would change the first. */
static void add_raw_arguments(GString *text, const struct point *point)
{
	g_autofree char *hole = hole_property(point), *device = snippet_virtio_mem(point);
	g_autofree char *value = g_strdup_printf(
		"%s%s%s%s", hole != NULL ? "-global " : "", hole != NULL ? hole : "",
		hole != NULL && device != NULL ? " " : "", device != NULL ? device : "");
	g_autofree char *quoted = NULL;

	if (*value == '\0')
		return;
	quoted = g_shell_quote(value);
	g_string_append_printf(text, "incus config set INSTANCE raw.qemu=%s\n", quoted);
	if (device != NULL)
		g_string_append(text, REQUEST_WORDS);
}

static char *incus_text(const struct point *point)
{
	GString *text = g_string_new(NULL);
	g_autofree char *size = incus_size(point_size(point));
	g_autofree char *hotplug =
		point->maxmem != UNSET ? incus_size(point->maxmem) : g_strdup("false");

	g_string_append_printf(text, "incus config set INSTANCE limits.memory=%s", size);
	if (incus_needs_raw(point))
		g_string_append(text, "\n# Incus has 8 slots of its own; other numbers need:\n");
	else
		g_string_append_printf(text,
				       " limits.memory.hotplug=%s\n# or, where Incus has no "
				       "limits.memory.hotplug:\n",
				       hotplug);
	add_raw_conf(text, point);
	add_raw_arguments(text, point);
	return g_string_free(text, FALSE);
}

char *snippet_text(enum snippet_target target, const struct point *point)
{
	static char *(*const texts[N_SNIPPET_TARGETS])(const struct point *) = {
		[SNIPPET_QEMU] = qemu_text,
		[SNIPPET_LIBVIRT] = libvirt_text,
		[SNIPPET_INCUS] = incus_text,
	};

	return texts[target](point);
}
