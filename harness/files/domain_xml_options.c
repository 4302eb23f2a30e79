/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's options in <qemu:commandline>, as far as they decide about the address space.
 */
#include "files/domain_xml.h"

#include "base/size.h"
#include "files/domain_size.h"
#include "model/keys.h"
#include "model/machine.h"
#include "model/options.h"

#include <string.h>

/* One word of the list in an option: "name=value"; @value is "on" for a name alone. */
struct property {
	char *name;
	const char *value;
	size_t value_at; /* in the argument; 0 for a name alone */
};

typedef gboolean property_reader(struct config *config, const struct element *arg,
				 const struct property *property, GError **error);

static gboolean has_prefix(const char *word, const char *const *prefixes)
{
	for (; *prefixes != NULL; prefixes++)
		if (g_str_has_prefix(word, *prefixes))
			return TRUE;
	return FALSE;
}

const char *domain_argument(const struct element *arg)
{
	const char *value = element_get(arg, "value");

	return value != NULL ? value : "";
}

/* Where bytes of the decoded value stand in the file; an empty span where entities are in it. */
static struct argument_value locate(const struct config *config, const struct element *arg,
				    size_t at, size_t length)
{
	const struct attribute *value = element_find(arg, "value");
	struct argument_value place = {.arg = arg};

	if (memchr(config->text + value->span.start, '&', value->span.end - value->span.start) ==
	    NULL)
		place.span = (struct span){value->span.start + at, value->span.start + at + length};
	return place;
}

/* QEMU's sizes: as memroof's, or hexadecimal; @unit is what a number alone counts. */
static gboolean read_size(const struct config *config, const struct element *arg, const char *name,
			  const char *text, uint64_t unit, uint64_t *bytes, GError **error)
{
	gboolean is_plain = *text != '\0' && strspn(text, "0123456789") == strlen(text);
	gboolean read =
		g_str_has_prefix(text, "0x")
			? g_ascii_string_to_unsigned(text + 2, 16, 0, G_MAXUINT64, bytes, NULL)
			: size_parse(text, bytes, NULL);

	if (read && is_plain)
		*bytes = mul_saturated(*bytes, unit);
	return (read && *bytes <= LARGEST_SIZE) ||
	       config_error(config, arg->line, error, "%s: bad size '%.60s' for QEMU", name, text);
}

/* Splits the argument at its commas; the first word has the name @first where it has none. */
static gboolean each_property(struct config *config, const struct element *arg, const char *first,
			      property_reader *read, GError **error)
{
	const char *text = domain_argument(arg);
	gboolean fine = TRUE;

	for (const char *at = text; fine && *at != '\0';) {
		g_autofree char *word = g_strndup(at, strcspn(at, ","));
		char *equals = strchr(word, '=');
		struct property property = {.name = word, .value = "on"};

		if (equals != NULL) {
			*equals = '\0';
			property.value = equals + 1;
			property.value_at = (size_t)(at - text) + (size_t)(equals + 1 - word);
		} else if (at == text && first != NULL) {
			property.name = (char *)first;
			property.value = word;
		}
		fine = *word == '\0' || read(config, arg, &property, error);
		at += strcspn(at, ",");
		at += *at == ',';
	}
	return fine;
}

static gboolean read_memory_property(struct config *config, const struct element *arg,
				     const struct property *property, GError **error)
{
	struct point *point = config->point;
	const char *name = property->name;

	if (strcmp(name, "size") == 0)
		return read_size(config, arg, "-m", property->value, MIB, &point->size, error);
	if (strcmp(name, "maxmem") == 0)
		return read_size(config, arg, "-m maxmem", property->value, 1, &point->maxmem,
				 error);
	if (strcmp(name, "slots") == 0)
		return domain_number(property->value, &point->slots) ||
		       config_error(config, arg->line, error, "-m slots: expected a whole number");
	return config_error(config, arg->line, error,
			    "-m: unknown '%.60s': expected size, slots or maxmem", name);
}

static gboolean read_memory(struct config *config, const struct element *arg, GError **error)
{
	struct domain *domain = config->places;

	domain->memory_argument.arg = arg;
	if (domain->cells->len > 0)
		config_remark(config, REMARK_UNCLEAR, arg->line,
			      "-m: overrules libvirt's memory, but not its NUMA cells");
	return each_property(config, arg, "size", read_memory_property, error);
}

static gboolean read_machine_property(struct config *config, const struct element *arg,
				      const struct property *property, GError **error)
{
	static const char *const harmless[] = {
		"accel",       "acpi",       "confidential-guest-support",
		"default-bus", "dump-guest", "graphics",
		"hmat",        "hpet",       "i8042",
		"kernel",      "mem-merge",  "memory-backend",
		"memory-enc",  "nvdimm",     "pcspk",
		"pic",         "pit",        "sata",
		"smbios",      "smbus",      "smm",
		"smp",         "usb",        "vmport",
		"boot",        "append",     "initrd",
		"dtb",         "fd-bootchk", "x-oem",
		"suppress",    NULL};
	static const char *const decisive[] = {"max-ram-below-4g", "cxl", NULL};
	struct point *point = config->point;
	char *machine = point->machine;

	(void)error;
	if (strcmp(property->name, "type") == 0) {
		const char *others = strchr(machine, ',');

		point->machine = g_strconcat(property->value, others != NULL ? others : "", NULL);
		g_free(machine);
	} else if (has_prefix(property->name, decisive)) {
		point->machine =
			g_strdup_printf("%s,%s=%s", machine, property->name, property->value);
		g_free(machine);
	} else if (g_str_has_prefix(property->name, "pflash")) {
		g_free(point->firmware);
		point->firmware = g_strdup("ovmf");
	} else if (!has_prefix(property->name, harmless)) {
		config_remark(config, REMARK_UNCLEAR, arg->line,
			      "-machine %.60s: memroof does not know this property",
			      property->name);
	}
	return TRUE;
}

static gboolean read_machine(struct config *config, const struct element *arg, GError **error)
{
	return each_property(config, arg, "type", read_machine_property, error);
}

static gboolean read_cpu_property(struct config *config, const struct element *arg,
				  const struct property *property, GError **error)
{
	struct domain *domain = config->places;
	struct point *point = config->point;
	const char *name = property->name;

	if (strcmp(name, "model") == 0) {
		config->host_cpu = strcmp(property->value, "host") == 0;
		g_free(point->cpu);
		point->cpu = config->host_cpu ? NULL : g_strdup(property->value);
	} else if (strcmp(name, "phys-bits") == 0) {
		if (!domain_number(property->value, &point->phys_bits) || point->phys_bits == 0 ||
		    point->phys_bits > key_find("phys-bits")->max)
			return config_error(config, arg->line, error,
					    "-cpu phys-bits: bad value '%.60s'", property->value);
		domain->bits_argument =
			locate(config, arg, property->value_at, strlen(property->value));
	} else if (g_str_has_prefix(name, "host-phys-bits")) {
		if (strcmp(property->value, "off") != 0)
			config_remark(
				config, REMARK_UNCLEAR, arg->line,
				"-cpu %.60s: the CPU gets the width of whichever host runs it",
				name);
	} else if (point->cpu != NULL) {
		char *cpu = point->cpu;

		point->cpu = property->value_at == 0
				     ? g_strdup_printf("%s,%s", cpu, name)
				     : g_strdup_printf("%s,%s=%s", cpu, name, property->value);
		g_free(cpu);
	}
	return TRUE;
}

static gboolean read_cpu(struct config *config, const struct element *arg, GError **error)
{
	struct domain *domain = config->places;

	if (domain->max_phys_addr != NULL)
		config_remark(config, REMARK_IN_VAIN, domain->max_phys_addr->line,
			      "maxphysaddr: a later -cpu overrules libvirt's CPU");
	config->point->phys_bits = UNSET;
	domain->bits_argument = locate(config, arg, strlen(domain_argument(arg)), 0);
	return each_property(config, arg, "model", read_cpu_property, error);
}

/*
 * -global DRIVER.PROPERTY=VALUE or driver=DRIVER,property=PROPERTY,value=VALUE: where the value
 * begins, if it is that of @name ("DRIVER.PROPERTY"); else 0.
 */
static size_t global_value(const char *text, const char *name)
{
	g_autofree char *driver = options_get(text, "driver");
	g_autofree char *property = options_get(text, "property"), *both = NULL;
	const char *value = strstr(text, "value=");

	if (name != NULL && g_str_has_prefix(text, name) && text[strlen(name)] == '=')
		return strlen(name) + 1;
	if (driver == NULL || property == NULL || value == NULL)
		return 0;
	both = g_strconcat(driver, ".", property, NULL);
	return g_strcmp0(both, name) == 0 ? (size_t)(value - text) + strlen("value=") : 0;
}

static gboolean read_global(struct config *config, const struct element *arg, GError **error)
{
	static const char *const others[] = {
		"q35-pcihost.pci-hole64-size=", "i440FX-pcihost.pci-hole64-size=", NULL};
	struct domain *domain = config->places;
	const char *hole = machine_hole64_property(config->point->machine),
		   *text = domain_argument(arg);
	size_t at = global_value(text, hole), length = strcspn(text + at, ",");

	if (at > 0) {
		g_autofree char *value = g_strndup(text + at, length);

		domain->hole_argument = locate(config, arg, at, length);
		return read_size(config, arg, hole, value, 1, &config->point->pci_hole64, error);
	}
	if (has_prefix(text, others))
		config_remark(config, REMARK_IN_VAIN, arg->line,
			      "-global %.60s: this machine has no such bus", text);
	else if (strstr(text, "pcihost") != NULL || strstr(text, "phys-bits") != NULL ||
		 g_str_has_prefix(text, "mch."))
		config_remark(config, REMARK_UNCLEAR, arg->line,
			      "-global %.60s: memroof does not understand this one", text);
	return TRUE;
}

static gboolean read_device(struct config *config, const struct element *arg, GError **error)
{
	static const char *const notable[] = {"vfio-",   "ivshmem", "pc-dimm",     "nvdimm",
					      "cxl-",    "pxb-cxl", "virtio-mem",  "virtio-pmem",
					      "sgx-epc", "{",       "pci-testdev", NULL};

	(void)error;
	if (has_prefix(domain_argument(arg), notable))
		config_remark(config, REMARK_UNCLEAR, arg->line,
			      "-device %.60s: it may take address space", domain_argument(arg));
	return TRUE;
}

static gboolean read_bios(struct config *config, const struct element *arg, GError **error)
{
	g_autofree char *path = g_ascii_strdown(domain_argument(arg), -1);

	(void)error;
	if (strstr(path, "ovmf") != NULL || strstr(path, "edk2") != NULL ||
	    strstr(path, "if=pflash") != NULL) {
		g_free(config->point->firmware);
		config->point->firmware = g_strdup("ovmf");
	}
	return TRUE;
}

static gboolean read_fw_cfg(struct config *config, const struct element *arg, GError **error)
{
	(void)error;
	if (strstr(domain_argument(arg), "X-PciMmio64Mb") != NULL)
		config_remark(config, REMARK_UNCLEAR, arg->line,
			      "-fw_cfg: OVMF is told the size of its own 64-bit window");
	return TRUE;
}

static gboolean read_unclear(struct config *config, const struct element *arg, GError **error)
{
	(void)error;
	config_remark(config, REMARK_UNCLEAR, arg->line, "'%.60s' for QEMU may matter",
		      domain_argument(arg));
	return TRUE;
}

/* What may decide; each one has a value. */
static const struct {
	const char *option;
	gboolean (*read)(struct config *config, const struct element *arg, GError **error);
} OPTIONS[] = {
	{"-m", read_memory},     {"-machine", read_machine},    {"-M", read_machine},
	{"-cpu", read_cpu},      {"-global", read_global},      {"-device", read_device},
	{"-bios", read_bios},    {"-drive", read_bios},         {"-fw_cfg", read_fw_cfg},
	{"-numa", read_unclear}, {"-readconfig", read_unclear}, {"-set", read_unclear},
};

/* Whatever these say, it does not change the address space. */
static const char *const HARMLESS[] = {
	"-accel",      "-enable-kvm", "-object",      "-smp",         "-name",         "-uuid",
	"-smbios",     "-boot",       "-rtc",         "-chardev",     "-mon",          "-monitor",
	"-qmp",        "-serial",     "-parallel",    "-netdev",      "-net",          "-nic",
	"-blockdev",   "-display",    "-vga",         "-vnc",         "-spice",        "-usb",
	"-usbdevice",  "-audiodev",   "-audio",       "-soundhw",     "-sandbox",      "-msg",
	"-trace",      "-d",          "-D",           "-no-hpet",     "-no-acpi",      "-no-reboot",
	"-icount",     "-overcommit", "-kernel",      "-initrd",      "-append",       "-acpitable",
	"-fsdev",      "-virtfs",     "-s",           "-S",           "-gdb",          "-action",
	"-watchdog",   "-tpmdev",     "-k",           "-full-screen", "-add-fd",       "-pidfile",
	"-cdrom",      "-hda",        "-hdb",         "-hdc",         "-hdd",          "-compat",
	"-nodefaults", "-nographic",  "-no-shutdown", "-mem-path",    "-mem-prealloc", NULL};

/* QEMU takes two dashes as well. */
static const char *option_of(const char *word)
{
	return g_str_has_prefix(word, "--") ? word + 1 : word;
}

gboolean domain_read_option(struct config *config, const struct element *option,
			    const struct element *value, GError **error)
{
	const char *name = option_of(domain_argument(option));

	for (unsigned i = 0; i < G_N_ELEMENTS(OPTIONS); i++) {
		if (strcmp(name, OPTIONS[i].option) != 0)
			continue;
		return value != NULL
			       ? OPTIONS[i].read(config, value, error)
			       : config_error(config, option->line, error,
					      "%s: expected another <qemu:arg> with its value",
					      name);
	}
	if (*name != '-')
		return TRUE; /* a disk */
	if (!g_strv_contains(HARMLESS, name))
		config_remark(config, REMARK_UNCLEAR, option->line,
			      "memroof does not know QEMU's option %.60s", name);
	return TRUE;
}
