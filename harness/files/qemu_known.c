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
	{"igvm", NULL, NULL, TRUE, UNCLEAR},       {"fw_cfg", NULL, "name", TRUE, READ},
};

/* With a value, and unimportant. */
static const char *const WITH_VALUE[] = {"smp",
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
					 "win2k-hack-level"};

/* Without a value, and unimportant. */
static const char *const WITHOUT_VALUE[] = {"h",
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
					    "localtime"};

/* Groups of -readconfig that have no option of the same name. */
static const char *const GROUPS[] = {"smp-opts",   "boot-opts",
				     "mon",        "realtime",
				     "option-rom", "semihosting-config",
				     "icount",     "name",
				     "sandbox",    "add-fd",
				     "overcommit", "action",
				     "vnc",        "spice",
				     "trace",      "tpmdev",
				     "chardev",    "netdev",
				     "net",        "fsdev",
				     "virtfs",     "iscsi",
				     "acpi",       "smbios",
				     "msg",        "rtc",
				     "audiodev",   "plugin",
				     "run-with",   "compat",
				     "nic",        "throttle-group",
				     "watchdog"};

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

/* Most patterns begin otherwise, which is told at once: a file may have many thousands of names. */
static gboolean matches(const char *glob, const char *text)
{
	return (*glob == *text || *glob == '*') && g_pattern_match_simple(glob, text);
}

enum known known_first_match(const struct known_pattern *patterns, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++) {
		if (matches(patterns[i].glob, text))
			return patterns[i].known;
	}
	return KNOWN_NOT;
}

gboolean known_matches_any(const char *const *globs, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++) {
		if (matches(globs[i], text))
			return TRUE;
	}
	return FALSE;
}

static const char *const UNIMPORTANT_PROPERTIES[] = {"acpi",
						     "append",
						     "aux-ram-share",
						     "boot*",
						     "bus-lock-ratelimit",
						     "default-bus-bypass-iommu",
						     "default_bus_bypass_iommu",
						     "dt-compatible",
						     "dtb",
						     "dump-guest-core",
						     "dumpdtb",
						     "enforce-config-section",
						     "fd-bootchk",
						     "graphics",
						     "hmat",
						     "hpet",
						     "i8042",
						     "igd-passthru",
						     "initrd",
						     "iommu",
						     "kernel",
						     "kernel-irqchip",
						     "kernel_irqchip",
						     "kvm-shadow-mem",
						     "kvm_shadow_mem",
						     "max-fw-size",
						     "mem-merge",
						     "nvdimm*",
						     "pcspk-audiodev",
						     "phandle-start",
						     "pic",
						     "pit",
						     "sata",
						     "smbios-entry-point-type",
						     "smbus",
						     "smm",
						     "smp*",
						     "suppress-vmdesc",
						     "usb",
						     "vmport",
						     "x-oem-id",
						     "x-oem-table-id",
						     "x-south-bridge"};

enum known known_machine_property(const char *name)
{
	static const struct known_pattern patterns[] = {
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
	};
	enum known known = known_first_match(patterns, G_N_ELEMENTS(patterns), name);

	if (known == KNOWN_NOT &&
	    known_matches_any(UNIMPORTANT_PROPERTIES, G_N_ELEMENTS(UNIMPORTANT_PROPERTIES), name))
		return KNOWN_UNIMPORTANT;
	return known;
}

enum known known_global(const char *driver, const char *property)
{
	static const struct known_pattern of_cpus[] = {
		{"phys-bits", READ},
		{"host-phys-bits", READ},
		{"host-phys-bits-limit", UNCLEAR},
	};
	static const char *const unimportant[] = {
		"ICH9-LPC",    "ICH9-SMB", "PIIX4_PM", "kvm-pit",      "kvm-*",
		"mc146818rtc", "hpet",     "fw_cfg*",  "cfi.pflash01", "migration",
		"PIIX*",       "piix*",    "apic*",    "ioapic"};

	if (g_str_has_suffix(driver, "-pcihost"))
		return READ;
	if (g_str_has_suffix(driver, "x86_64-cpu") || g_str_has_suffix(driver, "i386-cpu")) {
		enum known known = known_first_match(of_cpus, G_N_ELEMENTS(of_cpus), property);

		return known != KNOWN_NOT ? known : UNCLEAR;
	}
	if (known_matches_any(unimportant, G_N_ELEMENTS(unimportant), driver))
		return KNOWN_UNIMPORTANT;
	return known_device(driver) == KNOWN_UNIMPORTANT ? KNOWN_UNIMPORTANT : UNCLEAR;
}
