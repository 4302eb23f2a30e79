/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/libvirt_xml.h"

#include "base/size.h"
#include "base/text.h"
#include "guest/protocol.h"
#include "vm/backend.h"
#include "vm/guest_argv.h"
#include "vm/libvirt_xml_cpu.h"
#include "vm/plug.h"

#include <string.h>

/*
 * Our PCI devices sit on the root bus, as on QEMU's command line: without an address libvirt would
 * give q35 root ports for them. High, because devices among the point's own arguments take the
 * lowest free slots.
 */
#define BAR_SLOT "0x10"
#define DISK_SLOT "0x11"
#define VIRTIO_MEM_SLOT "0x12"
#define PCI_ADDRESS(slot) "<address type='pci' domain='0' bus='0' slot='" slot "' function='0'/>"

#define VIRTIO_MEM_BLOCK (2 * MIB) /* QEMU's own block size with pages of 4 KiB */

static void add_argument(GPtrArray *arguments, const char *option, char *value)
{
	g_ptr_array_add(arguments, g_strdup(option));
	g_ptr_array_add(arguments, value);
}

static gboolean has_pci_root(const struct point *point)
{
	return machine_hole64_property(point->machine) != NULL;
}

static gboolean has_virtio_mem(const struct point *point)
{
	return point_proof(point) == PROOF_PLUG && point_uses_virtio_mem(point) &&
	       plug_total(point) > 0;
}

/* libvirt counts in KiB. */
static gboolean hole_is_exact(const struct point *point)
{
	return point->pci_hole64 != UNSET && point->pci_hole64 % KIB == 0;
}

/*
 * The path of a firmware file for <loader>, newly allocated, or NULL when there is none: <loader>
 * is an absolute path, and libvirt's QEMUs run in another directory than memroof.
 */
static char *loader_path(const struct point *point)
{
	const char *firmware = point->firmware;

	if (firmware == NULL || strcmp(firmware, "seabios") == 0 || strcmp(firmware, "qboot") == 0)
		return NULL;
	if (strcmp(firmware, "ovmf") == 0)
		return g_strdup(OVMF_PATH);
	return point_is_remote(point) ? g_strdup(firmware)
				      : g_canonicalize_filename(firmware, NULL);
}

/* What the XML has no words for. */
static GPtrArray *qemu_arguments(const struct point *point)
{
	GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
	const char *properties = point->machine != NULL ? strchr(point->machine, ',') : NULL;
	g_auto(GStrv) words = NULL;

	/* <type machine=> is a name alone; QEMU merges one -machine into the other. */
	if (properties != NULL)
		add_argument(arguments, "-machine", g_strdup(properties + 1));
	libvirt_cpu_arguments(arguments, point);
	if (point->pci_hole64 != UNSET && !hole_is_exact(point))
		add_argument(arguments, "-global",
			     g_strdup_printf("%s=%" G_GUINT64_FORMAT,
					     machine_hole64_property(point->machine),
					     point->pci_hole64));
	/* A file that QEMU looks for in its own directories, which only QEMU knows. */
	if (g_strcmp0(point->firmware, "qboot") == 0)
		add_argument(arguments, "-bios", g_strdup("qboot.rom"));
	/* libvirt does not know this device. QEMU makes it before those that libvirt has. */
	if (point->bar != UNSET)
		add_argument(arguments, "-device",
			     g_strdup_printf("pci-testdev,membar=%" G_GUINT64_FORMAT
					     ",addr=" BAR_SLOT,
					     point->bar));
	if (point->args != NULL && g_shell_parse_argv(point->args, NULL, &words, NULL))
		for (char **word = words; *word != NULL; word++)
			g_ptr_array_add(arguments, g_strdup(*word));
	return arguments;
}

static void write_memory(struct xml *xml, const struct point *point)
{
	uint64_t size = point_size(point);
	/* Slots alone are worth nothing to QEMU either, but it is QEMU who says so. */
	uint64_t maxmem = point->maxmem != UNSET ? point->maxmem : size;

	if (point->slots != UNSET)
		xml_line(xml,
			 "<maxMemory slots='%" G_GUINT64_FORMAT "' unit='b'>%" G_GUINT64_FORMAT
			 "</maxMemory>",
			 point->slots, maxmem);
	else if (point->maxmem != UNSET)
		xml_line(xml, "<maxMemory unit='b'>%" G_GUINT64_FORMAT "</maxMemory>", maxmem);
	/* To libvirt a guest's memory includes its memory devices. */
	if (has_virtio_mem(point))
		size = add_saturated(size, plug_total(point));
	xml_line(xml, "<memory unit='b'>%" G_GUINT64_FORMAT "</memory>", size);
}

/*
 * One backend for all memory of a guest. What QEMU would get as anonymous memory that is shared or
 * not reserved is a memory file here: libvirt 9.0 has no word for reserve=off, and takes plain
 * shared memory from files in a directory on a disk.
 */
static void write_backing(struct xml *xml, const struct point *point, const struct engine_env *env)
{
	uint64_t bytes = point_size(point);
	const char *type;

	if (point_proof(point) == PROOF_PLUG)
		bytes = add_saturated(bytes, plug_total(point));
	type = backend_type(point, env, bytes);
	if (type == NULL)
		return;
	xml_open(xml, "<memoryBacking>");
	if (g_str_has_suffix(type, "prealloc=on")) {
		xml_line(xml, "<allocation mode='immediate'/>");
	} else {
		xml_line(xml, "<source type='memfd'/>");
		xml_line(xml, "<access mode='shared'/>");
	}
	xml_close(xml, "memoryBacking");
}

/* The value of an option among those that the guest has on QEMU's command line, or NULL. */
static const char *option_value(const GPtrArray *argv, const char *option)
{
	for (unsigned i = 0; i + 1 < argv->len; i++)
		if (strcmp(argv->pdata[i], option) == 0)
			return argv->pdata[i + 1];
	return NULL;
}

static void write_text(struct xml *xml, const char *element, const char *text)
{
	g_autofree char *escaped = xml_escaped(text);

	xml_line(xml, "<%s>%s</%s>", element, escaped, element);
}

/* The same files as on QEMU's command line. */
static void write_kernel(struct xml *xml, const struct point *point, const struct engine_env *env)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	const char *value;

	guest_argv_add(argv, point, env);
	value = option_value(argv, "-kernel");
	if (value == NULL)
		return;
	write_text(xml, "kernel", value);
	value = option_value(argv, "-initrd");
	if (value == NULL)
		return;
	write_text(xml, "initrd", value);
	value = option_value(argv, "-append");
	/* There is no device by which this guest could leave: it stays until it is ended. */
	if (strstr(value, "memroof.follow") == NULL) {
		g_autofree char *stays = g_strconcat(value, " memroof.follow", NULL);

		write_text(xml, "cmdline", stays);
	} else {
		write_text(xml, "cmdline", value);
	}
}

static void write_os(struct xml *xml, const struct point *point, const struct engine_env *env)
{
	g_autofree char *type = g_strdup(point->machine != NULL ? point->machine : "");
	g_autofree char *loader = loader_path(point), *machine = NULL;

	type[strcspn(type, ",")] = '\0';
	machine = xml_escaped(type);
	xml_open(xml, "<os>");
	if (*machine != '\0')
		xml_line(xml, "<type arch='x86_64' machine='%s'>hvm</type>", machine);
	else
		xml_line(xml, "<type arch='x86_64'>hvm</type>");
	if (loader != NULL) {
		g_autofree char *path = xml_escaped(loader);

		/* As -bios: a ROM, although OVMF could also be flash. */
		xml_line(xml, "<loader readonly='yes' type='rom'>%s</loader>", path);
	}
	if (point_proof(point) > PROOF_ACCEPT)
		write_kernel(xml, point, env);
	if (point_boots_from_disk(point))
		xml_line(xml, "<boot dev='hd'/>");
	xml_close(xml, "os");
	/* Without <acpi/> libvirt switches ACPI off, which isapc has not got. */
	if (machine_kind(point->machine).family != FAMILY_ISAPC)
		xml_line(xml, "<features><acpi/></features>");
}

static void write_hole(struct xml *xml, const struct point *point)
{
	gboolean q35 = machine_kind(point->machine).family == FAMILY_Q35;

	if (!hole_is_exact(point))
		return;
	xml_open(xml, "<controller type='pci' index='0' model='%s'>",
		 q35 ? "pcie-root" : "pci-root");
	xml_line(xml, "<pcihole64 unit='KiB'>%" G_GUINT64_FORMAT "</pcihole64>",
		 point->pci_hole64 / KIB);
	xml_close(xml, "controller");
}

static void write_disk(struct xml *xml, const struct point *point, const struct engine_env *env)
{
	g_autofree char *path = xml_escaped(env->disk != NULL ? env->disk : "disk.qcow2");

	if (point->disk == UNSET)
		return;
	xml_open(xml, "<disk type='file' device='disk'>");
	xml_line(xml, "<driver name='qemu' type='qcow2'/>");
	xml_line(xml, "<source file='%s'/>", path);
	xml_line(xml, "<target dev='vda' bus='virtio'/>");
	if (has_pci_root(point))
		xml_line(xml, PCI_ADDRESS(DISK_SLOT));
	xml_close(xml, "disk");
}

static void write_console(struct xml *xml, const struct point *point, const struct engine_env *env)
{
	if (point_proof(point) == PROOF_ACCEPT)
		return;
	if (env->console != NULL) {
		xml_open(xml, "<serial type='unix'>");
		xml_line(xml, "<source mode='bind' path='%s'/>", env->console);
	} else {
		xml_open(xml, "<serial type='pty'>");
	}
	if (point_proof(point) == PROOF_BOOT) {
		xml_line(xml, "<target type='isa-debug' port='0'><model "
			      "name='isa-debugcon'/></target>");
		xml_line(xml, "<address type='isa' iobase='" G_STRINGIFY(GUEST_CONSOLE_PORT) "'/>");
	} else {
		xml_line(xml, "<target type='isa-serial' port='0'/>");
	}
	xml_close(xml, "serial");
}

static void write_virtio_mem(struct xml *xml, const struct point *point, uint64_t requested)
{
	xml_open(xml, "<memory model='virtio-mem'>");
	xml_open(xml, "<target>");
	xml_line(xml, "<size unit='b'>%" G_GUINT64_FORMAT "</size>", plug_total(point));
	if (libvirt_has_cell(point))
		xml_line(xml, "<node>0</node>");
	xml_line(xml, "<block unit='b'>%" G_GUINT64_FORMAT "</block>", VIRTIO_MEM_BLOCK);
	xml_line(xml, "<requested unit='b'>%" G_GUINT64_FORMAT "</requested>", requested);
	xml_close(xml, "target");
	xml_line(xml, "<alias name='" LIBVIRT_VIRTIO_MEM "'/>");
	if (has_pci_root(point))
		xml_line(xml, PCI_ADDRESS(VIRTIO_MEM_SLOT));
	xml_close(xml, "memory");
}

/* Without our own word libvirt would add a USB controller and a balloon. */
static void write_devices(struct xml *xml, const struct point *point, const struct engine_env *env)
{
	xml_open(xml, "<devices>");
	if (env->qemu_path != NULL)
		write_text(xml, "emulator", env->qemu_path);
	write_disk(xml, point, env);
	xml_line(xml, "<controller type='usb' model='none'/>");
	write_hole(xml, point);
	write_console(xml, point, env);
	xml_line(xml, "<memballoon model='none'/>");
	if (has_virtio_mem(point))
		write_virtio_mem(xml, point, 0);
	xml_close(xml, "devices");
}

static void write_arguments(struct xml *xml, const GPtrArray *arguments)
{
	if (arguments->len == 0)
		return;
	xml_open(xml, "<qemu:commandline>");
	for (unsigned i = 0; i < arguments->len; i++) {
		g_autofree char *value = xml_escaped(arguments->pdata[i]);

		xml_line(xml, "<qemu:arg value='%s'/>", value);
	}
	xml_close(xml, "qemu:commandline");
}

char *libvirt_domain_xml(const struct point *point, const struct engine_env *env, const char *name)
{
	struct xml xml = {.text = g_string_new(NULL)};
	g_autoptr(GPtrArray) arguments = qemu_arguments(point);

	xml_open(&xml, "<domain type='%s'%s>", g_strcmp0(point->accel, "kvm") == 0 ? "kvm" : "qemu",
		 arguments->len > 0 ? " xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"
				    : "");
	write_text(&xml, "name", name);
	write_memory(&xml, point);
	write_backing(&xml, point, env);
	xml_line(&xml, "<vcpu>1</vcpu>");
	write_os(&xml, point, env);
	libvirt_cpu_write(&xml, point);
	xml_line(&xml, "<on_poweroff>destroy</on_poweroff>");
	xml_line(&xml, "<on_reboot>destroy</on_reboot>");
	xml_line(&xml, "<on_crash>destroy</on_crash>");
	write_devices(&xml, point, env);
	write_arguments(&xml, arguments);
	xml_close(&xml, "domain");
	return g_string_free(xml.text, FALSE);
}

char *libvirt_xml_line(const char *xml)
{
	GString *line = g_string_new(NULL);

	while (*xml != '\0') {
		size_t blank = strspn(xml, " \t\r\n");
		gboolean between = line->len == 0 || line->str[line->len - 1] == '>';

		/* A text may begin with blanks of its own; only a new line is layout. */
		if (between && memchr(xml, '\n', blank) != NULL &&
		    (xml[blank] == '<' || xml[blank] == '\0'))
			xml += blank;
		if (*xml != '\0')
			g_string_append_c(line, *xml == '\'' ? '"' : *xml);
		xml += *xml != '\0';
	}
	return g_string_free(line, FALSE);
}

char *libvirt_dimm_xml(uint64_t bytes)
{
	return g_strdup_printf("<memory model='dimm'><target><size unit='b'>%" G_GUINT64_FORMAT
			       "</size><node>0</node></target></memory>",
			       bytes);
}

char *libvirt_virtio_mem_xml(const struct point *point, uint64_t requested)
{
	struct xml xml = {.text = g_string_new(NULL)};

	write_virtio_mem(&xml, point, requested);
	return g_string_free(xml.text, FALSE);
}
