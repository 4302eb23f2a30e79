/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/qemu_known.h"

#include <string.h>

#define READ KNOWN_READ
#define UNCLEAR KNOWN_UNCLEAR

/* Options with a meaning; the unimportant ones are below. */
static const struct known_option OPTIONS[] = {
	{"m", "memory", "size", TRUE, READ},       {"machine", NULL, "type", TRUE, READ},
	{"M", "machine", "type", TRUE, READ},      {"cpu", NULL, "model", TRUE, READ},
	{"global", NULL, "driver", TRUE, READ},    {"object", NULL, "qom-type", TRUE, READ},
	{"device", NULL, "driver", TRUE, READ},    {"numa", NULL, "type", TRUE, READ},
	{"drive", NULL, "file", TRUE, READ},       {"accel", NULL, "accel", TRUE, READ},
	{"enable-kvm", NULL, NULL, FALSE, READ},   {"bios", NULL, NULL, TRUE, READ},
	{"pflash", NULL, NULL, TRUE, READ},        {"no-kvm", NULL, NULL, FALSE, READ},
	{"readconfig", NULL, NULL, TRUE, UNCLEAR}, {"set", NULL, NULL, TRUE, UNCLEAR},
	{"igvm", NULL, NULL, TRUE, UNCLEAR},
};

/* With a value, and unimportant. */
static const char *const WITH_VALUE[] = {
	"smp",
	"add-fd",
	"boot",
	"mem-path",
	"k",
	"audio",
	"audiodev",
	"name",
	"uuid",
	"fda",
	"fdb",
	"hda",
	"hdb",
	"hdc",
	"hdd",
	"cdrom",
	"blockdev",
	"mtdblock",
	"sd",
	"fsdev",
	"virtfs",
	"iscsi",
	"usbdevice",
	"display",
	"spice",
	"rotate",
	"vga",
	"g",
	"vnc",
	"acpitable",
	"smbios",
	"netdev",
	"nic",
	"net",
	"chardev",
	"tpmdev",
	"kernel",
	"append",
	"initrd",
	"dtb",
	"compat",
	"fw_cfg",
	"serial",
	"parallel",
	"monitor",
	"qmp",
	"qmp-pretty",
	"mon",
	"debugcon",
	"pidfile",
	"overcommit",
	"gdb",
	"d",
	"D",
	"dfilter",
	"seed",
	"L",
	"xen-domid",
	"action",
	"loadvm",
	"option-rom",
	"rtc",
	"icount",
	"watchdog",
	"watchdog-action",
	"echr",
	"incoming",
	"chroot",
	"runas",
	"run-with",
	"sandbox",
	"writeconfig",
	"trace",
	"plugin",
	"async-teardown",
	"msg",
	"dump-vmstate",
	"tb-size",
	"soundhw",
	"realtime",
	"redir",
	"bt",
	"clock",
	"drive-mirror",
	"shim",
	"prom-env",
	"semihosting-config",
	"vga-bios",
	"balloon",
	"tdf",
	"virtioconsole",
	"fw-cfg",
	"win2k-hack-level",
};

/* Without a value, and unimportant. */
static const char *const WITHOUT_VALUE[] = {
	"h",
	"help",
	"version",
	"mem-prealloc",
	"audio-help",
	"snapshot",
	"usb",
	"nographic",
	"portrait",
	"full-screen",
	"win2k-hack",
	"no-fd-bootchk",
	"no-acpi",
	"no-hpet",
	"singlestep",
	"one-insn-per-tb",
	"S",
	"s",
	"xen-attach",
	"xen-domid-restrict",
	"no-reboot",
	"no-shutdown",
	"daemonize",
	"only-migratable",
	"nodefaults",
	"no-user-config",
	"enable-sync-profile",
	"preconfig",
	"no-quit",
	"alt-grab",
	"ctrl-grab",
	"sdl",
	"curses",
	"no-frame",
	"nodefconfig",
	"enable-fips",
	"no-hax",
	"enable-hax",
	"semihosting",
	"no-kvm-irqchip",
	"no-kvm-pit",
	"rtc-td-hack",
	"startdate",
	"localtime",
};

/* Groups of -readconfig that have no option of the same name. */
static const char *const GROUPS[] = {
	"smp-opts",
	"boot-opts",
	"fw_cfg",
	"mon",
	"realtime",
	"option-rom",
	"semihosting-config",
	"icount",
	"name",
	"sandbox",
	"add-fd",
	"overcommit",
	"action",
	"vnc",
	"spice",
	"trace",
	"tpmdev",
	"chardev",
	"netdev",
	"net",
	"fsdev",
	"virtfs",
	"iscsi",
	"acpi",
	"smbios",
	"msg",
	"rtc",
	"audiodev",
	"plugin",
	"run-with",
	"compat",
	"nic",
	"throttle-group",
	"watchdog",
};

static const struct known_option *unimportant(const char *word, gboolean has_value)
{
	static const struct known_option with = {NULL, NULL, NULL, TRUE, KNOWN_UNIMPORTANT};
	static const struct known_option without = {NULL, NULL, NULL, FALSE, KNOWN_UNIMPORTANT};
	const char *const *words = has_value ? WITH_VALUE : WITHOUT_VALUE;
	size_t n = has_value ? G_N_ELEMENTS(WITH_VALUE) : G_N_ELEMENTS(WITHOUT_VALUE);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(words[i], word) == 0)
			return has_value ? &with : &without;
	}
	return NULL;
}

const struct known_option *known_option(const char *word)
{
	const struct known_option *known;

	for (unsigned i = 0; i < G_N_ELEMENTS(OPTIONS); i++) {
		if (strcmp(OPTIONS[i].word, word) == 0)
			return &OPTIONS[i];
	}
	known = unimportant(word, TRUE);
	return known != NULL ? known : unimportant(word, FALSE);
}

enum known known_group(const char *name)
{
	const struct known_option *option;

	if (strcmp(name, "memory") == 0)
		return KNOWN_READ;
	option = known_option(name);
	if (option != NULL)
		return option->known;
	for (unsigned i = 0; i < G_N_ELEMENTS(GROUPS); i++) {
		if (strcmp(GROUPS[i], name) == 0)
			return KNOWN_UNIMPORTANT;
	}
	return KNOWN_NOT;
}

struct pattern {
	const char *glob;
	enum known known;
};

static enum known first_match(const struct pattern *patterns, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++) {
		if (g_pattern_match_simple(patterns[i].glob, text))
			return patterns[i].known;
	}
	return KNOWN_NOT;
}

enum known known_machine_property(const char *name)
{
	static const struct pattern patterns[] = {
		{"type", READ},
		{"accel", READ},
		{"max-ram-below-4g", READ},
		{"cxl", READ},
		{"cxl-fmw.*", READ},
		{"memory", UNCLEAR},
		{"memory.size", READ},
		{"memory.slots", READ},
		{"memory.max-size", READ},
		{"memory-backend", READ},
		{"pflash0", READ},
		{"pflash1", READ},
		{"firmware", READ},
		{"sgx-epc*", UNCLEAR},
		{"confidential-guest-support", UNCLEAR},
		{"memory-encryption", UNCLEAR},
		{"igvm-cfg", UNCLEAR},
		{"acpi", KNOWN_UNIMPORTANT},
		{"append", KNOWN_UNIMPORTANT},
		{"aux-ram-share", KNOWN_UNIMPORTANT},
		{"boot*", KNOWN_UNIMPORTANT},
		{"bus-lock-ratelimit", KNOWN_UNIMPORTANT},
		{"default-bus-bypass-iommu", KNOWN_UNIMPORTANT},
		{"default_bus_bypass_iommu", KNOWN_UNIMPORTANT},
		{"dt-compatible", KNOWN_UNIMPORTANT},
		{"dtb", KNOWN_UNIMPORTANT},
		{"dump-guest-core", KNOWN_UNIMPORTANT},
		{"dumpdtb", KNOWN_UNIMPORTANT},
		{"enforce-config-section", KNOWN_UNIMPORTANT},
		{"fd-bootchk", KNOWN_UNIMPORTANT},
		{"graphics", KNOWN_UNIMPORTANT},
		{"hmat", KNOWN_UNIMPORTANT},
		{"hpet", KNOWN_UNIMPORTANT},
		{"i8042", KNOWN_UNIMPORTANT},
		{"igd-passthru", KNOWN_UNIMPORTANT},
		{"initrd", KNOWN_UNIMPORTANT},
		{"iommu", KNOWN_UNIMPORTANT},
		{"kernel", KNOWN_UNIMPORTANT},
		{"kernel-irqchip", KNOWN_UNIMPORTANT},
		{"kernel_irqchip", KNOWN_UNIMPORTANT},
		{"kvm-shadow-mem", KNOWN_UNIMPORTANT},
		{"kvm_shadow_mem", KNOWN_UNIMPORTANT},
		{"max-fw-size", KNOWN_UNIMPORTANT},
		{"mem-merge", KNOWN_UNIMPORTANT},
		{"nvdimm*", KNOWN_UNIMPORTANT},
		{"pcspk-audiodev", KNOWN_UNIMPORTANT},
		{"phandle-start", KNOWN_UNIMPORTANT},
		{"pic", KNOWN_UNIMPORTANT},
		{"pit", KNOWN_UNIMPORTANT},
		{"sata", KNOWN_UNIMPORTANT},
		{"smbios-entry-point-type", KNOWN_UNIMPORTANT},
		{"smbus", KNOWN_UNIMPORTANT},
		{"smm", KNOWN_UNIMPORTANT},
		{"smp*", KNOWN_UNIMPORTANT},
		{"suppress-vmdesc", KNOWN_UNIMPORTANT},
		{"usb", KNOWN_UNIMPORTANT},
		{"vmport", KNOWN_UNIMPORTANT},
		{"x-oem-id", KNOWN_UNIMPORTANT},
		{"x-oem-table-id", KNOWN_UNIMPORTANT},
		{"x-south-bridge", KNOWN_UNIMPORTANT},
	};

	return first_match(patterns, G_N_ELEMENTS(patterns), name);
}

enum known known_device(const char *driver)
{
	static const struct pattern patterns[] = {
		{"pc-dimm", READ},
		{"nvdimm", READ},
		{"virtio-mem*", READ},
		{"virtio-pmem*", READ},
		/* Host devices and shared memory: their BARs can be larger than the hole. */
		{"vfio-*", UNCLEAR},
		{"vfio-user-*", UNCLEAR},
		{"ivshmem*", UNCLEAR},
		{"cxl-*", UNCLEAR},
		{"pxb-cxl*", UNCLEAR},
		{"pci-testdev", UNCLEAR},
		{"x-pci-proxy-dev", UNCLEAR},
		{"sgx-epc", UNCLEAR},
		{"vhost-user-fs*", UNCLEAR},
		{"virtio-*", KNOWN_UNIMPORTANT},
		{"virt*", KNOWN_UNIMPORTANT},
		{"vhost-*", KNOWN_UNIMPORTANT},
		{"usb-*", KNOWN_UNIMPORTANT},
		{"*-usb-*", KNOWN_UNIMPORTANT},
		{"*xhci", KNOWN_UNIMPORTANT},
		{"pci-ohci", KNOWN_UNIMPORTANT},
		{"pci-bridge*", KNOWN_UNIMPORTANT},
		{"pci-serial*", KNOWN_UNIMPORTANT},
		{"pcie-*", KNOWN_UNIMPORTANT},
		{"pxb*", KNOWN_UNIMPORTANT},
		{"i82*", KNOWN_UNIMPORTANT},
		{"ioh3420", KNOWN_UNIMPORTANT},
		{"x3130-upstream", KNOWN_UNIMPORTANT},
		{"xio3130-downstream", KNOWN_UNIMPORTANT},
		{"e1000*", KNOWN_UNIMPORTANT},
		{"igb", KNOWN_UNIMPORTANT},
		{"ne2k_*", KNOWN_UNIMPORTANT},
		{"pcnet", KNOWN_UNIMPORTANT},
		{"rtl8139", KNOWN_UNIMPORTANT},
		{"tulip", KNOWN_UNIMPORTANT},
		{"rocker", KNOWN_UNIMPORTANT},
		{"i8042", KNOWN_UNIMPORTANT},
		{"ipoctal232", KNOWN_UNIMPORTANT},
		{"tpci200", KNOWN_UNIMPORTANT},
		{"vmmouse", KNOWN_UNIMPORTANT},
		{"sga", KNOWN_UNIMPORTANT},
		{"adlib", KNOWN_UNIMPORTANT},
		{"cs4231a", KNOWN_UNIMPORTANT},
		{"gus", KNOWN_UNIMPORTANT},
		{"*can_pci", KNOWN_UNIMPORTANT},
		{"kvaser_pci", KNOWN_UNIMPORTANT},
		{"i2c-ddc", KNOWN_UNIMPORTANT},
		{"mc146818rtc", KNOWN_UNIMPORTANT},
		{"mioe3680_pci", KNOWN_UNIMPORTANT},
		{"pcm3680_pci", KNOWN_UNIMPORTANT},
		{"pc-testdev", KNOWN_UNIMPORTANT},
		{"pvrdma", KNOWN_UNIMPORTANT},
		{"vmxnet3", KNOWN_UNIMPORTANT},
		{"ide-*", KNOWN_UNIMPORTANT},
		{"*-ide", KNOWN_UNIMPORTANT},
		{"*ahci", KNOWN_UNIMPORTANT},
		{"scsi-*", KNOWN_UNIMPORTANT},
		{"lsi*", KNOWN_UNIMPORTANT},
		{"megasas*", KNOWN_UNIMPORTANT},
		{"mptsas1068", KNOWN_UNIMPORTANT},
		{"pvscsi", KNOWN_UNIMPORTANT},
		{"am53c974", KNOWN_UNIMPORTANT},
		{"dc390", KNOWN_UNIMPORTANT},
		{"nvme*", KNOWN_UNIMPORTANT},
		{"floppy", KNOWN_UNIMPORTANT},
		{"sd*", KNOWN_UNIMPORTANT},
		{"isa-*", KNOWN_UNIMPORTANT},
		{"*-isa*", KNOWN_UNIMPORTANT},
		{"*vga*", KNOWN_UNIMPORTANT},
		{"VGA", KNOWN_UNIMPORTANT},
		{"qxl", KNOWN_UNIMPORTANT},
		{"bochs-display", KNOWN_UNIMPORTANT},
		{"ramfb", KNOWN_UNIMPORTANT},
		{"hda-*", KNOWN_UNIMPORTANT},
		{"*-hda", KNOWN_UNIMPORTANT},
		{"AC97", KNOWN_UNIMPORTANT},
		{"ES1370", KNOWN_UNIMPORTANT},
		{"sb16", KNOWN_UNIMPORTANT},
		{"tpm-*", KNOWN_UNIMPORTANT},
		{"pvpanic*", KNOWN_UNIMPORTANT},
		{"vmcoreinfo", KNOWN_UNIMPORTANT},
		{"vmgenid", KNOWN_UNIMPORTANT},
		{"i6300esb", KNOWN_UNIMPORTANT},
		{"ib700", KNOWN_UNIMPORTANT},
		{"ipmi-*", KNOWN_UNIMPORTANT},
		{"pci-ipmi-*", KNOWN_UNIMPORTANT},
		{"smbus-*", KNOWN_UNIMPORTANT},
		{"ccid-*", KNOWN_UNIMPORTANT},
		{"u2f-*", KNOWN_UNIMPORTANT},
		{"loader", KNOWN_UNIMPORTANT},
		{"guest-loader", KNOWN_UNIMPORTANT},
		{"acpi-erst", KNOWN_UNIMPORTANT},
		{"edu", KNOWN_UNIMPORTANT},
		{"hyperv-*", KNOWN_UNIMPORTANT},
		{"hv-*", KNOWN_UNIMPORTANT},
		{"vmbus-bridge", KNOWN_UNIMPORTANT},
		{"intel-iommu", KNOWN_UNIMPORTANT},
		{"amd-iommu", KNOWN_UNIMPORTANT},
		{"AMDVI-PCI", KNOWN_UNIMPORTANT},
		{"*-x86_64-cpu", KNOWN_UNIMPORTANT},
	};

	return first_match(patterns, G_N_ELEMENTS(patterns), driver);
}

enum known known_global(const char *driver, const char *property)
{
	static const struct pattern of_cpus[] = {
		{"phys-bits", READ},
		{"host-phys-bits", READ},
		{"host-phys-bits-limit", UNCLEAR},
	};
	static const struct pattern unimportant_drivers[] = {
		{"ICH9-LPC", KNOWN_UNIMPORTANT},     {"ICH9-SMB", KNOWN_UNIMPORTANT},
		{"PIIX4_PM", KNOWN_UNIMPORTANT},     {"kvm-pit", KNOWN_UNIMPORTANT},
		{"kvm-*", KNOWN_UNIMPORTANT},        {"mc146818rtc", KNOWN_UNIMPORTANT},
		{"hpet", KNOWN_UNIMPORTANT},         {"fw_cfg*", KNOWN_UNIMPORTANT},
		{"cfi.pflash01", KNOWN_UNIMPORTANT}, {"migration", KNOWN_UNIMPORTANT},
		{"PIIX*", KNOWN_UNIMPORTANT},        {"piix*", KNOWN_UNIMPORTANT},
		{"apic*", KNOWN_UNIMPORTANT},        {"ioapic", KNOWN_UNIMPORTANT},
	};

	if (g_str_has_suffix(driver, "-pcihost"))
		return READ;
	if (g_str_has_suffix(driver, "x86_64-cpu") || g_str_has_suffix(driver, "i386-cpu")) {
		enum known known = first_match(of_cpus, G_N_ELEMENTS(of_cpus), property);

		return known != KNOWN_NOT ? known : UNCLEAR;
	}
	if (first_match(unimportant_drivers, G_N_ELEMENTS(unimportant_drivers), driver) !=
	    KNOWN_NOT)
		return KNOWN_UNIMPORTANT;
	return known_device(driver) == KNOWN_UNIMPORTANT ? KNOWN_UNIMPORTANT : UNCLEAR;
}
